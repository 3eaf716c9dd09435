"""A plan is changed by its host until it begins; those invited hear of it, and it is audited."""

from __future__ import annotations

from typing import Any

import pytest

from tests.consultation.consultations.conftest import EXPERT, HOST, House

PLANNED = "2030-01-01T08:00:00Z"


async def test_title_question_and_time_change_for_everybody(house: House) -> None:
    path = await house.start(people=[house.ids[EXPERT]], question="?", planned_for=PLANNED)
    async with house.events(EXPERT) as expert:
        await expert.told("consultations")
        later = "2030-01-02T09:30:00+08:00"
        await house.do(HOST, path, {"title": " 复查 ", "planned_for": later}, method="PATCH")
        told = await expert.until("consultations", lambda told: told["consultations"][0]["title"] == "复查")
    assert told["consultations"][0]["planned_for"] == "2030-01-02T01:30:00+00:00"
    assert (await house.told(path, EXPERT))["question"] == "?"
    await house.do(HOST, path, {"question": ""}, method="PATCH")
    assert (await house.told(path, EXPERT))["question"] == ""
    question, both = await house.audited("consultation.change")
    assert question == (f"user:{HOST}", "success", {"question": ""})
    assert both[2] == {"title": "复查", "planned_for": later}


@pytest.mark.parametrize(
    "body",
    [{}, {"title": " "}, {"planned_for": None}, {"planned_for": "2030-01-01T08:00:00"}, {"state": "open"}],
)
async def test_what_makes_no_plan_is_refused(house: House, body: dict[str, Any]) -> None:
    path = await house.start(planned_for=PLANNED)
    before = await house.told(path, HOST)
    await house.refuses(HOST, path, 400, "invalid_body", body=body, method="PATCH")
    assert await house.told(path, HOST) == before


async def test_what_has_begun_keeps_its_title(house: House) -> None:
    path = await house.with_everybody(planned_for=PLANNED)
    await house.refuses(EXPERT, path, 403, "not_allowed", body={"title": "x"}, method="PATCH")
    await house.do(HOST, f"{path}/open")
    await house.refuses(HOST, path, 409, "not_planned", body={"title": "x"}, method="PATCH")
    await house.do(HOST, f"{path}/close")
    await house.refuses(HOST, path, 409, "closed", body={"title": "x"}, method="PATCH")
