"""`kill -9` of the application while people draw: nothing is lost that anybody else had seen, or drawn."""

from __future__ import annotations

import asyncio
from pathlib import Path

from core.settings import load_settings
from tests.support.app_process import AppProcess
from tests.support.drawing import kept_marks, laid_table, painting, seen_by_others
from tests.support.killing import moments
from tests.support.processes import free_port

KILLS = 20
LONGEST_S = 0.3


async def test_no_stroke_is_lost_that_another_had_seen(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"server.port": free_port(), "livekit.url": "ws://127.0.0.1:9"})
    table = await laid_table(settings, ["wang", "li", "zhao"])
    app = AppProcess(settings)
    async with painting(f"http://127.0.0.1:{settings.server.port}", table) as painters:
        for moment in moments(KILLS, LONGEST_S, seed=4):
            await app.start()
            for painter in painters:
                await painter.sees_something_new()
            await asyncio.sleep(moment)  # the random moment itself, not a wait for something
            app.kill()
            assert seen_by_others(painters) <= await kept_marks(settings, table)
        await app.start()
        for painter in painters:
            painter.resting = True
        for painter in painters:
            await painter.client.until(lambda painter=painter: painter.client.online, 30.0)
            await painter.client.saved(30.0)
        drawn = {mark for painter in painters for mark in painter.drawn}
        assert drawn == await kept_marks(settings, table)
        for painter in painters:
            await painter.client.until(lambda painter=painter: drawn == set(painter.client.marks.keys()))
        app.kill()
