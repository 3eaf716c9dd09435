"""Presence and its relays, the ledger and the pace: all that is told of people without being kept."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from consultation.board.audience import FEW_UNSENT_BYTES, Audience
from consultation.board.awareness import OUTDATED_S
from consultation.board.connection import Connection
from consultation.board.ledger import Ledger
from consultation.board.pace import BURST_MESSAGES, MESSAGES_PER_S, Pace
from consultation.board.presence import GONE, permitted
from consultation.board.protocol import AwarenessChange, ClientState
from consultation.board.rules import Edit, Refusal
from consultation.consultations.attendees import Attendee
from core.audit import Action, Outcome
from tests.consultation.board.attending import (
    GUEST,
    LI,
    NOW,
    STUDENT,
    WANG,
    NotedPage,
    connected,
    entry,
    mark,
)

POINTER = {"target": {"kind": "live", "source": "console-1"}, "point": [0.5, 0.5]}
VIEWS = {"0": {"kind": "picture", "zoom": 1.0, "centre": [0.5, 0.5]}}


def shows(who: Attendee, **fields: Any) -> bytes:
    shown = {"id": who.id, "name": who.name, "organisation": who.organisation, "pointer": None}
    shown |= {"views": None, "drawing": None, "hand": None, "following": False}
    return json.dumps(shown | fields).encode()


def of(who: Attendee, clock: int = 1, client: int = 7, **fields: Any) -> ClientState:
    return ClientState(client, clock, shows(who, **fields))


class Gallery:
    """An audience that collects until it is told to flush."""

    def __init__(self) -> None:
        self.elsewhere: list[ClientState] = []
        self._work: list[Any] = []
        self.audience = Audience(self.elsewhere.extend, self._work.append)

    def enter(self, who: Attendee) -> tuple[Connection, NotedPage]:
        connection, page = connected(who)
        self.audience.enter(connection)
        return connection, page

    def flush(self) -> None:
        work, self._work[:] = list(self._work), []
        for each in work:
            each()


def shown_to(page: NotedPage) -> list[ClientState]:
    return [state for told in page.take() if isinstance(told, AwarenessChange) for state in told.states]


def test_rights_bound_what_is_shown() -> None:
    drawing = {**mark(WANG), "id": "m"}
    everything = {"pointer": POINTER, "views": VIEWS, "drawing": drawing}
    state = of(WANG, **everything)
    assert permitted(state, WANG) is state
    for who, left in ((GUEST, {"pointer"}), (STUDENT, set())):
        said = of(who, **everything | {"drawing": {**mark(who), "id": "m"}})
        shown = json.loads(permitted(said, who).json)
        assert {field for field in everything if shown[field] is not None} == left
    shown = json.loads(permitted(of(LI, drawing=drawing), LI).json)
    assert shown["drawing"] is None  # it is in another's name


@pytest.mark.parametrize("said", [b"{}", b"[", shows(LI), shows(WANG, more=1), shows(WANG, hand="up")])
def test_nobody_passes_for_another_or_says_what_no_page_says(said: bytes) -> None:
    with pytest.raises(Refusal):
        permitted(ClientState(7, 1, said), WANG)


def test_what_comes_together_leaves_in_one_message() -> None:
    gallery = Gallery()
    (wang, page), (li, _) = gallery.enter(WANG), gallery.enter(LI)
    gallery.audience.show(wang, [of(WANG, 1)], 0.0)
    gallery.audience.show(wang, [of(WANG, 2, pointer=POINTER)], 0.0)
    gallery.audience.show(li, [of(LI, client=8)], 0.0)
    gallery.flush()
    (message,) = page.take()
    assert isinstance(message, AwarenessChange)
    assert {(state.client, state.clock) for state in message.states} == {(7, 2), (8, 1)}
    assert len(gallery.elsewhere) == 2


def test_what_is_not_newer_is_not_told() -> None:
    gallery = Gallery()
    (wang, _), (_, page) = gallery.enter(WANG), gallery.enter(LI)
    gallery.audience.show(wang, [of(WANG, 5)], 0.0)
    gallery.flush()
    page.take()
    gallery.audience.show(wang, [of(WANG, 5), of(WANG, 4)], 0.0)
    gallery.flush()
    assert page.take() == []


def test_y_websockets_echo_of_others_blames_nobody() -> None:
    gallery = Gallery()
    (wang, _), (li, page) = gallery.enter(WANG), gallery.enter(LI)
    gallery.audience.show(wang, [of(WANG)], 0.0)
    gallery.audience.show(li, [of(WANG, 2)], 0.0)
    gallery.flush()
    assert [state.clock for state in shown_to(page)] == [1]


def test_who_leaves_is_gone_unless_they_came_back_by_another_door() -> None:
    gallery = Gallery()
    (before, _), (_, page) = gallery.enter(WANG), gallery.enter(LI)
    gallery.audience.show(before, [of(WANG, 3)], 0.0)
    again, _ = gallery.enter(WANG)
    gallery.audience.show(again, [of(WANG, 3)], 1.0)
    gallery.audience.leave(before)
    gallery.flush()
    assert [state.json for state in shown_to(page)] == [shows(WANG)]
    gallery.audience.leave(again)
    gallery.flush()
    assert shown_to(page) == [ClientState(7, 3, GONE)]


def test_people_of_other_processes_come_and_go_and_fall_silent() -> None:
    gallery = Gallery()
    _, page = gallery.enter(LI)
    gallery.audience.hear([of(WANG)], 0.0)
    gallery.flush()
    assert shown_to(page) == [of(WANG)]
    assert gallery.elsewhere == []
    assert gallery.audience.own_states() == []
    gallery.audience.beat(OUTDATED_S + 1)
    gallery.flush()
    assert shown_to(page) == [ClientState(7, 1, GONE)]


def test_a_slow_page_skips_pointers_and_then_hears_of_everybody() -> None:
    gallery = Gallery()
    (wang, _), (_, slow) = gallery.enter(WANG), gallery.enter(LI)
    slow.unsent = FEW_UNSENT_BYTES + 1
    gallery.audience.show(wang, [of(WANG, 1, hand=5)], 0.0)
    gallery.flush()
    assert slow.take() == []
    slow.unsent = 0
    gallery.audience.hear([of(GUEST, client=9)], 0.0)
    gallery.flush()
    assert {state.client for state in shown_to(slow)} == {7, 9}


def test_deeds_are_recorded_once_a_minute_and_counted() -> None:
    ledger, drawing = Ledger(), entry(WANG)
    edits = [Edit("marks", "m", None, {}), Edit("chat", "0", None, {})]
    (first,) = ledger.changed(drawing, edits, NOW)
    assert (first.action, first.detail) == (Action.BOARD_CHANGE, {"marks.add": 1, "chat.add": 1})
    for second in range(1, 4):
        assert not ledger.changed(drawing, edits[:1], NOW + timedelta(seconds=second))
    assert not ledger.due(NOW + timedelta(seconds=59))
    (count,) = ledger.due(NOW + timedelta(seconds=60))
    assert count.detail == {"marks.add": 3}
    assert not ledger.due(NOW + timedelta(minutes=5))


def test_refusals_are_told_apart_by_kind_and_person() -> None:
    ledger = Ledger()
    assert len(ledger.refused(entry(LI), "marks.author", NOW)) == 1
    assert len(ledger.refused(entry(LI), "chat.author", NOW)) == 1
    assert len(ledger.refused(entry(WANG), "marks.author", NOW)) == 1
    assert not ledger.refused(entry(LI), "marks.author", NOW)
    (count,) = ledger.left(entry(LI), NOW)
    assert (count.outcome, count.detail) == (Outcome.REFUSED, {"kind": "marks.author", "further": 1})
    closing, anew = (
        ledger.refused(entry(WANG), "marks.author", NOW),
        ledger.refused(entry(WANG), "marks.author", NOW + timedelta(minutes=2)),
    )
    assert not closing
    assert [one.detail for one in anew] == [
        {"kind": "marks.author", "further": 1},
        {"kind": "marks.author"},
    ]


def test_a_page_may_hurry_but_not_for_ever() -> None:
    pace = Pace(0.0)
    assert all(pace.keeps(10, 0.0) for _ in range(BURST_MESSAGES))
    assert not pace.keeps(10, 0.0)
    steady = Pace(0.0)
    assert all(steady.keeps(10, number / MESSAGES_PER_S) for number in range(20_000))
    assert not all(steady.keeps(2**20, 40.0) for _ in range(40))
