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


def test_failure_reaches_everyone_of_the_batch_and_nobody_else() -> None:
    def commit(items: Sequence[int]) -> list[int]:
        if 13 in items:
            raise ValueError("unlucky")
        return list(items)

    group: GroupCommit[int, int] = GroupCommit(commit, limit=4)
    with pytest.raises(ValueError, match="unlucky"):
        group.submit(13)
    assert group.submit(1) == 1
