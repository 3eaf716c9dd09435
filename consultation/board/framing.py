"""WebSocket frames made once and sent to many."""

from websockets.frames import Frame, Opcode


def framed(message: bytes) -> bytes:
    """A message as a server puts it on the line: one unmasked binary frame (RFC 6455, section 5.2)."""
    return Frame(Opcode.BINARY, message).serialize(mask=False)
