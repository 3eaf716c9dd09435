"""Who may change what, edit by edit: every refusal that the table of rights asks for, and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from consultation.board.rules import Edit, Refusal, judge
from consultation.consultations.attendees import Attendee
from tests.consultation.board.attending import ADMINISTRATOR, GUEST, HOST, LI, STUDENT, WANG, mark

SHA = "a" * 64
UID = "1.2.840.1"
KEY = f"{UID}/{UID}/{UID}/1"

MARK = mark(WANG)
MESSAGE = {"id": "1", "author": WANG.id, "authorName": WANG.name, "at": 1.0, "text": "看", "picture": None}
MESSAGE |= {"place": None}
FROZEN = {"picture": SHA, "width": 640.0, "height": 480.0, "by": WANG.id, "byName": WANG.name, "at": 1.0}
FROZEN |= {"capturedAt": None}
FINDING = {"author": WANG.id, "authorName": WANG.name, "at": 1.0, "title": "结节", "site": "", "detail": ""}
FINDING |= {"place": None, "votes": {}}
VOTE = {"says": "agree", "name": LI.name, "at": 1.0}
KEY_IMAGE = {"study": UID, "series": UID, "instance": UID, "frame": 1.0, "label": ""}
KEY_IMAGE |= {"by": WANG.id, "byName": WANG.name, "at": 1.0}
SERIES_CELL = {"kind": "series", "study": UID, "series": UID, "part": 0.0}
PICTURE_VIEW = {"kind": "picture", "zoom": 1.5, "centre": [0.5, 0.5]}
CELL = {"kind": "console", "room": "console-1"}


def signed(content: Mapping[str, Any], who: Attendee) -> dict[str, Any]:
    """The same, by somebody else."""
    names = {"author": who.id, "authorName": who.name, "by": who.id, "byName": who.name}
    return {field: names.get(field, value) for field, value in content.items()}


@pytest.mark.parametrize(
    ("who", "edit"),
    [
        (WANG, Edit("marks", "m", None, MARK)),
        (LI, Edit("marks", "m", MARK, MARK | {"points": [[1.0, 2.0]], "label": "x"})),
        (WANG, Edit("marks", "m", MARK, None)),
        (HOST, Edit("marks", "m", MARK, None)),
        (WANG, Edit("stage", "layout", "1x1", "2x2")),
        (WANG, Edit("stage", "presenter", LI.id, WANG.id)),
        (WANG, Edit("stage", "presenter", LI.id, None)),
        (HOST, Edit("stage", "presenter", WANG.id, LI.id)),
        (WANG, Edit("cells", "0", None, CELL)),
        (WANG, Edit("cells", "3", CELL, SERIES_CELL)),
        (WANG, Edit("cells", "3", CELL, None)),
        (WANG, Edit("views", "1", None, PICTURE_VIEW)),
        (WANG, Edit("frozen", "console-1", None, FROZEN)),
        (LI, Edit("frozen", "console-1", FROZEN, None)),
        (GUEST, Edit("chat", "0", None, signed(MESSAGE, GUEST))),
        (WANG, Edit("findings", "f", None, FINDING)),
        (WANG, Edit("findings", "f", FINDING, FINDING | {"title": "肿块"})),
        (HOST, Edit("findings", "f", FINDING, FINDING | {"title": "肿块"})),
        (LI, Edit("findings", "f", FINDING, FINDING | {"votes": {LI.id: VOTE}})),
        (LI, Edit("findings", "f", FINDING | {"votes": {LI.id: VOTE}}, FINDING)),
        (HOST, Edit("findings", "f", FINDING | {"votes": {LI.id: VOTE}}, None)),
        (WANG, Edit("keyImages", KEY, None, KEY_IMAGE)),
        (LI, Edit("keyImages", KEY, KEY_IMAGE, None)),
        (STUDENT, Edit("marks", "m", MARK, MARK)),  # nothing has changed
    ],
)
def test_what_is_allowed(who: Attendee, edit: Edit) -> None:
    judge(edit, who)


@pytest.mark.parametrize(
    ("who", "edit", "kind"),
    [
        (LI, Edit("marks", "m", None, MARK), "marks.author"),
        (WANG, Edit("marks", "m", None, MARK | {"authorName": "院长"}), "marks.authorName"),
        (LI, Edit("marks", "m", MARK, mark(LI)), "marks.author"),
        (WANG, Edit("marks", "m", MARK, MARK | {"at": 1.0}), "marks.at"),
        (LI, Edit("marks", "m", MARK, MARK | {"tool": "arrow"}), "marks.tool"),
        (LI, Edit("marks", "m", MARK, None), "marks.remove"),
        (GUEST, Edit("marks", "m", None, mark(GUEST)), "marks.add"),
        (GUEST, Edit("marks", "m", MARK, MARK | {"label": "x"}), "marks.change"),
        (STUDENT, Edit("marks", "m", None, mark(STUDENT)), "marks.add"),
        (ADMINISTRATOR, Edit("marks", "m", None, mark(ADMINISTRATOR)), "marks.add"),
        (WANG, Edit("marks", "m", None, MARK | {"points": [[1.0, 2.0]] * 2001}), "marks.shape"),
        (WANG, Edit("marks", "m", None, MARK | {"points": [[float("nan"), 2.0]]}), "marks.shape"),
        (WANG, Edit("marks", "m", None, MARK | {"script": "x"}), "marks.shape"),
        (WANG, Edit("marks", "m" * 81, None, MARK), "marks.shape"),
        (WANG, Edit("marks", "m", None, {}), "marks.shape"),
        (GUEST, Edit("stage", "layout", "1x1", "2x2"), "stage.change"),
        (WANG, Edit("stage", "layout", "1x1", "9x9"), "stage.shape"),
        (WANG, Edit("stage", "colour", None, "red"), "stage.shape"),
        (WANG, Edit("stage", "presenter", None, LI.id), "stage.add"),
        (GUEST, Edit("cells", "0", None, CELL), "cells.add"),
        (WANG, Edit("cells", "4", None, CELL), "cells.key"),
        (WANG, Edit("cells", "0", None, {"kind": "console", "room": ""}), "cells.shape"),
        (GUEST, Edit("views", "0", None, PICTURE_VIEW), "views.add"),
        (WANG, Edit("views", "0", None, {"kind": "picture"}), "views.shape"),
        (LI, Edit("frozen", "console-1", None, FROZEN), "frozen.by"),
        (GUEST, Edit("frozen", "console-1", FROZEN, None), "frozen.remove"),
        (LI, Edit("chat", "0", None, MESSAGE), "chat.author"),
        (STUDENT, Edit("chat", "0", None, signed(MESSAGE, STUDENT)), "chat.add"),
        (HOST, Edit("chat", "0", {}, None), "chat.remove"),
        (WANG, Edit("chat", "0", None, MESSAGE | {"text": "看" * 4001}), "chat.shape"),
        (LI, Edit("findings", "f", FINDING, FINDING | {"title": "肿块"}), "findings.change"),
        (LI, Edit("findings", "f", FINDING, None), "findings.remove"),
        (WANG, Edit("findings", "f", FINDING, FINDING | {"votes": {LI.id: VOTE}}), "findings.votes"),
        (LI, Edit("findings", "f", None, signed(FINDING, LI) | {"votes": {WANG.id: VOTE}}), "findings.votes"),
        (
            LI,
            Edit("findings", "f", FINDING, FINDING | {"votes": {LI.id: VOTE | {"name": "王"}}}),
            "findings.votes",
        ),
        (LI, Edit("keyImages", KEY, None, KEY_IMAGE), "keyImages.by"),
        (WANG, Edit("keyImages", "other", None, KEY_IMAGE), "keyImages.key"),
        (WANG, Edit("secrets", "x", None, 1), "unknown"),
    ],
)
def test_what_is_refused(who: Attendee, edit: Edit, kind: str) -> None:
    with pytest.raises(Refusal) as refused:
        judge(edit, who)
    assert refused.value.kind == kind
