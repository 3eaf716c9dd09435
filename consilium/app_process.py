"""The process `app`: the application's HTTP server."""

import asyncio
from functools import partial

from consilium.lifeline import report_ready
from consilium.process import run_process
from consultation.server import run_app
from core.settings import Settings


def run(settings: Settings, log_level: str) -> None:
    run_process("app", partial(_serve, settings), log_level=log_level)


async def _serve(settings: Settings, stop: asyncio.Event) -> None:
    await run_app(settings, stop, ready=lambda _port: report_ready())
