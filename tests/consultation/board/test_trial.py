"""Updates judged on the trial document: what is seen in them, what is refused, what waits for its start."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pycrdt import Array, Map, Text

from consultation.board.protocol import ProtocolError
from consultation.board.rules import Refusal
from consultation.board.trial import Trial, Unfounded
from tests.consultation.board.attending import HOST, LI, WANG, Drawer, mark

SOUND = Drawer().draws(WANG)


def deeds(trial: Trial, update: bytes, who=WANG) -> list[str]:
    accepted = trial.propose(update, who)
    return [] if accepted is None else [edit.deed for edit in accepted.edits]


def test_each_change_is_seen_as_edits() -> None:
    drawer, trial = Drawer(), Trial(())
    assert deeds(trial, drawer.draws(WANG)) == ["marks.add"]
    assert deeds(trial, drawer.does(lambda it: it.map("marks")["m1"].update({"label": "x"})), LI) == [
        "marks.change"
    ]
    assert deeds(trial, drawer.does(lambda it: it.map("marks").pop("m1"))) == ["marks.remove"]
    assert deeds(trial, drawer.does(lambda it: it.map("stage").update({"layout": "1x2"}))) == ["stage.add"]


def test_what_is_known_already_is_nothing_new() -> None:
    drawer, trial = Drawer(), Trial(())
    update = drawer.draws(WANG)
    assert trial.propose(update, WANG) is not None
    assert trial.propose(update, LI) is None
    drawer.does(lambda it: it.map("marks").pop("m1"))
    deletion = drawer.updates[-1]
    assert trial.propose(deletion, WANG) is not None
    assert trial.propose(deletion, LI) is None  # the mark is gone: nobody is asked whose it was


def test_a_change_that_loses_against_another_is_kept_all_the_same() -> None:
    """Later changes of its author build on it."""
    wang, li = Drawer(), Drawer()
    trial = Trial(())
    ours = wang.does(lambda it: it.map("stage").update({"layout": "1x2"}))
    theirs = li.does(lambda it: it.map("stage").update({"layout": "2x2"}))
    first, second = trial.propose(ours, WANG), trial.propose(theirs, LI)
    assert first is not None
    assert second is not None


def test_votes_are_seen_within_their_finding() -> None:
    drawer, trial = Drawer(), Trial(())
    finding = {"author": WANG.id, "authorName": WANG.name, "at": 1.0, "title": "结节", "site": ""}
    finding |= {"detail": "", "place": None}

    def find(it: Drawer) -> None:
        it.map("findings")["f"] = Map({**finding, "votes": Map()})

    def vote(it: Drawer) -> None:
        it.map("findings")["f"]["votes"][LI.id] = {"says": "dispute", "name": LI.name, "at": 2.0}

    assert deeds(trial, drawer.does(find)) == ["findings.add"]
    update = drawer.does(vote)
    with pytest.raises(Refusal, match=r"findings\.votes"):
        Trial(drawer.updates[:-1]).propose(update, WANG)
    assert deeds(trial, update, LI) == ["findings.change"]


def test_types_that_are_not_the_schemas_are_refused() -> None:
    for change in (
        lambda it: it.map("marks").update({"m": mark(WANG)}),  # plain JSON, not a map
        lambda it: it.map("marks").update({"m": Map({**mark(WANG), "label": Text("x")})}),
        lambda it: it.map("marks").update({"m": Map({**mark(WANG), "target": Map(mark(WANG)["target"])})}),
        lambda it: it.map("cells").update({"0": Map({"kind": "console", "room": "r"})}),
        lambda it: it.document.get("chat", type=Array).append(Map({"text": "x"})),
        lambda it: it.document.get("chat", type=Array).append("x"),
        lambda it: it.document.get("secrets", type=Map).update({"x": 1}),
        lambda it: it.document.get("more", type=Text).insert(0, "x"),
    ):
        with pytest.raises(Refusal):
            Trial(()).propose(Drawer().does(change), WANG)


def test_chat_is_only_ever_added_to() -> None:
    drawer, trial = Drawer(), Trial(())
    message = {"id": "1", "author": WANG.id, "authorName": WANG.name, "at": 1.0, "text": "看"}
    message |= {"picture": None, "place": None}
    chat = drawer.document.get("chat", type=Array)
    assert deeds(trial, drawer.does(lambda _: chat.append(message))) == ["chat.add"]
    assert deeds(trial, drawer.does(lambda _: chat.insert(0, message | {"id": "0"}))) == ["chat.add"]
    with pytest.raises(Refusal, match=r"chat\.remove"):
        trial.propose(drawer.does(lambda _: chat.pop(0)), HOST)


def test_what_builds_on_the_unknown_waits_for_its_beginning() -> None:
    drawer = Drawer()
    first, second = drawer.draws(WANG, "m1"), drawer.draws(WANG, "m2")
    with pytest.raises(Unfounded):
        Trial(()).propose(second, WANG)
    deletion = drawer.does(lambda it: it.map("marks").pop("m1"))
    with pytest.raises(Unfounded):  # it would strike the mark the moment it came
        Trial(()).propose(deletion, LI)
    assert deeds(Trial([first]), second) == ["marks.add"]
    assert deeds(Trial(()), drawer.document.get_update()) == ["marks.add"]


def test_learning_takes_what_was_judged_elsewhere() -> None:
    drawer, trial = Drawer(), Trial(())
    trial.learn([drawer.draws(LI, "theirs")])
    with pytest.raises(Refusal, match=r"marks\.remove"):
        trial.propose(drawer.does(lambda it: it.map("marks").pop("theirs")), WANG)


@settings(deadline=None)
@given(some.binary(max_size=200))
def test_any_bytes_are_an_update_or_a_protocol_error(data: bytes) -> None:
    try:
        Trial(()).propose(data, WANG)
    except (ProtocolError, Refusal, Unfounded):
        return


@settings(deadline=None)
@given(some.data())
def test_a_damaged_update_is_no_accident(data: some.DataObject) -> None:
    damaged = bytearray(SOUND)
    for _ in range(data.draw(some.integers(1, 4))):
        damaged[data.draw(some.integers(0, len(damaged) - 1))] = data.draw(some.integers(0, 255))
    try:
        Trial(()).propose(bytes(damaged), WANG)
    except (ProtocolError, Refusal, Unfounded):
        return
