"""RTP packets (RFC 3550 section 5) and their header extensions (RFC 8285): parse and write."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .errors import WireError

HEADER_SIZE = 12
_HEADER = struct.Struct("!BBHII")
_EXTENSION_HEADER = struct.Struct("!HH")
_VERSION = 2
_ONE_BYTE_PROFILE = 0xBEDE
_TWO_BYTE_PROFILE = 0x1000
_TWO_BYTE_MASK = 0xFFF0  # the low four bits are "appbits" (RFC 8285 section 4.3)
_ONE_BYTE_STOP = 15
_ONE_BYTE_MAX_ID = 14
_ONE_BYTE_MAX_LENGTH = 16
_TWO_BYTE_MAX_LENGTH = 255


@dataclass(slots=True)
class RtpPacket:
    """One RTP packet without its padding. Not frozen: one is made for every packet, and freezing costs."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    extensions: Mapping[int, bytes] = field(default_factory=dict)  # element id -> value


def is_rtcp(data: bytes) -> bool:
    """Whether a packet of an RTP/RTCP multiplex is RTCP (RFC 5761 section 4)."""
    return len(data) > 1 and 192 <= data[1] <= 223


def parse_rtp(data: bytes) -> RtpPacket:
    """Parse a decrypted packet; padding is removed, CSRCs are skipped.

    Raises WireError when lengths do not fit or the version is not 2.
    """
    size = len(data)
    if size < HEADER_SIZE:
        raise WireError("RTP packet shorter than its header")
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    if first >> 6 != _VERSION:
        raise WireError("RTP version is not 2")
    position = HEADER_SIZE + 4 * (first & 0x0F)
    extensions: Mapping[int, bytes] = {}
    if first & 0x10:
        if position + 4 > size:
            raise WireError("RTP extension header is cut off")
        profile, words = _EXTENSION_HEADER.unpack_from(data, position)
        start, position = position + 4, position + 4 + 4 * words
        if position > size:
            raise WireError("RTP extension is cut off")
        extensions = parse_extensions(profile, data[start:position])
    if first & 0x20:
        padding = data[-1]
        if padding == 0 or position + padding > size:
            raise WireError("RTP padding does not fit")
        size -= padding
    if position > size:
        raise WireError("RTP packet is cut off")
    payload_type, marker = second & 0x7F, second > 0x7F
    return RtpPacket(payload_type, marker, sequence, timestamp, ssrc, data[position:size], extensions)


def parse_extensions(profile: int, data: bytes) -> dict[int, bytes]:
    """Elements by id; an unknown profile yields none (its content means nothing to this gateway)."""
    if profile == _ONE_BYTE_PROFILE:
        return _parse_one_byte(data)
    if profile & _TWO_BYTE_MASK == _TWO_BYTE_PROFILE:
        return _parse_two_byte(data)
    return {}


def _parse_one_byte(data: bytes) -> dict[int, bytes]:
    elements: dict[int, bytes] = {}
    position, size = 0, len(data)
    while position < size:
        head = data[position]
        position += 1
        if head == 0:  # padding between elements
            continue
        element = head >> 4
        if element == _ONE_BYTE_STOP:  # RFC 8285 section 4.2: stop processing, keep what came before
            break
        end = position + (head & 0x0F) + 1
        if end > size:
            raise WireError("RTP extension element is cut off")
        elements[element] = data[position:end]
        position = end
    return elements


def _parse_two_byte(data: bytes) -> dict[int, bytes]:
    elements: dict[int, bytes] = {}
    position, size = 0, len(data)
    while position < size:
        element = data[position]
        position += 1
        if element == 0:
            continue
        if position >= size:
            raise WireError("RTP extension element has no length")
        end = position + 1 + data[position]
        if end > size:
            raise WireError("RTP extension element is cut off")
        elements[element] = data[position + 1 : end]
        position = end
    return elements


def write_extensions(elements: Iterable[tuple[int, bytes]]) -> bytes:
    """The whole extension block with its header, b"" for no elements.

    The one-byte form is taken where every element fits it, as every receiver understands that one.
    """
    items = list(elements)
    if not items:
        return b""
    if all(e <= _ONE_BYTE_MAX_ID and 0 < len(value) <= _ONE_BYTE_MAX_LENGTH for e, value in items):
        profile = _ONE_BYTE_PROFILE
        body = b"".join(bytes((e << 4 | len(value) - 1,)) + value for e, value in items)
    else:
        profile = _TWO_BYTE_PROFILE
        for _, value in items:
            if len(value) > _TWO_BYTE_MAX_LENGTH:
                raise WireError("RTP extension element is longer than 255 bytes")
        body = b"".join(bytes((e, len(value))) + value for e, value in items)
    body += bytes(-len(body) % 4)
    return _EXTENSION_HEADER.pack(profile, len(body) // 4) + body


def write_rtp(packet: RtpPacket) -> bytes:
    """The packet as bytes, without padding or CSRCs."""
    block = write_extensions(packet.extensions.items())
    first = _VERSION << 6 | (0x10 if block else 0)
    second = packet.payload_type | (0x80 if packet.marker else 0)
    header = _HEADER.pack(first, second, packet.sequence, packet.timestamp, packet.ssrc)
    return header + block + packet.payload
