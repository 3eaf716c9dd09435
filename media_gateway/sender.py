"""The sending side of one peer: its subscriptions, what its feedback says, and the reports it gets."""

from __future__ import annotations

import secrets
from collections import OrderedDict

from .counters import Counters
from .layers import Congestion, allocate
from .outbound import Subscription
from .rate import RateMeter
from .rtcp import (
    KeyFrameRequest,
    Nack,
    ReceiverReport,
    Remb,
    ReportBlock,
    RtcpPacket,
    SenderReport,
    write_sender_report,
    write_source_description,
)
from .settings import GatewaySettings
from .transport import Transport

_REPORT_INTERVAL_S = 1.0
_LAYER_INTERVAL_S = 0.25
_HIGH = 2
#: Sender reports remembered to measure round trips.
_REMEMBERED_REPORTS = 64


class Sender:
    """Everything sent to one peer."""

    def __init__(self, transport: Transport, settings: GatewaySettings, counters: Counters) -> None:
        self.rtt_s: float | None = None
        self.remb_bps: int | None = None
        self._transport = transport
        self._settings = settings
        self._counters = counters
        self._cname = secrets.token_hex(4)
        self._next_ssrc = secrets.randbits(31) << 1
        self._by_ssrc: dict[int, Subscription] = {}
        self._losses: dict[int, float] = {}  # share, by SSRC
        self._jitters: dict[int, float] = {}  # seconds, by SSRC
        self._congestion = Congestion()
        self._sent = RateMeter()
        self._octets_counted = 0
        self._octets_closed = 0  # sent by subscriptions that are gone
        self._resent = RateMeter()
        self._reports_sent: OrderedDict[int, float] = OrderedDict()
        self._reported = float("-inf")
        self._allocated = float("-inf")
        self._was_writable = False

    @property
    def cname(self) -> str:
        """One for all that is sent to this peer (RFC 8834 section 4.9)."""
        return self._cname

    @property
    def subscriptions(self) -> list[Subscription]:
        return list(self._by_ssrc.values())

    @property
    def loss(self) -> float:
        """The worst loss (0..1) in the subscriber's latest reports."""
        return max(self._losses.values(), default=0.0)

    @property
    def jitter_s(self) -> float:
        """The worst jitter in the subscriber's latest reports."""
        return max(self._jitters.values(), default=0.0)

    def allocate_ssrcs(self) -> tuple[int, int]:
        """SSRCs for a media stream and its RTX.

        None is ever given twice: under one key AES-GCM may not see a pair of SSRC and packet index again.
        """
        media = self._next_ssrc
        self._next_ssrc = (media + 2) & 0xFFFFFFFF
        return media, media + 1

    def add(self, subscription: Subscription) -> None:
        self._by_ssrc[subscription.ssrc] = subscription

    def remove(self, subscription: Subscription) -> None:
        if self._by_ssrc.pop(subscription.ssrc, None) is not None:
            self._octets_closed += subscription.octets_sent
        self._losses.pop(subscription.ssrc, None)
        self._jitters.pop(subscription.ssrc, None)
        if self._transport.srtp is not None:
            self._transport.srtp.forget_outbound(subscription.ssrc)
            self._transport.srtp.forget_outbound(subscription.repair_ssrc)

    def newcomer(self, subscription: Subscription, now: float) -> None:
        """A subscription can flow from now on: its picture should not wait for the next key frame."""
        if subscription.flowing:
            subscription.choose_layer(now)
            subscription.request_key_frame(now, newcomer=True)

    def receive(self, packet: RtcpPacket, now: float) -> None:
        """Take one RTCP packet of the subscriber."""
        if isinstance(packet, Nack):
            subscription = self._by_ssrc.get(packet.media)
            if subscription is not None:
                self._counters.nacks_in += len(packet.lost)
                self._counters.retransmitted += subscription.resend(packet.lost, now)
        elif isinstance(packet, KeyFrameRequest):
            self._counters.plis_in += 1
            subscription = self._by_ssrc.get(packet.media)
            if subscription is not None:
                subscription.request_key_frame(now)
        elif isinstance(packet, Remb):
            self.remb_bps = packet.bitrate
            self._congestion.estimate(packet.bitrate, self._sent.bits_per_second(now), now)
        elif isinstance(packet, ReceiverReport | SenderReport):
            for block in packet.reports:
                self._take_report(block, now)

    def _take_report(self, block: ReportBlock, now: float) -> None:
        subscription = self._by_ssrc.get(block.ssrc)
        if subscription is None:
            return
        self._losses[block.ssrc] = block.fraction_lost / 256
        self._jitters[block.ssrc] = block.jitter / subscription.clock_rate
        sent = self._reports_sent.get(block.last_sr)
        if sent is not None:
            rtt = now - sent - block.delay / 65_536  # RFC 3550 section 6.4.1
            if rtt >= 0:
                self.rtt_s = rtt

    def spend(self, size: int, now: float) -> bool:
        """Take bytes from the retransmission budget; False when it is used up.

        Without a budget NACKs multiply the traffic of a congested path. The budget grows with what is sent,
        and running out of it takes layers away.
        """
        budget = max(
            self._settings.nack_floor_bytes,
            int(self._settings.nack_share * self._sent.bytes_per_second(now)),
        )
        if self._resent.bytes_per_second(now) + size > budget:
            self._counters.dropped["nack_budget"] += 1
            self._congestion.starved(self._sent.bits_per_second(now), now)
            return False
        self._resent.add(size, now)
        return True

    def connected(self, now: float) -> None:
        """The subscriber can be reached (again): start every subscription afresh."""
        self._was_writable = True
        for subscription in self._by_ssrc.values():
            subscription.restart()
            self.newcomer(subscription, now)

    def tick(self, now: float) -> None:
        """Call a few times a second: layer allocation, sender reports, peers that came back."""
        writable = self._transport.writable
        if writable and not self._was_writable:
            self.connected(now)
        self._was_writable = writable
        if not writable:
            return
        self._count_sent(now)
        if now - self._allocated >= _LAYER_INTERVAL_S:
            self._allocated = now
            self._allocate(now)
        if now - self._reported >= _REPORT_INTERVAL_S:
            self._reported = now
            self._send_reports(now)

    def _count_sent(self, now: float) -> None:
        """Keep the rate in steps of a tick, as counting each burst would cost more than it tells."""
        octets = self._octets_closed + sum(s.octets_sent for s in self._by_ssrc.values())
        self._sent.add(octets - self._octets_counted, now)
        self._octets_counted = octets

    def _allocate(self, now: float) -> None:
        """Share the bandwidth among the video subscriptions, if it is short."""
        limit_bps = self._congestion.limit_bps
        if limit_bps is None:
            for subscription in self._by_ssrc.values():
                subscription.ceiling = _HIGH
            return
        videos = [s for s in self._by_ssrc.values() if s.track.kind == "video" and s.flowing]
        layers = [s.wanted_layers() for s in videos]
        rates = [[layer.meter.bits_per_second(now) for layer in choice] for choice in layers]
        chosen = allocate(limit_bps, rates)
        for subscription, choice, index in zip(videos, layers, chosen, strict=True):
            subscription.ceiling = choice[index].quality

    def _send_reports(self, now: float) -> None:
        packets: list[bytes] = []
        for subscription in self._by_ssrc.values():
            report = subscription.sender_report(now)
            if report is not None:
                packets.append(
                    write_sender_report(report) + write_source_description(report.ssrc, self._cname)
                )
                self._reports_sent[report.ntp >> 16 & 0xFFFFFFFF] = now
        while len(self._reports_sent) > _REMEMBERED_REPORTS + len(self._by_ssrc):
            self._reports_sent.popitem(last=False)
        if packets:
            self._transport.send_rtcp(packets)
