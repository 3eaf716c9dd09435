"""RTCP packets (RFC 3550, 4585, 5104, REMB): parse what peers send, write what the gateway sends."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .errors import WireError

_SENDER_REPORT, _RECEIVER_REPORT, _SOURCE_DESCRIPTION = 200, 201, 202
_TRANSPORT_FEEDBACK, _PAYLOAD_FEEDBACK = 205, 206
_NACK_FORMAT, _TRANSPORT_WIDE_FORMAT = 1, 15
_PLI_FORMAT, _FIR_FORMAT, _APPLICATION_FORMAT = 1, 4, 15
_REPORT_BLOCK = struct.Struct("!IIIIII")
_SENDER_INFO = struct.Struct("!IQIII")
_MAX_REPORTS = 31
_MAX_REMB_MANTISSA = (1 << 18) - 1
_CNAME_ITEM = 1


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """Reception of one stream (RFC 3550 section 6.4.1)."""

    ssrc: int
    fraction_lost: int  # of 256, since the report before
    lost: int  # since the start; may be negative with duplicates
    highest: int  # extended highest sequence number
    jitter: int  # timestamp units
    last_sr: int  # middle 32 bits of the NTP time in the last sender report, 0 for none
    delay: int  # since that report, in 1/65536 s


@dataclass(frozen=True, slots=True)
class SenderReport:
    ssrc: int
    ntp: int  # 32.32 fixed point seconds since 1900
    rtp: int
    packets: int
    octets: int
    reports: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    ssrc: int
    reports: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class Nack:
    """Sequence numbers asked for again (RFC 4585 section 6.2.1)."""

    sender: int
    media: int
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyFrameRequest:
    """A PLI (RFC 4585 section 6.3.1), or one entry of a FIR (RFC 5104 section 4.3.1)."""

    sender: int
    media: int


@dataclass(frozen=True, slots=True)
class Remb:
    """Receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb)."""

    sender: int
    bitrate: int  # bit/s
    ssrcs: tuple[int, ...] = ()


RtcpPacket = SenderReport | ReceiverReport | Nack | KeyFrameRequest | Remb


def parse_rtcp(data: bytes) -> list[RtcpPacket]:
    """The packets of a compound; types the gateway has no use for are skipped.

    Raises WireError when a length does not fit or a version is not 2.
    """
    packets: list[RtcpPacket] = []
    position = 0
    while position < len(data):
        if position + 4 > len(data):
            raise WireError("RTCP header is cut off")
        first, kind, words = struct.unpack_from("!BBH", data, position)
        if first >> 6 != 2:
            raise WireError("RTCP version is not 2")
        end = position + 4 + 4 * words
        if end > len(data):
            raise WireError("RTCP packet is cut off")
        body = data[position + 4 : end]
        if first & 0x20:
            if not body or body[-1] == 0 or body[-1] > len(body):
                raise WireError("RTCP padding does not fit")
            body = body[: -body[-1]]
        parser = _PARSERS.get(kind)
        if parser is not None:
            packets += parser(first & 0x1F, body)
        position = end
    return packets


def _parse_reports(count: int, data: bytes) -> tuple[ReportBlock, ...]:
    if len(data) < count * _REPORT_BLOCK.size:
        raise WireError("RTCP report blocks are cut off")
    return tuple(_parse_report(data[i * 24 : i * 24 + 24]) for i in range(count))


def _parse_report(data: bytes) -> ReportBlock:
    ssrc, losses, highest, jitter, last_sr, delay = _REPORT_BLOCK.unpack(data)
    lost = losses & 0xFFFFFF
    if lost & 0x800000:  # 24-bit two's complement
        lost -= 1 << 24
    return ReportBlock(ssrc, losses >> 24, lost, highest, jitter, last_sr, delay)


def _parse_sender_report(count: int, body: bytes) -> list[RtcpPacket]:
    if len(body) < _SENDER_INFO.size:
        raise WireError("RTCP sender report is cut off")
    ssrc, ntp, rtp, packets, octets = _SENDER_INFO.unpack_from(body)
    reports = _parse_reports(count, body[_SENDER_INFO.size :])
    return [SenderReport(ssrc, ntp, rtp, packets, octets, reports)]


def _parse_receiver_report(count: int, body: bytes) -> list[RtcpPacket]:
    if len(body) < 4:
        raise WireError("RTCP receiver report is cut off")
    return [ReceiverReport(int.from_bytes(body[:4], "big"), _parse_reports(count, body[4:]))]


def _parse_transport_feedback(kind: int, body: bytes) -> list[RtcpPacket]:
    if len(body) < 8:
        raise WireError("RTCP feedback is cut off")
    if kind != _NACK_FORMAT:
        return []
    sender, media = struct.unpack_from("!II", body)
    lost: list[int] = []
    for position in range(8, len(body) - 3, 4):
        base, following = struct.unpack_from("!HH", body, position)
        lost.append(base)
        lost += [(base + 1 + bit) & 0xFFFF for bit in range(16) if following >> bit & 1]
    return [Nack(sender, media, tuple(lost))]


def _parse_payload_feedback(kind: int, body: bytes) -> list[RtcpPacket]:
    if len(body) < 8:
        raise WireError("RTCP feedback is cut off")
    sender, media = struct.unpack_from("!II", body)
    if kind == _PLI_FORMAT:
        return [KeyFrameRequest(sender, media)]
    if kind == _FIR_FORMAT:
        return [
            KeyFrameRequest(sender, int.from_bytes(body[i : i + 4], "big"))
            for i in range(8, len(body) - 7, 8)
        ]
    if kind == _APPLICATION_FORMAT and body[8:12] == b"REMB":
        return [_parse_remb(sender, body)]
    return []


def _parse_remb(sender: int, body: bytes) -> Remb:
    if len(body) < 16 or len(body) < 16 + 4 * body[12]:
        raise WireError("REMB is cut off")
    exponent = body[13] >> 2
    mantissa = (body[13] & 3) << 16 | body[14] << 8 | body[15]
    return Remb(sender, mantissa << exponent, struct.unpack_from(f"!{body[12]}I", body, 16))


_PARSERS: dict[int, Callable[[int, bytes], list[RtcpPacket]]] = {
    _SENDER_REPORT: _parse_sender_report,
    _RECEIVER_REPORT: _parse_receiver_report,
    _TRANSPORT_FEEDBACK: _parse_transport_feedback,
    _PAYLOAD_FEEDBACK: _parse_payload_feedback,
}


def _packet(count: int, kind: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def _write_report(report: ReportBlock) -> bytes:
    lost = max(-0x800000, min(report.lost, 0x7FFFFF)) & 0xFFFFFF
    losses = report.fraction_lost << 24 | lost
    return _REPORT_BLOCK.pack(
        report.ssrc, losses, report.highest, report.jitter, report.last_sr, report.delay
    )


def write_sender_report(report: SenderReport) -> bytes:
    """A sender report with at most 31 report blocks."""
    blocks = report.reports[:_MAX_REPORTS]
    info = _SENDER_INFO.pack(report.ssrc, report.ntp, report.rtp, report.packets, report.octets)
    return _packet(len(blocks), _SENDER_REPORT, info + b"".join(map(_write_report, blocks)))


def write_receiver_report(report: ReceiverReport) -> bytes:
    """A receiver report with at most 31 report blocks."""
    blocks = report.reports[:_MAX_REPORTS]
    body = report.ssrc.to_bytes(4, "big") + b"".join(map(_write_report, blocks))
    return _packet(len(blocks), _RECEIVER_REPORT, body)


def write_source_description(ssrc: int, cname: str) -> bytes:
    """One chunk with a CNAME (RFC 3550 section 6.5), which must go with every report."""
    name = cname.encode()
    chunk = struct.pack("!IBB", ssrc, _CNAME_ITEM, len(name)) + name + b"\0"
    return _packet(1, _SOURCE_DESCRIPTION, chunk + bytes(-len(chunk) % 4))


def write_nack(nack: Nack) -> bytes:
    """Sequence numbers packed into pairs of first number and bit mask of the sixteen after it."""
    pairs: list[list[int]] = []
    for sequence in nack.lost:
        distance = (sequence - pairs[-1][0]) & 0xFFFF if pairs else 0
        if pairs and 1 <= distance <= 16:
            pairs[-1][1] |= 1 << distance - 1
        else:
            pairs.append([sequence, 0])
    body = struct.pack("!II", nack.sender, nack.media) + b"".join(struct.pack("!HH", *p) for p in pairs)
    return _packet(_NACK_FORMAT, _TRANSPORT_FEEDBACK, body)


def write_pli(request: KeyFrameRequest) -> bytes:
    """A picture loss indication."""
    return _packet(_PLI_FORMAT, _PAYLOAD_FEEDBACK, struct.pack("!II", request.sender, request.media))


def write_remb(remb: Remb) -> bytes:
    """An estimate for all the given streams together; precision is 18 bits."""
    exponent = max(0, remb.bitrate.bit_length() - 18)
    mantissa = min(remb.bitrate >> exponent, _MAX_REMB_MANTISSA)
    packed = struct.pack("!BBH", len(remb.ssrcs), exponent << 2 | mantissa >> 16, mantissa & 0xFFFF)
    ssrcs = struct.pack(f"!{len(remb.ssrcs)}I", *remb.ssrcs)
    head = struct.pack("!II", remb.sender, 0)  # the media source is always 0 (section 2.2 of the draft)
    return _packet(_APPLICATION_FORMAT, _PAYLOAD_FEEDBACK, head + b"REMB" + packed + ssrcs)


def write_transport_feedback(sender: int, media: int, content: bytes) -> bytes:
    """Wrap the content made by `transport_feedback` (draft-holmer-rmcat-transport-wide-cc-extensions)."""
    padded = content + bytes(-len(content) % 4)
    body = struct.pack("!II", sender, media) + padded
    return _packet(_TRANSPORT_WIDE_FORMAT, _TRANSPORT_FEEDBACK, body)


def compound(packets: Sequence[bytes], limit: int = 1200) -> list[bytes]:
    """Join packets into as few datagrams of at most `limit` bytes as their order allows."""
    datagrams: list[bytes] = []
    for packet in packets:
        if datagrams and len(datagrams[-1]) + len(packet) <= limit:
            datagrams[-1] += packet
        else:
            datagrams.append(packet)
    return datagrams
