"""The HTTP server: statuses, reasons, the WebSocket's limits, and garbage on every route."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import cast

import pytest
from aiohttp import ClientResponse, WSCloseCode, WSMsgType, WSServerHandshakeError, web
from aiohttp.test_utils import TestClient, TestServer
from livekit import api
from livekit.protocol.models import ParticipantInfo
from livekit.protocol.rtc import Ping, SignalRequest, SignalResponse

from media_gateway import Gateway
from signaling.clock import Clock
from signaling.http_routes import Routes
from signaling.rooms import Rooms
from signaling.services import Services
from signaling.settings import EngineSettings, Limits
from signaling.tokens import sign
from signaling.webhooks import Webhooks
from tests.signaling.fakes import KEY, SECRET, Events, FakeGateway

Client = TestClient[web.Request, web.Application]
LIMITS = Limits(signal_bytes=5_000, signal_rate=10, signal_burst=20, request_bytes=5_000, outbox_messages=50)


@pytest.fixture
def rooms() -> Rooms:
    settings = EngineSettings(keys={KEY: SECRET}, limits=LIMITS)
    return Rooms(Services(settings, cast(Gateway, FakeGateway()), Events(), Clock()))


@pytest.fixture
async def client(rooms: Rooms) -> AsyncIterator[Client]:
    app = Routes(rooms, Webhooks([], KEY, SECRET, 10, time.time)).application()
    async with TestClient(TestServer(app)) as client:
        yield client


def token(identity: str = "ann", room: str = "room", ttl_s: float = 60, **video: object) -> str:
    grants = {"roomJoin": True, "room": room, **video}
    return sign({"sub": identity, "video": grants}, KEY, SECRET, time.time(), ttl_s)


async def test_joining_over_the_websocket(client: Client, rooms: Rooms) -> None:
    async with client.ws_connect("/rtc", headers={"Authorization": f"Bearer {token()}"}) as socket:
        first = SignalResponse.FromString(await socket.receive_bytes(timeout=5))
        assert first.join.participant.identity == "ann"
        await socket.send_bytes(SignalRequest(ping_req=Ping(timestamp=5)).SerializeToString())
        while True:
            message = SignalResponse.FromString(await socket.receive_bytes(timeout=5))
            if message.WhichOneof("message") == "pong_resp":
                break
    assert rooms.get("room").participants["ann"].state == ParticipantInfo.JOINED  # type: ignore[union-attr]


@pytest.mark.parametrize("path", ["/rtc/validate", "/rtc/v1/validate"])
async def test_validation_says_what_is_wrong_and_any_page_may_read_it(client: Client, path: str) -> None:
    async def ask(**query: str) -> ClientResponse:
        return await client.get(path, params=query)

    good = await ask(access_token=token())
    assert (good.status, good.headers["Access-Control-Allow-Origin"]) == (200, "*")
    expired = await ask(access_token=token(ttl_s=-60))
    assert expired.status == 401
    assert "expired" in await expired.text()
    assert (await ask()).status == 401
    assert (await ask(access_token="rubbish")).status == 401
    assert (await ask(access_token=token(roomJoin=False))).status == 403
    assert (await ask(access_token=token(), room="another")).status == 403


@pytest.mark.parametrize("path", ["/rtc", "/rtc/v1?join_request="])
async def test_refused_tokens_do_not_get_a_websocket(client: Client, rooms: Rooms, path: str) -> None:
    for bad, status in ((token(ttl_s=-60), 401), (token(roomJoin=False), 403), ("", 401)):
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(path, headers={"Authorization": f"Bearer {bad}"})
        assert refused.value.status == status
    assert rooms.all() == []


async def test_a_full_room_is_refused_before_the_upgrade(client: Client, rooms: Rooms) -> None:
    headers = {"Authorization": f"Bearer {token()}"}
    async with client.ws_connect("/rtc", headers=headers):
        rooms.get("room").max_participants = 1  # type: ignore[union-attr]
        response = await client.get("/rtc/validate", params={"access_token": token("bob")})
        assert response.status == 403
        assert "as many participants" in await response.text()


async def closed_after(client: Client, *payloads: bytes | str) -> int | None:
    """The close code of a connection over which these were sent."""
    async with client.ws_connect("/rtc", headers={"Authorization": f"Bearer {token()}"}) as socket:
        for payload in payloads:
            await (socket.send_bytes(payload) if isinstance(payload, bytes) else socket.send_str(payload))
        async with asyncio.timeout(5):
            while (await socket.receive()).type not in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING):
                pass
        return socket.close_code


async def test_garbage_over_the_websocket_ends_the_connection_only(client: Client, rooms: Rooms) -> None:
    ping = SignalRequest(ping=1).SerializeToString()
    assert await closed_after(client, b"\xff\xff\xff") == 1007
    assert await closed_after(client, '{"ping": 1}') == 1003
    assert await closed_after(client, bytes(6_000)) == 1009
    assert await closed_after(client, *[ping] * 30) == 1008
    assert rooms.services.counters.malformed == 1
    assert (await client.get("/healthz")).status == 200


async def test_who_does_not_read_is_disconnected(client: Client, rooms: Rooms) -> None:
    async with client.ws_connect("/rtc", headers={"Authorization": f"Bearer {token()}"}) as socket:
        participant = rooms.get("room").participants["ann"]  # type: ignore[union-attr]
        for _ in range(LIMITS.outbox_messages + 1):
            participant.send(SignalResponse(pong=1))
        async with asyncio.timeout(5):
            while (await socket.receive()).type is WSMsgType.BINARY:
                pass
        assert socket.close_code == WSCloseCode.ABNORMAL_CLOSURE
    assert not participant.gone, "it may resume"


@pytest.mark.parametrize("path", ["/rtc", "/rtc/v1?join_request="])
async def test_a_plain_request_is_told_to_upgrade(client: Client, path: str) -> None:
    response = await client.get(path, headers={"Authorization": f"Bearer {token()}"})
    assert response.status == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/rtc/v1?join_request=%00%ff", 400),
        ("GET", "/rtc/v1?join_request=AAAA", 400),
        ("POST", "/rtc", 405),
        ("GET", "/twirp/livekit.RoomService/ListRooms", 405),
        ("GET", "/nothing", 404),
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/healthz", 200),
    ],
)
async def test_statuses_of_odd_requests(client: Client, method: str, path: str, status: int) -> None:
    assert (await client.request(method, path)).status == status


async def test_metrics_name_rooms_and_media(client: Client, rooms: Rooms) -> None:
    async with client.ws_connect("/rtc", headers={"Authorization": f"Bearer {token()}"}):
        text = await (await client.get("/metrics")).text()
    assert "consilium_participants 1.0" in text
    assert "consilium_media_packets_in_total 7.0" in text
    assert 'consilium_media_dropped_total{reason="unknown"} 3.0' in text


# Twirp.

SERVICE = "/twirp/livekit.RoomService/"


async def call(client: Client, method: str, body: object, **video: object) -> tuple[int, dict[str, object]]:
    bearer = token(roomJoin=False, **video)
    response = await client.post(SERVICE + method, json=body, headers={"Authorization": f"Bearer {bearer}"})
    return response.status, await response.json()


async def test_json_and_protobuf_bodies(client: Client) -> None:
    status, room = await call(client, "CreateRoom", {"name": "r", "maxParticipants": 3}, roomCreate=True)
    assert (status, room["name"], room["max_participants"]) == (200, "r", 3)
    async with api.LiveKitAPI(str(client.make_url("/")), KEY, SECRET) as livekit:
        rooms = (await livekit.room.list_rooms(api.ListRoomsRequest())).rooms
    assert [room.name for room in rooms] == ["r"]


@pytest.mark.parametrize(
    ("method", "body", "video", "status", "code"),
    [
        ("CreateRoom", {"name": "r"}, {}, 403, "permission_denied"),
        ("CreateRoom", {"name": ""}, {"roomCreate": True}, 400, "invalid_argument"),
        ("ListRooms", {}, {}, 403, "permission_denied"),
        ("DeleteRoom", {"room": "none"}, {"roomCreate": True}, 404, "not_found"),
        ("ListParticipants", {"room": "another"}, {"roomAdmin": True}, 403, "permission_denied"),
        ("ListParticipants", {"room": "room"}, {"roomAdmin": True}, 404, "not_found"),
        ("ForwardParticipant", {"room": "room"}, {"roomAdmin": True}, 501, "unimplemented"),
        ("MoveParticipant", {"room": "room", "destinationRoom": "b"}, {"roomAdmin": True}, 404, "not_found"),
        ("Nothing", {}, {}, 404, "bad_route"),
        ("CreateRoom", [1], {"roomCreate": True}, 400, "malformed"),
        ("CreateRoom", {"name": 7}, {"roomCreate": True}, 400, "malformed"),
    ],
)
async def test_twirp_errors(
    client: Client, method: str, body: object, video: dict[str, object], status: int, code: str
) -> None:
    answered, error = await call(client, method, body, **video)
    assert (answered, error["code"]) == (status, code)
    assert error["msg"]


async def test_twirp_garbage(client: Client, rooms: Rooms) -> None:
    headers = {"Authorization": f"Bearer {token(roomCreate=True)}", "Content-Type": "application/protobuf"}
    assert (await client.post(SERVICE + "CreateRoom", data=b"\xff\xff", headers=headers)).status == 400
    assert (await client.post(SERVICE + "CreateRoom", data=bytes(6_000), headers=headers)).status == 429
    headers["Content-Type"] = "application/json"
    assert (await client.post(SERVICE + "CreateRoom", data=b"\xff{", headers=headers)).status == 400
    assert (await client.post(SERVICE + "CreateRoom", data=b"[" * 4_000, headers=headers)).status == 400
    headers["Content-Type"] = "text/plain"
    assert (await client.post(SERVICE + "CreateRoom", data=b"{}", headers=headers)).status == 404
    assert (await client.post(SERVICE + "CreateRoom", json={"name": "r"})).status == 401
    assert (await client.post("/twirp/livekit.Egress/ListEgress", json={})).status == 501
    assert rooms.all() == []
