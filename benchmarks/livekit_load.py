"""Lean LiveKit participants: the signal protocol on one side, `peerconnection` on the other."""

from __future__ import annotations

import asyncio
import time

import aiohttp
from aiortc import MediaStreamTrack
from livekit import api
from livekit.protocol import models, rtc

from benchmarks.peerconnection import Connection

SDP_TIMEOUT_S = 20.0
PING_INTERVAL_S = 5.0


class SilentTrack(MediaStreamTrack):
    """A track that aiortc negotiates and never gets a frame from: packets are sent by hand."""

    kind = "video"

    async def recv(self) -> None:
        await asyncio.Event().wait()


class Participant:
    """One signal connection of the two-connection kind (`/rtc`)."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self._url = f"{url}/rtc?access_token={token}&auto_subscribe=1&sdk=python&version=1.2.0&protocol=16"
        self.subscriber = Connection()
        self.publisher: Connection | None = None
        self._published: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._tasks: list[asyncio.Task[None]] = []

    async def join(self) -> None:
        self._socket = await self._session.ws_connect(self._url)
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._ping())]

    async def publish(self) -> None:
        """Publishes one VP8 track without layers; packets are then sent with `Connection.pair`."""
        track = SilentTrack()
        self.publisher = Connection()
        self.publisher.pc.addTransceiver(track, "sendonly")
        request = rtc.AddTrackRequest(
            cid=track.id, name="load", type=models.VIDEO, source=models.CAMERA, width=640, height=480
        )
        await self._send(rtc.SignalRequest(add_track=request))
        await asyncio.wait_for(self._published, SDP_TIMEOUT_S)
        offer = rtc.SessionDescription(type="offer", sdp=await self.publisher.offer())
        await self._send(rtc.SignalRequest(offer=offer))
        await self.publisher.accept(await asyncio.wait_for(self._answered, SDP_TIMEOUT_S))
        await self.publisher.connected()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._socket.close()
        for connection in (self.subscriber, self.publisher):
            if connection:
                await connection.close()

    async def _ping(self) -> None:
        """An engine lets go of clients that it no longer hears."""
        while True:
            await asyncio.sleep(PING_INTERVAL_S)
            await self._send(rtc.SignalRequest(ping=int(time.time() * 1000)))

    async def _send(self, request: rtc.SignalRequest) -> None:
        await self._socket.send_bytes(request.SerializeToString())

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type != aiohttp.WSMsgType.BINARY:
                continue
            response = rtc.SignalResponse.FromString(message.data)
            kind = response.WhichOneof("message")
            if kind == "offer":
                sdp = await self.subscriber.answer(response.offer.sdp)
                answer = rtc.SessionDescription(type="answer", sdp=sdp, id=response.offer.id)
                await self._send(rtc.SignalRequest(answer=answer))
            elif kind == "answer":
                self._answered.set_result(response.answer.sdp)
            elif kind == "track_published":
                self._published.set_result(None)


def token(key: str, secret: str, room: str, identity: str, *, publish: bool) -> str:
    grants = api.VideoGrants(room_join=True, room=room, can_publish=publish, can_subscribe=not publish)
    return str(api.AccessToken(key, secret).with_identity(identity).with_grants(grants).to_jwt())
