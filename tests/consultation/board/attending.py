"""Attendees, and pages that note what they are sent, for tests without sockets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pycrdt import Map
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from consultation.board.connection import CloseCode, Connection
from consultation.board.content import Document, new_document
from consultation.board.protocol import Message, read_message
from consultation.consultations.attendees import Attendee
from consultation.consultations.entrance import Entry
from consultation.consultations.tables import Consultation, State
from core.rights import rights_in_room
from core.roles import Role
from tests.support.board_client import mark_of

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def attendee(name: str, role: Role | None = Role.EXPERT, *, host: bool = False) -> Attendee:
    return Attendee(
        id=f"id-{name}",
        name=name,
        organisation="市第一医院",
        organisation_id="city",
        role=role,
        host=host,
        rights=rights_in_room(role, host=host),
        actor=f"user:{name}",
    )


WANG = attendee("wang")
LI = attendee("li")
HOST = attendee("host", Role.PHYSICIAN, host=True)
STUDENT = attendee("student", Role.STUDENT)
GUEST = attendee("guest", None)
ADMINISTRATOR = attendee("administrator", Role.ADMINISTRATOR)


def entry(who: Attendee, state: State = State.OPEN) -> Entry:
    return Entry(who, Consultation(id="0123456789ab", state=state), "10.0.0.1")


def mark(who: Attendee, **fields: Any) -> dict[str, Any]:
    return mark_of(who.id, who.name, **fields)


@dataclass
class NotedPage:
    """A page whose line is a list."""

    unsent: int = 0
    sent: bytearray = field(default_factory=bytearray)
    code: CloseCode | None = None

    def send(self, frames: bytes) -> None:
        self.sent += frames

    def close(self, code: CloseCode) -> None:
        self.code = code

    def take(self) -> list[Message]:
        """What it was sent since the last call."""
        messages = [read_message(data) for data in unframed(bytes(self.sent))]
        self.sent.clear()
        return messages


def unframed(data: bytes) -> Sequence[bytes]:
    """The messages in WebSocket frames, by another's reading of RFC 6455."""
    reader = StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    messages = []
    while reader.buffer:
        frame = _run(Frame.parse(reader.read_exact, mask=False))
        assert frame.opcode is Opcode.BINARY
        messages.append(bytes(frame.data))
    return messages


def _run(parsing: Any) -> Frame:
    try:
        next(parsing)
    except StopIteration as end:
        frame: Frame = end.value
        return frame
    raise AssertionError("a frame is incomplete")


def connected(who: Attendee, state: State = State.OPEN) -> tuple[Connection, NotedPage]:
    page = NotedPage()
    return Connection(entry(who, state), page), page


class Drawer:
    """A document of a page's own, and the updates that its changes make."""

    def __init__(self) -> None:
        self.document: Document = new_document()
        self.updates: list[bytes] = []
        self._subscription = self.document.observe(lambda event: self.updates.append(event.update))

    def map(self, root: str) -> Map[Any]:
        return self.document.get(root, type=Map)

    def marks(self) -> set[str]:
        return set(self.map("marks").keys())

    @classmethod
    def with_all(cls, *updates: bytes) -> Drawer:
        """A page that was told these updates."""
        page = cls()
        for update in updates:
            page.document.apply_update(update)
        page.updates.clear()
        return page

    def does(self, change: Callable[[Drawer], object]) -> bytes:
        """One transaction; its update."""
        with self.document.transaction():
            change(self)
        return self.updates[-1]

    def draws(self, who: Attendee, name: str = "m1", **fields: Any) -> bytes:
        def draw(drawer: Drawer) -> None:
            drawer.map("marks")[name] = Map(mark(who, **fields))

        return self.does(draw)
