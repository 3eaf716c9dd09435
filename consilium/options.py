"""Command-line options that several commands share, and what they become in the settings."""

import ipaddress
from pathlib import Path
from typing import Annotated

import typer

_LEVELS = ("debug", "info", "warning", "error")


def _known_level(level: str) -> str:
    if level not in _LEVELS:
        raise typer.BadParameter(f"choose one of {', '.join(_LEVELS)}")
    return level


DataOption = Annotated[
    Path, typer.Option("--data", help="Data folder: settings, database and secrets.", file_okay=False)
]
HostOption = Annotated[
    str | None, typer.Option("--host", help="Address to listen on; 0.0.0.0 for every one of this machine.")
]
PortOption = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="TCP port of the page and HTTP interfaces.")
]
MediaPortOption = Annotated[
    int | None, typer.Option("--media-port", min=0, max=65535, help="TCP port of the engine (loopback).")
]
UdpPortOption = Annotated[
    int | None, typer.Option("--udp-port", min=0, max=65535, help="UDP port of all media.")
]
DicomHostOption = Annotated[
    str | None, typer.Option("--dicom-host", help="Address of the DICOM node; without it, that of --host.")
]
ScreeningWorkersOption = Annotated[
    int | None, typer.Option(min=0, max=64, help="Workers that screen the live pictures; 0: none.")
]
DicomPortOption = Annotated[
    int | None, typer.Option("--dicom-port", min=0, max=65535, help="TCP port of the DICOM node.")
]
SelfSignedOption = Annotated[
    bool, typer.Option("--tls-self-signed", help="HTTPS with a self-signed certificate, for a first try.")
]
LogLevelOption = Annotated[
    str, typer.Option("--log-level", help="debug, info, warning or error.", callback=_known_level)
]


def given(**options: object) -> dict[str, object]:
    """Overrides for `core.settings.load_settings`: ``server__port`` is ``server.port``; None is left out."""
    return {name.replace("__", ".", 1): value for name, value in options.items() if value is not None}


def is_loopback(host: str) -> bool:
    """Whether only this machine itself can reach a listener on `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
