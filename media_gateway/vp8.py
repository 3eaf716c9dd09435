"""The VP8 payload descriptor (RFC 7741 section 4.2): key frames, and the counters a layer switch rewrites."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import WireError

PICTURE_ID_MODULO = 1 << 15
TL0_MODULO = 1 << 8


@dataclass(frozen=True, slots=True)
class Vp8Descriptor:
    """Where the counters stand in the payload, and their values; an offset is 0 where a counter is absent."""

    key_frame_start: bool
    picture_id: int = 0
    picture_id_offset: int = 0
    picture_id_long: bool = False  # 15 bits in two bytes, else 7 bits in one
    tl0: int = 0
    tl0_offset: int = 0


def parse_descriptor(payload: bytes) -> Vp8Descriptor:
    """Raises WireError when the payload ends inside its descriptor."""
    try:
        return _parse(payload)
    except IndexError as error:
        raise WireError("VP8 payload ends inside its descriptor") from error


def _parse(payload: bytes) -> Vp8Descriptor:
    first = payload[0]
    position = 1
    picture_id = picture_id_offset = tl0 = tl0_offset = 0
    picture_id_long = False
    if first & 0x80:  # X
        flags = payload[1]
        position = 2
        if flags & 0x80:  # I
            picture_id_offset = position
            picture_id = payload[position]
            if picture_id & 0x80:
                picture_id_long = True
                picture_id = (picture_id & 0x7F) << 8 | payload[position + 1]
                position += 1
            position += 1
        if flags & 0x40:  # L
            tl0_offset = position
            tl0 = payload[position]
            position += 1
        if flags & 0x30:  # T or K share one byte
            position += 1
    # S set and partition 0: the frame header follows, whose lowest bit is 0 in a key frame (RFC 6386, 9.1).
    starts_frame = first & 0x17 == 0x10
    key = starts_frame and payload[position] & 0x01 == 0
    return Vp8Descriptor(key, picture_id, picture_id_offset, picture_id_long, tl0, tl0_offset)


def patch_counters(
    buffer: bytearray | memoryview, start: int, descriptor: Vp8Descriptor, picture_shift: int, tl0_shift: int
) -> None:
    """Write shifted counters into `buffer`, whose VP8 payload begins at `start`."""
    if descriptor.picture_id_offset:
        position = start + descriptor.picture_id_offset
        if descriptor.picture_id_long:
            value = (descriptor.picture_id + picture_shift) % PICTURE_ID_MODULO
            buffer[position] = 0x80 | value >> 8
            buffer[position + 1] = value & 0xFF
        else:
            buffer[position] = (descriptor.picture_id + picture_shift) & 0x7F
    if descriptor.tl0_offset:
        buffer[start + descriptor.tl0_offset] = (descriptor.tl0 + tl0_shift) % TL0_MODULO
