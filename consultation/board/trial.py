"""The trial document: every change is made here first, seen as edits, and judged before anything is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pycrdt import Array, Map

from consultation.board.causality import reaches_beyond
from consultation.board.content import apply_all, map_json, new_document
from consultation.board.protocol import ProtocolError
from consultation.board.rules import Edit, Refusal, judge
from consultation.board.schema import CHAT, MAP_ROOTS, ROOTS
from consultation.consultations.attendees import Attendee

_NESTED = frozenset({"marks", "findings"})
"""Maps whose entries are maps themselves; those of the others are plain JSON, replaced as a whole."""

_VOTES = "votes"
"""The one field that is a map again, within findings."""


class Unfounded(Exception):
    """An update builds on changes that are not known here: its sender has to tell those first."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An update that its author may make; `edits` is empty where it changes nothing that can be seen."""

    update: bytes
    edits: tuple[Edit, ...]


class Trial:
    """A document that is ahead of the kept one by what is on its way into the log.

    After `propose` has raised anything, it holds what must not be there: make a new one.
    """

    def __init__(self, updates: Iterable[bytes]) -> None:
        """`updates` make up the kept document and what is on its way."""
        self._document = new_document()
        apply_all(self._document, updates)
        # Held here: an observer ends with the object that it was given to.
        self._maps: dict[str, Map[Any]] = {root: self._document.get(root, type=Map) for root in MAP_ROOTS}
        self._messages: Array[Any] = self._document.get(CHAT, type=Array)
        self._content = {root: map_json(self._document, root) for root in MAP_ROOTS}
        self._touched: dict[tuple[str, str], None] = {}
        self._chat: list[Edit] = []
        self._changed = False
        self._watch()

    def propose(self, update: bytes, who: Attendee) -> Accepted | None:
        """Make the change and judge it; None where everything in it is known already.

        Raises Refusal, Unfounded, and ProtocolError for bytes that are no update.
        """
        self._forget()
        try:
            self._document.apply_update(update)
        except (ValueError, RuntimeError) as error:
            raise ProtocolError(f"not a Yjs update: {error}") from error
        if reaches_beyond(update, self._document.get_state()):
            raise Unfounded
        if not self._changed:
            return None
        edits = self._edits()
        for edit in edits:
            judge(edit, who)
        if not ROOTS.issuperset(self._document.keys()):
            raise Refusal("unknown", "there is no such part of a board")
        self._remember(edits)
        return Accepted(update, edits)

    def learn(self, updates: Iterable[bytes]) -> None:
        """Take what was judged elsewhere."""
        self._forget()
        apply_all(self._document, updates)
        self._remember(self._edits())

    def _forget(self) -> None:
        """A change begins."""
        self._touched.clear()
        self._chat.clear()
        self._changed = False

    def _watch(self) -> None:
        for root, content in self._maps.items():
            content.observe_deep(partial(self._map_changed, root))
        self._messages.observe_deep(self._chat_changed)
        self._document.observe(self._any_change)

    def _any_change(self, _event: object) -> None:
        # Yjs tells of a transaction only where there was something new, be it without any visible effect.
        self._changed = True

    def _map_changed(self, root: str, events: list[Any]) -> None:
        for event in events:
            keys = [event.path[0]] if event.path else event.keys
            for key in keys:
                self._touched[root, str(key)] = None

    def _chat_changed(self, events: list[Any]) -> None:
        for event in events:
            place = 0
            for step in event.delta:
                place += step.get("retain", 0)
                for message in step.get("insert", ()):
                    self._chat.append(Edit(CHAT, str(place), None, message))
                    place += 1
                if "delete" in step:
                    self._chat.append(Edit(CHAT, str(place), {}, None))

    def _edits(self) -> tuple[Edit, ...]:
        # Within one transaction: pycrdt would open and commit one for each entry.
        with self._document.transaction():
            entries = [(root, key, self._entry(root, key)) for root, key in self._touched]
        changes = (Edit(root, key, self._content[root].get(key), after) for root, key, after in entries)
        return (*changes, *self._chat)

    def _entry(self, root: str, key: str) -> Any:
        """What stands there now, as plain JSON. Raises Refusal where the types are not the schema's."""
        entry = self._maps[root].get(key)
        if root not in _NESTED or entry is None:
            return entry
        if not isinstance(entry, Map):
            raise Refusal(f"{root}.shape", "an entry has to be a map")
        fields = dict(entry.items())
        if root == "findings" and _VOTES in fields:
            if not isinstance(fields[_VOTES], Map):
                raise Refusal("findings.shape", "votes have to be a map")
            fields[_VOTES] = dict(fields[_VOTES].items())
        return fields

    def _remember(self, edits: Iterable[Edit]) -> None:
        for edit in edits:
            if edit.root == CHAT:
                continue
            if edit.after is None:
                self._content[edit.root].pop(edit.key, None)
            else:
                self._content[edit.root][edit.key] = edit.after
