"""What the processes of one installation tell each other of a board, as messages on the bus. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass

from consultation.board.history import Kept
from consultation.board.protocol import (
    MAX_MESSAGE_BYTES,
    ClientState,
    ProtocolError,
    Reader,
    read_states,
    write_blob,
    write_number,
    write_states,
)

_KEPT, _SHOWN, _WHO_IS_THERE = range(3)


@dataclass(frozen=True, slots=True)
class Shown:
    """What pages show that are connected to the sending process."""

    states: tuple[ClientState, ...]


@dataclass(frozen=True, slots=True)
class WhoIsThere:
    """The sending process has just opened the board, and wants to hear what everybody shows."""


Relayed = Kept | Shown | WhoIsThere

WHO_IS_THERE = bytes((_WHO_IS_THERE,))


def channel(consultation_id: str) -> str:
    return f"board:{consultation_id}"


def relay_kept(kept: Kept) -> bytes:
    return bytes((_KEPT,)) + write_number(kept.seq) + write_blob(kept.update)


def relay_shown(states: Iterable[ClientState]) -> bytes:
    return bytes((_SHOWN,)) + write_blob(write_states(states))


def read_relayed(message: bytes) -> Relayed:
    """Raises ProtocolError, as where processes of different versions share a bus."""
    reader = Reader(message)
    kind = reader.number()
    relayed: Relayed
    if kind == _KEPT:
        relayed = Kept(reader.number(), reader.blob(MAX_MESSAGE_BYTES))
    elif kind == _SHOWN:
        relayed = Shown(read_states(reader.blob(MAX_MESSAGE_BYTES)))
    elif kind == _WHO_IS_THERE:
        relayed = WhoIsThere()
    else:
        raise ProtocolError(f"there is no relayed message of kind {kind}")
    reader.end()
    return relayed
