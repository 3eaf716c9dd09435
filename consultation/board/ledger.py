"""What the audit log is told of a board: the first deed of a minute at once, further ones as counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from consultation.board.rules import Edit
from consultation.consultations.entrance import Entry
from core.audit import Action, Event, Outcome

WINDOW = timedelta(minutes=1)
"""For how long further deeds of the same kind are counted instead of recorded one by one."""

_FURTHER = "further"


@dataclass(slots=True)
class _Window:
    first: Event
    counts: Counter[str] = field(default_factory=Counter)

    def closing(self, now: datetime) -> Event:
        """The entry of what was counted."""
        detail = {name: value for name, value in self.first.detail.items() if isinstance(value, str)}
        return replace(self.first, at=now, detail={**detail, **self.counts})


class Ledger:
    """Whatever it returns is to be recorded. An attendee is told apart by consultation, name and address."""

    def __init__(self) -> None:
        self._windows: dict[tuple[str, ...], _Window] = {}

    def changed(self, entry: Entry, edits: Iterable[Edit], now: datetime) -> Sequence[Event]:
        """An attendee has changed the board."""
        deeds = Counter(edit.deed for edit in edits)
        event = _event(entry, Action.BOARD_CHANGE, now, Outcome.SUCCESS, {**deeds})
        return self._note((*_who(entry), Action.BOARD_CHANGE), event, deeds)

    def refused(self, entry: Entry, kind: str, now: datetime) -> Sequence[Event]:
        """An attendee tried what they may not."""
        event = _event(entry, Action.CONSULTATION_REFUSED, now, Outcome.REFUSED, {"kind": kind})
        return self._note((*_who(entry), Action.CONSULTATION_REFUSED, kind), event, Counter({_FURTHER: 1}))

    def due(self, now: datetime) -> Sequence[Event]:
        """The counts of the windows that are over."""
        return self._close(
            [key for key, window in self._windows.items() if now - window.first.at >= WINDOW], now
        )

    def left(self, entry: Entry, now: datetime) -> Sequence[Event]:
        """The counts of an attendee who leaves."""
        return self._close([key for key in self._windows if key[:3] == _who(entry)], now)

    def _note(self, key: tuple[str, ...], event: Event, counts: Counter[str]) -> Sequence[Event]:
        window = self._windows.get(key)
        if window is not None and event.at - window.first.at < WINDOW:
            window.counts.update(counts)
            return ()
        closing = self._close([key], event.at) if window is not None else ()
        self._windows[key] = _Window(event)
        return (*closing, event)

    def _close(self, keys: Sequence[tuple[str, ...]], now: datetime) -> Sequence[Event]:
        windows = [self._windows.pop(key) for key in keys]
        return [window.closing(now) for window in windows if window.counts]


def _who(entry: Entry) -> tuple[str, str, str]:
    return entry.consultation.id, entry.attendee.actor, entry.address


def _event(
    entry: Entry, action: Action, now: datetime, outcome: Outcome, detail: dict[str, str | int | bool]
) -> Event:
    return Event(now, entry.attendee.actor, action, entry.consultation.id, entry.address, outcome, detail)
