"""What cannot be: consultations, people and things that are not there, and wishes that make no sense."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.consultation.archive_site import CITY
from tests.consultation.conftest import standing
from tests.consultation.consultations.conftest import (
    ADMINISTRATOR,
    EXPERT,
    HOST,
    PEOPLE,
    STUDENT,
    House,
    enrolled,
)

# Nothing comes of any of this, so that one house serves all.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with standing(tmp_path_factory.mktemp("house")) as application:
        yield await enrolled(application)


@pytest.mark.parametrize("part", ["000000000000", "x", "%00", "0' or '1'='1", "..%2f"])
async def test_consultation_that_does_not_exist_is_not_found(house: House, part: str) -> None:
    assert (await house.ask(f"/api/consultations/{part}", HOST)).status == 404


@pytest.mark.parametrize("person", [STUDENT, ADMINISTRATOR])
async def test_only_those_who_treat_patients_start_consultations(house: House, person: str) -> None:
    await house.refuses(person, "/api/consultations", 403, "not_allowed", body={"title": "x"})
    await house.refuses(person, "/api/people", 403, "not_allowed", method="GET")
    refused = [entry for entry in await house.audited("consultation.refused") if entry[0] == f"user:{person}"]
    assert [detail["path"] for _, _, detail in refused] == ["/api/people", "/api/consultations"]
    assert {(outcome, detail["right"]) for _, outcome, detail in refused} == {("refused", "start")}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": " "},
        {"title": "x" * 201},
        {"title": "a\0b"},
        {"title": "x", "planned_for": "2026-11-22T09:00:00"},
        {"title": "x", "planned_for": "tomorrow"},
        {"title": "x", "people": ["wang"]},
        {"title": "x", "consoles": ["lobby"]},
        {"title": "x", "studies": ["1.2'"]},
        {"title": "x", "host": "0123456789ab"},
        {"title": "x", "urgent": True, "planned_for": "2026-11-22T09:00:00Z"},
    ],
)
async def test_wrong_wishes_are_explained(house: House, body: dict[str, object]) -> None:
    await house.refuses(HOST, "/api/consultations", 400, "invalid_body", body=body)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"people": ["0123456789ab"]}, "no_such_person"),
        ({"organisations": ["0123456789ab"]}, "no_such_organisation"),
        ({"consoles": ["console-nowhere"]}, "no_such_console"),
        ({"studies": ["1.2.3"]}, "not_found"),
    ],
)
async def test_what_is_not_there_cannot_be_brought(
    house: House, wanted: dict[str, object], code: str
) -> None:
    await house.refuses(HOST, "/api/consultations", 404, code, body={"title": "x", **wanted})
    assert (await house.told("/api/consultations", HOST))["consultations"] == []


async def test_directory_names_everybody_who_can_be_invited(house: House) -> None:
    told = await house.told("/api/people", HOST)
    assert {one["name"] for one in told["people"]} >= {*PEOPLE}
    assert {"id": house.organisations[CITY], "name": CITY} in told["organisations"]
    expert = next(one for one in told["people"] if one["name"] == EXPERT)
    assert expert["organisation"]["name"] == CITY
    assert expert["role"] == "expert"
