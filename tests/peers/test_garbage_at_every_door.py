"""Garbage to the UDP port, the WebSockets and every HTTP route of a site: nothing dies, grows or opens."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import jwt
import psutil
import pytest

from tests.support.site import EXPERT, Site

pytestmark = pytest.mark.peers

SEED = 20261121
DATAGRAMS = 30_000
REQUESTS_PER_ROUTE = 25
SETTLED_GROWTH_MB = 12.0
"""What a warmed-up process may still grow by; a leak of one small object for each datagram is more."""
ROUTES = (
    "/",
    "/api/session",
    "/api/consoles",
    "/api/events",
    "/api/rooms/console-1/token",
    "/api/clock",
    "/api/health",
    "/api/webhooks/livekit",
    "/api/agent/token",
    "/rtc",
    "/rtc/v1",
    "/rtc/validate",
    "/rtc/v1/validate",
    "/twirp/livekit.RoomService/ListRooms",
    "/twirp/livekit.RoomService/DeleteRoom",
    "/assets/../../settings.toml",
)
STUN_COOKIE = b"\x21\x12\xa4\x42"
DTLS_CLIENT_HELLO = bytes.fromhex("16feff0000000000000000") + b"\x00\x40" + b"\x01"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    running = Site(tmp_path)
    running.add_person(EXPERT)
    running.start()
    yield running
    assert running.stop() == []


def datagrams(choice: random.Random, count: int) -> Iterator[bytes]:
    """Noise, and noise behind the first bytes of each protocol that shares the port (RFC 7983)."""
    for _ in range(count):
        noise = choice.randbytes(choice.randrange(0, 1400))
        yield choice.choice(
            (
                noise,
                struct.pack("!HH", 1, len(noise)) + STUN_COOKIE + noise,
                struct.pack("!HH", 1, 4 * (len(noise) // 4)) + STUN_COOKIE + noise,
                DTLS_CLIENT_HELLO + noise,
                b"\x80\x60" + noise,
                b"\x81\xc9" + struct.pack("!H", len(noise) // 4) + noise,
                b"\x8f\xcd" + noise,
            )
        )


def memory_mb(process: psutil.Process) -> float:
    return float(process.memory_info().rss / 1e6)


async def flood(site: Site, choice: random.Random, count: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for number, datagram in enumerate(datagrams(choice, count)):
            out.sendto(datagram, ("127.0.0.1", site.udp_port))
            if number % 200 == 0:
                await asyncio.sleep(0.005)


async def test_udp_garbage_neither_kills_nor_fattens_the_engine(site: Site) -> None:
    assert site.server is not None
    engine = site.server.descendant("media")
    choice = random.Random(SEED)
    await flood(site, choice, DATAGRAMS // 3)
    warm = memory_mb(engine)
    await flood(site, choice, DATAGRAMS)
    assert engine.is_running()
    assert site.healthy()
    assert memory_mb(engine) - warm < SETTLED_GROWTH_MB


async def raw_request(site: Site, payload: bytes) -> bytes:
    """Sends bytes to the page's port and returns what comes back within a moment."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    try:
        writer.write(payload)
        writer.write_eof()
        return await asyncio.wait_for(reader.read(4096), 5)
    except (ConnectionError, TimeoutError):
        return b""
    finally:
        writer.close()


async def test_http_garbage_is_refused_and_opens_nothing(site: Site) -> None:
    assert site.server is not None
    family = site.server.tree()
    choice = random.Random(SEED)
    async with aiohttp.ClientSession() as session:
        for route in ROUTES:
            for _ in range(REQUESTS_PER_ROUTE):
                method = choice.choice(("POST", "PUT", "DELETE", "PATCH", "OPTIONS"))
                kind = choice.choice(("application/json", "application/protobuf", "text/plain", "\tx"))
                headers = {"Authorization": f"Bearer {choice.randbytes(20).hex()}"}
                if kind.strip() == kind:
                    headers["Content-Type"] = kind
                body = choice.choice((b"{", b'{"name": 1}', b"[[[[", choice.randbytes(300), b"\x00" * 3000))
                async with session.request(
                    method, site.url + route, data=body, headers=headers, timeout=aiohttp.ClientTimeout(10)
                ) as answer:
                    signing_out = (method, route, answer.status) == ("DELETE", "/api/session", 204)
                    assert signing_out or 400 <= answer.status < 500, (method, route, answer.status)
    for _ in range(50):
        answered = await raw_request(site, choice.randbytes(choice.randrange(1, 3000)))
        assert not answered.startswith(b"HTTP/1.1 2")
    assert all(process.is_running() for process in family)
    assert site.healthy()


async def test_forged_and_expired_tokens_open_no_websocket(site: Site) -> None:
    secret = "x" * 40
    grants = {"roomJoin": True, "room": "r"}
    now = int(time.time())
    genuine = jwt.decode(site.token("r", "someone"), options={"verify_signature": False})
    forged = (
        "",
        "not.a.token",
        jwt.encode({"iss": "wrong", "sub": "me", "video": grants, "exp": now + 60}, secret),
        jwt.encode({**genuine}, secret),
        jwt.encode({**genuine}, None, algorithm="none"),
        jwt.encode({**genuine, "exp": now - 60}, secret),
    )
    async with aiohttp.ClientSession() as session:
        for token in forged:
            for path in ("/rtc", "/rtc/v1"):
                with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                    await session.ws_connect(f"{site.url}{path}", params={"access_token": token})
                assert refused.value.status == 401


async def test_websocket_garbage_ends_that_connection_only(site: Site) -> None:
    choice = random.Random(SEED)
    async with aiohttp.ClientSession() as session:
        token = site.token("garbage", "someone")
        url = f"{site.url}/rtc?auto_subscribe=1&protocol=16&access_token={token}"
        for _ in range(20):
            async with session.ws_connect(url) as connection:
                await connection.receive_bytes(timeout=5)
                try:
                    for _ in range(30):
                        await connection.send_bytes(choice.randbytes(choice.randrange(1, 4000)))
                        await connection.send_str("{" * choice.randrange(1, 100))
                except ConnectionError:
                    continue
        assert site.healthy()
        async with session.ws_connect(url) as connection:
            assert await connection.receive_bytes(timeout=5)
