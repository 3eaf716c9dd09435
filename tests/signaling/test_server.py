"""The engine as a whole: it starts on free ports, says which, and stops without leaving anything behind."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from media_gateway import GatewayError, GatewaySettings
from signaling import EngineSettings, SettingsError, run_engine
from tests.signaling.fakes import KEY, SECRET

FREE = GatewaySettings(port=0)


async def start(settings: EngineSettings, stop: asyncio.Event) -> tuple[asyncio.Task[None], int, int]:
    ready: asyncio.Future[tuple[int, int]] = asyncio.get_running_loop().create_future()
    engine = asyncio.create_task(run_engine(settings, stop, ready=lambda *ports: ready.set_result(ports)))
    await asyncio.wait({engine, ready}, return_when=asyncio.FIRST_COMPLETED)
    if engine.done():
        engine.result()
    return engine, *ready.result()


async def test_it_serves_until_it_is_stopped() -> None:
    stop = asyncio.Event()
    engine, http_port, udp_port = await start(EngineSettings(keys={KEY: SECRET}, port=0, gateway=FREE), stop)
    assert udp_port
    url = f"http://127.0.0.1:{http_port}"
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/healthz") as response:
            assert response.status == 200
        async with session.get(f"{url}/metrics") as response:
            assert "consilium_media_peers 0.0" in await response.text()
        stop.set()
        async with asyncio.timeout(5):
            await engine
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(f"{url}/healthz")


async def test_a_port_that_is_taken_is_reported_and_the_other_freed() -> None:
    stop = asyncio.Event()
    settings = EngineSettings(keys={KEY: SECRET}, port=0, gateway=FREE)
    engine, http_port, udp_port = await start(settings, stop)
    with pytest.raises(OSError, match="address already in use"):
        await start(EngineSettings(keys={KEY: SECRET}, port=http_port, gateway=FREE), stop)
    taken = GatewaySettings(port=udp_port)
    with pytest.raises(GatewayError, match=str(udp_port)):
        await start(EngineSettings(keys={KEY: SECRET}, port=0, gateway=taken), stop)
    stop.set()
    await engine


def test_settings_that_cannot_work_are_refused() -> None:
    with pytest.raises(SettingsError, match="at least one"):
        EngineSettings(keys={})
    with pytest.raises(SettingsError, match="32 characters"):
        EngineSettings(keys={KEY: "short"})
    with pytest.raises(SettingsError, match="webhook_key"):
        EngineSettings(keys={KEY: SECRET}, webhook_key="another")
