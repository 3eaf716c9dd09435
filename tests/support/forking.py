"""Processes that start at once: forked from one that has imported what the tests' processes need."""

from __future__ import annotations

import multiprocessing

forking = multiprocessing.get_context("forkserver")
# One such process serves a whole run, and whoever asks first settles what it imports: what any child needs,
# and the program that pytest runs in, is named here. A child that has to import it itself takes a second.
forking.set_forkserver_preload(
    ["pytest", "tests.imaging.conftest", "tests.support.killing", "tests.support.storing"]
)
