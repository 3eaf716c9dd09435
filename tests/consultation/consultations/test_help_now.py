"""Help now: an urgent consultation calls every expert at once, and nobody else."""

from __future__ import annotations

from typing import Any

from consultation.consultations.attendance import entered, left
from consultation.consultations.attendees import find_consultation, person_attendee
from consultation.consultations.entrance import Entry
from core import accounts
from core.accounts import person as as_person
from core.roles import Role
from tests.consultation.archive_site import CITY
from tests.consultation.consultations.conftest import (
    ADMINISTRATOR,
    CONSOLE,
    EXPERT,
    HOST,
    STRANGER,
    STUDENT,
    House,
)


async def entry(house: House, name: str, path: str) -> Entry:
    """Somebody at the door of the board."""
    async with house.application.services.database.read() as session:
        person = as_person(await accounts.get_user(session, name))
        consultation = await find_consultation(session, person, path[-12:])
        assert consultation is not None
        return Entry(person_attendee(person, consultation), consultation, "10.0.0.1")


def urgent(told: Any) -> list[str]:
    return [one["id"] for one in told["consultations"] if one["urgent"] and one["state"] == "open"]


async def test_call_for_help_reaches_experts_at_once_and_nobody_else(house: House) -> None:
    room = await house.on_air()
    async with house.events(EXPERT) as expert, house.events(STUDENT) as student:
        assert urgent(await expert.told("consultations")) == []
        assert (await student.told("consultations"))["consultations"] == []
        path = await house.start(title="心脏", urgent=True, consoles=[room])
        called = await expert.told("consultations")
        assert urgent(called) == [path[-12:]]
        (brief,) = called["consultations"]
        assert (brief["console_room"], brief["consoles"], brief["present"]) == (CONSOLE, ["超声 1"], 0)
        # The first that the student hears of is their own invitation.
        await house.do(HOST, f"{path}/members", {"kind": "person", "id": house.ids[STUDENT]})
        (invited,) = (await student.told("consultations"))["consultations"]
        assert invited["id"] == path[-12:]
    for person in (STRANGER, ADMINISTRATOR):
        assert (await house.told("/api/consultations", person))["consultations"] == []


async def test_help_needs_a_console_on_air(house: House) -> None:
    agent, _ = await house.application.add_agent()
    body = {"title": "x", "urgent": True, "consoles": [agent.room]}
    await house.refuses(HOST, "/api/consultations", 409, "console_off_air", body=body)


async def test_others_see_who_answered_and_the_call_ends_with_the_consultation(house: House) -> None:
    path = await house.start(urgent=True, consoles=[await house.on_air()])
    await house.add("expert2", Role.EXPERT, CITY)
    async with house.events("expert2") as other:
        await other.told("consultations")
        stay = await entered(house.application.services, await entry(house, EXPERT, path))
        (brief,) = (await other.told("consultations"))["consultations"]
        assert (brief["urgent"], brief["present"]) == (True, 1)
        present = (await house.told(path, "expert2"))["present"]
        assert [one["name"] for one in present] == [EXPERT]
        await left(house.application.services, stay)
        assert (await other.told("consultations"))["consultations"][0]["present"] == 0
        await house.do(HOST, f"{path}/close")
        assert (await other.told("consultations"))["consultations"] == []
    # Whoever answered stays part of it.
    (mine,) = (await house.told("/api/consultations", EXPERT))["consultations"]
    assert (mine["id"], mine["state"]) == (path[-12:], "closed")
    assert (await house.ask(path, "expert2")).status == 404
