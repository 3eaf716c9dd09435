"""The audit log's newest seal in a file outside of the database: else a cut-off end would not show."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from core.errors import ConsiliumError

_FILE = "audit-head"


class HeadUnreadable(ConsiliumError):
    """The file is there, but not as it was written."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some time."""

    seq: int
    seal: str


class HeadFile:
    """`audit-head` in the data folder. Blocking.

    Each machine that serves one database has its own; one that another machine has overtaken still names a
    link of the chain.
    """

    def __init__(self, data: Path) -> None:
        self.path = data / _FILE

    def read(self) -> Head | None:
        """None before the first was written. Raises HeadUnreadable."""
        try:
            found = json.loads(self.path.read_text(encoding="ascii"))
            return Head(int(found["seq"]), str(found["seal"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HeadUnreadable(
                f"{self.path} cannot be read: {error}. If the disk is sound, somebody has changed it."
            ) from error

    def write(self, head: Head) -> None:
        """Replaces the file at once, so that it is whole after a power cut. Raises OSError."""
        draft = self.path.with_name(f".{_FILE}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                json.dump({"seq": head.seq, "seal": head.seal}, file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
