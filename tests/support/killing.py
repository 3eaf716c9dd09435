"""What `kill -9` must not do to an archive: moments to kill at, and the look at what is left afterwards."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from sqlalchemy import select

from core.models import Organisation
from core.settings import Settings
from imaging.archive import Archive
from imaging.index.tables import Instance
from imaging.verify import Finding, Verification


def moments(count: int, longest_s: float, seed: int) -> Iterator[float]:
    """Seconds after which to kill, spread at random; the seed makes a failure repeatable."""
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.uniform(0, longest_s)


def assert_nothing_lost(settings: Settings, acknowledged: Collection[str]) -> int:
    """Opens the archive, which recovers it, and looks at every byte. Returns how many instances there are.

    Every acknowledged SOP Instance UID has its row and its intact bytes, no object is without a row, all
    counters are right, and nothing is left among what arrives.
    """
    with Archive.open(settings) as archive:
        with archive.database.read() as connection:
            known = set(connection.scalars(select(Instance.sop_instance_uid)))
            owner = connection.scalars(select(Organisation.id)).first()
        lost = set(acknowledged) - known
        assert not lost, f"{len(lost)} of {len(acknowledged)} acknowledged instances are lost: {lost}"
        found: list[Finding] = []
        report = Verification(
            archive, repair=False, organisation_id=owner or "", on_finding=found.append
        ).run(datetime.now(UTC))
        assert not found, found
        assert report.objects >= len(known)
        arriving = [path for path in (settings.archive_path / "incoming").glob("*/*") if path.is_file()]
        assert not arriving
    return len(known)
