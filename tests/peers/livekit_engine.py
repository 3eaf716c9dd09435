"""A real engine on free ports, and the unmodified LiveKit clients that the peer tests drive against it."""

from __future__ import annotations

import asyncio
import datetime
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import uvloop
from livekit import api, rtc

from media_gateway import GatewaySettings
from signaling import EngineSettings, run_engine
from tests.support.streams import carry

KEY, SECRET = "peers", "a secret of more than sixty-four characters, so that any HMAC takes it"


@dataclass
class RunningEngine:
    """An engine in a thread of its own, as far from the test's event loop as a process would be."""

    http_port: int
    udp_port: int

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.http_port}"

    @property
    def http_url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def api(self) -> api.LiveKitAPI:
        return api.LiveKitAPI(self.http_url, KEY, SECRET)


@contextmanager
def running_engine(**settings: Any) -> Iterator[RunningEngine]:
    """An engine with these settings, stopped at the end."""
    started = threading.Event()
    ports: list[int] = []
    stopping: list[Callable[[], None]] = []
    trouble: list[BaseException] = []

    def listening(http_port: int, udp_port: int) -> None:
        ports.extend((http_port, udp_port))
        started.set()

    async def run() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        stopping.append(lambda: loop.call_soon_threadsafe(stop.set))
        port = settings.pop("port", 0)
        udp_port = settings.pop("udp_port", 0)
        gateway = GatewaySettings(port=udp_port)
        await run_engine(
            EngineSettings(keys={KEY: SECRET}, port=port, gateway=gateway, **settings), stop, ready=listening
        )

    def thread() -> None:
        try:
            uvloop.run(run())
        except BaseException as error:  # noqa: BLE001 - raised again in the test's thread
            trouble.append(error)
        finally:
            started.set()

    worker = threading.Thread(target=thread, name="engine", daemon=True)
    worker.start()
    started.wait(20)
    if trouble or not ports:
        raise RuntimeError("the engine did not start") from (trouble[0] if trouble else None)
    try:
        yield RunningEngine(ports[0], ports[1])
    finally:
        stopping[0]()
        worker.join(20)
    if trouble:
        raise RuntimeError("the engine failed") from trouble[0]


def token(identity: str, room: str, ttl_s: float = 600, **grants: Any) -> str:
    """An access token; attributes, metadata and name may stand among the grants."""
    attributes, metadata = grants.pop("attributes", {}), grants.pop("metadata", "")
    return (
        api.AccessToken(KEY, SECRET)
        .with_identity(identity)
        .with_name(identity.title())
        .with_attributes(attributes)
        .with_metadata(metadata)
        .with_ttl(datetime.timedelta(seconds=ttl_s))
        .with_grants(api.VideoGrants(room_join=True, room=room, **grants))
        .to_jwt()
    )


async def within(seconds: float, waiting: Awaitable[Any]) -> Any:
    """The result of `waiting`, which must come in time."""
    async with asyncio.timeout(seconds):
        return await waiting


#: Room events that tests look at.
EVENTS = (
    *("participant_connected", "participant_disconnected", "participant_metadata_changed"),
    *("participant_attributes_changed", "participant_name_changed", "participant_permissions_changed"),
    *("track_published", "track_unpublished", "track_subscribed", "track_unsubscribed", "track_muted"),
    *("track_unmuted", "track_subscription_permission_changed", "local_track_subscribed"),
    *("local_track_unpublished", "data_received", "active_speakers_changed", "connection_quality_changed"),
    *("room_metadata_changed", "reconnecting", "reconnected", "disconnected", "token_refreshed"),
)


