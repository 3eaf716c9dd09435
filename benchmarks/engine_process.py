"""The engine alone in a process of its own, on free ports that it prints as one line: HTTP port, UDP port."""

from __future__ import annotations

import asyncio
import signal
import sys

import uvloop

from media_gateway import GatewaySettings
from signaling.server import run_engine
from signaling.settings import EngineSettings

KEY = "benchmark"
SECRET = "a-secret-for-measurements-on-loopback"


async def main() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    settings = EngineSettings(
        port=0, keys={KEY: SECRET}, gateway=GatewaySettings(bind=("127.0.0.1",), port=0)
    )
    await run_engine(settings, stop, ready=lambda http, udp: print(http, udp, flush=True))


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
