"""One published track: its layers, who subscribes, and what it sounds like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from .audio_level import AudioLevel
from .burst import Burst
from .codecs import KEY_FRAME_DETECTORS, mime
from .extensions import ReceivedIds, audio_level_to_linear
from .layer import Layer
from .model import TrackStats
from .rtp import RtpPacket
from .sdp import Media, PayloadFormat
from .settings import GatewaySettings

if TYPE_CHECKING:
    from .outbound import Subscription

#: Names that clients give their layers, by quality; the order in which they list them differs.
_QUALITY_BY_RID = {"q": 0, "h": 1, "f": 2}
_HIGH = 2


class TrackSource(Protocol):
    """The publisher's side of a track, which can pass requests on to the sender."""

    def request_key_frame(self, ssrc: int) -> None: ...


class InboundTrack:
    """A track taken from a publisher with `Peer.accept`."""

    def __init__(
        self,
        track_id: str,
        media: Media,
        formats: Sequence[PayloadFormat],
        source: TrackSource,
        settings: GatewaySettings,
        clock: Callable[[], float],
    ) -> None:
        self.id = track_id
        self.kind = media.kind
        self.formats = tuple(formats)
        self.rids = media.simulcast_send
        self.closed = False
        self.mime = mime(media.kind, formats[0])
        self._mimes = {f.payload_type: mime(media.kind, f) for f in formats}
        self._source = source
        self._clock = clock
        self._paused = False
        self._level = AudioLevel()
        self.layers = _make_layers(media, formats[0], settings)
        self.subscriptions: tuple[Subscription, ...] = ()

    @property
    def live(self) -> bool:
        """Whether a packet has come."""
        return any(layer.last_packet is not None for layer in self.layers)

    @property
    def paused(self) -> bool:
        return self._paused

    @property
    def has_key_frames(self) -> bool:
        """Whether a subscriber must wait for a key frame."""
        return self.mime in KEY_FRAME_DETECTORS

    def audio_level(self, now: float) -> float:
        """Loudness 0..1 (linear), smoothed over about 300 ms; 0 when silent, muted or stopped."""
        return 0.0 if self._paused or self.closed else self._level.at(now)

    def stats(self) -> TrackStats:
        """Reception so far; the bitrate is that of the last second."""
        layers = tuple(layer.stats(self._clock()) for layer in self.layers)
        return TrackStats(
            sum(layer.packets for layer in layers),
            sum(layer.bytes for layer in layers),
            sum(layer.lost for layer in layers),
            sum(layer.bitrate_bps for layer in layers),
            layers,
        )

    def set_paused(self, paused: bool) -> None:
        """While paused (muted) nothing is forwarded; subscribers start again at a key frame."""
        if paused == self._paused:
            return
        self._paused = paused
        for subscription in self.subscriptions:
            subscription.restart()

    def receive(
        self, layer: Layer, packet: RtpPacket, ids: ReceivedIds, now: float, *, repaired: bool = False
    ) -> bool:
        """Take a packet of a layer; False when its payload type was not negotiated. Raises WireError."""
        name = self._mimes.get(packet.payload_type)
        if name is None:
            return False
        self.mime = name
        layer.receive(packet, name, ids, now, repaired=repaired)
        if ids.audio_level and self.kind == "audio":
            value = packet.extensions.get(ids.audio_level)
            if value is not None:
                self._level.add(audio_level_to_linear(value), now)
        return True

    def forward(self, now: float) -> None:
        """Send what came since the last call to every subscriber, layer by layer."""
        for layer in self.layers:
            packets = layer.take_pending()
            if packets and not self._paused and self.subscriptions:
                burst = Burst(packets, now)
                for subscription in self.subscriptions:
                    subscription.forward(layer, burst, now)

    def restarted(self, layer: Layer) -> None:
        """A layer comes under a new SSRC: whoever watches it starts again."""
        for subscription in self.subscriptions:
            subscription.restart_if(layer)

    def request_key_frame(self, layer: Layer, now: float, *, newcomer: bool = False) -> None:
        """Ask the publisher, unless it was asked a moment ago or has not begun to send."""
        if layer.ssrc is not None and layer.key_frames.ask(now, newcomer=newcomer):
            self._send_request(layer)

    def tick(self, now: float) -> None:
        """Call some 20 times a second: layer choices and repeated key frame requests."""
        if self.kind != "video" or self.closed or self._paused:
            return
        wanted: set[int] = set()
        for subscription in self.subscriptions:
            awaited = subscription.choose_layer(now)
            if awaited is not None:
                wanted.add(id(awaited))
        for layer in self.layers:
            if layer.ssrc is not None and layer.key_frames.due(now, wanted=id(layer) in wanted):
                self._send_request(layer)

    def _send_request(self, layer: Layer) -> None:
        if layer.ssrc is not None and not self.closed:
            self._source.request_key_frame(layer.ssrc)

    def active_layers(self) -> list[Layer]:
        """Layers that are being received, lowest first; a publisher short of bandwidth stops upper ones."""
        newest = max((la.last_packet for la in self.layers if la.last_packet is not None), default=None)
        if newest is None:
            return []
        return [layer for layer in self.layers if not layer.stalled(newest)]

    def add(self, subscription: Subscription) -> None:
        self.subscriptions = (*self.subscriptions, subscription)

    def remove(self, subscription: Subscription) -> None:
        self.subscriptions = tuple(s for s in self.subscriptions if s is not subscription)

    def close(self) -> None:
        """The publisher stopped or left; subscriptions stay until their owners close them."""
        self.closed = True
        for layer in self.layers:
            layer.take_pending()
            layer.cache.clear()


def _make_layers(media: Media, payload_format: PayloadFormat, settings: GatewaySettings) -> tuple[Layer, ...]:
    """One layer for each RID, or each SSRC of a SIM group, else a single one; lowest quality first."""
    if media.simulcast_send:
        names = media.simulcast_send
        qualities = (
            [_QUALITY_BY_RID[name] for name in names]
            if all(name in _QUALITY_BY_RID for name in names)
            else list(range(len(names)))
        )
        ranked = sorted(zip(qualities, names, strict=True))
        return tuple(Layer(name, min(q, _HIGH), payload_format, settings) for q, name in ranked)
    simulcast = next((g.ssrcs for g in media.groups if g.semantics == "SIM"), ())
    if simulcast:
        layers = []
        for index, ssrc in enumerate(simulcast):
            layer = Layer("", min(index, _HIGH), payload_format, settings)
            layer.bind(ssrc)
            layers.append(layer)
        return tuple(layers)
    return (Layer("", _HIGH, payload_format, settings),)
