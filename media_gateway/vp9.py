"""VP9 payloads (RFC 9628 section 4.2): does a packet begin a key frame."""

from __future__ import annotations

_PICTURE_ID = 0x80
_INTER_PREDICTED = 0x40
_LAYERS = 0x20
_FRAME_START = 0x08


def is_key_frame(payload: bytes) -> bool:
    """Whether a packet starts an independent frame of the lowest spatial layer; False when malformed."""
    if not payload or payload[0] & _INTER_PREDICTED or not payload[0] & _FRAME_START:
        return False
    if not payload[0] & _LAYERS:
        return True
    position = 1
    if payload[0] & _PICTURE_ID and len(payload) > 1:
        position += 2 if payload[1] & 0x80 else 1
    if position >= len(payload):
        return False
    spatial_layer = payload[position] >> 1 & 0x07
    return spatial_layer == 0
