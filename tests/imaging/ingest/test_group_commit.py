"""Group commit: whoever comes while one commits is committed together, and gets an answer of its own."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from imaging.ingest.group_commit import GroupCommit

LATE = 5


def test_items_that_come_meanwhile_share_the_next_commit() -> None:
    batches: list[list[int]] = []
    first_runs, all_wait = threading.Event(), threading.Event()

    def commit(items: Sequence[int]) -> list[int]:
        batches.append(sorted(items))
        first_runs.set()
        assert all_wait.wait(10)
        return [item * 10 for item in items]

    group: GroupCommit[int, int] = GroupCommit(commit, limit=LATE)
    with ThreadPoolExecutor(LATE + 1) as pool:
        first = pool.submit(group.submit, 0)
        assert first_runs.wait(10)
        others = [pool.submit(group.submit, number) for number in range(1, LATE + 1)]
        while group.waiting < LATE:
            threading.Event().wait(0.001)
        all_wait.set()
        assert [future.result() for future in (first, *others)] == [0, 10, 20, 30, 40, 50]
    assert batches == [[0], [1, 2, 3, 4, 5]]


def test_batches_are_no_longer_than_allowed() -> None:
    longest = []

    def commit(items: Sequence[int]) -> list[int]:
        longest.append(len(items))
        return list(items)

    group: GroupCommit[int, int] = GroupCommit(commit, limit=2)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(group.submit, range(50))) == list(range(50))
    assert max(longest) <= 2


@pytest.mark.parametrize("failure", [ValueError, SystemExit])
def test_failure_reaches_everyone_of_the_batch_and_nobody_else(failure: type[BaseException]) -> None:
    first_runs, all_wait = threading.Event(), threading.Event()

    def commit(items: Sequence[int]) -> list[int]:
        first_runs.set()
        assert all_wait.wait(10)
        if 13 in items:
            raise failure("unlucky")
        return list(items)

    group: GroupCommit[int, int] = GroupCommit(commit, limit=LATE)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(group.submit, 1)
        assert first_runs.wait(10)
        unlucky = [pool.submit(group.submit, number) for number in (2, 13)]
        while group.waiting < len(unlucky):
            threading.Event().wait(0.001)
        all_wait.set()
        assert first.result() == 1
        for future in unlucky:
            assert isinstance(future.exception(), failure)
    assert group.submit(3) == 3
