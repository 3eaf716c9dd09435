"""`consilium demo`: everything works before it says so, whoever dies comes back, Ctrl-C leaves nothing."""

from __future__ import annotations

import re
import signal
import socket
from collections.abc import Iterator
from http.cookiejar import CookieJar
from json import dumps, load
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psutil
import pytest

from consilium.demo_data import ACCOUNTS
from tests.support.processes import Child, consilium, free_port, wait_for

START_WITHIN_S = 120.0
PATIENCE_S = 40.0


class Demo:
    """One demo on free ports."""

    def __init__(self, folder: Path, *more: str) -> None:
        ports = ("--media-port", str(free_port()), "--udp-port", str(free_port(socket.SOCK_DGRAM)))
        ports += ("--dicom-port", str(free_port()))
        self.process = Child(
            consilium("demo", "--data", str(folder / "data"), *ports, "--screening-workers", "0", *more),
            folder / "output",
        )
        self.http = build_opener(HTTPCookieProcessor(CookieJar()))

    def until_ready(self) -> None:
        def look() -> bool:
            assert self.process.process.poll() is None, self.process.text
            return "Ctrl-C" in self.process.text

        wait_for("the demo's address", look, START_WITHIN_S)

    @property
    def url(self) -> str:
        found = re.search(r"http://[\d.]+:\d+", self.process.text)
        assert found is not None, self.process.text
        return found[0]

    def sign_in(self) -> dict[str, Any]:
        body = dumps({"name": ACCOUNTS[0].name, "password": ACCOUNTS[0].password}).encode()
        request = Request(self.url + "/api/session", body, {"Content-Type": "application/json"})
        with self.http.open(request, timeout=5) as answer:
            user: dict[str, Any] = load(answer)
        return user

    def consoles(self) -> list[dict[str, Any]]:
        try:
            with self.http.open(self.url + "/api/consoles", timeout=5) as answer:
                consoles: list[dict[str, Any]] = load(answer)["consoles"]
        except (URLError, OSError):
            return []
        return consoles


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    started = Demo(tmp_path_factory.mktemp("demo"), "--port", str(free_port()))
    try:
        started.until_ready()
        started.sign_in()
        yield started
    finally:
        started.process.stop()


def test_console_is_on_air_when_the_address_is_shown(demo: Demo) -> None:
    (console,) = demo.consoles()
    assert console["modality"] == "US"
    assert console["width"] > 0
    for account in ACCOUNTS:
        assert account.password in demo.process.text


def test_accounts_belong_to_two_hospitals(demo: Demo) -> None:
    assert demo.sign_in()["organisation"]["name"] != demo.consoles()[0]["organisation"]


def test_there_are_studies_to_look_at(demo: Demo) -> None:
    with demo.http.open(demo.url + "/api/archive/studies", timeout=5) as answer:
        studies = load(answer)["studies"]
    found = {study["patient_id"]: study for study in studies}
    for patient, body_part in (("DEMO-001", "HEAD"), ("DEMO-002", "CHEST")):
        assert found[patient]["body_parts"] == [body_part]
        assert found[patient]["instance_count"] >= 60
        assert found[patient]["verdict"] == "passed"
    assert len(studies) > 20
    assert {"US", "MR"} <= {modality for study in studies for modality in study["modalities"]}


@pytest.mark.parametrize("name", ["media", "capture"])
def test_picture_comes_back_after_a_process_was_killed(demo: Demo, name: str) -> None:
    (before,) = wait_for("a console on air", demo.consoles, PATIENCE_S)
    others = kill(demo, name)

    def look() -> bool:
        # `since` is the moment the console joined: a later one is a new connection of it.
        return any(console["since"] > before["since"] for console in demo.consoles())

    wait_for("the console on air again", look, PATIENCE_S)
    assert others <= {child.pid for child in demo.process.tree()}


def test_application_comes_back_after_it_was_killed(demo: Demo) -> None:
    wait_for("a console on air", demo.consoles, PATIENCE_S)
    others = kill(demo, "app")
    wait_for("the consoles listed again", demo.consoles, PATIENCE_S)
    assert others <= {child.pid for child in demo.process.tree()}


def kill(demo: Demo, name: str) -> set[int]:
    """Kill one process of the demo; returns those that have to go on."""
    victim = demo.process.descendant(name)
    others = {child.pid for child in demo.process.tree()} - {victim.pid}
    victim.kill()
    victim.wait(5)
    return others


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_second_run_reuses_the_folder_moves_to_a_free_port_and_leaves_nothing(
    tmp_path: Path, number: signal.Signals
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = tmp_path / "data" / "settings.toml"
        Child(consilium("user", "list", "--data", str(tmp_path / "data")), tmp_path / "log").process.wait(30)
        settings.write_text(settings.read_text().replace("# port = 8080", f"port = {port}", 1))
        # As in a folder that an earlier run has filled.
        (tmp_path / "data" / "demo-studies").touch()
        demo = Demo(tmp_path)
        try:
            demo.until_ready()
            assert f"port {port} is in use" in demo.process.text
            family = demo.process.tree()
            assert len(family) == 6
            demo.process.process.send_signal(number)
            _, alive = psutil.wait_procs(family, timeout=20)
            assert alive == []
        finally:
            demo.process.stop(signal.SIGKILL)
