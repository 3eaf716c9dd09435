"""The tie between a supervised process and its supervisor: neither outlives the other unnoticed."""

import os
import signal
import sys
import threading
from collections.abc import Mapping

LIFELINE = "CONSILIUM_LIFELINE"
"""Set in a child whose standard input is a pipe that the supervisor holds open for as long as it lives."""

READY_FD = "CONSILIUM_READY_FD"
"""Number of the file descriptor on which a child reports that it is ready."""

GRACE_S = 8.0
"""How long an orphan may take to end in good order."""


def hold_lifeline() -> None:
    """In a supervised process: end when the supervisor does, even by SIGKILL. Elsewhere nothing happens."""
    if os.environ.pop(LIFELINE, None) is not None:
        threading.Thread(target=_watch, name="lifeline", daemon=True).start()


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        continue
    os.kill(os.getpid(), signal.SIGTERM)
    # Whoever hangs so badly that SIGTERM does nothing must not be left behind either.
    threading.Event().wait(GRACE_S)
    os._exit(1)


def report_ready() -> None:
    """Tell the supervisor, if there is one, that this process does its work now."""
    descriptor = os.environ.pop(READY_FD, None)
    if descriptor is not None:
        os.write(int(descriptor), b"ready\n")
        os.close(int(descriptor))


def child_environment(ready_fd: int) -> Mapping[str, str]:
    """What a child finds in its environment in addition to ours."""
    return {LIFELINE: "1", READY_FD: str(ready_fd)}
