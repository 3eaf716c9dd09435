"""The process `analysis`: a pool of workers that screen the live pictures, and one such worker."""

import asyncio
import time
from functools import partial

import aiohttp
import cv2

from analysis.outside import OutsideModels
from analysis.worker import Worker
from consilium import plan
from consilium.lifeline import report_ready
from consilium.process import run_process
from consilium.supervisor import Supervisor
from core.database import Database
from core.rooms import Engine
from core.settings import Settings


def run_pool(settings: Settings, overrides: dict[str, object], log_level: str) -> None:
    run_process("analysis", partial(_supervise, settings, overrides, log_level), log_level=log_level)


def run_worker(settings: Settings, log_level: str) -> None:
    run_process("analysis-worker", partial(_work, settings), log_level=log_level)


async def _supervise(
    settings: Settings, overrides: dict[str, object], log_level: str, stop: asyncio.Event
) -> None:
    async with Supervisor() as supervisor:
        for child in plan.analysis_workers(settings, overrides, log_level):
            supervisor.start(child)
        if await supervisor.until_ready(stop):
            report_ready()
            await supervisor.until_stopped(stop)


async def _work(settings: Settings, stop: asyncio.Event) -> None:
    # Each console has threads of its own; OpenCV's would only fight over the same cores.
    cv2.setNumThreads(1)
    models = OutsideModels(settings.models_path, time.monotonic)
    async with Database(settings.database_url) as database, aiohttp.ClientSession() as http:
        worker = Worker(settings, database, Engine(settings, http), models.make, models.modalities)
        await worker.run(stop, report_ready)
