"""`consilium serve`: a site that is ready when it says so, and errors that say what to do."""

from __future__ import annotations

import json
import re
import signal
import socket
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from consilium.process import CONFIGURATION_ERROR
from tests.support.processes import Child, consilium, free_port, wait_for

WITHIN_S = 60.0


def serve(data: Path, *more: str) -> list[str]:
    free = ("--port", "0", "--media-port", "0", "--udp-port", "0", "--dicom-port", "0")
    return consilium("serve", "--data", str(data), *free, "--screening-workers", "1", *more)


def until_ready(child: Child) -> str:
    """The address that it announces."""

    def look() -> re.Match[str] | None:
        assert child.process.poll() is None, child.text
        return re.search(r"ready at (\S+)", child.text)

    return wait_for("the address", look, WITHIN_S)[1]


@pytest.fixture
def children() -> Iterator[list[Child]]:
    """Processes that a test adds; all are stopped at its end."""
    started: list[Child] = []
    yield started
    for child in started:
        child.stop()


def ask(url: str, body: dict[str, str] | None = None, context: ssl.SSLContext | None = None) -> object:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10, context=context) as answer:
        return json.load(answer)


def test_first_start_makes_an_administrator_and_later_ones_do_not(
    tmp_path: Path, children: list[Child]
) -> None:
    first = Child(serve(tmp_path / "data"), tmp_path / "first")
    children.append(first)
    url = until_ready(first)
    health = ask(url + "/api/health")
    assert isinstance(health, dict)
    assert health["status"] == "ok"
    password = re.search(r"password  (\S+)", first.text)
    assert password is not None
    user = ask(url + "/api/session", {"name": "admin", "password": password[1]})
    assert isinstance(user, dict)
    assert user["role"] == "administrator"
    assert first.stop(signal.SIGTERM) == 0

    second = Child(serve(tmp_path / "data"), tmp_path / "second")
    children.append(second)
    until_ready(second)
    assert "password" not in second.text


def test_self_signed_site_is_announced_and_healthy(tmp_path: Path, children: list[Child]) -> None:
    child = Child(serve(tmp_path / "data", "--tls-self-signed"), tmp_path / "output")
    children.append(child)
    url = until_ready(child)
    assert url.startswith("https://127.0.0.1:")
    context = ssl.create_default_context(cafile=str(tmp_path / "data" / "tls" / "cert.pem"))
    health = ask(url + "/api/health", context=context)
    assert isinstance(health, dict)
    assert health["engine"] is True


def test_site_without_an_engine_of_its_own_says_that_it_waits_for_the_outside_one(
    tmp_path: Path, children: list[Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(consilium("user", "list", "--data", str(tmp_path)), check=True, timeout=60)
    settings = tmp_path / "settings.toml"
    outside = f'url = "ws://127.0.0.1:{free_port()}"\n'
    settings.write_text(settings.read_text().replace("[livekit]\n", "[livekit]\n" + outside))
    child = Child(serve(tmp_path), tmp_path / "output")
    children.append(child)
    until_ready(child)
    assert "does not answer yet" in child.text
    assert [process for process in child.tree() if "media" in process.cmdline()] == []


def test_port_in_use_is_named_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = consilium("serve", "--data", str(tmp_path), "--port", port)
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert port in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("part", "kind", "option"),
    [
        ("app", socket.SOCK_STREAM, "--port"),
        ("media", socket.SOCK_DGRAM, "--udp-port"),
        ("dicom", socket.SOCK_STREAM, "--dicom-port"),
    ],
)
def test_process_alone_names_the_port_in_use_too(
    tmp_path: Path, part: str, kind: socket.SocketKind, option: str
) -> None:
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            taken.listen()
        port = str(taken.getsockname()[1])
        command = [*serve(tmp_path, option, port), part]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == CONFIGURATION_ERROR, done.stderr
    assert port in done.stderr
    assert option in done.stderr
    assert "Traceback" not in done.stderr
