"""The way to the engine: messages, refusals and endings pass through unchanged, and nothing else does."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from yarl import URL

from tests.consultation.conftest import Application
from tests.consultation.fake_engine import FakeEngine


async def test_messages_pass_in_both_directions(application: Application) -> None:
    url = URL(f"{application.url}/rtc?access_token=a%2Fb&x=1", encoded=True)
    async with application.client.session.ws_connect(url) as socket:
        await socket.send_bytes(b"\x00binary")
        assert await socket.receive_bytes() == b"\x00binary"
        await socket.send_str("文本")
        assert await socket.receive_str() == "文本"
    method, target, _ = application.engine.seen[0]
    assert (method, target) == ("GET", "/rtc?access_token=a%2Fb&x=1")


async def test_token_in_the_header_reaches_the_engine(application: Application) -> None:
    headers = {"Authorization": "Bearer token", "User-Agent": "sdk/1", "Cookie": "consilium_session=secret"}
    async with application.client.ws_connect("/rtc/v1", headers=headers):
        pass
    _, _, seen = application.engine.seen[0]
    assert seen["Authorization"] == "Bearer token"
    assert seen["User-Agent"] == "sdk/1"
    assert seen["X-Forwarded-For"] == "127.0.0.1"
    assert "Cookie" not in seen


async def test_long_request_line_of_a_join_with_its_offer_passes(application: Application) -> None:
    async with application.client.ws_connect("/rtc/v1?join_request=" + "A" * 30_000) as socket:
        await socket.send_str("x")
        assert await socket.receive_str() == "x"


async def test_large_message_passes_and_a_huge_one_ends_the_connection(application: Application) -> None:
    async with application.client.ws_connect("/rtc") as socket:
        await socket.send_bytes(b"x" * 500_000)
        assert len(await socket.receive_bytes()) == 500_000
        await socket.send_bytes(b"x" * 2_000_000)
        assert (await socket.receive()).type == aiohttp.WSMsgType.CLOSE
        assert socket.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


async def test_closing_by_the_client_reaches_the_engine(application: Application) -> None:
    async with application.client.ws_connect("/rtc") as socket:
        await socket.close(code=4321)
    async with asyncio.timeout(5):
        assert await application.engine.close_codes.get() == 4321


async def test_client_that_vanishes_is_told_to_the_engine(application: Application) -> None:
    socket = await application.client.ws_connect("/rtc")
    transport = socket._conn.transport if socket._conn is not None else None
    assert transport is not None
    transport.abort()
    async with asyncio.timeout(5):
        assert await application.engine.close_codes.get() == 1001


async def test_closing_by_the_engine_reaches_the_client_with_its_reason(application: Application) -> None:
    async with application.client.ws_connect("/rtc") as socket:
        await socket.send_str("close")
        message = await socket.receive(timeout=5)
        assert (message.type, message.data, message.extra) == (aiohttp.WSMsgType.CLOSE, 4001, "房间已满")


async def test_engine_that_dies_ends_the_clients_connection(application: Application) -> None:
    async with application.client.ws_connect("/rtc") as socket:
        await socket.send_str("die")
        message = await socket.receive(timeout=5)
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1014)


async def test_stopping_the_server_tells_every_client(application: Application) -> None:
    async with application.client.ws_connect("/rtc") as socket:
        await socket.send_str("x")
        await socket.receive_str()
        closing = asyncio.create_task(application.client.server.close())
        message = await socket.receive(timeout=5)
        assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 1001)
        await closing


@pytest.mark.parametrize(
    "refusal", [(401, "invalid token"), (404, "no such path"), (429, "房间已满"), (500, ""), (503, "busy")]
)
async def test_refused_upgrade_passes_with_status_and_body(
    application: Application, refusal: tuple[int, str]
) -> None:
    application.engine.refusal = refusal
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    answer = await application.client.get("/rtc", headers=upgrade)
    assert (answer.status, await answer.text()) == refusal


async def test_validation_passes_unchanged(application: Application) -> None:
    answer = await application.client.get("/rtc/v1/validate?access_token=x")
    assert (answer.status, await answer.text()) == (401, "invalid token: expired")


async def test_room_service_passes_unchanged(application: Application) -> None:
    answer = await application.client.post(
        "/twirp/livekit.RoomService/AnyMethod",
        data=b"\x00\x01",
        headers={"Content-Type": "application/protobuf", "Authorization": "Bearer t"},
    )
    assert (answer.status, await answer.read()) == (418, b"\x00\x01")
    assert answer.content_type == "application/protobuf"
    _, target, seen = application.engine.seen[0]
    assert target == "/twirp/livekit.RoomService/AnyMethod"
    assert (seen["Content-Type"], seen["Authorization"]) == ("application/protobuf", "Bearer t")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/rtc/../metrics"),
        ("GET", "/rtc/%2e%2e/metrics"),
        ("GET", "/rtcx"),
        ("GET", "/rtc/v1/other"),
        ("POST", "/rtc"),
        ("GET", "/twirp/livekit.RoomService/ListRooms"),
        ("POST", "/twirp/../metrics"),
        ("POST", "/twirp/a/b/c"),
        ("GET", "/metrics"),
    ],
)
async def test_nothing_else_reaches_the_engine(application: Application, method: str, path: str) -> None:
    url = application.client.make_url("").with_path(path, encoded=True)
    answer = await application.client.session.request(method, url)
    assert application.engine.seen == []
    assert await answer.text() != "internal"


async def test_engine_that_is_down_is_said_clearly(
    application: Application,
    engine_server: tuple[object, aiohttp.test_utils.TestServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("consultation.tunnel.WAIT_FOR_ENGINE_S", 0.2)
    await engine_server[1].close()
    plain = await application.client.post("/twirp/livekit.RoomService/ListRooms", data=b"")
    assert plain.status == 503
    assert "engine is not running" in await plain.text()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await application.client.ws_connect("/rtc")
    assert refused.value.status == 503


async def test_client_that_comes_while_the_engine_is_restarted_is_let_in_as_soon_as_it_is_back(
    application: Application, engine_server: tuple[FakeEngine, aiohttp.test_utils.TestServer]
) -> None:
    engine, server = engine_server
    port = server.port
    await server.close()
    connecting = asyncio.create_task(application.client.ws_connect("/rtc"))
    await asyncio.wait({connecting}, timeout=0.3)
    assert not connecting.done()
    restarted = aiohttp.test_utils.TestServer(engine.application(), port=port)
    async with restarted, asyncio.timeout(5), await connecting as socket:
        await socket.send_str("x")
        assert await socket.receive_str() == "x"


async def test_engine_that_talks_nonsense_is_said_clearly(application: Application) -> None:
    async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"SSH-2.0-not-http\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(nonsense, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    services = application.services
    object.__setattr__(services.settings.livekit, "url", f"ws://127.0.0.1:{port}")
    services.engine.base_url = f"http://127.0.0.1:{port}"
    async with server:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await application.client.ws_connect("/rtc")
        assert refused.value.status == 502
        answer = await application.client.post("/twirp/livekit.RoomService/ListRooms", data=b"")
        assert answer.status == 502
