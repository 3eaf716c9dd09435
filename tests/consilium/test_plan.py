"""Ports and addresses: free ones are found, taken ones named, and media listens on explicit addresses."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from consilium import plan
from consilium.addresses import PortInUse, explicit_addresses, next_free_port
from consilium.demo_data import DemoOnNetwork, refuse_demo_on_network
from consilium.media_process import engine_settings
from consilium.options import is_loopback
from core.errors import ConsiliumError
from core.settings import load_settings
from tests.support.processes import free_port

FREE: dict[str, object] = {"server.port": 0, "media.port": 0, "media.udp_port": 0, "dicom.port": 0}
"""Settings that take ports nobody has."""

TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM


@pytest.fixture(params=[TCP, UDP], ids=["tcp", "udp"])
def taken(request: pytest.FixtureRequest) -> Iterator[tuple[int, socket.SocketKind]]:
    kind: socket.SocketKind = request.param
    with socket.socket(socket.AF_INET, kind) as held:
        held.bind(("127.0.0.1", 0))
        if kind == TCP:
            held.listen()
        yield held.getsockname()[1], kind


def test_every_local_ipv4_address_is_bound_explicitly_for_the_wildcard() -> None:
    found = explicit_addresses(("0.0.0.0",))
    local = {
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family == socket.AF_INET
    }
    assert set(found) == local
    assert "127.0.0.1" in found
    assert "0.0.0.0" not in found


def test_addresses_are_resolved_and_named_once() -> None:
    assert explicit_addresses(("127.0.0.1", "127.0.0.1")) == ("127.0.0.1",)
    assert "127.0.0.1" in explicit_addresses(("localhost",))
    with pytest.raises(ConsiliumError, match="nowhere"):
        explicit_addresses(("nowhere.invalid",))


def test_next_free_port_is_found(taken: tuple[int, socket.SocketKind]) -> None:
    port, kind = taken
    assert port < next_free_port("127.0.0.1", port, kind) < port + 100


def test_port_in_use_is_named_before_anything_starts(
    tmp_path: Path, taken: tuple[int, socket.SocketKind]
) -> None:
    port, kind = taken
    key, option = ("server.port", "--port") if kind == TCP else ("media.udp_port", "--udp-port")
    overrides: dict[str, object] = {**FREE, key: port}
    with pytest.raises(PortInUse, match=rf"{port}.*{option}"):
        plan.settle(tmp_path, overrides)


def test_all_processes_get_the_same_ports(tmp_path: Path) -> None:
    overrides = {**FREE, "server.tls_self_signed": True, "dicom.processes": 3}
    settings, settled = plan.settle(tmp_path, overrides)
    children = plan.children(settings, settled, "info")
    assert [child.name for child in children] == ["app", "media", "dicom-1", "dicom-2", "dicom-3", "analysis"]
    server, media = settings.server, settings.media
    ports = (server.port, server.internal_port, media.port, media.udp_port, settings.dicom.port)
    assert 0 not in ports
    for child in children:
        for port in ports:
            assert str(port) in child.command
        assert "--tls-self-signed" in child.command


def test_no_engine_of_ours_beside_an_outside_one(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"livekit.url": "wss://livekit.example"})
    names = [child.name for child in plan.children(settings, {}, "info")]
    assert names == ["app", "dicom-1", "dicom-2", "analysis"]


def test_the_screening_has_the_workers_that_were_asked_for(tmp_path: Path) -> None:
    overrides: dict[str, object] = {**FREE, "analysis.processes": 3}
    settings, settled = plan.settle(tmp_path, overrides)
    workers = plan.analysis_workers(settings, settled, "info")
    assert [worker.name for worker in workers] == ["analysis-1", "analysis-2", "analysis-3"]
    assert all(str(settings.media.port) in worker.command for worker in workers)


def test_without_screening_there_is_no_process_for_it(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"analysis.processes": 0})
    assert "analysis" not in [child.name for child in plan.children(settings, {}, "info")]


def test_engine_reports_to_the_application_without_tls(tmp_path: Path) -> None:
    plain = engine_settings(load_settings(tmp_path, {"server.host": "0.0.0.0", "server.port": 81}))
    tls = {"server.tls_self_signed": True, "server.internal_port": 8181}
    secure = engine_settings(load_settings(tmp_path, tls))
    assert plain.webhook_urls == ("http://127.0.0.1:81/api/webhooks/livekit",)
    assert secure.webhook_urls == ("http://127.0.0.1:8181/api/webhooks/livekit",)


def test_media_listens_where_the_page_does_unless_told_otherwise(tmp_path: Path) -> None:
    same = engine_settings(load_settings(tmp_path, {"server.host": "127.0.0.2"}))
    other = engine_settings(load_settings(tmp_path, {"media.udp_bind": ["127.0.0.3"]}))
    assert same.gateway.bind == ("127.0.0.2",)
    assert other.gateway.bind == ("127.0.0.3",)


def test_demo_accounts_are_not_served_to_a_network(tmp_path: Path) -> None:
    exposed = load_settings(tmp_path, {"server.host": "0.0.0.0", "server.port": free_port()})
    refuse_demo_on_network(exposed)
    (tmp_path / "demo-accounts").touch()
    with pytest.raises(DemoOnNetwork, match="known passwords"):
        refuse_demo_on_network(exposed)
    refuse_demo_on_network(load_settings(tmp_path))


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("hospital.example", False),
    ],
)
def test_loopback_is_told_apart(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
