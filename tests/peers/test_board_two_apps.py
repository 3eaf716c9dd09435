"""One board in two application processes behind HAProxy, with PostgreSQL and Redis; either may be killed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from core.settings import load_settings
from tests.conftest import require
from tests.support import two_apps
from tests.support.board_client import BoardClient
from tests.support.drawing import Table, kept_marks, laid_table, painting, seen_by_others
from tests.support.two_apps import TwoApps

pytestmark = pytest.mark.peers

KILLS = 4


def directly(site: TwoApps, number: int, table: Table, person: int) -> BoardClient:
    """A client of one of the processes, past the balancer."""
    return table.client(f"http://127.0.0.1:{site.app_ports[number]}", person)


async def test_two_processes_are_one_board_and_either_may_die(tmp_path: Path) -> None:
    require(two_apps.available(), "PostgreSQL, redis-server or haproxy is not installed")
    with two_apps.two_apps(tmp_path) as site:
        table = await laid_table(load_settings(site.data), ["wang", "li", "zhao", "sun"])
        try:
            await asyncio.to_thread(site.start)
            await shared_by_both(site, table)
            await killed_in_turn(site, table)
        finally:
            left = await asyncio.to_thread(site.stop)
        assert left == []


async def shared_by_both(site: TwoApps, table: Table) -> None:
    """What is drawn and shown at one process is seen at the other, and who leaves there is gone here."""
    first, second = (directly(site, number, table, number) for number in (0, 1))
    first.show(hand=1)
    await first.synced()
    await second.synced()
    await second.until(lambda: [one["hand"] for one in second.others.values()] == [1], what="the hand")
    marks = {client.draw() for client in (first, second) for _ in range(20)}
    for client in (first, second):
        await client.until(lambda client=client: set(client.marks.keys()) == marks, what="all marks")
    await first.leave()
    await second.until(lambda: not second.others, what="the leaving")
    await second.leave()


async def killed_in_turn(site: TwoApps, table: Table) -> None:
    """People draw on, through the balancer, while one process after the other is killed."""
    settings = load_settings(site.data)
    async with painting(site.url, table) as painters:
        for kill in range(KILLS):
            for painter in painters:
                await painter.sees_something_new()
            await asyncio.to_thread(site.kill_app, kill % 2)
            assert seen_by_others(painters) <= await kept_marks(settings, table)
            for painter in painters:
                await painter.sees_something_new()  # at the other process
            await asyncio.to_thread(site.start_app, kill % 2)
            await asyncio.to_thread(site.wait_for_app, kill % 2)
        for painter in painters:
            painter.resting = True
        for painter in painters:
            await painter.client.until(lambda painter=painter: painter.client.online, 30.0)
            await painter.client.saved(30.0)
        drawn = {mark for painter in painters for mark in painter.drawn}
        for painter in painters:
            await painter.client.until(
                lambda painter=painter: drawn <= set(painter.client.marks.keys()), 30.0
            )
        assert drawn <= await kept_marks(settings, table)
