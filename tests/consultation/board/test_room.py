"""One board without sockets or a database: nothing is shown before it is kept, and all see the same."""

from __future__ import annotations

import pytest

from consultation.board.audience import Audience
from consultation.board.connection import CloseCode, Connection
from consultation.board.content import new_document
from consultation.board.draft import Draft
from consultation.board.history import Kept
from consultation.board.protocol import Change, StateRequest
from consultation.board.room import Room
from consultation.board.rules import Refusal
from consultation.consultations.attendees import Attendee
from consultation.consultations.tables import State
from tests.consultation.board.attending import LI, NOW, STUDENT, WANG, Drawer, NotedPage, connected

EMPTY = new_document().get_state()


class Table:
    """A room, and a log that keeps what it is given when it is told to."""

    def __init__(self, history: list[Kept] | None = None) -> None:
        self.room = Room(Audience(lambda states: None, lambda work: work()))
        self.room.catch_up(history or [])
        self.waiting: list[Draft] = []

    def enter(self, who: Attendee, state: State = State.OPEN) -> tuple[Connection, NotedPage]:
        connection, page = connected(who, state)
        self.room.enter(connection)
        assert page.take() == [StateRequest(self.whole().document.get_state())]
        return connection, page

    def whole(self) -> Drawer:
        """A page that has just asked for the board."""
        connection, page = connected(LI)
        self.room.ask(connection, EMPTY)
        (answer,) = page.take()
        assert isinstance(answer, Change)
        assert answer.answer
        return Drawer.with_all(answer.update)

    def send(self, connection: Connection, update: bytes, *, answer: bool = False) -> None:
        accepted = self.room.propose(connection, Change(update, answer))
        if accepted is not None:
            draft = Draft(accepted.update, connection.attendee.id, NOW, (), connection)
            self.room.draft(draft)
            self.waiting.append(draft)

    def commit(self, missed: list[Kept] | None = None) -> None:
        first = self.room.seq + 1 + len(missed or [])
        written = [(first + place, draft) for place, draft in enumerate(self.waiting)]
        self.waiting = []
        self.room.committed(missed or [], written)


def test_nobody_sees_what_is_not_yet_kept() -> None:
    table = Table()
    (wang, own), (_, others) = table.enter(WANG), table.enter(LI)
    update = Drawer().draws(WANG)
    table.send(wang, update)
    late, answer = connected(LI)
    table.room.ask(late, EMPTY)
    assert answer.take() == others.take() == []
    table.commit()
    assert others.take() == [Change(update, answer=False)]
    assert [message.answer for message in answer.take()] == [True]
    assert own.take() == []


def test_a_question_is_answered_once_all_before_it_is_kept() -> None:
    table = Table()
    wang, page = table.enter(WANG)
    drawer = Drawer()
    table.send(wang, drawer.draws(WANG))
    table.room.ask(wang, drawer.document.get_state())
    assert page.take() == []
    table.commit()
    (answer,) = page.take()
    assert isinstance(answer, Change)
    assert answer.answer


def test_what_other_processes_kept_comes_first_and_once() -> None:
    table = Table()
    wang, page = table.enter(WANG)
    ours, theirs, later = (Drawer().draws(who, name) for who, name in ((WANG, "a"), (LI, "b"), (LI, "c")))
    table.send(wang, ours)
    table.commit(missed=[Kept(1, theirs)])
    assert table.room.seq == 2
    assert not table.room.catch_up([Kept(1, theirs), Kept(2, ours)])
    assert table.room.catch_up([Kept(2, ours), Kept(3, later)])
    assert [message.update for message in page.take()] == [theirs, later]


def test_a_log_that_was_read_in_between_tells_nothing_twice() -> None:
    table = Table()
    (wang, _), (_, others) = table.enter(WANG), table.enter(LI)
    update = Drawer().draws(WANG)
    table.send(wang, update)
    table.room.catch_up([Kept(1, update)])
    table.room.committed([], [(1, table.waiting.pop())])
    assert [message.update for message in others.take()] == [update]
    assert table.whole().marks() == {"m1"}


def test_work_without_a_connection_merges() -> None:
    shared = Drawer()
    table = Table([Kept(1, shared.draws(WANG, "before"))])
    wang, li = (Drawer.with_all(shared.document.get_update()) for _ in range(2))
    for number in range(3):
        wang.draws(WANG, f"wang-{number}")
        li.draws(LI, f"li-{number}")
    wang.does(lambda it: it.map("marks").pop("before"))
    li.does(lambda it: it.map("marks")["before"].update({"label": "不知道它已经没了"}))
    for who, page in ((LI, li), (WANG, wang)):
        connection, _ = connected(who)
        table.room.enter(connection)
        table.send(connection, page.document.get_update(), answer=True)
        table.commit()
    expected = {f"{name}-{number}" for name in ("wang", "li") for number in range(3)}
    assert table.whole().marks() == expected


def test_a_refused_change_leaves_no_trace() -> None:
    table = Table()
    (li, _), (_, others) = table.enter(LI), table.enter(WANG)
    with pytest.raises(Refusal, match=r"marks\.author"):
        table.send(li, Drawer().draws(WANG))
    table.send(li, Drawer().draws(LI, "own"))
    table.commit()
    (told,) = others.take()
    assert Drawer.with_all(told.update).marks() == {"own"} == table.whole().marks()


def test_a_page_that_draws_before_it_has_told_its_past_is_asked_for_it() -> None:
    table = Table()
    wang, page = table.enter(WANG)
    drawer = Drawer()
    drawer.draws(WANG, "offline")
    table.send(wang, drawer.draws(WANG, "online"))
    assert table.waiting == []
    assert page.take() == [StateRequest(EMPTY)]
    table.send(wang, drawer.document.get_update(), answer=True)
    assert len(table.waiting) == 1


def test_a_page_that_has_lost_a_part_of_its_document_is_refused() -> None:
    table = Table()
    wang, _ = table.enter(WANG)
    drawer = Drawer()
    drawer.draws(WANG, "lost")
    with pytest.raises(Refusal, match="unfounded"):
        table.send(wang, drawer.draws(WANG, "left"), answer=True)


def test_who_only_looks_changes_nothing_and_is_not_blamed_for_answering() -> None:
    shared = Drawer()
    table = Table([Kept(1, shared.draws(WANG))])
    for who, state in ((STUDENT, State.OPEN), (WANG, State.CLOSED)):
        looking, _ = connected(who, state)
        table.room.enter(looking)
        table.send(looking, b"\x00\x00", answer=True)
        table.send(looking, shared.document.get_update(), answer=True)
        for answer in (True, False):
            with pytest.raises(Refusal, match="read-only"):
                table.send(looking, Drawer().draws(who), answer=answer)
    assert table.waiting == []


def test_closing_reaches_every_page() -> None:
    table = Table()
    pages = [table.enter(who)[1] for who in (WANG, LI)]
    table.room.audience.close(CloseCode.CANNOT_KEEP)
    assert [page.code for page in pages] == [CloseCode.CANNOT_KEEP] * 2
