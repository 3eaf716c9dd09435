"""A stand-in for the media engine: lists what a test puts into it, and answers signal connections."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web
from livekit.protocol.models import (
    ParticipantInfo,
    ParticipantPermission,
    Room,
    TrackInfo,
    TrackSource,
    TrackType,
)
from livekit.protocol.room import (
    DeleteRoomRequest,
    ListParticipantsRequest,
    ListParticipantsResponse,
    ListRoomsResponse,
    MuteRoomTrackRequest,
    RoomParticipantIdentity,
)


def console(room: str, *, width: int = 640, muted: bool = False, track: str = "picture") -> ParticipantInfo:
    """A capture agent on air."""
    return ParticipantInfo(
        identity=room,
        name="超声 1",
        joined_at=1_700_000_000,
        attributes={
            "consilium.kind": "console",
            "consilium.organisation": "县人民医院",
            "consilium.modality": "US",
        },
        tracks=[TrackInfo(type=TrackType.VIDEO, name=track, width=width, height=480, muted=muted)],
    )


def viewer(identity: str, *, hidden: bool = False) -> ParticipantInfo:
    return ParticipantInfo(
        identity=identity,
        attributes={"consilium.kind": "person"},
        permission=ParticipantPermission(hidden=hidden),
    )


def speaker(identity: str, **attributes: str) -> ParticipantInfo:
    """A person with an open microphone and a camera."""
    return ParticipantInfo(
        identity=identity,
        attributes={"consilium.kind": "person", **attributes},
        tracks=[
            TrackInfo(sid="TR_voice", type=TrackType.AUDIO, source=TrackSource.MICROPHONE),
            TrackInfo(sid="TR_face", type=TrackType.VIDEO, source=TrackSource.CAMERA),
        ],
    )


@dataclass
class FakeEngine:
    """Routes of a LiveKit server that the application uses."""

    rooms: dict[str, list[ParticipantInfo]] = field(default_factory=dict)
    refusal: tuple[int, str] | None = None
    """Status and body with which `/rtc` refuses upgrades."""

    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Method, target and headers of every request that came through the proxy."""

    orders: list[tuple[str, str, str]] = field(default_factory=list)
    """What the application had done: method, room, and whom or what it was about."""

    close_codes: asyncio.Queue[int | None] = field(default_factory=asyncio.Queue)
    """Close codes that ended signal connections, as seen from here."""

    def application(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._root),
                web.get("/metrics", self._metrics),
                web.get("/rtc{rest:.*}", self._signal),
                web.post("/twirp/livekit.RoomService/ListRooms", self._list_rooms),
                web.post("/twirp/livekit.RoomService/ListParticipants", self._list_participants),
                web.post("/twirp/livekit.RoomService/{order:RemoveParticipant}", self._obey),
                web.post("/twirp/livekit.RoomService/{order:MutePublishedTrack}", self._obey),
                web.post("/twirp/livekit.RoomService/{order:DeleteRoom}", self._obey),
                web.post("/twirp/{rest:.*}", self._echo),
            ]
        )
        return app

    async def _root(self, request: web.Request) -> web.Response:
        return web.Response(text="OK")

    async def _metrics(self, request: web.Request) -> web.Response:
        return web.Response(text="internal")

    async def _list_rooms(self, request: web.Request) -> web.Response:
        answer = ListRoomsResponse(rooms=[Room(name=name) for name in self.rooms])
        return web.Response(body=answer.SerializeToString())

    async def _list_participants(self, request: web.Request) -> web.Response:
        room = ListParticipantsRequest.FromString(await request.read()).room
        if room not in self.rooms:
            return web.json_response({"code": "not_found", "msg": "no such room"}, status=404)
        answer = ListParticipantsResponse(participants=self.rooms[room])
        return web.Response(body=answer.SerializeToString())

    async def _obey(self, request: web.Request) -> web.Response:
        """Does what the application orders, as far as listings show it."""
        order = request.match_info["order"]
        body = await request.read()
        if order == "RemoveParticipant":
            who = RoomParticipantIdentity.FromString(body)
            self.orders.append((order, who.room, who.identity))
            left = [one for one in self.rooms.get(who.room, []) if one.identity != who.identity]
            self.rooms[who.room] = left
        elif order == "MutePublishedTrack":
            track = MuteRoomTrackRequest.FromString(body)
            self.orders.append((order, track.room, f"{track.identity} {track.track_sid}"))
        else:
            room = DeleteRoomRequest.FromString(body).room
            self.orders.append((order, room, ""))
            self.rooms.pop(room, None)
        return web.Response(body=b"")

    def _note(self, request: web.Request) -> None:
        self.seen.append((request.method, request.raw_path, dict(request.headers)))

    async def _echo(self, request: web.Request) -> web.Response:
        self._note(request)
        return web.Response(status=418, body=await request.read(), content_type="application/protobuf")

    async def _signal(self, request: web.Request) -> web.StreamResponse:
        self._note(request)
        if request.path.endswith("/validate"):
            return web.Response(status=401, text="invalid token: expired")
        if self.refusal is not None:
            return web.Response(status=self.refusal[0], text=self.refusal[1])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type == WSMsgType.TEXT and message.data == "close":
                await socket.close(code=4001, message="房间已满".encode())
            elif message.type == WSMsgType.TEXT and message.data == "die":
                assert request.transport is not None
                request.transport.abort()
            elif message.type == WSMsgType.TEXT:
                await socket.send_str(message.data)
            else:
                await socket.send_bytes(message.data)
        self.close_codes.put_nowait(socket.close_code)
        return socket
