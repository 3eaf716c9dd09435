"""Runs the processes of one machine together: prepared, started, brought to health, announced, stopped."""

import asyncio

from consilium import first_start, plan
from consilium.demo_data import refuse_demo_on_network
from consilium.health import EMBEDDED_ENGINE_WITHIN_S, OUTSIDE_ENGINE_WITHIN_S, until_healthy
from consilium.supervisor import Supervisor
from core.settings import Settings


async def run_site(
    settings: Settings, overrides: dict[str, object], log_level: str, stop: asyncio.Event
) -> None:
    """Run until `stop` is set. `settings` and `overrides` come from `plan.settle`. Raises ConsiliumError."""
    refuse_demo_on_network(settings)
    administrator = await first_start.prepare(settings)
    if administrator is not None:
        _show(administrator)
    async with Supervisor() as supervisor:
        for child in plan.children(settings, overrides, log_level):
            supervisor.start(child)
        if not await supervisor.until_ready(stop):
            return
        patience = EMBEDDED_ENGINE_WITHIN_S if settings.embedded_engine else OUTSIDE_ENGINE_WITHIN_S
        healthy = await until_healthy(plan.local_url(settings), patience)
        _announce(settings, healthy)
        await supervisor.until_stopped(stop)


def _show(administrator: first_start.FirstAdministrator) -> None:
    print("First start: an administrator was created. This password is shown only now:")
    print(f"  name      {administrator.name}")
    print(f"  password  {administrator.password}", flush=True)


def _announce(settings: Settings, healthy: bool) -> None:
    if not healthy:
        print(f"The engine at {settings.engine_url} does not answer yet; pictures appear once it does.")
    print(f"Consilium is ready at {' and '.join(plan.shown_urls(settings))}", flush=True)
