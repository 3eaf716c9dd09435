"""The board over real sockets: what is drawn is everybody's, by right, and never lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import pytest
from sqlalchemy import Engine, event

from consultation.board.connection import CloseCode
from consultation.board.document import read_board
from consultation.board.protocol import MAX_MESSAGE_BYTES, update_message
from tests.consultation.board.conftest import Gathering
from tests.consultation.consultations.conftest import COLLEAGUE, EXPERT, HOST, STRANGER, STUDENT, browser


@contextmanager
def full_disk(engine: Engine) -> Iterator[None]:
    """Nothing more fits into the board's log."""

    def refuse(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT INTO board_update"):
            raise sqlite3.OperationalError("database or disk is full")

    event.listen(engine, "before_cursor_execute", refuse)
    yield
    event.remove(engine, "before_cursor_execute", refuse)


POINTER = {"target": {"kind": "live", "source": "console-1"}, "point": [0.5, 0.25]}


async def test_what_one_draws_the_others_see_and_edit(gathering: Gathering) -> None:
    async with gathering.people(HOST, EXPERT, COLLEAGUE) as (host, expert, colleague):
        mark = host.draw()
        for client in (expert, colleague):
            await client.until(lambda client=client: mark in client.marks, what="the mark")
        expert.marks[mark]["label"] = "看这里"
        await host.until(lambda: host.marks[mark]["label"] == "看这里")
        await colleague.until(lambda: colleague.marks[mark]["label"] == "看这里")
        await expert.saved()
    state = await read_board(gathering.house.application.services.database, gathering.id)
    assert state.marks[mark].label == "看这里"
    assert state.marks[mark].author == host.attendee


async def test_who_comes_late_sees_everything(gathering: Gathering) -> None:
    async with gathering.people(HOST) as (host,):
        marks = {host.draw() for _ in range(50)}
        host.say("请看第三张")
        host.show(pointer=POINTER)
        await host.saved()
        async with gathering.people(EXPERT) as (expert,):
            assert set(expert.marks.keys()) == marks
            assert expert.chat[0]["text"] == "请看第三张"
            await expert.until(lambda: any(one["pointer"] for one in expert.others.values()))
            await host.leave()
            await expert.until(lambda: not expert.others, what="the host's leaving")


async def test_work_without_a_line_merges_on_both_sides(gathering: Gathering) -> None:
    async with gathering.people(HOST, EXPERT) as (host, expert):
        before = host.draw()
        await expert.until(lambda: before in expert.marks)
        for client in (host, expert):
            client.cut()
            await client.closed()
            await client.leave()
        marks = {client.draw() for client in (host, expert) for _ in range(5)}
        expert.marks[before]["label"] = "离线修改"
        expert.show(pointer=POINTER)
        for client in (host, expert):
            await client.synced()
        for client in (host, expert):
            await client.until(lambda client=client: marks <= set(client.marks.keys()))
        await host.until(lambda: host.marks[before]["label"] == "离线修改")


async def test_a_student_draws_nothing_and_it_is_logged(gathering: Gathering) -> None:
    async with gathering.people(HOST, STUDENT) as (host, student):
        student.draw()
        student.draw()
        student.show(pointer=POINTER)
        own = host.draw()
        await student.until(lambda: own in student.marks, what="what the host draws")
        await host.until(lambda: bool(host.others))
        assert set(host.marks.keys()) == {own}
        (shown,) = host.others.values()
        assert shown["pointer"] is None
        assert student.close_code is None
    refused = await gathering.recorded("consultation.refused", STUDENT, 2)
    assert refused == [{"kind": "read-only"}, {"kind": "read-only", "further": 1}]


async def test_a_forged_change_ends_its_senders_line_and_nobody_sees_it(gathering: Gathering) -> None:
    async with gathering.people(HOST, EXPERT) as (host, expert):
        expert.draw(author=host.attendee)
        assert await expert.closed() == CloseCode.REFUSED_CHANGE
        own = host.draw()
        await host.saved()
        assert set(host.marks.keys()) == {own}
        anew = await (await gathering.client(EXPERT)).synced()
        assert set(anew.marks.keys()) == {own}
        await anew.leave()
    assert await gathering.recorded("consultation.refused", EXPERT, 1) == [{"kind": "marks.author"}]


async def test_nobody_shows_themselves_as_another(gathering: Gathering) -> None:
    async with gathering.people(HOST, EXPERT) as (host, expert):
        expert.show(id=host.attendee, name="院长")
        expert.show(name="院长", organisation="卫生部")
        await host.until(lambda: bool(host.others))
        (shown,) = host.others.values()
        assert (shown["id"], shown["name"]) == (expert.attendee, expert.name)
    assert await gathering.recorded("consultation.refused", EXPERT, 1) == [{"kind": "presence.id"}]


async def test_drawing_is_audited_once_and_counted(gathering: Gathering) -> None:
    async with gathering.people(HOST) as (host,):
        marks = [host.draw() for _ in range(3)]
        del host.marks[marks[0]]
        host.say("好")
        await host.saved()
    assert await gathering.recorded("board.change", HOST, 2) == [
        {"marks.add": 1},
        {"marks.add": 2, "marks.remove": 1, "chat.add": 1},
    ]
    for deed in ("consultation.enter", "consultation.leave"):
        assert len(await gathering.recorded(deed, HOST, 1)) == 1


async def test_who_has_no_business_there_is_told_why(gathering: Gathering) -> None:
    stranger = await gathering.client(STRANGER)
    await stranger.connect()
    assert await stranger.closed() == CloseCode.NO_CONSULTATION
    nobody = await gathering.client(HOST)
    nobody.headers = {}
    await nobody.connect()
    assert await nobody.closed() == CloseCode.SIGNED_OUT
    await nobody.leave()
    await stranger.leave()


async def test_a_guest_comes_in_once_admitted_and_talks_but_does_not_draw(gathering: Gathering) -> None:
    house = gathering.house
    async with browser(house) as visiting, gathering.people(HOST) as (host,):
        made = await house.do(HOST, f"{gathering.path}/guests", status=201)
        await visiting.use(made["link"])
        guest = await gathering.client(HOST)
        guest.headers = {"Cookie": f"{visiting.cookie.key}={visiting.cookie.value}"}
        guest.attendee, guest.name = f"guest-{made['id']}", "张村医"
        await guest.connect()
        assert await guest.closed() == CloseCode.NOT_ADMITTED
        await guest.leave()
        await house.do(HOST, f"{gathering.path}/guests/{made['id']}/admit")
        await guest.synced()
        guest.say("您好")
        await host.until(lambda: len(host.chat) == 1)
        guest.draw()
        assert await guest.closed() == CloseCode.REFUSED_CHANGE
        await guest.leave()


async def test_who_is_removed_has_to_go(gathering: Gathering) -> None:
    async with gathering.people(HOST, EXPERT) as (host, expert):
        await gathering.house.do(HOST, f"{gathering.path}/people/{expert.attendee}/remove")
        assert await expert.closed() == CloseCode.NOT_ADMITTED
        assert host.close_code is None


async def test_a_closed_consultation_is_over_and_can_still_be_read(gathering: Gathering) -> None:
    async with gathering.people(HOST, EXPERT) as (host, expert):
        mark = host.draw()
        await host.saved()
        await gathering.house.do(HOST, f"{gathering.path}/close", {"conclusion": "好转"})
        assert await expert.closed() == CloseCode.OVER
        await host.closed()
    async with gathering.people(EXPERT) as (reader,):
        assert set(reader.marks.keys()) == {mark}
        reader.draw()
        await reader.saved()
    state = await read_board(gathering.house.application.services.database, gathering.id)
    assert set(state.marks) == {mark}


async def test_what_cannot_be_kept_is_neither_acknowledged_nor_shown(gathering: Gathering) -> None:
    engine = gathering.house.application.services.database._engine.sync_engine
    async with gathering.people(HOST, EXPERT) as (host, expert):
        with full_disk(engine):
            lost = host.draw()
            assert await host.closed() == CloseCode.CANNOT_KEEP
            assert await expert.closed() == CloseCode.CANNOT_KEEP
            assert host.answers == expert.answers == 1
            assert lost not in expert.marks
        for client in (expert, host):
            await client.leave()
            await client.synced()
        await expert.until(lambda: lost in expert.marks, what="what was sent again")


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([b"\x09"], CloseCode.REFUSED_CHANGE),
        ([update_message(b"\x01\x02\x03")], CloseCode.REFUSED_CHANGE),
        ([b"\x00" * (MAX_MESSAGE_BYTES + 1)], CloseCode.TOO_LARGE),
        ([b"\x03"] * 7_000, CloseCode.TOO_FAST),
    ],
)
async def test_what_no_page_sends_ends_the_line(
    gathering: Gathering, messages: list[bytes], code: CloseCode
) -> None:
    async with gathering.people(HOST) as (host,):
        for message in messages:
            host.send(message)
        assert await host.closed(30.0) == code


async def test_another_sites_page_is_not_let_in(gathering: Gathering) -> None:
    client = gathering.house.client
    headers = {"Authorization": f"Bearer {gathering.house.tokens[HOST]}", "Origin": "https://evil.example"}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await client.ws_connect(f"{gathering.path}/board", headers=headers)
    assert refused.value.status == 403
