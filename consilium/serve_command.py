"""`consilium serve`: runs everything on one machine, or one of its processes alone."""

import asyncio
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from consilium import first_start, plan
from consilium.demo_data import refuse_demo_on_network
from consilium.health import until_healthy
from consilium.options import (
    DataOption,
    HostOption,
    LogLevelOption,
    MediaPortOption,
    PortOption,
    SelfSignedOption,
    UdpPortOption,
    given,
)
from consilium.process import run_process
from consilium.supervisor import Supervisor
from core.settings import Settings, load_settings


class Part(StrEnum):
    """A process that can run alone."""

    APP = "app"
    MEDIA = "media"


def serve(
    data: DataOption,
    part: Annotated[
        Part | None, typer.Argument(help="Run this process alone; without it, all of them.")
    ] = None,
    host: HostOption = None,
    port: PortOption = None,
    media_port: MediaPortOption = None,
    udp_port: UdpPortOption = None,
    tls_cert: Annotated[Path | None, typer.Option(help="PEM file with the certificate chain.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM file with the certificate's key.")] = None,
    tls_self_signed: SelfSignedOption = False,
    internal_port: Annotated[int | None, typer.Option(min=0, max=65535, hidden=True)] = None,
    log_level: LogLevelOption = "info",
) -> None:
    """Start and supervise everything on this machine; the first start writes settings and secrets to DATA."""
    overrides = given(
        server__host=host,
        server__port=port,
        server__internal_port=internal_port,
        server__tls_cert=tls_cert,
        server__tls_key=tls_key,
        server__tls_self_signed=tls_self_signed or None,
        media__port=media_port,
        media__udp_port=udp_port,
    )
    match part:
        case Part.APP:
            from consilium import app_process

            app_process.run(load_settings(data, overrides), log_level)
        case Part.MEDIA:
            from consilium import media_process

            media_process.run(load_settings(data, overrides), log_level)
        case None:
            settings, overrides = plan.settle(data, overrides)
            refuse_demo_on_network(settings)
            run_process("serve", partial(_run_site, settings, overrides, log_level), log_level=log_level)


async def _run_site(
    settings: Settings, overrides: dict[str, object], log_level: str, stop: asyncio.Event
) -> None:
    administrator = await first_start.prepare(settings)
    async with Supervisor() as supervisor:
        for child in plan.children(settings, overrides, log_level):
            supervisor.start(child)
        if not await supervisor.until_ready(stop):
            return
        healthy = await until_healthy(plan.local_url(settings))
        _announce(settings, administrator, healthy)
        await supervisor.until_stopped(stop)


def _announce(
    settings: Settings, administrator: first_start.FirstAdministrator | None, healthy: bool
) -> None:
    if administrator is not None:
        print("First start: an administrator was created. This password is shown only now:")
        print(f"  name      {administrator.name}")
        print(f"  password  {administrator.password}")
    if not healthy:
        print(f"The engine at {settings.engine_url} does not answer yet; pictures appear once it does.")
    print(f"Consilium is ready at {plan.shown_url(settings)}", flush=True)
