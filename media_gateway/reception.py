"""The receiving side of one peer: which packet belongs to which layer, and the feedback its sender needs."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .bandwidth import PublisherBandwidth
from .counters import Counters
from .errors import WireError
from .extensions import ReceivedIds
from .inbound import InboundTrack
from .layer import Layer
from .rtcp import (
    KeyFrameRequest,
    Nack,
    ReceiverReport,
    Remb,
    SenderReport,
    write_nack,
    write_pli,
    write_receiver_report,
    write_remb,
    write_transport_feedback,
)
from .rtp import RtpPacket, parse_rtp
from .sdp import HeaderExtension, Media
from .settings import GatewaySettings
from .transport_feedback import ArrivalRecorder

_REPORT_INTERVAL_S = 1.0
_OSN_SIZE = 2  # the original sequence number that heads an RTX payload (RFC 4588 section 4)


@dataclass(slots=True)
class _Section:
    """A section whose track was accepted."""

    track: InboundTrack
    payload_types: frozenset[int]
    repairs: dict[int, int]  # RTX payload type -> payload type it repairs
    layers: dict[str, Layer] = field(default_factory=dict)  # by RID, "" without


@dataclass(frozen=True, slots=True)
class _Target:
    section: _Section
    layer: Layer
    repair: bool


class Reception:
    """Plain RTP and RTCP of one publisher in; layers filled, feedback out through `send_rtcp`."""

    def __init__(
        self, settings: GatewaySettings, counters: Counters, send_rtcp: Callable[[Sequence[bytes]], None]
    ) -> None:
        #: The SSRC under which the gateway sends feedback to this peer.
        self.ssrc = secrets.randbits(32) | 1
        self.loss = 0.0
        self._settings = settings
        self._counters = counters
        self._send_rtcp = send_rtcp
        self._sections: dict[str, _Section] = {}  # by mid
        self._targets: dict[int, _Target] = {}  # by SSRC
        self._ids = ReceivedIds()
        self._arrivals = ArrivalRecorder()
        self._bandwidth = PublisherBandwidth(seed_bps=settings.remb_seed_bps, max_bps=settings.remb_max_bps)
        self._reported = float("-inf")

    @property
    def tracks(self) -> list[InboundTrack]:
        return [section.track for section in self._sections.values()]

    def set_extensions(self, extensions: Sequence[HeaderExtension]) -> None:
        """Extensions negotiated in any section."""
        self._ids = ReceivedIds.of(extensions)

    def add_track(
        self, media: Media, track: InboundTrack, payload_types: frozenset[int], repairs: dict[int, int]
    ) -> None:
        """Receive the track of a section whose answer was given."""
        section = _Section(track, payload_types, repairs, {layer.rid: layer for layer in track.layers})
        self._sections[media.mid] = section
        for layer in track.layers:
            if layer.ssrc is not None:  # simulcast by SSRC
                self._targets[layer.ssrc] = _Target(section, layer, repair=False)
        self._bind_announced(media, section)

    def _bind_announced(self, media: Media, section: _Section) -> None:
        """SSRCs named in the description: the media stream, and its RTX by FID group (RFC 5576, RFC 4588)."""
        repairs = {g.ssrcs[1]: g.ssrcs[0] for g in media.groups if g.semantics == "FID" and len(g.ssrcs) == 2}
        if not media.simulcast_send and len(section.track.layers) == 1:
            primary = next((ssrc for ssrc in media.sources if ssrc not in repairs), None)
            if primary is not None:
                self._bind(section, section.track.layers[0], primary)
        for repair, primary in repairs.items():
            target = self._targets.get(primary)
            if target is not None:
                self._targets[repair] = _Target(section, target.layer, repair=True)

    def remove_track(self, mid: str) -> None:
        """The section stopped sending."""
        section = self._sections.pop(mid, None)
        if section is not None:
            section.track.close()
            self._targets = {ssrc: t for ssrc, t in self._targets.items() if t.section is not section}

    def close(self) -> None:
        """The peer is gone."""
        for mid in list(self._sections):
            self.remove_track(mid)

    def receive_rtp(self, data: bytes, now: float) -> None:
        """Take a decrypted RTP packet."""
        try:
            packet = parse_rtp(data)
            self._account(packet, len(data), now)
            target = self._targets.get(packet.ssrc) or self._learn(packet)
            if target is None:
                self._counters.dropped["rtp_unknown_stream"] += 1
            elif target.repair:
                self._repair(target, packet, now)
            elif not target.section.track.receive(target.layer, packet, self._ids, now):
                self._counters.dropped["rtp_payload_type"] += 1
        except WireError:
            self._counters.dropped["rtp_malformed"] += 1

    def _account(self, packet: RtpPacket, size: int, now: float) -> None:
        ids = self._ids
        if ids.transport_sequence:
            value = packet.extensions.get(ids.transport_sequence, b"")
            if len(value) == 2:
                self._arrivals.record(int.from_bytes(value, "big"), now)
        elif ids.abs_send_time:
            stamp = packet.extensions.get(ids.abs_send_time, b"")
            if self._bandwidth.receive(stamp, size, packet.ssrc, now):
                self._send_remb()

    def _repair(self, target: _Target, packet: RtpPacket, now: float) -> None:
        """Turn an RTX packet back into the one it repeats (RFC 4588 section 4)."""
        ssrc = target.layer.ssrc
        original_type = target.section.repairs.get(packet.payload_type)
        if len(packet.payload) <= _OSN_SIZE or ssrc is None or original_type is None:
            return  # a bandwidth probe without content, or RTX before its stream
        original = RtpPacket(
            original_type,
            packet.marker,
            int.from_bytes(packet.payload[:_OSN_SIZE], "big"),
            packet.timestamp,
            ssrc,
            packet.payload[_OSN_SIZE:],
            packet.extensions,
        )
        target.section.track.receive(target.layer, original, self._ids, now, repaired=True)

    def _learn(self, packet: RtpPacket) -> _Target | None:
        """Find the layer of an SSRC that no description named (RFC 8843 section 9.2, RFC 8852)."""
        section = self._section_of(packet)
        if section is None or len(self._targets) >= self._settings.max_streams:
            return None
        values, ids = packet.extensions, self._ids
        repaired_rid = _text(values.get(ids.repaired_rid)) if ids.repaired_rid else ""
        repair = bool(repaired_rid) or packet.payload_type in section.repairs
        rid = repaired_rid or (_text(values.get(ids.rid)) if ids.rid else "")
        layer = section.layers.get(rid)
        if layer is None or (not repair and packet.payload_type not in section.payload_types):
            return None
        if repair:
            target = _Target(section, layer, repair=True)
            self._targets[packet.ssrc] = target
            return target
        return self._bind(section, layer, packet.ssrc)

    def _section_of(self, packet: RtpPacket) -> _Section | None:
        mid = _text(packet.extensions.get(self._ids.mid)) if self._ids.mid else ""
        if mid:
            return self._sections.get(mid)
        matching = [
            section
            for section in self._sections.values()
            if packet.payload_type in section.payload_types or packet.payload_type in section.repairs
        ]
        return matching[0] if len(matching) == 1 else None

    def _bind(self, section: _Section, layer: Layer, ssrc: int) -> _Target:
        if layer.ssrc is not None:
            self._targets.pop(layer.ssrc, None)
            section.track.restarted(layer)
        layer.bind(ssrc)
        target = self._targets[ssrc] = _Target(section, layer, repair=False)
        return target

    def flush(self, now: float) -> None:
        """After each wake-up: forward what came, then ask for what did not."""
        for section in self._sections.values():
            section.track.forward(now)
        self._send_nacks(now)

    def receive_sender_report(self, report: SenderReport, now: float) -> None:
        target = self._targets.get(report.ssrc)
        if target is not None and not target.repair and target.layer.stream is not None:
            target.layer.stream.sender_report(report, now)

    def request_key_frame(self, ssrc: int) -> None:
        self._counters.plis_out += 1
        self._send_rtcp([write_pli(KeyFrameRequest(self.ssrc, ssrc))])

    def tick(self, now: float) -> None:
        """Call some 20 times a second: repeated NACKs, transport-wide feedback, reports."""
        self._send_nacks(now)
        contents = self._arrivals.take()
        if contents:
            media = next(iter(self._targets), 0)
            self._send_rtcp([write_transport_feedback(self.ssrc, media, content) for content in contents])
        for section in self._sections.values():
            section.track.tick(now)
        if self._sections and now - self._reported >= _REPORT_INTERVAL_S:
            self._reported = now
            self._send_reports(now)

    def _send_nacks(self, now: float) -> None:
        packets: list[bytes] = []
        for target in self._targets.values():
            if target.repair or target.layer.ssrc is None:
                continue
            missing = target.layer.missing(now)
            if missing:
                self._counters.nacks_out += len(missing)
                packets.append(write_nack(Nack(self.ssrc, target.layer.ssrc, tuple(missing))))
        if packets:
            self._send_rtcp(packets)

    def _send_reports(self, now: float) -> None:
        streams = [t.layer.stream for t in self._targets.values() if not t.repair and t.layer.stream]
        blocks = tuple(stream.report_block(now) for stream in streams if stream.received)
        self.loss = max((block.fraction_lost / 256 for block in blocks), default=0.0)
        self._send_rtcp(
            [
                write_receiver_report(ReceiverReport(self.ssrc, blocks[i : i + 31]))
                for i in range(0, max(1, len(blocks)), 31)
            ]
        )
        self._send_remb()

    def _send_remb(self) -> None:
        """With transport-wide feedback the publisher estimates for itself and REMB is only the ceiling."""
        bps = self._settings.remb_max_bps if self._ids.transport_sequence else self._bandwidth.bps
        ssrcs = tuple(ssrc for ssrc, target in self._targets.items() if target.section.track.kind == "video")
        if ssrcs:
            self._send_rtcp([write_remb(Remb(self.ssrc, bps, ssrcs[:255]))])

    @property
    def jitter_s(self) -> float:
        """The worst jitter of the peer's streams."""
        streams = (t.layer.stream for t in self._targets.values() if not t.repair)
        return max((stream.jitter_s for stream in streams if stream is not None), default=0.0)


def _text(value: bytes | None) -> str:
    return value.decode("ascii", "replace") if value else ""
