"""Threads and processes that store into the same study at once keep every counter exact."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256

from core.settings import Settings
from imaging.archive import Archive
from imaging.errors import StorageFailed
from imaging.index.tables import Instance, Study, StudyFacet
from imaging.receipt import Outcome
from tests.imaging.conftest import CITY_CT, NOW, OpenArchive
from tests.imaging.ingest.contents import audited, objects, rows, store, waiting
from tests.imaging.test_verify import verify
from tests.support.dicom_files import CT
from tests.support.forking import forking

THREADS = 8
SLICES = 12
PROCESSES = 3


def slices(series: str) -> list[bytes]:
    return [CT(series=series, number=number).bytes() for number in range(1, SLICES + 1)]


def store_series(settings: Settings, series: str) -> None:
    """What one of several processes does."""
    with Archive.open(settings, now=lambda: NOW) as archive, ThreadPoolExecutor(2) as pool:
        receipts = list(pool.map(lambda data: store(archive, CITY_CT, data), slices(series)))
    if {receipt.outcome for receipt in receipts} != {Outcome.STORED}:
        raise RuntimeError(f"{receipts}")


def test_threads_share_a_study(any_archive: Archive) -> None:
    files = [data for series in "abc" for data in slices(series)]
    with ThreadPoolExecutor(THREADS) as pool:
        receipts = list(pool.map(lambda data: store(any_archive, CITY_CT, data), files))
    assert {receipt.outcome for receipt in receipts} == {Outcome.STORED}
    [study] = rows(any_archive, Study)
    assert (study["series_count"], study["instance_count"]) == (3, len(files))
    assert verify(any_archive)[1] == []
    assert sum(entry[3]["instances"] for entry in audited(any_archive)) == len(files)


def test_same_instance_from_all_threads_is_stored_once(any_archive: Archive) -> None:
    data = CT().bytes()
    with ThreadPoolExecutor(THREADS) as pool:
        receipts = list(pool.map(lambda _: store(any_archive, CITY_CT, data), range(THREADS)))
    outcomes = Counter(receipt.outcome for receipt in receipts)
    assert outcomes == {Outcome.STORED: 1, Outcome.ALREADY_THERE: THREADS - 1}
    assert (objects(any_archive), waiting(any_archive)) == ([sha256(data).hexdigest()], [])
    assert verify(any_archive)[1] == []


def test_different_instances_under_one_uid_from_all_threads(any_archive: Archive) -> None:
    files = [CT(value=value).bytes() for value in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        receipts = list(pool.map(lambda data: store(any_archive, CITY_CT, data), files))
    outcomes = Counter(receipt.outcome for receipt in receipts)
    assert outcomes == {Outcome.STORED: 1, Outcome.CONFLICT: THREADS - 1}
    assert len(objects(any_archive)) == THREADS
    assert verify(any_archive)[1] == []


def test_processes_share_a_study(any_settings: Settings, open_archive: OpenArchive) -> None:
    archive = open_archive(any_settings)
    children = [
        forking.Process(target=store_series, args=(any_settings, f"{number}")) for number in range(PROCESSES)
    ]
    for child in children:
        child.start()
    own = slices("own")
    for data in own:
        assert store(archive, CITY_CT, data).outcome is Outcome.STORED
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0] * PROCESSES
    [study] = rows(archive, Study)
    assert (study["series_count"], study["instance_count"]) == (PROCESSES + 1, (PROCESSES + 1) * SLICES)
    assert len(rows(archive, Instance)) == study["instance_count"]
    assert len([row for row in rows(archive, StudyFacet) if row["kind"] == "modality"]) == 1
    assert verify(archive)[1] == []


def test_entry_that_the_database_refuses_takes_no_other_along(any_archive: Archive) -> None:
    nobody = "0123456789ab"
    files = [(CT(study=f"{number}", series=f"{number}").bytes(), number % 2) for number in range(THREADS)]

    def bring(item: tuple[bytes, int]) -> object:
        data, stranger = item
        try:
            caller = CITY_CT if not stranger else replace(CITY_CT, organisation_id=nobody)
            return store(any_archive, caller, data).outcome
        except StorageFailed:
            return StorageFailed

    with ThreadPoolExecutor(THREADS) as pool:
        results = Counter(pool.map(bring, files))
    assert results == {Outcome.STORED: THREADS // 2, StorageFailed: THREADS // 2}
    assert (len(objects(any_archive)), waiting(any_archive)) == (THREADS // 2, [])
    assert verify(any_archive)[1] == []
