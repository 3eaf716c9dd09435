"""An engine in a process of its own, so that a test can kill it: `python -m
tests.capture_agent.engine_process P U`."""

from __future__ import annotations

import asyncio
import sys

import uvloop

from media_gateway import GatewaySettings
from signaling import EngineSettings, run_engine
from tests.peers.livekit_engine import KEY, SECRET


async def serve(port: int, udp_port: int) -> None:
    settings = EngineSettings(keys={KEY: SECRET}, port=port, gateway=GatewaySettings(port=udp_port))
    await run_engine(settings, asyncio.Event())


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), int(sys.argv[2])))
