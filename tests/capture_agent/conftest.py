"""The engine that the tests of a module share, and the agents that a test starts."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.peers.livekit_engine import RunningEngine, running_engine
from tests.support.processes import Child


@pytest.fixture(scope="module")
def engine() -> Iterator[RunningEngine]:
    with running_engine() as engine:
        yield engine


@pytest.fixture
def started() -> Iterator[list[Child]]:
    """Agents and engines of a test; whatever still runs at its end is stopped."""
    children: list[Child] = []
    yield children
    for child in children:
        child.stop(signal.SIGTERM)
