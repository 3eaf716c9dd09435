"""What a board and its log hand each other: accepted updates that are on their way into the log."""

from dataclasses import dataclass
from datetime import datetime

from consultation.board.connection import Connection
from core.audit import Event


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """An update that its author may make, and that nobody else has seen yet."""

    update: bytes
    author: str
    """Attendee id."""
    at: datetime
    events: tuple[Event, ...] = ()
    """Audit entries that are kept or lost together with it."""
    origin: Connection | None = None
    """The connection that it came by, which does not need to be told of it."""
