"""A process that stores instances and says which of them it was told are kept: for killing and for tracing.

As a program (``python -m tests.support.storing DATA COUNT``) it prints one line for each acknowledgement.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from core.models import Organisation
from core.settings import Settings, load_settings
from imaging.archive import Archive
from imaging.receipt import Outcome
from imaging.rights import peer_caller
from tests.support.dicom_files import CT

ORGANISATION = "5705e5705e57"
CALLER = peer_caller("STORING", ORGANISATION, "127.0.0.1")
_TEMPLATE_UID = "1.2.826.0.1.3680043.10.999.1000000000"

Tell = Callable[[str], None]
"""Called with the SOP Instance UID of each instance that was acknowledged; from any thread."""


def store_many(settings: Settings, first: int, count: int, threads: int, tell: Tell) -> None:
    """Stores instances `first` to `first` + `count` of one series, from several threads at once."""
    with Archive.open(settings) as archive:
        _add_organisation(archive)
        numbers = iter(range(first, first + count))
        lock = threading.Lock()
        template = CT(more={"SOPInstanceUID": _TEMPLATE_UID}).bytes()

        def work() -> None:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                _store(archive, template, number, tell)

        running = [threading.Thread(target=work) for _ in range(threads)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()


def _store(archive: Archive, template: bytes, number: int, tell: Tell) -> None:
    uid = f"{_TEMPLATE_UID[:-10]}{1_000_000_000 + number}"
    with archive.ingest.receive(CALLER) as reception:
        reception.write(template.replace(_TEMPLATE_UID.encode(), uid.encode()))
        receipt = reception.finish()
    if receipt.outcome is not Outcome.STORED:
        raise RuntimeError(f"{uid}: {receipt}")
    tell(receipt.sop_instance_uid)


def _add_organisation(archive: Archive) -> None:
    """Once, whichever of the processes that start together comes first."""
    row = {"id": ORGANISATION, "name": "Storing", "created_at": datetime.now(UTC)}
    with suppress(IntegrityError), archive.database.write() as connection:
        connection.execute(insert(Organisation), row)


def main() -> None:
    settings = load_settings(Path(sys.argv[1]), {"archive.reserve_mb": 0})
    store_many(settings, 0, int(sys.argv[2]), 1, _print)


def _print(uid: str) -> None:
    os.write(sys.stdout.fileno(), f"acknowledged {uid}\n".encode())


if __name__ == "__main__":
    main()
