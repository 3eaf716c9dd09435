"""What `consilium serve` is going to run: free ports, settings all processes share, their command lines."""

import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from consilium.addresses import PortInUse, explicit_addresses, free_port, port_is_free
from consilium.child import ChildSpec
from consilium.options import is_loopback
from core.settings import Settings, load_settings

_LOOPBACK = "127.0.0.1"

_OPTIONS = {
    "server.host": "--host",
    "server.port": "--port",
    "server.internal_port": "--internal-port",
    "server.tls_cert": "--tls-cert",
    "server.tls_key": "--tls-key",
    "media.port": "--media-port",
    "media.udp_port": "--udp-port",
    "dicom.host": "--dicom-host",
    "dicom.port": "--dicom-port",
    "dicom.tls_port": "--dicom-tls-port",
    "analysis.processes": "--screening-workers",
}
"""Overrides that have an option of their own on the children's command line."""


def settle(data: Path, overrides: Mapping[str, object]) -> tuple[Settings, dict[str, object]]:
    """Settings without a port left open (0), and the overrides that make every process read them so.

    Raises SettingsError, and PortInUse with the port that somebody else has.
    """
    settings = load_settings(data, overrides)
    settled = {**overrides, "server.host": settings.server.host}
    settled["server.port"] = settings.server.port or free_port(settings.server.host, socket.SOCK_STREAM)
    settled["media.port"] = settings.media.port or free_port(settings.media.host, socket.SOCK_STREAM)
    settled["media.udp_port"] = settings.media.udp_port or free_port(_LOOPBACK, socket.SOCK_DGRAM)
    settled["dicom.host"] = settings.dicom_host
    settled["dicom.port"] = settings.dicom.port or free_port(settings.dicom_host, socket.SOCK_STREAM)
    settled["dicom.tls_port"] = settings.dicom.tls_port or free_port(settings.dicom_host, socket.SOCK_STREAM)
    if settings.server.tls:
        settled["server.internal_port"] = settings.server.internal_port or free_port(
            _LOOPBACK, socket.SOCK_STREAM
        )
    settings = load_settings(data, settled)
    check_ports(settings)
    return settings, settled


def check_ports(settings: Settings) -> None:
    """Find out before anything is started. Raises PortInUse."""
    server, media, dicom = settings.server, settings.media, settings.dicom
    _check(server.host, server.port, socket.SOCK_STREAM, "--port")
    _check(settings.dicom_host, dicom.port, socket.SOCK_STREAM, "--dicom-port")
    if dicom.tls_files:
        _check(settings.dicom_host, dicom.tls_port, socket.SOCK_STREAM, "[dicom] tls_port")
    if not settings.embedded_engine:
        return
    _check(media.host, media.port, socket.SOCK_STREAM, "--media-port")
    for address in explicit_addresses(settings.media_addresses):
        _check(address, media.udp_port, socket.SOCK_DGRAM, "--udp-port")


def _check(host: str, port: int, kind: socket.SocketKind, option: str) -> None:
    if not port_is_free(host, port, kind):
        name = "TCP" if kind == socket.SOCK_STREAM else "UDP"
        raise PortInUse(
            f"{name} port {port} on {host} is in use (or {host} is not an address of this machine): "
            f"stop the program that uses it, or choose another with {option}."
        )


def children(settings: Settings, overrides: Mapping[str, object], log_level: str) -> list[ChildSpec]:
    """The processes of this machine; no engine of ours where an outside LiveKit server is used."""
    # Stopped in reverse: the application still hears from the engine how its rooms ended.
    parts = ["app", "media"] if settings.embedded_engine else ["app"]
    single = [_child(part, part, settings.data, overrides, log_level) for part in parts]
    numbers = range(1, settings.dicom.processes + 1)
    nodes = [_child(f"dicom-{n}", "dicom", settings.data, overrides, log_level) for n in numbers]
    screening = ["analysis"] if settings.analysis.processes > 0 else []
    pool = [_child(part, part, settings.data, overrides, log_level) for part in screening]
    return single + nodes + pool


def analysis_workers(settings: Settings, overrides: Mapping[str, object], log_level: str) -> list[ChildSpec]:
    """The workers of this machine's screening, which `consilium serve analysis` supervises."""
    return [
        _child(f"analysis-{number}", "analysis-worker", settings.data, overrides, log_level)
        for number in range(1, max(settings.analysis.processes, 1) + 1)
    ]


def consilium_command(*arguments: str) -> tuple[str, ...]:
    """Command line of a process that runs this very program."""
    return (sys.executable, "-m", "consilium", *arguments)


def _child(name: str, part: str, data: Path, overrides: Mapping[str, object], log_level: str) -> ChildSpec:
    arguments = ["--data", str(data), "--log-level", log_level]
    for key, option in _OPTIONS.items():
        value = overrides.get(key)
        if value is not None:
            arguments += [option, str(value)]
    if overrides.get("server.tls_self_signed"):
        arguments.append("--tls-self-signed")
    return ChildSpec(name, consilium_command("serve", part, *arguments))


def local_url(settings: Settings) -> str:
    """Where programs on this machine reach the application, without TLS."""
    server = settings.server
    if server.tls:
        return f"http://{_LOOPBACK}:{server.internal_port}"
    return f"http://{_url_host(server.host)}:{server.port}"


def shown_urls(settings: Settings) -> list[str]:
    """Addresses for people to open, those that reach farthest first."""
    server = settings.server
    if server.public_url:
        return [server.public_url]
    scheme = "https" if server.tls else "http"
    hosts = [server.host]
    if server.host in {"0.0.0.0", "::"}:
        hosts = sorted(explicit_addresses((server.host,)), key=is_loopback)
    return [f"{scheme}://{_url_host(host)}:{server.port}" for host in hosts]


def _url_host(host: str) -> str:
    reachable = {"0.0.0.0": _LOOPBACK, "::": "::1"}.get(host, host)
    return f"[{reachable}]" if ":" in reachable else reachable
