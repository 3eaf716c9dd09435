"""One subscription: a published track on its way to one subscriber, renumbered across layer switches."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .burst import Burst, EgressFormat
from .egress import Egress, Shifts
from .extensions import abs_send_time
from .inbound import InboundTrack
from .layer import Layer
from .packet import MediaPacket
from .rtcp import SenderReport
from .stream import ReceivedStream
from .switching import shifts_after, start_shifts
from .transport import Transport
from .vp8 import patch_counters

if TYPE_CHECKING:
    from .sender import Sender

Clock = Callable[[], float]

_HIGH = 2
_EPOCHS = 8
_RESEND_PAUSE_S = 0.03
_MAX_RESENT = 512


@dataclass(slots=True)
class Epoch:
    """A stretch of packets from one layer with constant shifts."""

    layer: Layer
    stream: ReceivedStream | None  # of the layer when the epoch began: numbers begin anew with each
    egress_format: EgressFormat
    shifts: Shifts
    first: int  # packet numbers of the layer
    last: MediaPacket


class Subscription:
    """A track sent to a peer, made with `Peer.subscribe`."""

    def __init__(
        self,
        track: InboundTrack,
        stream: str,
        track_id: str,
        *,
        sender: Sender,
        transport: Transport,
        egress: Egress,
        clock: Clock,
    ) -> None:
        self.track = track
        self.stream = stream
        self.track_id = track_id
        self.mid: str | None = None
        self.closed = False
        #: A section was free, but the subscriber takes none of the track's codecs.
        self.unsupported = False
        self.ssrc, self.repair_ssrc = sender.allocate_ssrcs()
        #: The best quality that the subscriber's bandwidth carries.
        self.ceiling = _HIGH
        self.packets_sent = 0
        self.octets_sent = 0
        self._sender = sender
        self._transport = transport
        self._egress = egress
        self._clock = clock
        self._format: EgressFormat | None = None
        self._repair_format: EgressFormat | None = None
        self._repair_number = secrets.randbits(15)
        self._enabled = True
        self._quality = _HIGH
        self._current: Layer | None = None
        self._target: Layer | None = None
        self._epochs: deque[Epoch] = deque(maxlen=_EPOCHS)
        self._last_sent = 0.0
        self._resent: dict[int, float] = {}

    @property
    def current_quality(self) -> int | None:
        """The quality being sent, None while waiting for a key frame or sending nothing."""
        return self._current.quality if self._current is not None else None

    @property
    def clock_rate(self) -> int:
        """RTP timestamp units a second."""
        return self.track.layers[0].clock_rate

    @property
    def flowing(self) -> bool:
        """Whether packets may go out: enabled, negotiated, and the subscriber reachable."""
        return self._enabled and self._format is not None and self._transport.writable and not self.closed

    def set_quality(self, quality: int) -> None:
        """Highest wanted simulcast layer: 0 low, 1 medium, 2 high."""
        self._quality = max(0, min(quality, _HIGH))

    def set_enabled(self, enabled: bool) -> None:
        """False sends nothing; sending again starts at a key frame, without a hole in the numbers."""
        if enabled != self._enabled:
            self._enabled = enabled
            self.restart()
            self._sender.newcomer(self, self._clock())

    def close(self) -> None:
        """Stop sending; the section is freed at the next negotiation."""
        if not self.closed:
            self.closed = True
            self._format = self._repair_format = None
            self.track.remove(self)
            self._sender.remove(self)

    def bind(self, egress_format: EgressFormat | None, repair_format: EgressFormat | None) -> None:
        """The negotiation finished (or, with None, ended): packets may flow in this format."""
        if egress_format is self._format and repair_format is self._repair_format:
            return
        self._format, self._repair_format = egress_format, repair_format
        self.restart()
        self._sender.newcomer(self, self._clock())

    def restart(self) -> None:
        """Begin again at the next key frame."""
        self._current = None
        self._target = None

    def restart_if(self, layer: Layer) -> None:
        """Begin again if this layer is the one being sent."""
        if self._current is layer:
            self.restart()

    def wanted_layers(self) -> list[Layer]:
        """Layers up to the wanted quality, lowest first, that are received; before any is, all of them."""
        layers = self.track.active_layers() or list(self.track.layers)
        return [layer for layer in layers if layer.quality <= self._quality] or layers[:1]

    def choose_layer(self, now: float) -> Layer | None:
        """Set the layer to send; returns it while its key frame is still waited for."""
        layers = self.track.layers
        only = layers[0] if len(layers) == 1 else None
        if (only is not None and only is self._current) or not self.flowing:
            return None
        wanted = self.wanted_layers() if only is None else layers
        fitting = [layer for layer in wanted if layer.quality <= self.ceiling] or wanted[:1]
        self._target = fitting[-1]
        return self._target if self._target is not self._current else None

    def forward(self, layer: Layer, burst: Burst, now: float) -> None:
        """Send a burst of a layer, if it is the one to send."""
        egress_format, transport = self._format, self._transport
        if egress_format is None or not self._enabled or not transport.writable:
            return
        if layer is not self._current:
            start = self._start_of(layer, burst, now)
            if start is None:
                return
            burst = start
            self._begin(layer, burst, egress_format, now)
        epoch = self._epochs[-1]
        if burst.lowest < epoch.first:  # late packets from before the switch
            rest = burst.since(epoch.first, now)
            if rest is None:
                return
            burst = rest
        assert transport.srtp is not None
        assert transport.route is not None
        sent, octets = self._egress.send(burst, egress_format, transport.srtp, transport.route, epoch.shifts)
        if burst.highest.number > epoch.last.number:
            epoch.last = burst.highest
        self.packets_sent += sent
        self.octets_sent += octets
        self._last_sent = now

    def _start_of(self, layer: Layer, burst: Burst, now: float) -> Burst | None:
        """The part of a burst with which sending this layer may begin."""
        if not self.track.has_key_frames:
            return burst
        acceptable = layer is self._target or (
            self._current is None and layer.quality <= min(self._quality, self.ceiling)
        )
        return burst.from_key_frame(now) if acceptable else None

    def _begin(self, layer: Layer, burst: Burst, egress_format: EgressFormat, now: float) -> None:
        first = burst.packets[0]
        if not self._epochs:
            shifts = start_shifts(self.ssrc, first)
        else:
            before = self._epochs[-1]
            old_clock = before.stream.clock if before.stream is not None else None
            new_clock = layer.stream.clock if layer.stream is not None else None
            shifts = shifts_after(
                before.shifts,
                before.last,
                first,
                elapsed=now - self._last_sent,
                clock_rate=layer.clock_rate,
                same_stream=before.stream is layer.stream,
                clocks=(old_clock, new_clock),
            )
        self._current = layer
        self._epochs.append(Epoch(layer, layer.stream, egress_format, shifts, first.number, first))

    def resend(self, sequences: Sequence[int], now: float) -> int:
        """Answer a NACK from the cache as far as the sender's budget goes; returns packets resent."""
        count = 0
        for sequence in sequences:
            if now - self._resent.get(sequence, float("-inf")) < _RESEND_PAUSE_S:
                continue
            found = self._find_sent(sequence)
            if found is None:
                continue
            epoch, packet = found
            if not self._sender.spend(len(packet.payload), now):
                break
            self._resend_packet(epoch, packet, sequence, now)
            if len(self._resent) >= _MAX_RESENT:
                self._resent.clear()
            self._resent[sequence] = now
            count += 1
        return count

    def _find_sent(self, sequence: int) -> tuple[Epoch, MediaPacket] | None:
        """The packet that went out under a 16-bit sequence number."""
        for epoch in reversed(self._epochs):
            last = epoch.last.number
            behind = (last + epoch.shifts.sequence - sequence) & 0xFFFF
            number = last - behind
            if behind < 0x8000 and number >= epoch.first:
                if epoch.layer.stream is not epoch.stream or epoch.egress_format is not self._format:
                    return None
                packet = epoch.layer.cache.get(number)
                return (epoch, packet) if packet is not None else None
        return None

    def _resend_packet(self, epoch: Epoch, packet: MediaPacket, sequence: int, now: float) -> None:
        transport, egress_format, shifts = self._transport, self._format, epoch.shifts
        if (
            egress_format is None
            or transport.srtp is None
            or transport.route is None
            or not transport.writable
        ):
            return
        if self._repair_format is not None:
            payload = bytearray(packet.payload)
            if packet.vp8 is not None:
                patch_counters(payload, 0, packet.vp8, shifts.picture_id, shifts.tl0)
            self._repair_number += 1
            packet = replace(
                packet,
                number=self._repair_number,
                payload=sequence.to_bytes(2, "big") + payload,
                vp8=None,
                stamp=abs_send_time(now),
            )
            egress_format = self._repair_format
            shifts = Shifts(self.repair_ssrc, timestamp=shifts.timestamp)
        self._egress.send(Burst([packet], now), egress_format, transport.srtp, transport.route, shifts)

    def sender_report(self, now: float) -> SenderReport | None:
        """The publisher's clocks in this subscription's timestamps, so that its tracks play in step."""
        layer = self._current
        clock = layer.stream.clock if layer is not None and layer.stream is not None else None
        if layer is None or clock is None or not self.packets_sent:
            return None
        rtp = clock.rtp_at(now, layer.clock_rate) + self._epochs[-1].shifts.timestamp & 0xFFFFFFFF
        packets, octets = self.packets_sent & 0xFFFFFFFF, self.octets_sent & 0xFFFFFFFF
        return SenderReport(self.ssrc, clock.ntp_at(now), rtp, packets, octets)

    def request_key_frame(self, now: float, *, newcomer: bool = False) -> None:
        """The subscriber cannot decode: pass that on to the publisher."""
        layer = self._current or self.choose_layer(now)
        if layer is not None and self.track.has_key_frames and not self.track.paused:
            self.track.request_key_frame(layer, now, newcomer=newcomer)
