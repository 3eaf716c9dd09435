"""Child processes of a test: started with a log, waited for, and always stopped by process id."""

from __future__ import annotations

import errno
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import psutil

STOP_TIMEOUT_S = 60.0
LINGER_S = 1.0
"""What a process of the tree may outlive the top one by, before it counts as left behind."""
POLL_S = 0.05

T = TypeVar("T")


FIRST_PORT, PORTS, PORTS_OF_A_WORKER = 12_000, 20_000, 2_000
"""Below those that the kernel gives to outgoing connections, which could take one before its server does."""


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port on loopback that nobody has at this moment; each test worker draws from a range of its own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = FIRST_PORT + worker * PORTS_OF_A_WORKER % PORTS
    while True:
        port = first + secrets.randbelow(PORTS_OF_A_WORKER)
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    continue
                raise
        return port


def listens(port: int) -> bool:
    """Whether somebody takes connections at this port of loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(what: str, look: Callable[[], T | None], timeout_s: float) -> T:
    """Asks `look` until it returns something true; TimeoutError names `what` was waited for."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {timeout_s:g} s")
        time.sleep(POLL_S)


class Child:
    """One program with its output in a file."""

    def __init__(
        self, arguments: Sequence[str], log: Path, environment: dict[str, str] | None = None
    ) -> None:
        self.log = log
        #: Ids of the processes that `stop` found running after the program had ended.
        self.stayed_behind: list[int] = []
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                list(arguments),
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )

    @property
    def text(self) -> str:
        """All output so far."""
        return self.log.read_text(errors="replace")

    def tree(self) -> list[psutil.Process]:
        """The process and all its descendants that are alive."""
        try:
            top = psutil.Process(self.process.pid)
            return [top, *top.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def descendant(self, word: str) -> psutil.Process:
        """The descendant whose command line holds `word`; LookupError where there is none."""
        for process in self.tree()[1:]:
            try:
                if word in process.cmdline():
                    return process
            except psutil.NoSuchProcess:
                continue
        raise LookupError(f"no child process {word!r}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Asks the program to end and waits. What is left of its tree then is noted, and killed."""
        family = self.tree()
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(STOP_TIMEOUT_S)
        finally:
            _, alive = psutil.wait_procs(family, timeout=LINGER_S)
            self.stayed_behind = [process.pid for process in alive if alive_and_well(process)]
            for process in alive:
                process.kill()
            self.process.wait()


def alive_and_well(process: psutil.Process) -> bool:
    """Whether it still runs; a zombie that nobody has waited for does not."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def run(arguments: Sequence[str], *, standard_input: str = "", timeout_s: float = 60.0) -> str:
    """Runs a command to its end and returns its output; AssertionError with all of it where it fails."""
    done = subprocess.run(
        list(arguments), input=standard_input, capture_output=True, text=True, timeout=timeout_s, check=False
    )
    assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def consilium(*arguments: str) -> list[str]:
    """The command line of `consilium` in this environment."""
    return [sys.executable, "-m", "consilium", *arguments]
