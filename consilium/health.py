"""Asks a started site whether all of its parts work, as anybody could over HTTP."""

import asyncio

import aiohttp

POLL_S = 0.1
EMBEDDED_ENGINE_WITHIN_S = 20.0
OUTSIDE_ENGINE_WITHIN_S = 3.0
"""Nobody here can start it: it answers, or people are told that it does not."""


async def until_healthy(url: str, within_s: float = EMBEDDED_ENGINE_WITHIN_S) -> bool:
    """Wait until `url` reports that application and engine work; False if they do not in time."""
    timeout = aiohttp.ClientTimeout(total=3)
    try:
        async with asyncio.timeout(within_s), aiohttp.ClientSession(timeout=timeout) as http:
            while not await _healthy(http, url):  # noqa: ASYNC110 - another process's health has no event
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        return False
    return True


async def _healthy(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(f"{url}/api/health") as answer:
            report = await answer.json()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False
    return bool(report.get("status") == "ok")
