"""Consilium's commands run within the process of the tests: a new interpreter takes a second to start."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from typer.testing import CliRunner

from consilium.cli import app


def command(*arguments: str, standard_input: str = "") -> str:
    """Runs `consilium` with these arguments to its end; what it printed, or AssertionError where it fails."""
    # In another thread, because a command has an event loop of its own, as the test that calls it may have.
    with ThreadPoolExecutor(1) as other:
        done = other.submit(CliRunner().invoke, app, list(arguments), standard_input).result()
    assert done.exit_code == 0, f"{arguments}: {done.exit_code}\n{done.output}\n{done.exception!r}"
    return str(done.stdout)
