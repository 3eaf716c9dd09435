"""One simulcast layer (or the only encoding) of a published track, as it is received."""

from __future__ import annotations

from .cache import PacketCache
from .codecs import KEY_FRAME_DETECTORS, VP8
from .extensions import ReceivedIds
from .keyframes import KeyFrameRequests
from .model import LayerStats
from .nack import MAX_GAP, GapTracker
from .numbering import Numbering
from .packet import MediaPacket
from .rate import RateMeter
from .rtp import RtpPacket
from .sdp import PayloadFormat
from .settings import GatewaySettings
from .stream import ReceivedStream
from .vp8 import parse_descriptor

_STALL_S = 2.0


class Layer:
    """Receives packets, repairs their order of numbers, and keeps them for forwarding and NACKs."""

    def __init__(
        self, rid: str, quality: int, payload_format: PayloadFormat, settings: GatewaySettings
    ) -> None:
        clock_rate = payload_format.clock_rate
        self._repairable = "nack" in payload_format.feedback
        self.rid = rid
        self.quality = quality  # 0 low, 1 medium, 2 high
        self.clock_rate = clock_rate
        self.stream: ReceivedStream | None = None
        self.cache = PacketCache(max_packets=settings.cache_packets, max_bytes=settings.cache_bytes)
        self.key_frames = KeyFrameRequests()
        self.meter = RateMeter()
        self.last_packet: float | None = None
        self._gaps = GapTracker()
        self._numbering = Numbering()
        self._pending: list[MediaPacket] = []
        self._packets = 0
        self._bytes = 0
        self._lost_before = 0  # of streams this layer had under other SSRCs
        self._key_frame_count = 0
        self._key_timestamp: int | None = None

    @property
    def ssrc(self) -> int | None:
        """The SSRC it comes under, None before it is known."""
        return self.stream.ssrc if self.stream is not None else None

    def bind(self, ssrc: int) -> None:
        """Receive from this SSRC; an earlier stream is over."""
        if self.stream is not None:
            self._lost_before += self.stream.lost
        self.stream = ReceivedStream(ssrc, self.clock_rate)
        self._gaps = GapTracker()
        self._numbering = Numbering()
        self.cache.clear()
        self._pending = []

    def receive(
        self, packet: RtpPacket, mime: str, ids: ReceivedIds, now: float, *, repaired: bool = False
    ) -> None:
        """Take a packet of this layer's stream; `repaired` when it came as RTX.

        Raises WireError when the payload is malformed.
        """
        stream = self.stream
        if stream is None:
            return
        if repaired and self._gaps.highest is None:
            return  # nothing to repair before the stream itself has come
        sequence = stream.extend(packet.sequence)
        in_order = self._gaps.highest is None or sequence > self._gaps.highest
        jumped = self._gaps.highest is not None and sequence - self._gaps.highest > MAX_GAP
        if not self._gaps.receive(sequence, now):
            return
        if in_order and not repaired:
            stream.count(packet.timestamp, now)
        else:
            stream.received += 1
        if jumped and mime in KEY_FRAME_DETECTORS:
            self.key_frames.ask(now)
        self.last_packet = now
        self._packets += 1
        self._bytes += len(packet.payload)
        self.meter.add(len(packet.payload), now)
        number = self._numbering.assign(sequence, empty=not packet.payload)
        if number is not None:
            media = self._media_packet(number, packet, mime, ids)
            self.cache.add(media)
            self._pending.append(media)

    def _media_packet(self, number: int, packet: RtpPacket, mime: str, ids: ReceivedIds) -> MediaPacket:
        values = packet.extensions
        media = MediaPacket(
            number,
            packet.payload_type,
            packet.marker,
            packet.timestamp,
            packet.payload,
            audio_level=values.get(ids.audio_level, b""),
            orientation=values.get(ids.orientation, b""),
            dependency=values.get(ids.dependency_descriptor, b""),
        )
        if packet.payload:
            self._look_for_key_frame(media, mime)
        return media

    def _look_for_key_frame(self, media: MediaPacket, mime: str) -> None:
        if mime == VP8:
            media.vp8 = parse_descriptor(media.payload)
            found = media.vp8.key_frame_start
        else:
            detector = KEY_FRAME_DETECTORS.get(mime)
            found = detector is not None and detector(media.payload)
        # Several packets of one H.264 key frame look like its beginning: parameter sets, then each slice.
        if found and media.timestamp != self._key_timestamp:
            media.key_frame = True
            self._key_timestamp = media.timestamp
            self._key_frame_count += 1
            self.key_frames.arrived()

    def take_pending(self) -> list[MediaPacket]:
        """The packets that came since the last call."""
        pending, self._pending = self._pending, []
        return pending

    def missing(self, now: float) -> list[int]:
        """16-bit sequence numbers to ask the publisher for now, if it answers NACKs at all."""
        if not self._repairable or not self._gaps.waiting:
            return []
        return [sequence & 0xFFFF for sequence in self._gaps.due(now)]

    def stalled(self, newest: float) -> bool:
        """Whether nothing came while another layer (whose last packet is `newest`) went on."""
        return self.last_packet is None or newest - self.last_packet > _STALL_S

    def stats(self, now: float) -> LayerStats:
        lost = self._lost_before + (self.stream.lost if self.stream is not None else 0)
        rate = self.meter.bits_per_second(now)
        return LayerStats(
            self.rid, self.quality, self._packets, self._bytes, lost, rate, self._key_frame_count
        )
