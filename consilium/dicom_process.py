"""The process `dicom`: the DICOM node; several of them share one port."""

import asyncio
from functools import partial

from consilium.lifeline import report_ready
from consilium.process import run_process
from core.settings import Settings
from imaging.node.node import run_node


def run(settings: Settings, log_level: str) -> None:
    run_process("dicom", partial(_serve, settings), log_level=log_level)


async def _serve(settings: Settings, stop: asyncio.Event) -> None:
    await run_node(settings, stop, ready=lambda _port: report_ready())
