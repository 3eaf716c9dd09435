"""`consilium demo`: two hospitals on this machine, an ultrasound on air, studies, a consultation."""

import asyncio
import json
import socket
from functools import partial
from pathlib import Path
from typing import Annotated

import aiohttp
import typer

from consilium import demo_screen, plan
from consilium.addresses import next_free_port
from consilium.child import ChildSpec
from consilium.demo_consultation import prepare_consultation
from consilium.demo_data import ACCOUNTS, prepare_demo
from consilium.demo_studies import prepare_studies, studies_are_there
from consilium.health import until_healthy
from consilium.options import (
    DicomPortOption,
    HostOption,
    LogLevelOption,
    MediaPortOption,
    PortOption,
    ScreeningWorkersOption,
    SelfSignedOption,
    UdpPortOption,
    given,
    is_loopback,
)
from consilium.process import run_process
from consilium.supervisor import NotReady, Supervisor
from core.settings import Settings, load_settings

app = typer.Typer(add_completion=False)

ON_AIR_WITHIN_S = 40.0
CINE = "ybr_color"
"""A cine of an ultrasound among the examples inside the installed pydicom package."""


@app.command()
def demo(
    data: Annotated[Path, typer.Option("--data", help="Data folder of the demo.", file_okay=False)] = Path(
        ".demo-data"
    ),
    host: HostOption = None,
    port: PortOption = None,
    media_port: MediaPortOption = None,
    udp_port: UdpPortOption = None,
    dicom_port: DicomPortOption = None,
    tls_self_signed: SelfSignedOption = False,
    screening_workers: ScreeningWorkersOption = None,
    log_level: LogLevelOption = "error",
) -> None:
    """Show everything at once: two hospitals in a consultation. A port in use is replaced."""
    settings = load_settings(data)
    address = host or settings.server.host
    overrides = given(
        server__host=address,
        server__port=_port(address, port, settings.server.port, socket.SOCK_STREAM),
        server__tls_self_signed=tls_self_signed or None,
        media__port=_port(settings.media.host, media_port, settings.media.port, socket.SOCK_STREAM),
        media__udp_port=_port(address, udp_port, settings.media.udp_port, socket.SOCK_DGRAM),
        dicom__port=_port(address, dicom_port, settings.dicom.port, socket.SOCK_STREAM),
        analysis__processes=screening_workers,
    )
    settings, overrides = plan.settle(data, overrides)
    if not is_loopback(address):
        demo_screen.warn_of_network(address)
    run_process("demo", partial(_run_demo, settings, overrides, log_level), log_level=log_level)


def _port(host: str, wanted: int | None, usual: int, kind: socket.SocketKind) -> int:
    """The port that was asked for; else the usual one or the next free one after it, which is said."""
    if wanted is not None:
        return wanted
    found = next_free_port(host, usual, kind)
    if found != usual:
        demo_screen.tell_port(usual, found, kind)
    return found


async def _run_demo(
    settings: Settings, overrides: dict[str, object], log_level: str, stop: asyncio.Event
) -> None:
    demo_screen.starting(settings.data)
    credential = await prepare_demo(settings)
    if not studies_are_there(settings):
        demo_screen.preparing_studies()
        await prepare_studies(settings)
    await prepare_consultation(settings)
    async with Supervisor() as supervisor:
        for child in plan.children(settings, overrides, log_level):
            supervisor.start(child)
        if not await supervisor.until_ready(stop):
            return
        url = plan.local_url(settings)
        if not await until_healthy(url):
            raise NotReady(f"the engine at {settings.engine_url} does not answer.")
        supervisor.start(_agent(url, credential, log_level))
        on_air = asyncio.create_task(_until_on_air(url))
        if not await supervisor.wait_for(on_air, stop):
            return
        demo_screen.ready(plan.shown_urls(settings))
        await supervisor.until_stopped(stop)
        demo_screen.stopping()


def _agent(url: str, credential: Path, log_level: str) -> ChildSpec:
    from pydicom.examples import get_path

    command = plan.consilium_command(
        "capture",
        *("--url", url, "--credential-file", str(credential)),
        *("--source", f"dicom:{get_path(CINE)}", "--log-level", log_level),
    )
    return ChildSpec("agent", command, reports_ready=False, quiet=True)


async def _until_on_air(url: str) -> None:
    """Sign in as a demo account and wait until the console is listed. Raises NotReady."""
    account = ACCOUNTS[0]
    body = {"name": account.name, "password": account.password}
    # An ordinary cookie jar drops the cookies of a server that is addressed by its IP.
    jar = aiohttp.CookieJar(unsafe=True)
    try:
        async with asyncio.timeout(ON_AIR_WITHIN_S), aiohttp.ClientSession(url, cookie_jar=jar) as http:
            await http.post("/api/session", json=body, raise_for_status=True)
            async with http.get("/api/events", raise_for_status=True) as events:
                async for line in events.content:
                    if line.startswith(b"data:") and json.loads(line[5:]).get("consoles"):
                        return
    except (TimeoutError, aiohttp.ClientError) as error:
        raise NotReady(
            f"the demo's console was not on air within {ON_AIR_WITHIN_S:.0f} seconds: "
            "run again with --log-level info to see why."
        ) from error
