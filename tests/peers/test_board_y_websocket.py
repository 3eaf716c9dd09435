"""The unmodified y-websocket client under Node, beside a client of this project: they share one board."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.settings import load_settings
from tests.conftest import ROOT, require
from tests.support.app_process import AppProcess
from tests.support.board_client import BoardClient, mark_of
from tests.support.drawing import Table, laid_table
from tests.support.processes import free_port

pytestmark = pytest.mark.peers

NODE = shutil.which("node")
PACKAGES = ROOT / "web" / "package.json"
CLIENT = ROOT / "tests" / "support" / "y_websocket_page.cjs"


class NodePage:
    """One y-websocket client in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def open(cls, url: str, table: Table, person: int) -> NodePage:
        assert NODE is not None
        address = f"{url.replace('http', 'ws', 1)}/api/consultations/{table.consultation}"
        arguments = ["--experimental-websocket", "--no-warnings", str(CLIENT), str(PACKAGES), address]
        process = await asyncio.create_subprocess_exec(
            NODE, *arguments, table.people[person][2], stdin=-1, stdout=-1, limit=2**20
        )
        page = cls(process)
        await page.until(lambda seen: seen["synced"])
        return page

    async def do(self, order: str, **details: Any) -> dict[str, Any]:
        """Give an order; what the page holds afterwards."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"order": order, **details}).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await self._process.stdout.readline())
        return answer

    async def until(self, look: Callable[[dict[str, Any]], bool]) -> None:
        async with asyncio.timeout(20):
            while True:
                if look(await self.do("look")):
                    return
                await asyncio.sleep(0.02)

    async def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


async def test_y_websocket_and_our_client_share_a_board(tmp_path: Path) -> None:
    require(NODE is not None and (ROOT / "web/node_modules/y-websocket").exists(), "no y-websocket for Node")
    settings = load_settings(tmp_path, {"server.port": free_port(), "livekit.url": "ws://127.0.0.1:9"})
    table = await laid_table(settings, ["wang", "li", "zhao"])
    app = AppProcess(settings)
    await app.start()
    url = f"http://127.0.0.1:{settings.server.port}"
    ours = table.client(url, 2)
    wang, li = await asyncio.gather(*(NodePage.open(url, table, person) for person in (0, 1)))
    try:
        await ours.synced()
        await drawn_edited_and_undone(wang, li, ours, table)
        await drawn_offline(wang, li, ours, table)
        await shown(wang, li, ours, table)
    finally:
        await asyncio.gather(wang.close(), li.close(), ours.leave())
        app.kill()


async def drawn_edited_and_undone(wang: NodePage, li: NodePage, ours: BoardClient, table: Table) -> None:
    await wang.do("draw", id="w", mark=mark_of(*table.people[0][:2]))
    await li.until(lambda seen: "w" in seen["marks"])
    await li.do("label", id="w", label="李的批注")
    await ours.until(lambda: "w" in ours.marks and ours.marks["w"]["label"] == "李的批注")
    own = ours.draw()
    await wang.until(lambda seen: own in seen["marks"])
    await wang.do("undo")
    await li.until(lambda seen: set(seen["marks"]) == {own})
    await ours.until(lambda: set(ours.marks.keys()) == {own})


async def drawn_offline(wang: NodePage, li: NodePage, ours: BoardClient, table: Table) -> None:
    before = set((await li.do("look"))["marks"])
    for page in (wang, li):
        await page.do("offline")
    for number in range(3):
        await wang.do("draw", id=f"w{number}", mark=mark_of(*table.people[0][:2]))
        await li.do("draw", id=f"l{number}", mark=mark_of(*table.people[1][:2]))
    for page in (wang, li):
        await page.do("online")
    expected = before | {f"{who}{number}" for who in "wl" for number in range(3)}
    for page in (wang, li):
        await page.until(lambda seen: set(seen["marks"]) == expected)
    await ours.until(lambda: set(ours.marks.keys()) == expected)


async def shown(wang: NodePage, li: NodePage, ours: BoardClient, table: Table) -> None:
    """Presence reaches everybody, and goes with whoever leaves."""
    who, name, _ = table.people[0]
    state = {"id": who, "name": name, "organisation": "市第一医院", "pointer": None, "views": None}
    state |= {"drawing": None, "hand": 5, "following": False}
    await wang.do("show", state=state)
    await li.until(lambda seen: state in seen["others"])
    await ours.until(lambda: state in ours.others.values())
    await wang.do("offline")
    await ours.until(lambda: state not in ours.others.values())
    await li.until(lambda seen: state not in seen["others"])