@dataclass
class Person:
    """One python SDK participant and everything that happened to it."""

    identity: str
    room: rtc.Room = field(default_factory=rtc.Room)
    events: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    _happened: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in EVENTS:
            self.room.on(name, self._remember(name))

    def _remember(self, name: str) -> Callable[..., None]:
        def remember(*arguments: Any) -> None:
            self.events.append((name, arguments))
            self._happened.set()

        return remember

    def seen(self, name: str) -> list[tuple[Any, ...]]:
        return [arguments for event, arguments in self.events if event == name]

    async def sees(
        self, name: str, check: Callable[..., bool] = lambda *_: True, *, seconds: float = 10
    ) -> tuple[Any, ...]:
        """The first event of this name that passes the check, past or to come."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    for arguments in self.seen(name):
                        if check(*arguments):
                            return arguments
                    self._happened.clear()
                    await self._happened.wait()
        except TimeoutError:
            raise AssertionError(
                f"{self.identity} saw no such {name}, but {[event for event, _ in self.events]}"
            ) from None

    async def show(
        self, *, name: str = "camera", fps: float = 30, **options: Any
    ) -> rtc.LocalTrackPublication:
        """Publish a moving picture, 640 x 480, whose frames carry their number."""
        source = rtc.VideoSource(640, 480)
        track = rtc.LocalVideoTrack.create_video_track(name, source)
        features = list(options.get("frame_metadata_features", []))
        self.tasks.append(asyncio.create_task(_feed_video(source, fps, with_metadata=bool(features))))
        options.setdefault("source", rtc.TrackSource.SOURCE_CAMERA)
        return await self.room.local_participant.publish_track(track, rtc.TrackPublishOptions(**options))

    async def speak(self) -> rtc.LocalTrackPublication:
        """Publish a loud tone."""
        source = rtc.AudioSource(48_000, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        self.tasks.append(asyncio.create_task(_feed_audio(source)))
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        return await self.room.local_participant.publish_track(track, options)

    def publication_of(self, identity: str, sid: str) -> rtc.RemoteTrackPublication:
        return self.room.remote_participants[identity].track_publications[sid]

    async def leave(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.room.disconnect()


async def _feed_video(source: rtc.VideoSource, fps: float, *, with_metadata: bool) -> None:
    number = 0
    while True:
        number += 1
        picture = np.full((480, 640, 4), number * 3 % 256, np.uint8)
        left = number * 5 % 600
        picture[:, left : left + 40] = 255
        frame = rtc.VideoFrame(640, 480, rtc.VideoBufferType.RGBA, picture.tobytes())
        metadata = rtc.FrameMetadata(frame_id=number, user_timestamp=number * 1000) if with_metadata else None
        source.capture_frame(frame, metadata=metadata)
        await asyncio.sleep(1 / fps)


async def _feed_audio(source: rtc.AudioSource) -> None:
    time = np.arange(480) / 48_000
    tone = (np.sin(2 * np.pi * 400 * time) * 12_000).astype(np.int16)
    while True:
        await source.capture_frame(rtc.AudioFrame(tone.tobytes(), 48_000, 1, 480))


async def first_frames(track: rtc.Track, count: int, *, seconds: float = 10) -> list[rtc.VideoFrameEvent]:
    """The next frames of a subscribed video track."""
    frames: list[rtc.VideoFrameEvent] = []
    stream = rtc.VideoStream(track)
    try:
        async with asyncio.timeout(seconds):
            async for event in stream:
                frames.append(event)
                if len(frames) >= count:
                    break
    finally:
        await stream.aclose()
    return frames


@dataclass
class Cut:
    """A TCP relay in front of the engine whose connections can be cut, as a failing network would."""

    port: int
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> Cut:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        return self

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", self.port)
        self._open |= {writer, to_writer}
        await asyncio.gather(carry(reader, to_writer), carry(to_reader, writer))
        self._open -= {writer, to_writer}

    def cut(self) -> None:
        """End every connection without a goodbye; new ones are taken."""
        for writer in list(self._open):
            writer.transport.abort()

    async def stop(self) -> None:
        self.cut()
        if self._server is not None:
            self._server.close()
