"""The supervisor: whoever dies comes back, the others go on, and nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consilium.child import ChildFailed, ChildSpec
from consilium.process import CONFIGURATION_ERROR
from consilium.restarts import LONGEST_DELAY_S, STABLE_AFTER_S, Restarts
from consilium.supervisor import NotReady, Supervisor
from tests.support.processes import Child, wait_for

WITHIN_S = 20.0

WORKER = """
import os, signal, sys, threading
from pathlib import Path
from consilium.lifeline import hold_lifeline, report_ready
hold_lifeline()
with Path(sys.argv[1]).open("a") as log:
    log.write(f"{os.getpid()}\\n")
report_ready()
threading.Event().wait()
"""

DEAF_WORKER = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + WORKER


def worker(log: Path, code: str = WORKER) -> ChildSpec:
    """A child that writes its process id into `log` whenever it starts."""
    return ChildSpec(log.name, (sys.executable, "-c", code, str(log)))


def started(log: Path) -> list[int]:
    return [int(line) for line in log.read_text().split()] if log.exists() else []


async def until_started(log: Path, times: int) -> list[int]:
    async with asyncio.timeout(WITHIN_S):
        while len(started(log)) < times:  # noqa: ASYNC110 - the file is another process's
            await asyncio.sleep(0.02)
    return started(log)


async def test_ready_only_when_all_are(tmp_path: Path) -> None:
    async with Supervisor() as supervisor:
        one = supervisor.start(worker(tmp_path / "one"))
        other = supervisor.start(worker(tmp_path / "other"))
        assert await supervisor.until_ready(asyncio.Event())
        assert one.ready.is_set()
        assert other.ready.is_set()


async def test_dead_child_comes_back_and_the_others_go_on(tmp_path: Path) -> None:
    async with Supervisor() as supervisor:
        supervisor.start(worker(tmp_path / "one"))
        supervisor.start(worker(tmp_path / "other"))
        await supervisor.until_ready(asyncio.Event())
        (first,) = started(tmp_path / "one")
        os.kill(first, signal.SIGKILL)
        _, second = await until_started(tmp_path / "one", 2)
        os.kill(second, signal.SIGKILL)
        await until_started(tmp_path / "one", 3)
        assert len(started(tmp_path / "other")) == 1


async def test_leaving_stops_every_child(tmp_path: Path) -> None:
    async with Supervisor() as supervisor:
        supervisor.start(worker(tmp_path / "one"))
        supervisor.start(worker(tmp_path / "other"))
        await supervisor.until_ready(asyncio.Event())
    assert not any(psutil.pid_exists(pid) for name in ("one", "other") for pid in started(tmp_path / name))


async def test_child_that_ignores_being_asked_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consilium.child.STOP_WITHIN_S", 0.2)
    async with Supervisor() as supervisor:
        supervisor.start(worker(tmp_path / "deaf", DEAF_WORKER))
        await supervisor.until_ready(asyncio.Event())
    assert not psutil.pid_exists(started(tmp_path / "deaf")[0])


async def test_child_with_wrong_settings_is_not_tried_again(tmp_path: Path) -> None:
    spec = ChildSpec("broken", (sys.executable, "-c", f"raise SystemExit({CONFIGURATION_ERROR})"))
    async with Supervisor() as supervisor:
        supervisor.start(worker(tmp_path / "one"))
        supervisor.start(spec)
        with pytest.raises(ChildFailed, match="broken"):
            await supervisor.until_ready(asyncio.Event())


async def test_child_that_never_gets_ready_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consilium.supervisor.READY_WITHIN_S", 0.2)
    spec = ChildSpec("sleepy", (sys.executable, "-c", "import threading; threading.Event().wait()"))
    async with Supervisor() as supervisor:
        supervisor.start(spec)
        with pytest.raises(NotReady, match="sleepy"):
            await supervisor.until_ready(asyncio.Event())


async def test_being_told_to_stop_ends_the_wait_for_readiness() -> None:
    stop = asyncio.Event()
    stop.set()
    spec = ChildSpec("sleepy", (sys.executable, "-c", "import threading; threading.Event().wait()"))
    async with Supervisor() as supervisor:
        supervisor.start(spec)
        assert not await supervisor.until_ready(stop)


SUPERVISING = """
import asyncio, sys
import consilium.child
from consilium.child import ChildSpec
from consilium.process import run_process
from consilium.supervisor import Supervisor

consilium.child.STOP_WITHIN_S = 0.2

async def work(stop):
    async with Supervisor() as supervisor:
        supervisor.start(ChildSpec("worker", (sys.executable, "-c", sys.argv[2], sys.argv[1])))
        await supervisor.until_ready(stop)
        print("ready", flush=True)
        await supervisor.until_stopped(stop)

run_process("test", work)
"""

SHORT_GRACE = "import consilium.lifeline; consilium.lifeline.GRACE_S = 0.2\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
@pytest.mark.parametrize("code", [WORKER, DEAF_WORKER], ids=["worker", "deaf-worker"])
def test_nothing_is_left_behind_however_the_supervisor_ends(
    tmp_path: Path, number: signal.Signals, code: str
) -> None:
    log = tmp_path / "worker"
    command = [sys.executable, "-c", SUPERVISING, str(log), SHORT_GRACE + code]
    supervisor = Child(command, tmp_path / "output")
    wait_for("ready", lambda: "ready" in supervisor.text, WITHIN_S)
    (pid,) = started(log)
    supervisor.process.send_signal(number)
    supervisor.process.wait(WITHIN_S)
    wait_for("the worker's end", lambda: not psutil.pid_exists(pid), WITHIN_S)


def test_first_restart_comes_at_once_and_later_ones_wait_longer() -> None:
    restarts = Restarts()
    delays = [restarts.delay_after(1.0) for _ in range(10)]
    assert delays[0] <= 0.1
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY_S


def test_who_lived_long_is_restarted_at_once_again() -> None:
    restarts = Restarts()
    for _ in range(10):
        restarts.delay_after(1.0)
    assert restarts.delay_after(STABLE_AFTER_S) <= 0.1


@given(st.lists(st.floats(0, 1e6), max_size=200))
def test_delay_is_always_within_bounds(lives: list[float]) -> None:
    restarts = Restarts()
    assert all(0 < restarts.delay_after(lived) <= LONGEST_DELAY_S for lived in lives)
