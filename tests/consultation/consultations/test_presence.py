"""Who is there: stays begin and end, outlive no process, and follow nobody beyond the consultation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from livekit.protocol.models import ParticipantInfo
from sqlalchemy import select, update

from consultation.consultations.attendance import entered, left
from consultation.consultations.tables import Attendance
from consultation.lockout import Lockout
from core import accounts
from core.audit import OPERATOR
from tests.consultation.consultations.conftest import CONSOLE, EXPERT, HOST, STUDENT, Browser, House
from tests.consultation.consultations.test_help_now import entry
from tests.consultation.fake_engine import speaker
from tests.consultation.test_consoles import notify


async def present(house: House, path: str) -> list[str]:
    return [one["name"] for one in (await house.told(path, HOST))["present"]]


async def test_people_are_listed_once_in_the_order_they_came(house: House) -> None:
    path = await house.with_everybody()
    shared = house.application.services
    stays = [await entered(shared, await entry(house, who, path)) for who in (HOST, EXPERT, HOST)]
    assert await present(house, path) == [HOST, EXPERT]
    await left(shared, stays[0])
    assert await present(house, path) == [EXPERT, HOST]
    await left(shared, stays[2])
    assert await present(house, path) == [EXPERT]
    leaves = await house.audited("consultation.leave")
    assert [actor for actor, _, _ in leaves] == [f"user:{HOST}"] * 2
    assert len(await house.audited("consultation.enter")) == 3


async def test_stay_of_a_process_that_died_ends_and_that_of_a_live_one_does_not(house: House) -> None:
    path = await house.with_everybody()
    shared = house.application.services
    for who in (EXPERT, STUDENT):
        stay = await entered(shared, await entry(house, who, path))
    shared.stays.release(stay)
    # As if the last sign of life of both were just too long ago.
    async with shared.database.write() as session:
        await session.execute(update(Attendance).values(left_at=shared.now()))
    assert await present(house, path) == []
    await shared.stays.renew()
    assert await present(house, path) == [EXPERT]


async def test_closing_ends_every_stay_for_good(house: House) -> None:
    path = await house.with_everybody()
    shared = house.application.services
    stay = await entered(shared, await entry(house, EXPERT, path))
    await house.do(HOST, f"{path}/close", {"conclusion": " 复查 "})
    await shared.stays.renew()
    await left(shared, stay)
    told = await house.told(path, EXPERT)
    assert (told["present"], told["state"], told["conclusion"]) == ([], "closed", "复查")
    async with shared.database.read() as session:
        left_at = await session.scalar(select(Attendance.left_at))
    assert left_at is not None
    assert left_at.isoformat() == told["closed_at"]
    # Whoever comes back to read is no attendee, but leaves a trace.
    assert await entered(shared, await entry(house, EXPERT, path)) == ""
    await left(shared, "")
    assert len(await house.audited("consultation.enter")) == 2
    assert (await house.told(path, HOST))["present"] == []


async def test_closing_puts_everybody_out_of_the_room_and_away_from_the_consoles(house: House) -> None:
    path = await house.with_everybody(consoles=[await house.on_air()])
    engine = house.application.engine
    watcher = f"user-{house.ids[EXPERT]}-00000001"
    engine.rooms[CONSOLE].append(speaker(watcher, **{"consilium.consultation": path[-12:]}))
    shut: list[str] = []
    house.application.services.doors.watch(path[-12:], house.ids[EXPERT], lambda: shut.append("shut"))
    await house.do(HOST, f"{path}/close")
    room = "consultation-" + path[-12:]
    assert engine.orders == [("RemoveParticipant", CONSOLE, watcher), ("DeleteRoom", room, "")]
    assert shut == ["shut"]


async def test_closed_consultations_leave_the_list_after_a_month(house: House) -> None:
    path = await house.start()
    await house.do(HOST, f"{path}/close")
    assert len((await house.told("/api/consultations", HOST))["consultations"]) == 1
    await house.age(path, timedelta(days=31))
    assert (await house.told("/api/consultations", HOST))["consultations"] == []
    assert (await house.told(path, HOST))["state"] == "closed"


async def test_disabled_person_is_shut_out_of_board_and_room(house: House) -> None:
    path = await house.with_everybody()
    shared, room = house.application.services, "consultation-" + path[-12:]
    shut: list[str] = []
    for who in (EXPERT, STUDENT):
        shared.doors.watch(path[-12:], house.ids[who], lambda name=who: shut.append(name))
    expert = f"user-{house.ids[EXPERT]}-00000001"
    house.application.engine.rooms[room] = [speaker(expert), speaker(f"user-{house.ids[STUDENT]}-00000002")]
    async with shared.database.write() as session:
        user = await accounts.get_user(session, EXPERT)
        await accounts.set_disabled(session, user, True, now=shared.now(), actor=OPERATOR)
    await Lockout(shared).check()
    assert shut == [EXPERT]
    assert house.application.engine.orders == [("RemoveParticipant", room, expert)]


async def test_guest_whose_time_is_over_is_shut_out(house: House, guest: Browser) -> None:
    path = await house.start()
    guest_id = await house.let_in(path, guest)
    shut: list[str] = []
    shared = house.application.services
    shared.doors.watch(path[-12:], f"guest-{guest_id}", lambda: shut.append("shut"))
    await Lockout(shared).check()
    assert shut == []
    await house.expire_guests()
    await Lockout(shared).check()
    assert shut == ["shut"]
    assert (await guest.ask("GET", path))[0] == 401


async def joined(house: House, room: str, who: ParticipantInfo) -> None:
    """The engine says that somebody came in."""
    await notify(house.application, room, "participant_joined", who)


@pytest.mark.parametrize("end", ["remove", "close"])
async def test_token_from_before_lets_nobody_stay(house: House, end: str) -> None:
    path = await house.with_everybody(consoles=[await house.on_air()])
    engine, room = house.application.engine, "consultation-" + path[-12:]
    came_back = speaker(f"user-{house.ids[EXPERT]}-00000001")
    watching = speaker(f"user-{house.ids[EXPERT]}-00000002", **{"consilium.consultation": path[-12:]})
    await joined(house, room, came_back)
    await joined(house, CONSOLE, watching)
    assert engine.orders == []
    await house.do(HOST, f"{path}/close" if end == "close" else f"{path}/people/{house.ids[EXPERT]}/remove")
    engine.orders.clear()
    await joined(house, room, came_back)
    await joined(house, CONSOLE, watching)
    assert engine.orders == [
        ("RemoveParticipant", room, came_back.identity),
        ("RemoveParticipant", CONSOLE, watching.identity),
    ]
