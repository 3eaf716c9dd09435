"""The page: files cached by their names, every other address answered by the one document, all guarded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.page import _find
from tests.consultation.conftest import Application


@pytest.mark.parametrize("path", ["/", "/room/console-1", "/sign-in", "/a/b/c"])
async def test_every_address_of_the_page_is_its_document(application: Application, path: str) -> None:
    answer = await application.client.get(path)
    assert answer.status == 200
    assert answer.content_type == "text/html"
    assert "<title>page" in await answer.text()
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_hashed_files_are_kept_for_ever_and_others_asked_for_again(application: Application) -> None:
    script = await application.client.get("/assets/index-abc123.js")
    icon = await application.client.get("/favicon.svg")
    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert script.content_type in {"text/javascript", "application/javascript"}
    assert icon.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/assets/old-123.js", "/assets/", "/missing.png", "/assets"])
async def test_file_that_is_missing_is_not_the_document(application: Application, path: str) -> None:
    answer = await application.client.get(path)
    assert answer.status == (200 if path == "/assets" else 404)


@pytest.mark.parametrize(
    "path",
    [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/assets/../../outside.txt",
        "/assets/%2e%2e%2f%2e%2e/outside.txt",
    ],
)
async def test_files_outside_are_out_of_reach(application: Application, path: str) -> None:
    url = application.client.make_url("").with_path(path, encoded=True)
    assert "secret" not in await (await application.client.session.get(url)).text()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.text(alphabet=st.characters(), max_size=40)
    | st.lists(st.sampled_from(["..", "assets", ".", "", "x"])).map("/".join)
)
def test_no_path_leads_outside(page_folder: Path, path: str) -> None:
    found = _find(page_folder, path)
    assert found is None or found.is_relative_to(page_folder)


async def test_page_that_is_not_built_says_how_to_build_it(
    application: Application, page_folder: Path
) -> None:
    shutil.rmtree(page_folder)
    answer = await application.client.get("/")
    assert answer.status == 503
    assert "npm run build" in await answer.text()


@pytest.mark.parametrize("path", ["/", "/assets/index-abc123.js", "/api/session", "/api/nothing", "/x.png"])
async def test_every_answer_carries_the_guards(application: Application, path: str) -> None:
    headers = (await application.client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    for part in (
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self' wss:",
        "frame-ancestors 'none'",
    ):
        assert part in policy.split("; ")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=(self)" in headers["Permissions-Policy"]


async def test_answers_of_the_interfaces_are_never_cached(application: Application) -> None:
    assert (await application.client.get("/api/clock")).headers["Cache-Control"] == "no-store"
