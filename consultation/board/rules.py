"""Who may change what on a board: judges single edits by the rights of whoever makes them. No I/O, no Yjs.

No rule asks for what may have changed while somebody was without a connection, such as who presents at the
moment: what they did meanwhile in good faith comes all at once, and must not be refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from consultation.board.schema import (
    CHAT,
    CellContent,
    ChatMessage,
    Finding,
    FrozenPicture,
    Id,
    KeyImage,
    Mark,
    SettledView,
    Stage,
)
from consultation.consultations.attendees import Attendee
from core.rights import Right

CELLS = frozenset({"0", "1", "2", "3"})

DRAWING_RIGHTS = frozenset({Right.ANNOTATE, Right.CHAT, Right.PRESENT, Right.MODERATE})
"""Whoever has none of these changes nothing at all."""


class Refusal(Exception):
    """An edit that is not allowed, or not of the document's shape.

    `kind` is for the audit log: the root type and what was wrong with it.
    """

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(f"{kind}: {text}")
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Edit:
    """What happened to one entry of a root type: plain JSON before and after, None where there is none.

    `key` is the entry's key in its map; of a chat message its place in the list.
    """

    root: str
    key: str
    before: Any
    after: Any

    @property
    def deed(self) -> str:
        """For counting: the root type, and whether the entry was added, changed or removed."""
        if self.after is None:
            return f"{self.root}.remove"
        return f"{self.root}.{'add' if self.before is None else 'change'}"


def judge(edit: Edit, who: Attendee) -> None:
    """Raises Refusal unless `who` may make this edit."""
    rule = _RULES.get(edit.root)
    if rule is None:
        raise Refusal("unknown", f"there is no {edit.root!r} on a board")
    if edit.before != edit.after:
        rule(edit, who)


def _stage(edit: Edit, who: Attendee) -> None:
    _needs(edit, who, Right.PRESENT, Right.MODERATE)
    _valid(_STAGE, edit, {edit.key: edit.after})
    if edit.key == "layout":
        _needs(edit, who, Right.PRESENT)
    elif edit.after not in {None, who.id}:
        _needs(edit, who, Right.MODERATE)


def _cell(edit: Edit, who: Attendee) -> None:
    _needs(edit, who, Right.PRESENT)
    _known_cell(edit)
    if edit.after is not None:
        _valid(_CELL, edit, edit.after)


def _view(edit: Edit, who: Attendee) -> None:
    _needs(edit, who, Right.PRESENT)
    _known_cell(edit)
    if edit.after is not None:
        _valid(_VIEW, edit, edit.after)


def _mark(edit: Edit, who: Attendee) -> None:
    if edit.after is None:
        _removed_by_author(edit, who)
        return
    _needs(edit, who, Right.ANNOTATE)
    _valid(_ID, edit, edit.key)
    _valid(_MARK, edit, edit.after)
    if edit.before is None:
        _signed(edit, who, edit.after, "author", "authorName")
    else:
        _unchanged(edit, "tool", "target", "author", "authorName", "at")


def _frozen(edit: Edit, who: Attendee) -> None:
    _needs(edit, who, Right.ANNOTATE)
    if edit.after is not None:
        _valid(_ID, edit, edit.key)
        _valid(_FROZEN, edit, edit.after)
        _signed(edit, who, edit.after, "by", "byName")


def _key_image(edit: Edit, who: Attendee) -> None:
    _needs(edit, who, Right.ANNOTATE)
    if edit.after is not None:
        image = _valid(_KEY_IMAGE, edit, edit.after)
        if edit.key != f"{image.study}/{image.series}/{image.instance}/{image.frame}":
            raise Refusal("keyImages.key", "the key does not name the image")
        _signed(edit, who, edit.after, "by", "byName")


def _finding(edit: Edit, who: Attendee) -> None:
    if edit.after is None:
        _removed_by_author(edit, who)
        return
    _needs(edit, who, Right.ANNOTATE)
    _valid(_ID, edit, edit.key)
    _valid(_FINDING, edit, edit.after)
    before: Mapping[str, Any] = edit.before or {}
    if edit.before is None:
        _signed(edit, who, edit.after, "author", "authorName")
    else:
        _unchanged(edit, "author", "authorName", "at")
        if _without_votes(before) != _without_votes(edit.after):
            _authors_only(edit, who)
    _own_vote(edit, who, before.get("votes", {}), edit.after.get("votes", {}))


def _message(edit: Edit, who: Attendee) -> None:
    _needs(edit, who, Right.CHAT)
    if edit.after is None:
        raise Refusal("chat.remove", "what was said stays")
    _valid(_MESSAGE, edit, edit.after)
    _signed(edit, who, edit.after, "author", "authorName")


def _needs(edit: Edit, who: Attendee, *rights: Right) -> None:
    if who.rights.isdisjoint(rights):
        raise Refusal(edit.deed, f"needs the right to {' or '.join(right.value for right in rights)}")


def _known_cell(edit: Edit) -> None:
    if edit.key not in CELLS:
        raise Refusal(f"{edit.root}.key", "there is no such cell")


def _signed(edit: Edit, who: Attendee, content: Mapping[str, Any], author: str, name: str) -> None:
    if content[author] != who.id:
        raise Refusal(f"{edit.root}.{author}", "somebody else's name stands on it")
    if content[name] != who.name:
        raise Refusal(f"{edit.root}.{name}", "the name is not that of its author")


def _unchanged(edit: Edit, *fields: str) -> None:
    for field in fields:
        if edit.before[field] != edit.after[field]:
            raise Refusal(f"{edit.root}.{field}", "this never changes")


def _removed_by_author(edit: Edit, who: Attendee) -> None:
    _needs(edit, who, Right.ANNOTATE, Right.MODERATE)
    _authors_only(edit, who)


def _authors_only(edit: Edit, who: Attendee) -> None:
    if edit.before["author"] != who.id and Right.MODERATE not in who.rights:
        raise Refusal(edit.deed, "it is somebody else's")


def _without_votes(finding: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in finding.items() if field != "votes"}


def _own_vote(edit: Edit, who: Attendee, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    changed = {voter for voter in before.keys() | after.keys() if before.get(voter) != after.get(voter)}
    if not changed <= {who.id}:
        raise Refusal("findings.votes", "everybody votes for themselves")
    if who.id in changed & after.keys() and after[who.id]["name"] != who.name:
        raise Refusal("findings.votes", "the name is not that of the voter")


def _valid(adapter: TypeAdapter[Any], edit: Edit, content: object) -> Any:
    try:
        return adapter.validate_python(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Refusal(f"{edit.root}.shape", f"{where}: {first['msg']}") from error


_ID: TypeAdapter[Any] = TypeAdapter(Id)
_STAGE: TypeAdapter[Any] = TypeAdapter(Stage)
_CELL: TypeAdapter[Any] = TypeAdapter(CellContent)
_VIEW: TypeAdapter[Any] = TypeAdapter(SettledView)
_MARK: TypeAdapter[Any] = TypeAdapter(Mark)
_FROZEN: TypeAdapter[Any] = TypeAdapter(FrozenPicture)
_FINDING: TypeAdapter[Any] = TypeAdapter(Finding)
_KEY_IMAGE: TypeAdapter[Any] = TypeAdapter(KeyImage)
_MESSAGE: TypeAdapter[Any] = TypeAdapter(ChatMessage)

_RULES: Mapping[str, Callable[[Edit, Attendee], None]] = {
    "stage": _stage,
    "cells": _cell,
    "views": _view,
    "marks": _mark,
    "frozen": _frozen,
    "keyImages": _key_image,
    "findings": _finding,
    CHAT: _message,
}
