"""aiortc as a foreign WebRTC client of the gateway."""

from __future__ import annotations

import asyncio
import fractions
from collections.abc import Callable
from typing import Any

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, VideoFrame

from media_gateway import Gateway, InboundTrack, Peer, Subscription

from .peers import Recorder

PATIENCE_S = 20.0


class Picture(MediaStreamTrack):
    """Video whose brightness counts frames, 30 a second."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    async def recv(self) -> VideoFrame:
        await asyncio.sleep(1 / 30)
        frame = VideoFrame(width=160, height=120, format="yuv420p")
        for plane in frame.planes:
            plane.update(bytes((self.count * 5 % 200 + 20,)) * plane.buffer_size)
        frame.pts = self.count * 3000
        frame.time_base = fractions.Fraction(1, 90_000)
        self.count += 1
        return frame


class Tone(MediaStreamTrack):
    """A loud square wave."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    async def recv(self) -> AudioFrame:
        await asyncio.sleep(0.02)
        frame = AudioFrame(format="s16", layout="mono", samples=960)
        frame.planes[0].update((b"\x00\x40" * 48 + b"\x00\xc0" * 48) * 10)
        frame.sample_rate = 48_000
        frame.pts = self.count * 960
        frame.time_base = fractions.Fraction(1, 48_000)
        self.count += 1
        return frame


async def until(condition: Callable[[], Any]) -> None:
    """Waits for something that another task or process brings about."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it never came about"
        await asyncio.sleep(0.01)


class Client:
    """One peer connection and its counterpart in the gateway."""

    def __init__(self, gateway: Gateway, label: str) -> None:
        self.recorder = Recorder()
        self.peer: Peer = gateway.create_peer(self.recorder, label=label)
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.frames: dict[str, int] = {"audio": 0, "video": 0}
        self.messages: list[bytes | str] = []
        self.channels: dict[str, RTCDataChannel] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.connection.on("track", self._on_track)
        self.connection.on("datachannel", self.watch)

    def watch(self, channel: RTCDataChannel) -> RTCDataChannel:
        self.channels[channel.label] = channel
        channel.on("message", self.messages.append)
        return channel

    def _on_track(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.create_task(self._count_frames(track)))

    async def _count_frames(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                await track.recv()
            except MediaStreamError:
                return
            self.frames[track.kind] += 1

    async def publish(self, *tracks: MediaStreamTrack) -> list[InboundTrack]:
        """Offer tracks; the gateway accepts all of them."""
        for track in tracks:
            self.connection.addTrack(track)
        await self.connection.setLocalDescription(await self.connection.createOffer())
        offer = self.peer.receive_offer(self.connection.localDescription.sdp)
        taken = [self.peer.accept(offered.mid, f"TR_{offered.kind}") for offered in offer.tracks]
        await self.connection.setRemoteDescription(RTCSessionDescription(self.peer.answer(), "answer"))
        return taken

    async def subscribe(self, *tracks: InboundTrack) -> list[Subscription]:
        """Take an offer with these tracks from the gateway."""
        made = [self.peer.subscribe(track, stream=f"PA|{track.id}", track_id=track.id) for track in tracks]
        await self.connection.setRemoteDescription(RTCSessionDescription(self.peer.offer(), "offer"))
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        self.peer.receive_answer(self.connection.localDescription.sdp)
        return made

    async def close(self) -> None:
        await self.connection.close()
        await asyncio.gather(*self._tasks)


MakeClient = Callable[[str], Client]
