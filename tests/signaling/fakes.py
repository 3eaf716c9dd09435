"""A gateway, a clock and signal connections that only remember what they were asked, for the rooms' tests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from livekit.protocol.models import ParticipantInfo, Room, TrackInfo, TrackType
from livekit.protocol.rtc import AddTrackRequest, SessionDescription, SignalRequest, SignalResponse

from media_gateway import Gateway, GatewayError, GatewayMetrics, LinkQuality, Offer, OfferedTrack, SdpError
from signaling import requests
from signaling.clock import Clock
from signaling.grants import Claims
from signaling.joining import JoinParameters
from signaling.presence import Presence
from signaling.rooms import Rooms
from signaling.services import Services
from signaling.settings import EngineSettings, Limits

KEY, SECRET = "key", "a secret of more than sixty-four characters, so that any HMAC takes it"


_MIMES = ("audio/opus", "video/vp8", "video/h264")
_OTHER_CLAIMS = ("name", "metadata", "attributes", "roomConfig", "kind")


@dataclass
class FakeTrack:
    id: str
    kind: str
    mime: str
    paused: bool = False
    level: float = 0.0
    closed: bool = False

    def audio_level(self, now: float) -> float:
        return self.level

    def set_paused(self, paused: bool) -> None:
        self.paused = paused


@dataclass
class FakeSubscription:
    track: FakeTrack
    track_id: str
    stream: str
    mid: str | None = None
    quality: int | None = None
    enabled: bool = True
    closed: bool = False

    def set_quality(self, quality: int) -> None:
        self.quality = quality

    def set_enabled(self, enabled: bool) -> None:
        self.enabled = enabled

    def close(self) -> None:
        self.closed = True


@dataclass
class FakePeer:
    """Its "SDP" is JSON: {"tracks": [[mid, kind, cid]...], "ended": [...], "spare": [audio, video]}."""

    observer: Any
    label: str
    subscriptions: list[FakeSubscription] = field(default_factory=list)
    accepted: dict[str, FakeTrack] = field(default_factory=dict)
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    channels: set[str] = field(default_factory=set)
    candidates: list[str] = field(default_factory=list)
    ready: bool = False
    closed: bool = False
    lost: bool = False
    restarts: int = 0
    offers: int = 0
    link: LinkQuality = field(default_factory=lambda: LinkQuality(0.02, 0.0, 0.0, 0.002, None))
    spare: list[int] = field(default_factory=lambda: [0, 0])

    def receive_offer(self, sdp: str) -> Offer:
        try:
            plan = json.loads(sdp)
        except ValueError as error:
            raise SdpError("not a session description") from error
        self.spare = plan.get("spare", [0, 0])
        tracks = tuple(
            OfferedTrack(
                mid=mid, kind=kind, stream="s", cid=cid, mimes=("audio/opus", "video/vp8", "video/h264")
            )
            for mid, kind, cid in plan.get("tracks", [])
            if mid not in self.accepted
        )
        return Offer(tracks=tracks, ended=tuple(plan.get("ended", [])))

    def accept(self, mid: str, track_id: str, *, mimes: Sequence[str] = ()) -> FakeTrack:
        mime = mimes[0] if mimes else "video/vp8"
        self.accepted[mid] = FakeTrack(track_id, mime.split("/")[0], mime)
        return self.accepted[mid]

    def answer(self) -> str:
        self._bind()
        return "answer"

    def _bind(self) -> None:
        for subscription in self._open():
            kind = 1 if subscription.track.kind == "video" else 0
            if subscription.mid is None and self.spare[kind]:
                self.spare[kind] -= 1
                subscription.mid = f"s{len(self.section_tracks())}"

    def _open(self) -> list[FakeSubscription]:
        return [s for s in self.subscriptions if not s.closed]

    def section_tracks(self) -> dict[str, str]:
        return {s.mid: s.track_id for s in self._open() if s.mid}

    def unbound_subscriptions(self) -> tuple[int, int]:
        kinds = [s.track.kind for s in self._open() if s.mid is None]
        return kinds.count("audio"), kinds.count("video")

    def open_channel(self, label: str, *, ordered: bool = True, max_retransmits: int | None = None) -> None:
        self.channels.add(label)

    def offer(self) -> str:
        if self.lost:
            raise GatewayError("closed")
        self.offers += 1
        for index, subscription in enumerate(self._open()):
            subscription.mid = f"o{index}"
        return "offer"

    def receive_answer(self, sdp: str) -> None:
        if sdp == "garbage":
            raise SdpError("not a session description")

    def restart_ice(self) -> None:
        self.restarts += 1

    def add_remote_candidate(self, candidate: str) -> None:
        self.candidates.append(candidate)

    def subscribe(self, track: FakeTrack, *, stream: str, track_id: str) -> FakeSubscription:
        if self.lost:
            raise GatewayError("closed")
        subscription = FakeSubscription(track, track_id, stream)
        self.subscriptions.append(subscription)
        return subscription

    def send(self, label: str, payload: bytes) -> bool:
        if self.ready:
            self.sent.append((label, payload))
        return self.ready

    def quality(self, now: float) -> LinkQuality:
        return self.link

    def close(self) -> None:
        self.closed = True


class FakeGateway:
    def __init__(self) -> None:
        self.peers: list[FakePeer] = []

    def create_peer(self, observer: Any, *, label: str) -> FakePeer:
        self.peers.append(FakePeer(observer, label))
        return self.peers[-1]

    def metrics(self) -> GatewayMetrics:
        return GatewayMetrics(packets_in=7, dropped={"unknown": 3}, peers=len(self.peers))


class Events:
    def __init__(self) -> None:
        self.names: list[str] = []
        self.participants: list[str] = []

    def emit(
        self,
        event: str,
        room: Room,
        *,
        participant: ParticipantInfo | None = None,
        track: TrackInfo | None = None,
    ) -> None:
        self.names.append(event)
        self.participants.append(participant.identity if participant else "")


class Sink:
    """A signal connection that keeps what was sent."""

    def __init__(self) -> None:
        self.messages: list[SignalResponse] = []
        self.closed: str | None = None

    def send(self, payload: bytes) -> None:
        self.messages.append(SignalResponse.FromString(payload))

    def close(self, reason: str) -> None:
        self.closed = reason

    def kinds(self) -> list[str]:
        return [str(message.WhichOneof("message")) for message in self.messages]

    def all(self, kind: str) -> list[Any]:
        return [getattr(m, kind) for m in self.messages if m.WhichOneof("message") == kind]

    def last(self, kind: str) -> Any:
        return self.all(kind)[-1]

    def clear(self) -> None:
        self.messages.clear()


@dataclass
class Member:
    """A participant as its client sees it."""

    world: World
    presence: Presence
    sink: Sink

    @property
    def p(self) -> Any:
        return self.presence.participant

    @property
    def down(self) -> FakePeer:
        return cast(FakePeer, self.p.transport.subscriber)

    @property
    def up(self) -> FakePeer:
        return cast(FakePeer, self.p.transport.publisher)

    def ask(self, **message: Any) -> None:
        requests.handle(self.presence.room, self.p, SignalRequest(**message))

    def connect(self) -> Member:
        """Media transport and data channel come up; a standing offer is answered."""
        self.down.ready = True
        self.p.transport.peer_connected(self.down)
        self.p.transport.channel_opened(self.down, "_reliable")
        return self.answered()

    def answered(self) -> Member:
        self.ask(answer=SessionDescription(type="answer", sdp="answer"))
        return self

    def publish(self, cid: str = "cid", kind: str = "video", **fields: Any) -> str:
        """Announce and negotiate a track; its sid."""
        track_type = TrackType.VIDEO if kind == "video" else TrackType.AUDIO
        self.ask(add_track=AddTrackRequest(cid=cid, type=track_type, **fields))
        self.offer(tracks=[[f"m-{cid}", kind, cid]])
        return str(self.sink.last("track_published").track.sid)

    def offer(self, **plan: Any) -> None:
        self.ask(offer=SessionDescription(type="offer", sdp=json.dumps(plan), id=7))

    def say(self, payload: bytes, label: str = "_reliable") -> None:
        self.presence.packet_received(label, payload)


class World:
    """Rooms on a fake gateway, with a clock that moves when told."""

    def __init__(self, **settings: Any) -> None:
        self.now = 1000.0
        self.gateway = FakeGateway()
        self.events = Events()
        limits = settings.pop("limits", Limits())
        self.settings = EngineSettings(keys={KEY: SECRET}, limits=limits, **settings)
        clock = Clock(monotonic=lambda: self.now, unix=lambda: self.now + 1_700_000_000)
        self.services = Services(self.settings, cast(Gateway, self.gateway), self.events, clock)
        self.rooms = Rooms(self.services)

    def claims(self, identity: str, room: str = "room", **video: Any) -> Claims:
        extra = {
            name: video.pop(name)
            for name in ("name", "metadata", "attributes", "roomConfig", "kind")
            if name in video
        }
        grants = {"room": room, "roomJoin": True, **video}
        return Claims.model_validate({"iss": KEY, "sub": identity, "video": grants, **extra})

    def join(
        self,
        identity: str,
        room: str = "room",
        *,
        single: bool = False,
        auto_subscribe: bool = True,
        offer: Mapping[str, Any] | None = None,
        **grants: Any,
    ) -> Member:
        sink = Sink()
        description = (
            SessionDescription(type="offer", sdp=json.dumps(offer), id=1) if offer is not None else None
        )
        parameters = JoinParameters(single=single, auto_subscribe=auto_subscribe, publisher_offer=description)
        presence = self.rooms.join(self.claims(identity, room, **grants), parameters, sink)
        return Member(self, presence, sink)

    def resume(self, member: Member, sid: str | None = None) -> Sink:
        sink = Sink()
        parameters = JoinParameters(
            single=member.p.single, reconnect=True, participant_sid=member.p.sid if sid is None else sid
        )
        self.rooms.resume(self.claims(member.p.identity), parameters, sink)
        return sink
