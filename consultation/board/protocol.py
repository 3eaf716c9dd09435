"""The y-websocket protocol as bytes: reading what a page sends, and writing what it is sent. No I/O.

Each WebSocket message starts with its kind. The formats are those of y-protocols 1 (PROTOCOL.md, `sync.js`,
`awareness.js`) in the encoding of lib0: numbers are little-endian groups of 7 bits, the highest bit says that
more follow; byte strings and texts are preceded by their length in bytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

MAX_MESSAGE_BYTES = 8 * 1024 * 1024
"""Hours of drawing without a connection are well below it."""

MAX_AWARENESS_ENTRIES = 256
"""A page tells of itself alone; a server of everybody in the room."""

MAX_STATE_BYTES = 64 * 1024
"""Of one awareness state: the largest is a freehand line while it is drawn."""

MAX_NUMBER = 2**53 - 1
"""The largest whole number that JavaScript counts exactly."""

_MOST_SHIFT = 49
"""Where the last 7 bits of such a number are."""


class ProtocolError(Exception):
    """What was received is not the y-websocket protocol, or beyond its bounds; the text says where."""


class Kind(IntEnum):
    """First number of a message."""

    SYNC = 0
    AWARENESS = 1
    AUTH = 2
    """Only ever sent by servers."""
    QUERY_AWARENESS = 3


class Sync(IntEnum):
    """Second number of a message of the kind SYNC."""

    STEP_1 = 0
    STEP_2 = 1
    UPDATE = 2


@dataclass(frozen=True, slots=True)
class StateRequest:
    """Sync step 1: the sender has what the state vector `state` says, and wants the rest."""

    state: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """A Yjs update. `answer`: it is a sync step 2, all that the sender has and the receiver lacked."""

    update: bytes
    answer: bool


@dataclass(frozen=True, slots=True)
class ClientState:
    """What one Yjs client shows of itself: JSON, `null` for a client that has left. Newer clocks win."""

    client: int
    clock: int
    json: bytes


@dataclass(frozen=True, slots=True)
class AwarenessChange:
    states: tuple[ClientState, ...]


@dataclass(frozen=True, slots=True)
class AwarenessRequest:
    """The sender wants to know of everybody."""


Message = StateRequest | Change | AwarenessChange | AwarenessRequest


class Reader:
    """Takes one value after the other from `data`; all methods raise ProtocolError where it ends early."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self) -> int:
        """0 to MAX_NUMBER."""
        value = shift = 0
        while True:
            if self._at >= len(self._data):
                raise ProtocolError(f"the message ends within a number, at byte {self._at}")
            byte = self._data[self._at]
            self._at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
            if shift > _MOST_SHIFT:
                raise ProtocolError(f"the number before byte {self._at} is too long")
        if value > MAX_NUMBER:
            raise ProtocolError(f"the number before byte {self._at} is too large")
        return value

    def blob(self, longest: int) -> bytes:
        """A byte string, or the UTF-8 of a text, of at most `longest` bytes."""
        length = self.number()
        if length > longest:
            raise ProtocolError(f"{length} bytes at byte {self._at}, where at most {longest} may be")
        end = self._at + length
        if end > len(self._data):
            raise ProtocolError(f"the message ends within {length} bytes at byte {self._at}")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def end(self) -> None:
        """Nothing may be left."""
        if self._at != len(self._data):
            raise ProtocolError(f"{len(self._data) - self._at} bytes too many at byte {self._at}")


def write_number(value: int) -> bytes:
    """`value` is 0 to MAX_NUMBER."""
    written = bytearray()
    while value > 0x7F:
        written.append(0x80 | value & 0x7F)
        value >>= 7
    written.append(value)
    return bytes(written)


def write_blob(data: bytes) -> bytes:
    return write_number(len(data)) + data


def read_message(data: bytes) -> Message:
    """What a page has sent. Raises ProtocolError."""
    reader = Reader(data)
    kind = reader.number()
    message: Message
    if kind == Kind.SYNC:
        message = _read_sync(reader)
    elif kind == Kind.AWARENESS:
        message = AwarenessChange(read_states(reader.blob(MAX_MESSAGE_BYTES)))
    elif kind == Kind.QUERY_AWARENESS:
        message = AwarenessRequest()
    else:
        raise ProtocolError(f"messages of kind {kind} are not expected")
    reader.end()
    return message


def _read_sync(reader: Reader) -> StateRequest | Change:
    step = reader.number()
    if step == Sync.STEP_1:
        return StateRequest(reader.blob(MAX_MESSAGE_BYTES))
    if step in (Sync.STEP_2, Sync.UPDATE):
        return Change(reader.blob(MAX_MESSAGE_BYTES), answer=step == Sync.STEP_2)
    raise ProtocolError(f"there is no sync step {step}")


def read_states(data: bytes) -> tuple[ClientState, ...]:
    """The content of an awareness message. Raises ProtocolError."""
    reader = Reader(data)
    count = reader.number()
    if count > MAX_AWARENESS_ENTRIES:
        raise ProtocolError(f"{count} awareness states in one message")
    states = tuple(
        ClientState(reader.number(), reader.number(), reader.blob(MAX_STATE_BYTES)) for _ in range(count)
    )
    reader.end()
    return states


def write_states(states: Iterable[ClientState]) -> bytes:
    """The content of an awareness message."""
    each = [
        write_number(state.client) + write_number(state.clock) + write_blob(state.json) for state in states
    ]
    return write_number(len(each)) + b"".join(each)


def state_request(state: bytes) -> bytes:
    return bytes((Kind.SYNC, Sync.STEP_1)) + write_blob(state)


def state_answer(update: bytes) -> bytes:
    return bytes((Kind.SYNC, Sync.STEP_2)) + write_blob(update)


def update_message(update: bytes) -> bytes:
    return bytes((Kind.SYNC, Sync.UPDATE)) + write_blob(update)


def awareness_message(states: Iterable[ClientState]) -> bytes:
    return bytes((Kind.AWARENESS,)) + write_blob(write_states(states))


HEARTBEAT = awareness_message(())
"""Says nothing. y-websocket gives a connection up on which it has heard nothing for 30 seconds."""


def read_state_vector(state: bytes) -> Mapping[int, int]:
    """How many changes of each client a Yjs state vector says are known. Raises ProtocolError."""
    reader = Reader(state)
    vector = {reader.number(): reader.number() for _ in range(reader.number())}
    reader.end()
    return vector


def read_deletions(reader: Reader) -> Mapping[int, int]:
    """Of a Yjs delete set: up to which clock, exclusive, it deletes of each client. Raises ProtocolError."""
    ends: dict[int, int] = {}
    for _ in range(reader.number()):
        client = reader.number()
        for _ in range(reader.number()):
            ends[client] = max(ends.get(client, 0), reader.number() + reader.number())
    return ends
