"""What was acknowledged is there after `kill -9`, and was synced before it was acknowledged."""

from __future__ import annotations

import re
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from core.settings import Settings
from tests.conftest import require
from tests.support import storing
from tests.support.forking import forking
from tests.support.killing import assert_nothing_lost, moments
from tests.support.processes import run

MOMENTS = {"sqlite": 50, "postgresql": 10}
LONGEST_S = 0.3
START_TIMEOUT_S = 30
PROCESSES = 2
THREADS = 3
FAR = 1_000_000
"""More instances than a process stores in its life, so that the numbers of two never meet."""


def store_until_killed(settings: Settings, first: int, told: Connection) -> None:
    lock = threading.Lock()

    def tell(uid: str) -> None:
        with lock:
            told.send_bytes(uid.encode())

    storing.store_many(settings, first, FAR, THREADS, tell)


def acknowledged(told: Connection) -> Iterator[str]:
    """What a process said until it died."""
    try:
        while True:
            yield told.recv_bytes().decode()
    except EOFError:
        return


def kill_all_after(delay_s: float, settings: Settings, firsts: Sequence[int], *, at_work: bool) -> list[str]:
    """Lets processes store for a while, kills them, and returns what they had been told is kept.

    `at_work`: the time counts from the first acknowledgement rather than from the start.
    """
    heard: list[str] = []
    begun = threading.Event()
    children, readers = [], []

    def listen(told: Connection) -> None:
        for uid in acknowledged(told):
            heard.append(uid)
            begun.set()

    for first in firsts:
        ours, theirs = forking.Pipe(duplex=False)
        children.append(forking.Process(target=store_until_killed, args=(settings, first, theirs)))
        children[-1].start()
        theirs.close()
        readers.append(threading.Thread(target=listen, args=(ours,)))
        readers[-1].start()
    assert not at_work or begun.wait(START_TIMEOUT_S)
    children[0].join(delay_s)
    assert all(child.is_alive() for child in children)
    for child in children:
        child.kill()
    for waited in (*children, *readers):
        waited.join()
    return heard


def test_kill_at_random_moments_loses_nothing_that_was_acknowledged(any_settings: Settings) -> None:
    heard: list[str] = []
    count = MOMENTS["postgresql" if any_settings.database.url else "sqlite"]
    for number, delay_s in enumerate(moments(count, LONGEST_S, seed=20261121)):
        firsts = [(number * PROCESSES + process) * FAR % 900_000_000 for process in range(PROCESSES)]
        heard += kill_all_after(delay_s, any_settings, firsts, at_work=number % 5 > 0)
    assert len(heard) > count
    assert assert_nothing_lost(any_settings, heard) >= len(heard)


def test_bytes_folder_and_index_are_synced_before_the_acknowledgement(tmp_path: Path) -> None:
    require(shutil.which("strace") is not None, "strace is not installed")
    trace = tmp_path / "trace"
    calls = "trace=write,pwrite64,fsync,fdatasync,rename,renameat,renameat2"
    program = [sys.executable, "-m", "tests.support.storing", str(tmp_path / "data"), "3"]
    run(["strace", "-f", "-y", "-s", "64", "-e", calls, "-o", str(trace), *program])
    lines = trace.read_text().splitlines()
    answers = [number for number, line in enumerate(lines) if "acknowledged" in line]
    assert len(answers) == 3
    for start, end in zip([0, *answers], answers, strict=False):
        steps = [step for line in lines[start:end] if (step := _step(line))]
        assert steps[-6:] == [
            "write bytes",
            "name bytes",
            "sync bytes",
            "sync folder",
            "sync index",
            "settle bytes",
        ]


_STEPS = {
    "write bytes": r"write\(\d+<\S*/incoming/\S+\.part>",
    "name bytes": r"rename\(.*\.part\".*/incoming/",
    "sync bytes": r"f(data)?sync\(\d+<\S*/incoming/[^/]+/[0-9a-f]{64}\.\d+>",
    "sync folder": r"fsync\(\d+<\S*/incoming/[^/.]+>",
    "sync index": r"f(data)?sync\(\d+<\S*/consilium\.db-wal>",
    "settle bytes": r"rename\(.*/objects/",
}


def _step(line: str) -> str | None:
    """Which step of storing a system call is; a step that failed is none."""
    if not re.search(r"= \d+$", line):
        return None
    return next((name for name, pattern in _STEPS.items() if re.search(pattern, line)), None)
