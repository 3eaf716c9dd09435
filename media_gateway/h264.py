"""H.264 payloads (RFC 6184): does a packet begin a key frame."""

from __future__ import annotations

_IDR = 5
_SPS = 7
_STAP_A = 24
_FU_A = 28
_KEY_TYPES = (_IDR, _SPS)


def is_key_frame(payload: bytes) -> bool:
    """Whether a packet holds a sequence parameter set or the start of an IDR slice; False when malformed."""
    if not payload:
        return False
    kind = payload[0] & 0x1F
    if kind == _STAP_A:
        return _aggregate_has_key(payload)
    if kind == _FU_A:
        starts = len(payload) > 1 and payload[1] & 0x80
        return bool(starts) and payload[1] & 0x1F in _KEY_TYPES
    return kind in _KEY_TYPES


def _aggregate_has_key(payload: bytes) -> bool:
    """Walk the units of a STAP-A (section 5.7.1): a 16-bit size before each."""
    position = 1
    while position + 2 < len(payload):
        size = payload[position] << 8 | payload[position + 1]
        if size == 0:
            return False
        if payload[position + 2] & 0x1F in _KEY_TYPES:
            return True
        position += 2 + size
    return False
