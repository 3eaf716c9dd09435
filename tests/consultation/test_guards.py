"""What comes from outside: other sites' pages, garbage of every kind, and questions about health and time."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.consultation.conftest import PASSWORD, Application

ROUTES = [
    ("POST", "/api/session"),
    ("GET", "/api/session"),
    ("DELETE", "/api/session"),
    ("GET", "/api/consoles"),
    ("GET", "/api/events"),
    ("POST", "/api/rooms/console-1/token"),
    ("POST", "/api/agent/token"),
    ("GET", "/api/clock"),
    ("GET", "/api/health"),
    ("POST", "/api/webhooks/livekit"),
]
GOOD = {"name": "wang", "password": PASSWORD}


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://[", "http://127.0.0.1:1", ""])
async def test_other_sites_pages_cannot_change_anything(application: Application, origin: str) -> None:
    answer = await application.client.post("/api/session", json=GOOD, headers={"Origin": origin})
    assert answer.status == 403
    assert (await answer.json())["error"]["code"] == "foreign_origin"


async def test_our_own_page_can(application: Application) -> None:
    answer = await application.client.post("/api/session", json=GOOD, headers={"Origin": application.url})
    assert answer.status == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_form_can_send_is_refused(application: Application, kind: str) -> None:
    answer = await application.client.post(
        "/api/session", data=b'{"name":"wang","password":"x"}', headers={"Content-Type": kind}
    )
    assert answer.status == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        b'{"name":"wang"}',
        b'{"name":1,"password":"x"}',
        b'{"name":"wang","password":"x","admin":true}',
        b'{"name":"","password":"x"}',
        b'{"name":"' + b"x" * 65 + b'","password":"x"}',
        b'{"name":"wang","password":"' + b"x" * 300 + b'"}',
        b"\xff\xfe\x00",
        b'{"name":"\\ud800","password":"x"}',
        b"[" * 5000,
    ],
)
async def test_body_that_is_not_what_was_promised_is_explained(application: Application, body: bytes) -> None:
    answer = await application.client.post(
        "/api/session", data=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status == 400
    assert (await answer.json())["error"]["code"] == "invalid_body"


@pytest.mark.parametrize("size", [100_000, 2_000_000])
async def test_large_body_is_refused(application: Application, size: int) -> None:
    answer = await application.client.post(
        "/api/session", data=b'"' + b"x" * size + b'"', headers={"Content-Type": "application/json"}
    )
    assert answer.status == 413
    assert (await answer.json())["error"]["code"] == "too_large"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api", 404, "not_found"),
        ("GET", "/api/", 404, "not_found"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("POST", "/api/nothing", 404, "not_found"),
        ("PUT", "/api/session", 404, "not_found"),
    ],
)
async def test_unknown_interface_is_said_in_the_common_shape(
    application: Application, method: str, path: str, status: int, code: str
) -> None:
    answer = await application.client.request(method, path, json={})
    assert answer.status == status
    assert (await answer.json())["error"]["code"] == code


async def test_fault_of_the_server_is_not_shown(
    application: Application, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("consultation.session_routes._open_session", broken)
    answer = await application.sign_in()
    assert answer.status == 500
    assert "secret detail" not in await answer.text()
    assert "secret detail" in caplog.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    route=st.sampled_from(ROUTES),
    body=st.binary(max_size=300),
    kind=st.sampled_from(["application/json", "application/webhook+json", "text/plain"]),
    token=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60),
)
async def test_garbage_to_any_route_is_answered_and_never_let_in(
    application: Application, route: tuple[str, str], body: bytes, kind: str, token: str
) -> None:
    method, path = route
    headers = {
        "Content-Type": kind,
        "Authorization": f"Bearer {token}",
        "Cookie": f"consilium_session={token.replace(';', '')}",
    }
    async with application.client.request(method, path, data=body, headers=headers) as answer:
        harmless = path in {"/api/clock", "/api/health"} or (method, path) == ("DELETE", "/api/session")
        assert answer.status < 300 if harmless and answer.status < 300 else 400 <= answer.status < 500
    assert (await application.client.get("/api/clock")).status == 200


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.binary(max_size=200))
async def test_bytes_that_are_not_http_do_no_harm(application: Application, head: bytes) -> None:
    server = application.client.server
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head + b"\r\n\r\n")
    writer.write_eof()
    async with asyncio.timeout(10):
        await reader.read()
    writer.close()
    assert (await application.client.get("/api/clock")).status == 200


async def test_request_target_with_a_host_of_its_own_stays_here(application: Application) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", application.client.server.port)
    head = b"GET http://elsewhere.example/rtc/validate HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    writer.write(head)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    assert b" 401 " in answer.splitlines()[0]
    assert application.engine.seen[0][1] == "/rtc/validate"


async def test_clock_tells_microseconds_to_everybody(application: Application) -> None:
    before = time.time_ns() // 1000
    told = (await (await application.client.get("/api/clock")).json())["now_us"]
    assert before <= told <= time.time_ns() // 1000


async def test_health_follows_the_engine(
    application: Application,
    engine_server: tuple[object, TestServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("consultation.health.CHECK_EVERY_S", 0.0)
    healthy = await (await application.client.get("/api/health")).json()
    assert (healthy["status"], healthy["engine"]) == ("ok", True)
    await engine_server[1].close()
    degraded = await application.client.get("/api/health")
    assert degraded.status == 200
    assert (await degraded.json())["status"] == "degraded"


async def test_health_does_not_pass_every_question_on(application: Application) -> None:
    asked = 0

    async def count() -> bool:
        nonlocal asked
        asked += 1
        return True

    application.services.engine.alive = count  # type: ignore[method-assign]
    await asyncio.gather(*(application.client.get("/api/health") for _ in range(20)))
    assert asked == 1
