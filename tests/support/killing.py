"""What `kill -9` must not do to an archive: killing at random moments, and the look at what is left."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event as Ready

from sqlalchemy import select

from consultation.server import run_app
from core.models import Organisation
from core.settings import Settings
from imaging.archive import Archive
from imaging.index.tables import Instance
from imaging.node.node import run_node
from imaging.verify import Finding, Verification
from tests.support.forking import forking

READY_WITHIN_S = 30.0

Serve = Callable[[Settings, Ready], None]
"""Serves until it is killed, and says when it is ready; of this module, which `kill_while_serving` loads."""


def serve_app(settings: Settings, ready: Ready) -> None:
    asyncio.run(run_app(settings, asyncio.Event(), ready=lambda _port: ready.set()))


def serve_node(settings: Settings, ready: Ready) -> None:
    asyncio.run(run_node(settings, asyncio.Event(), lambda _port: ready.set()))


def moments(count: int, longest_s: float, seed: int) -> Iterator[float]:
    """Seconds after which to kill, spread at random; the seed makes a failure repeatable."""
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.uniform(0, longest_s)


def started(settings: Settings, serve: Serve) -> ForkServerProcess:
    """A process in which `serve` runs and is ready."""
    ready = forking.Event()
    process = forking.Process(target=serve, args=(settings, ready))
    process.start()
    assert ready.wait(READY_WITHIN_S)
    return process


def kill_while_serving(settings: Settings, serve: Serve, kills: int, longest_s: float, seed: int) -> None:
    """Starts `serve` in a process, and kills it at a random moment after it is ready; `kills` times."""
    for moment in moments(kills, longest_s, seed):
        process = started(settings, serve)
        time.sleep(moment)  # the random moment itself, not a wait for something
        process.kill()
        process.join()


def assert_nothing_lost(settings: Settings, acknowledged: Collection[str]) -> int:
    """Opens the archive, which recovers it, and looks at every byte. Returns how many instances there are.

    Every acknowledged SOP Instance UID has its row and its intact bytes, no object is without a row, all
    counters are right, and nothing is left among what arrives.
    """
    with Archive.open(settings) as archive:
        with archive.database.read() as connection:
            known = set(connection.scalars(select(Instance.sop_instance_uid)))
            owner = connection.scalars(select(Organisation.id)).first()
        lost = set(acknowledged) - known
        assert not lost, f"{len(lost)} of {len(acknowledged)} acknowledged instances are lost: {lost}"
        found: list[Finding] = []
        report = Verification(
            archive, repair=False, organisation_id=owner or "", on_finding=found.append
        ).run(datetime.now(UTC))
        assert not found, found
        assert report.objects >= len(known)
        arriving = [path for path in (settings.archive_path / "incoming").glob("*/*") if path.is_file()]
        assert not arriving
    return len(known)
