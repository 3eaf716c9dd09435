"""One page that is connected to a board in this process, as the board sees it."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from consultation.board.rules import DRAWING_RIGHTS
from consultation.consultations.attendees import Attendee
from consultation.consultations.entrance import Entry
from consultation.consultations.tables import State


class CloseCode(IntEnum):
    """Why a board's socket is closed (`web/src/board/closeCodes.ts`)."""

    GOING_AWAY = 1001
    CANNOT_KEEP = 1011
    SERVICE_RESTART = 1012
    """The page comes back at once, with its true rights or to another process."""
    REFUSED_CHANGE = 4400
    """The page shows what is not on the board: it starts anew with an empty document."""
    SIGNED_OUT = 4401
    NOT_ADMITTED = 4403
    NO_CONSULTATION = 4404
    OVER = 4409
    TOO_LARGE = 4413
    TOO_FAST = 4429


class Page(Protocol):
    """The other end."""

    @property
    def unsent(self) -> int:
        """Bytes that wait to be sent."""

    def send(self, frames: bytes) -> None:
        """Send WebSocket frames; never waits, never raises."""

    def close(self, code: CloseCode) -> None:
        """End the connection; nothing is sent afterwards."""


@dataclass(slots=True, eq=False)
class Connection:
    entry: Entry
    page: Page
    skipped_presence: bool = False
    """It was too slow to be told of all pointers."""

    @property
    def attendee(self) -> Attendee:
        return self.entry.attendee

    @property
    def may_draw(self) -> bool:
        """Whether anything that it sends may change the board."""
        over = self.entry.consultation.state == State.CLOSED
        return not over and not self.attendee.rights.isdisjoint(DRAWING_RIGHTS)
