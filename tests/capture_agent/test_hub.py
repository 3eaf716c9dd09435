"""Asking a server for admission and the time: good answers, refusals, silence and distrust, each told
apart."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from capture_agent.errors import ConfigError, RefusedError, UnreachableError
from capture_agent.hub import Admission, ConsiliumHub, PlainLiveKit

ADMISSION = {
    "url": "ws://127.0.0.1:1",
    "token": "t",
    "room": "console-1",
    "identity": "console-1",
    "new": True,
}


def keep(file: Path, secret: str) -> Path:
    """Writes a secret as its owner would."""
    file.write_text(secret)
    file.chmod(0o600)
    return file


@pytest.fixture
def credential(tmp_path: Path) -> Path:
    return keep(tmp_path / "credential", "enrolled\n")


class Server:
    """A Consilium server as far as the agent can see; `answer` replaces what /api/agent/token does."""

    def __init__(self) -> None:
        self.answer: web.Response | None = None

    async def admit(self, request: web.Request) -> web.Response:
        if self.answer is not None:
            return self.answer
        assert request.content_type == "application/json"
        if request.headers["Authorization"] != "Bearer enrolled":
            error = {"code": "bad_credential", "message": "this credential is not known"}
            return web.json_response({"error": error}, status=401)
        return web.json_response(ADMISSION)

    async def clock(self, _: web.Request) -> web.Response:
        return web.json_response({"now_us": 1_790_000_000_000_000})


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, str]]:
    served = Server()
    app = web.Application()
    app.router.add_post("/api/agent/token", served.admit)
    app.router.add_get("/api/clock", served.clock)
    async with TestServer(app) as running:
        yield served, str(running.make_url("/"))


async def asked(url: str, credential: Path) -> Admission:
    hub = ConsiliumHub(url, credential, None)
    try:
        return await hub.admission()
    finally:
        await hub.aclose()


async def test_a_known_credential_is_admitted(server: tuple[Server, str], credential: Path) -> None:
    assert await asked(server[1], credential) == Admission("ws://127.0.0.1:1", "t", "console-1", "console-1")


async def test_a_wrong_credential_is_told_in_the_servers_words(
    server: tuple[Server, str], credential: Path
) -> None:
    keep(credential, "stolen")
    with pytest.raises(RefusedError, match=r"HTTP 401.*this credential is not known"):
        await asked(server[1], credential)


async def test_a_replaced_credential_file_counts_at_once(
    server: tuple[Server, str], credential: Path
) -> None:
    hub = ConsiliumHub(server[1], credential, None)
    keep(credential, "stolen")
    with pytest.raises(RefusedError):
        await hub.admission()
    keep(credential, "enrolled")
    assert (await hub.admission()).room == "console-1"
    await hub.aclose()


@pytest.mark.parametrize(
    "answer",
    [web.Response(status=503, text="starting"), web.Response(text="<html>"), web.json_response({"url": 7})],
    ids=["503", "not JSON", "not an admission"],
)
async def test_a_sick_server_is_asked_again_later(
    server: tuple[Server, str], credential: Path, answer: web.Response
) -> None:
    server[0].answer = answer
    with pytest.raises(UnreachableError):
        await asked(server[1], credential)


async def test_no_server_at_all_says_connection_refused(credential: Path) -> None:
    with pytest.raises(UnreachableError, match="Connection refused"):
        await asked(f"http://127.0.0.1:{unused_port()}", credential)


async def test_a_line_that_closes_at_once_is_no_crash(credential: Path) -> None:
    async def slam(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    listener = await asyncio.start_server(slam, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    with pytest.raises(UnreachableError, match="broke"):
        await asked(f"http://127.0.0.1:{port}", credential)
    listener.close()


async def test_the_clock_sample_spans_the_exchange(server: tuple[Server, str], credential: Path) -> None:
    hub = ConsiliumHub(server[1], credential, None)
    before = time.monotonic()
    sample = await hub.clock_sample()
    await hub.aclose()
    assert before <= sample.sent_s <= sample.received_s <= time.monotonic()
    assert sample.server_us == 1_790_000_000_000_000


def access_token(**claims: object) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{body}.signature"


@pytest.mark.parametrize("room", ["r", "room", "a-longer-room"])
async def test_a_plain_token_tells_room_and_identity(tmp_path: Path, room: str) -> None:
    """Three lengths: base64 without padding has to be completed differently for each."""
    file = keep(tmp_path / "token", access_token(sub="ultrasound-3", video={"room": room, "roomJoin": True}))
    admission = await PlainLiveKit("ws://127.0.0.1:7880", file).admission()
    assert (admission.room, admission.identity, admission.url) == (
        room,
        "ultrasound-3",
        "ws://127.0.0.1:7880",
    )


async def test_an_expired_token_is_noticed_before_asking(tmp_path: Path) -> None:
    file = keep(tmp_path / "token", access_token(sub="a", video={"room": "r"}, exp=1_790_000_000))
    hub = PlainLiveKit("ws://127.0.0.1:7880", file, unix_us=lambda: 1_790_000_001_000_000)
    with pytest.raises(RefusedError, match="expired"):
        await hub.admission()


@pytest.mark.parametrize(
    "text", ["nonsense", "a.b.c", access_token(sub="a"), access_token(sub="a", video={})]
)
async def test_what_is_no_room_token_is_refused(tmp_path: Path, text: str) -> None:
    file = keep(tmp_path / "token", text)
    with pytest.raises(RefusedError, match="does not hold a LiveKit access token"):
        await PlainLiveKit("ws://127.0.0.1:7880", file).admission()


async def test_the_own_clock_is_exact_for_a_plain_server(tmp_path: Path) -> None:
    sample = await PlainLiveKit("ws://127.0.0.1:7880", tmp_path, unix_us=lambda: 5).clock_sample()
    assert (sample.round_trip_s, sample.server_us) == (0.0, 5)


async def test_a_secret_that_is_gone_is_a_configuration_error(
    server: tuple[Server, str], tmp_path: Path
) -> None:
    with pytest.raises(ConfigError):
        await asked(server[1], tmp_path / "gone")
