"""AV1 payloads (AOMedia "RTP Payload Format For AV1" section 4.4): does a packet begin a key frame."""

from __future__ import annotations

_NEW_SEQUENCE = 0x08  # the N bit of the aggregation header
_CONTINUES = 0x80  # Z: the first unit continues one of the packet before


def is_key_frame(payload: bytes) -> bool:
    """Whether a packet is the first of a coded video sequence, which begins with a key frame."""
    return bool(payload) and payload[0] & (_NEW_SEQUENCE | _CONTINUES) == _NEW_SEQUENCE
