"""The log: one line an event on standard error, `time level part message`, for journald, a file or a
person."""

from __future__ import annotations

import logging
import sys
import time

FORMAT = "%(asctime)s.%(msecs)03dZ %(levelname)-7s %(part)s: %(message)s"


class _Part(logging.Filter):
    """Shortens `capture_agent.publisher` to `publisher`."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.part = record.name.removeprefix("capture_agent.")
        return True


def set_up_logging(level: str) -> None:
    """`level` is the agent's; libraries only speak up from warnings on, or when debugging."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter(FORMAT, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(_Part())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    logging.getLogger("capture_agent").setLevel(level.upper())
    # The SDK reports what the agent reports itself, in the terms of its own inside.
    logging.getLogger("livekit").setLevel(logging.DEBUG if level == "debug" else logging.CRITICAL)
