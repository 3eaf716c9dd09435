"""What the host orders takes hold of open boards at once: putting out, silencing, handing over."""

from __future__ import annotations

import time

from consultation.board.connection import CloseCode
from tests.consultation.board.conftest import Gathering, gathering
from tests.consultation.consultations.conftest import CONSOLE, EXPERT, HOST, STUDENT, Browser, guest, house
from tests.consultation.fake_engine import speaker

__all__ = ["gathering", "guest", "house"]

AT_ONCE_S = 2.0


async def test_removed_person_is_out_of_board_and_room_at_once_and_does_not_come_back(
    gathering: Gathering,
) -> None:
    house, path, room = gathering.house, gathering.path, "consultation-" + gathering.id
    engine, identity = house.application.engine, f"user-{house.ids[EXPERT]}-00000001"
    engine.rooms[room] = [speaker(identity), speaker(f"user-{house.ids[HOST]}-00000002")]
    async with gathering.people(HOST, EXPERT) as (host, expert):
        began = time.monotonic()
        await house.do(HOST, f"{path}/people/{expert.attendee}/remove")
        assert await expert.closed() == CloseCode.NOT_ADMITTED
        assert time.monotonic() - began < AT_ONCE_S
        assert engine.orders == [("RemoveParticipant", room, identity)]
        await expert.leave()
        await expert.connect()
        assert await expert.closed() == CloseCode.NO_CONSULTATION
        for way in ("/token", f"/consoles/{CONSOLE}/token"):
            await house.refuses(EXPERT, path + way, 404, "no_such_consultation")
        assert host.close_code is None
        (removed,) = await house.audited("consultation.expel")
        assert removed == (f"user:{HOST}", "success", {"attendee": expert.attendee})
        await house.do(HOST, f"{path}/members", {"kind": "person", "id": expert.attendee})
        await expert.leave()
        await expert.synced()


async def test_removed_guest_is_out_at_once_and_the_cookie_opens_nothing(
    gathering: Gathering, guest: Browser
) -> None:
    house, path = gathering.house, gathering.path
    guest_id = await house.let_in(path, guest)
    board = await gathering.client(HOST)
    board.headers = {"Cookie": f"{guest.cookie.key}={guest.cookie.value}"}
    await board.synced()
    began = time.monotonic()
    await house.do(HOST, f"{path}/people/guest-{guest_id}/remove")
    assert await board.closed() == CloseCode.SIGNED_OUT
    assert time.monotonic() - began < AT_ONCE_S
    assert (await guest.ask("POST", f"{path}/token"))[0] == 401
    await board.leave()
    await board.connect()
    assert await board.closed() == CloseCode.SIGNED_OUT
    await board.leave()


async def test_muting_silences_the_voice_and_leaves_the_board_alone(gathering: Gathering) -> None:
    house, path, room = gathering.house, gathering.path, "consultation-" + gathering.id
    identity = f"user-{house.ids[EXPERT]}-00000001"
    house.application.engine.rooms[room] = [speaker(identity)]
    async with gathering.people(HOST, EXPERT) as (_, expert):
        await house.do(HOST, f"{path}/people/{expert.attendee}/mute")
        assert house.application.engine.orders == [("MutePublishedTrack", room, f"{identity} TR_voice")]
        expert.draw()
        await expert.saved()
        await house.refuses(EXPERT, f"{path}/people/{house.ids[HOST]}/mute", 403, "not_allowed")


async def test_handing_over_gives_the_new_hosts_open_board_its_rights_at_once(gathering: Gathering) -> None:
    house, path = gathering.house, gathering.path
    async with gathering.people(HOST, EXPERT, STUDENT) as (host, expert, student):
        mark = host.draw()
        await host.saved()
        await expert.until(lambda: mark in expert.marks)
        async with house.events(EXPERT) as told:
            await told.told("consultations")
            began = time.monotonic()
            await house.do(HOST, f"{path}/host", {"id": expert.attendee})
            # They come back by themselves, with the rights that they have now.
            for client in (host, expert):
                assert await client.closed() == CloseCode.SERVICE_RESTART
            assert time.monotonic() - began < AT_ONCE_S
            await told.until("consultations", lambda now: now["consultations"][0]["host"]["name"] == EXPERT)
        for client in (host, expert):
            await client.leave()
            await client.synced()
        others = expert.draw()
        del expert.marks[mark]
        await expert.saved()
        await student.until(lambda: set(student.marks.keys()) == {others})
        await host.until(lambda: others in host.marks)
        del host.marks[others]
        assert await host.closed() == CloseCode.REFUSED_CHANGE
        assert student.close_code is None
        await house.refuses(HOST, f"{path}/people/{expert.attendee}/remove", 403, "not_allowed")
        await house.do(EXPERT, f"{path}/people/{student.attendee}/remove")
        assert await student.closed() == CloseCode.NOT_ADMITTED
