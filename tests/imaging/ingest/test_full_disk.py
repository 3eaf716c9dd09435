"""A full disk: refused clearly, nothing half kept, and all is well again once there is room."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import Settings, load_settings
from imaging.archive import Archive
from imaging.errors import StorageFull
from imaging.index.tables import Instance
from imaging.ingest.ingest import Ingest
from imaging.ingest.space import Space
from imaging.receipt import Outcome
from tests.conftest import require
from tests.imaging.conftest import CITY_CT, NOW, OpenArchive
from tests.imaging.ingest.contents import objects, rows, store, waiting
from tests.imaging.test_verify import verify
from tests.support import postgresql as server
from tests.support.dicom_files import CT
from tests.support.postgresql import PostgreSQL
from tests.support.small_disk import fill, small_disk

MANY = 2000


@pytest.fixture
def disk() -> Iterator[Path]:
    with small_disk(8) as mounted:
        yield mounted


def unreserved(archive: Archive) -> Ingest:
    """Ingest that runs into the full disk itself, as it does when others use the space up meanwhile."""
    return Ingest(archive.store, archive.database, Space((), 0), lambda: NOW)


def wordy(number: int) -> bytes:
    """An image whose metadata cannot be compressed, so that the index grows quickly."""
    noise = random.Random(number).randbytes(20_000).hex()
    return CT(
        number=number, more={"ImageComments": noise[:10_000], "DerivationDescription": noise[:1000]}
    ).bytes()


def store_until_full(ingest: Ingest, size: int) -> int:
    """Stores images of about `size` bytes until there is no room; returns how many were acknowledged."""
    side = int((size / 2) ** 0.5)
    for number in range(1, MANY):
        data = CT(number=number, side=side).bytes() if size else wordy(number)
        try:
            receipt = store(ingest, CITY_CT, data)
        except StorageFull:
            return number - 1
        assert receipt.outcome is Outcome.STORED
    pytest.fail("the disk did not fill up")


def assert_consistent(archive: Archive, acknowledged: int) -> None:
    assert len(rows(archive, Instance)) == acknowledged
    assert len(objects(archive)) == acknowledged
    assert waiting(archive) == []
    assert verify(archive)[1] == []


def test_reserve_is_kept_free(tmp_path: Path, open_archive: OpenArchive) -> None:
    archive = open_archive(load_settings(tmp_path / "data", {"archive.reserve_mb": 10**9}))
    with pytest.raises(StorageFull, match="reserve_mb"):
        store(archive, CITY_CT, CT().bytes())
    with pytest.raises(StorageFull, match="reserve_mb"):
        archive.ingest.receive(CITY_CT)
    assert_consistent(archive, 0)


def test_full_disk_of_objects(disk: Path, tmp_path: Path, open_archive: OpenArchive) -> None:
    settings = load_settings(tmp_path / "data", {"archive.reserve_mb": 0, "archive.path": disk / "archive"})
    archive = open_archive(settings)
    ballast = fill(disk, leave=2 << 20)
    ingest = unreserved(archive)
    acknowledged = store_until_full(ingest, 100_000)
    assert acknowledged > 10
    assert_consistent(archive, acknowledged)
    ballast.unlink()
    assert store(ingest, CITY_CT, CT(number=MANY, side=200).bytes()).outcome is Outcome.STORED
    assert_consistent(archive, acknowledged + 1)


def test_upload_that_fills_the_disk_leaves_nothing(
    disk: Path, tmp_path: Path, open_archive: OpenArchive
) -> None:
    settings = load_settings(tmp_path / "data", {"archive.reserve_mb": 0, "archive.path": disk / "archive"})
    archive = open_archive(settings)
    with archive.ingest.receive(CITY_CT) as reception:
        reception.write(bytes(4 << 20))
        with pytest.raises(StorageFull, match="send again"):
            reception.write(bytes(8 << 20))
    assert_consistent(archive, 0)
    assert store(archive, CITY_CT, CT().bytes()).outcome is Outcome.STORED


def test_full_disk_of_sqlite(disk: Path, tmp_path: Path, open_archive: OpenArchive) -> None:
    url = f"sqlite+aiosqlite:///{disk / 'consilium.db'}"
    settings = load_settings(tmp_path / "data", {"archive.reserve_mb": 0, "database.url": url})
    fills_up_and_recovers(disk, settings, open_archive)


def test_full_disk_of_postgresql(tmp_path: Path, open_archive: OpenArchive) -> None:
    require(server.available(), f"no PostgreSQL in {server.BINARIES}")
    with small_disk(200) as disk, PostgreSQL(disk) as started:
        url = started.new_database()
        settings = load_settings(tmp_path / "data", {"archive.reserve_mb": 0, "database.url": url})
        fills_up_and_recovers(disk, settings, open_archive)


def fills_up_and_recovers(disk: Path, settings: Settings, open_archive: OpenArchive) -> None:
    archive = open_archive(settings)
    ingest = unreserved(archive)
    ballast = fill(disk, leave=2 << 20)
    acknowledged = store_until_full(ingest, 0)
    assert acknowledged >= 1
    # Even the trace of a verification takes room.
    ballast.unlink()
    assert_consistent(archive, acknowledged)
    assert store(ingest, CITY_CT, wordy(MANY)).outcome is Outcome.STORED
    assert_consistent(archive, acknowledged + 1)
