"""The host keeps order: mutes, puts out, uninvites, hands the chair over; the engine and the board obey."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestServer

from tests.consultation.archive_site import CITY
from tests.consultation.consultations.conftest import (
    ADMINISTRATOR,
    COLLEAGUE,
    CONSOLE,
    EXPERT,
    HOST,
    STRANGER,
    STUDENT,
    Browser,
    House,
)
from tests.consultation.fake_engine import FakeEngine, console, speaker

NOBODY = "000000000000"


class Board:
    """Whose connections to the board are open, as their doors tell."""

    def __init__(self, house: House, path: str) -> None:
        self.shut: list[str] = []
        self.changed: list[str] = []
        self._doors = house.application.services.doors
        self._path = path

    def open(self, attendee: str) -> None:
        self._doors.watch(
            self._path[-12:],
            attendee,
            lambda: self.shut.append(attendee),
            lambda: self.changed.append(attendee),
        )


def room_of(path: str) -> str:
    return "consultation-" + path[-12:]


async def test_mute_reaches_every_microphone_of_that_person_and_no_other_track(house: House) -> None:
    path = await house.with_everybody()
    engine, room = house.application.engine, room_of(path)
    tabs = [f"user-{house.ids[EXPERT]}-{n:08x}" for n in (1, 2)]
    engine.rooms[room] = [*map(speaker, tabs), speaker(f"user-{house.ids[HOST]}-0a1b2c3d")]
    await house.do(HOST, f"{path}/people/{house.ids[EXPERT]}/mute")
    assert engine.orders == [("MutePublishedTrack", room, f"{tab} TR_voice") for tab in tabs]
    (muted,) = await house.audited("consultation.mute")
    assert muted == (f"user:{HOST}", "success", {"attendee": house.ids[EXPERT]})
    await house.refuses(HOST, f"{path}/people/{house.ids[STUDENT]}/mute", 404, "not_present")


async def test_engine_that_is_away_is_said_so_and_keeps_no_consultation_open(
    house: House, engine_server: tuple[FakeEngine, TestServer]
) -> None:
    path = await house.with_everybody()
    board = Board(house, path)
    board.open(house.ids[EXPERT])
    await engine_server[1].close()
    expert = f"{path}/people/{house.ids[EXPERT]}"
    await house.refuses(HOST, f"{expert}/mute", 503, "engine_unavailable")
    await house.refuses(HOST, f"{expert}/remove", 503, "engine_unavailable")
    assert board.shut == [house.ids[EXPERT]]
    assert (await house.do(HOST, f"{path}/close"))["state"] == "closed"


async def test_whoever_is_removed_is_out_everywhere_until_invited_anew(house: House) -> None:
    path = await house.start(
        people=[house.ids[EXPERT]],
        organisations=[house.organisations[CITY]],
        consoles=[await house.on_air()],
    )
    engine, room, expert = house.application.engine, room_of(path), house.ids[EXPERT]
    watching = {"consilium.consultation": path[-12:]}
    engine.rooms[room] = [speaker(f"user-{expert}-00000001"), speaker(f"user-{house.ids[HOST]}-00000002")]
    engine.rooms[CONSOLE] = [
        console(CONSOLE),
        speaker(f"user-{expert}-00000003", **watching),
        speaker(f"user-{expert}-00000004"),
        speaker(f"user-{house.ids[HOST]}-00000005", **watching),
    ]
    board = Board(house, path)
    board.open(expert)
    board.open(house.ids[HOST])
    told = await house.do(HOST, f"{path}/people/{expert}/remove")
    assert [member["kind"] for member in told["members"]] == ["organisation"]
    assert engine.orders == [
        ("RemoveParticipant", room, f"user-{expert}-00000001"),
        ("RemoveParticipant", CONSOLE, f"user-{expert}-00000003"),
    ]
    assert board.shut == [expert]
    await house.refuses(EXPERT, path, 404, "no_such_consultation", method="GET")
    assert (await house.told("/api/consultations", EXPERT))["consultations"] == []
    assert (await house.told(path, STUDENT))["id"] == path[-12:]
    await house.do(HOST, f"{path}/members", {"kind": "person", "id": expert})
    assert (await house.told(path, EXPERT))["id"] == path[-12:]


async def test_expert_whom_an_urgent_call_brought_can_be_removed_too(house: House) -> None:
    path = await house.start(urgent=True, consoles=[await house.on_air()])
    assert (await house.ask(path, EXPERT)).status == 200
    await house.do(HOST, f"{path}/people/{house.ids[EXPERT]}/remove")
    assert (await house.ask(path, EXPERT)).status == 404


async def test_removed_guest_is_refused_for_good(house: House, guest: Browser) -> None:
    path = await house.start()
    guest_id = await house.let_in(path, guest)
    board = Board(house, path)
    board.open(f"guest-{guest_id}")
    await house.do(HOST, f"{path}/people/guest-{guest_id}/remove")
    assert board.shut == [f"guest-{guest_id}"]
    assert (await guest.ask("GET", path))[0] == 401
    (found,) = (await house.told(f"{path}/guests", HOST))["guests"]
    assert found["state"] == "refused"


async def test_host_leaves_the_chair_only_to_somebody(house: House) -> None:
    path = await house.with_everybody()
    await house.refuses(HOST, f"{path}/people/{house.ids[HOST]}/remove", 409, "is_host")
    await house.refuses(HOST, f"{path}/people/{NOBODY}/remove", 404, "no_such_attendee")
    await house.refuses(HOST, f"{path}/people/guest-{NOBODY}/remove", 404, "no_such_attendee")


async def test_chair_is_handed_over_with_its_rights(house: House) -> None:
    path = await house.with_everybody()
    board = Board(house, path)
    for person in (HOST, COLLEAGUE, EXPERT):
        board.open(house.ids[person])
    told = await house.do(HOST, f"{path}/host", {"id": house.ids[EXPERT]})
    assert told["host"]["id"] == house.ids[EXPERT]
    assert told["me"]["host"] is False
    assert "moderate" not in told["me"]["rights"]
    assert (await house.told(path, EXPERT))["me"]["host"] is True
    assert sorted(board.changed) == sorted([house.ids[HOST], house.ids[EXPERT]])
    assert board.shut == []
    await house.refuses(HOST, f"{path}/close", 403, "not_allowed")
    await house.do(EXPERT, f"{path}/close")


@pytest.mark.parametrize("person", [STUDENT, ADMINISTRATOR, STRANGER])
async def test_chair_goes_to_members_who_may_hold_consultations(house: House, person: str) -> None:
    path = await house.with_everybody()
    await house.refuses(HOST, f"{path}/host", 409, "cannot_host", body={"id": house.ids[person]})


async def test_uninvited_organisations_people_leave_unless_invited_themselves(house: House) -> None:
    path = await house.start(people=[house.ids[EXPERT]], organisations=[house.organisations[CITY]])
    engine, room = house.application.engine, room_of(path)
    student = f"user-{house.ids[STUDENT]}-00000001"
    engine.rooms[room] = [speaker(student), speaker(f"user-{house.ids[EXPERT]}-00000002")]
    board = Board(house, path)
    board.open(house.ids[STUDENT])
    board.open(house.ids[EXPERT])
    city = house.organisations[CITY]
    await house.do(HOST, f"{path}/members/organisation/{city}", method="DELETE")
    assert engine.orders == [("RemoveParticipant", room, student)]
    assert board.shut == [house.ids[STUDENT]]
    assert (await house.ask(path, STUDENT)).status == 404
    assert (await house.ask(path, EXPERT)).status == 200
    (uninvited,) = await house.audited("consultation.uninvite")
    assert uninvited == (f"user:{HOST}", "success", {"organisation": city})


async def test_members_come_and_go_once_each(house: House) -> None:
    path = await house.start()
    someone = {"kind": "person", "id": house.ids[STUDENT]}
    for _ in range(2):
        told = await house.do(HOST, f"{path}/members", someone)
        assert [member["id"] for member in told["members"]] == [house.ids[STUDENT]]
    for _ in range(2):
        told = await house.do(HOST, f"{path}/members/person/{house.ids[STUDENT]}", method="DELETE")
        assert told["members"] == []
    host = {"kind": "person", "id": house.ids[HOST]}
    assert (await house.do(HOST, f"{path}/members", host))["members"] == []
    for wrong, code in (("expelled", 400), ("guest", 400)):
        body = {"kind": wrong, "id": house.ids[STUDENT]}
        await house.refuses(HOST, f"{path}/members", code, "invalid_body", body=body)
    body = {"kind": "person", "id": NOBODY}
    await house.refuses(HOST, f"{path}/members", 404, "no_such_person", body=body)
