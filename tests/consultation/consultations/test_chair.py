"""The chair is never lost: passed on where its host is locked out, or taken over by an administrator."""

from __future__ import annotations

import pytest

from consultation.consultations.attendance import entered
from consultation.lockout import Lockout
from core import accounts
from core.audit import OPERATOR
from tests.consultation.consultations.conftest import (
    ADMINISTRATOR,
    COLLEAGUE,
    EXPERT,
    HOST,
    STRANGER,
    STUDENT,
    Browser,
    House,
)
from tests.consultation.consultations.test_help_now import entry


async def lock_out(house: House, name: str) -> None:
    """As the command line does, and as the server then notices."""
    shared = house.application.services
    async with shared.database.write() as session:
        user = await accounts.get_user(session, name)
        await accounts.set_disabled(session, user, True, now=shared.now(), actor=OPERATOR)
    await Lockout(shared).check()


async def host_of(house: House, path: str, person: str) -> str:
    told = await house.told(path, person)
    return str(told["host"]["name"])


async def test_chair_passes_to_who_has_been_there_longest_of_those_who_may_hold_it(house: House) -> None:
    path = await house.with_everybody()
    shared = house.application.services
    for name in (STUDENT, EXPERT, COLLEAGUE):
        await entered(shared, await entry(house, name, path))
    changed: list[str] = []
    shared.doors.watch(path[-12:], house.ids[EXPERT], lambda: None, lambda: changed.append(EXPERT))
    async with house.events(COLLEAGUE) as colleague:
        await colleague.told("consultations")
        await lock_out(house, HOST)
        await colleague.until(
            "consultations", lambda told: told["consultations"][0]["host"]["name"] == EXPERT
        )
    assert changed == [EXPERT]
    me = (await house.told(path, EXPERT))["me"]
    assert me["host"]
    assert {"moderate", "admit"} <= set(me["rights"])
    assert await house.audited("consultation.host") == [
        ("server", "success", {"person": house.ids[EXPERT], "before": house.ids[HOST]})
    ]
    await house.do(EXPERT, f"{path}/close")


async def test_without_anybody_there_the_first_invited_has_it(house: House) -> None:
    path = await house.start(people=[house.ids[STUDENT]], planned_for="2030-01-01T08:00:00Z")
    for name in (COLLEAGUE, EXPERT):
        await house.do(HOST, f"{path}/members", {"kind": "person", "id": house.ids[name]})
    await lock_out(house, HOST)
    assert await host_of(house, path, STUDENT) == COLLEAGUE


async def test_chair_stays_with_a_host_who_is_not_locked_out_and_is_not_given_back(house: House) -> None:
    path = await house.with_everybody()
    await lock_out(house, STRANGER)
    assert await host_of(house, path, EXPERT) == HOST
    await lock_out(house, HOST)
    shared = house.application.services
    async with shared.database.write() as session:
        user = await accounts.get_user(session, HOST)
        await accounts.set_disabled(session, user, False, now=shared.now(), actor=OPERATOR)
        token = await shared.api_tokens.issue(session, HOST, lifetime=None, now=shared.now(), actor=OPERATOR)
    house.tokens[HOST] = token
    await Lockout(shared).check()
    assert (await house.told(path, HOST))["me"]["host"] is False


async def test_administrator_finds_and_takes_over_what_nobody_may_inherit(house: House) -> None:
    path = await house.start(title="无主", people=[house.ids[STUDENT]])
    await lock_out(house, HOST)
    assert await host_of(house, path, STUDENT) == HOST
    (found,) = (await house.told("/api/unattended-consultations", ADMINISTRATOR))["consultations"]
    assert (found["id"], found["title"], found["host"]["name"]) == (path[-12:], "无主", HOST)
    # An administrator is no part of what they were not invited to, until they take it over.
    await house.refuses(ADMINISTRATOR, f"{path}/close", 404, "no_such_consultation")
    told = await house.do(ADMINISTRATOR, f"{path}/take-over")
    assert (told["host"]["id"], told["me"]["host"]) == (house.ids[ADMINISTRATOR], True)
    assert (await house.do(ADMINISTRATOR, f"{path}/take-over"))["me"]["host"]
    assert (f"user:{ADMINISTRATOR}", "success") in [
        (actor, outcome) for actor, outcome, _ in await house.audited("consultation.host")
    ]
    await house.do(ADMINISTRATOR, f"{path}/close", {"conclusion": "主持人离职"})
    assert (await house.told("/api/unattended-consultations", ADMINISTRATOR))["consultations"] == []


async def test_host_who_is_away_loses_the_chair_to_an_administrator_and_stays_a_member(house: House) -> None:
    path = await house.with_everybody()
    shared = house.application.services
    changed: list[str] = []
    for name in (HOST, ADMINISTRATOR):
        door = shared.doors
        door.watch(path[-12:], house.ids[name], lambda: None, lambda who=name: changed.append(who))
    await house.do(HOST, f"{path}/people/{house.ids[ADMINISTRATOR]}/remove")
    await house.do(ADMINISTRATOR, f"{path}/take-over")
    assert changed == [HOST, ADMINISTRATOR]
    told = await house.told(path, HOST)
    assert told["me"]["host"] is False
    assert house.ids[HOST] in [member["id"] for member in told["members"]]
    await house.refuses(HOST, f"{path}/close", 403, "not_allowed")


async def test_host_who_is_there_is_not_deposed(house: House) -> None:
    path = await house.with_everybody()
    await entered(house.application.services, await entry(house, HOST, path))
    assert (await house.told("/api/unattended-consultations", ADMINISTRATOR))["consultations"] == []
    await house.refuses(ADMINISTRATOR, f"{path}/take-over", 409, "host_there")


@pytest.mark.parametrize("person", [EXPERT, STUDENT, COLLEAGUE])
async def test_only_administrators_take_over(house: House, guest: Browser, person: str) -> None:
    path = await house.with_everybody()
    await house.let_in(path, guest)
    await house.refuses(person, f"{path}/take-over", 403, "not_allowed")
    await house.refuses(STRANGER, f"{path}/take-over", 404, "no_such_consultation")
    assert (await guest.ask("POST", f"{path}/take-over"))[0] == 403
    await house.refuses(person, "/api/unattended-consultations", 403, "not_allowed", method="GET")
    nowhere = f"/api/consultations/{'0' * 12}/take-over"
    await house.refuses(ADMINISTRATOR, nowhere, 404, "no_such_consultation")
