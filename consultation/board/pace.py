"""How fast a page may send: a bucket of messages and one of bytes, which fill up with time."""

BURST_MESSAGES = 6_000
"""A page that has drawn for hours without a connection tells it in one message, so this is for programs."""

MESSAGES_PER_S = 500.0
"""A pointer and a stroke under way are two for each frame of the page, of at most 144 per second."""

BURST_BYTES = 32.0 * 1024 * 1024
BYTES_PER_S = 2.0 * 1024 * 1024


class Pace:
    """`now` is any monotonic time in seconds."""

    def __init__(self, now: float) -> None:
        self._messages = float(BURST_MESSAGES)
        self._bytes = BURST_BYTES
        self._at = now

    def keeps(self, size: int, now: float) -> bool:
        """Count a message of `size` bytes; False where there were too many."""
        passed = now - self._at
        self._at = now
        self._messages = min(BURST_MESSAGES, self._messages + passed * MESSAGES_PER_S) - 1
        self._bytes = min(BURST_BYTES, self._bytes + passed * BYTES_PER_S) - size
        return self._messages >= 0 and self._bytes >= 0
