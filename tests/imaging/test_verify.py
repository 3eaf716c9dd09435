"""Verification: whatever is wrong between store and index is found, and put right."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import delete, update

from core.audit import Action
from core.models import AuditEntry
from imaging.archive import Archive
from imaging.index.tables import ArchiveCount, Instance, InstanceMetadata, Series, SetAside, Study, StudyFacet
from imaging.verify import Fault, Finding, Report, Verification
from tests.imaging.conftest import CITY, CITY_CT, COUNTY, NOW
from tests.imaging.ingest.contents import objects, rows, store
from tests.support.dicom_files import CT


def verify(archive: Archive, *, repair: bool = False) -> tuple[Report, list[Finding]]:
    found: list[Finding] = []
    report = Verification(archive, repair=repair, organisation_id=CITY, on_finding=found.append).run(NOW)
    return report, found


@pytest.fixture
def filled(any_archive: Archive) -> Archive:
    """Two series of two slices, another study, and one conflict that was set aside."""
    for image in (CT(series="a"), CT(series="a", number=2), CT(series="b"), CT(study="x", series="x")):
        store(any_archive, CITY_CT, image.bytes())
    store(any_archive, CITY_CT, CT(series="a", value=5).bytes())
    return any_archive


def everything(archive: Archive) -> list[list[dict[str, object]]]:
    """All that a repair has to bring back, without keys and times, which may differ."""
    volatile = {"id", "series_pk", "study_pk", "patient_pk", "created_at", "updated_at", "revision", "source"}
    return [
        sorted(({k: v for k, v in row.items() if k not in volatile} for row in rows(archive, model)), key=str)
        for model in (Study, Series, Instance, StudyFacet, ArchiveCount)
    ]


def test_sound_archive_is_clean(filled: Archive) -> None:
    report, found = verify(filled)
    assert (found, report.objects, report.clean) == ([], 5, True)
    [entry] = [row for row in rows(filled, AuditEntry) if row["action"] == Action.ARCHIVE_VERIFY]
    assert entry["detail"] == {"objects": 5, "repair": False}


def test_object_without_row_is_taken_in_again(filled: Archive) -> None:
    before = everything(filled)
    digest = sha256(CT(series="a", number=2).bytes()).hexdigest()
    with filled.database.write() as connection:
        connection.execute(delete(InstanceMetadata))
        connection.execute(delete(Instance).where(Instance.digest == digest))
    report, found = verify(filled)
    assert {finding.fault for finding in found} == {Fault.ORPHAN, Fault.MISCOUNTED}
    assert not report.clean
    assert verify(filled, repair=True)[0].clean
    assert verify(filled)[1] == []
    assert everything(filled) == before


def test_lost_index_is_made_again_from_the_store(filled: Archive) -> None:
    before = everything(filled)
    aside = {row["digest"] for row in rows(filled, SetAside)}
    with filled.database.write() as connection:
        for model in (InstanceMetadata, Instance, Series, StudyFacet, Study, SetAside, ArchiveCount):
            connection.execute(delete(model))
    report, _ = verify(filled, repair=True)
    assert report.faults == {Fault.ORPHAN: 5}
    assert verify(filled)[1] == []
    # Of two instances with one UID, either may be taken in first.
    assert len(rows(filled, Instance)) == 4
    assert len(rows(filled, SetAside)) == 1
    if {row["digest"] for row in rows(filled, SetAside)} == aside:
        assert everything(filled) == before


def test_row_without_file_is_removed_and_the_instance_can_come_again(filled: Archive) -> None:
    before = everything(filled)
    data = CT(study="x", series="x").bytes()
    filled.store.remove(sha256(data).hexdigest())
    _, found = verify(filled)
    assert [finding.fault for finding in found] == [Fault.MISSING]
    report, _ = verify(filled, repair=True)
    assert (report.lost, report.clean) == (1, False)
    assert verify(filled)[1] == []
    assert [row["study_uid"] for row in rows(filled, Study)] == [CT().study_uid]
    store(filled, CITY_CT, data)
    assert everything(filled) == before


def test_damaged_file_is_quarantined_and_its_row_removed(filled: Archive) -> None:
    image = CT(series="a", number=2)
    digest = sha256(image.bytes()).hexdigest()
    damaged = bytearray(image.bytes())
    damaged[-1] ^= 0x55
    filled.store.path(digest).write_bytes(damaged)
    _, found = verify(filled)
    assert [(finding.fault, finding.subject) for finding in found] == [(Fault.DAMAGED, digest)]
    report, _ = verify(filled, repair=True)
    assert (report.lost, report.clean) == (1, False)
    assert verify(filled)[1] == []
    aside = {row["digest"]: row for row in rows(filled, SetAside)}[sha256(damaged).hexdigest()]
    assert image.sop_instance_uid in aside["reason"]
    assert filled.store.path(aside["digest"]).read_bytes() == damaged
    assert digest not in objects(filled)
    assert len(rows(filled, Instance)) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        update(Study).values(instance_count=99),
        update(Study).values(bytes=1, verdict="failed"),
        update(Study).values(modalities="MR"),
        update(Series).values(instance_count=0),
        update(ArchiveCount).values(instances=0),
        delete(ArchiveCount),
        delete(StudyFacet).where(StudyFacet.kind == "name"),
    ],
    ids=["instances", "bytes", "modalities", "series", "totals", "no-totals", "facets"],
)
def test_wrong_counters_are_counted_anew(filled: Archive, wrong: object) -> None:
    before = everything(filled)
    with filled.database.write() as connection:
        connection.execute(wrong)  # type: ignore[call-overload]
    _, found = verify(filled)
    assert {finding.fault for finding in found} == {Fault.MISCOUNTED}
    assert verify(filled, repair=True)[0].clean
    assert everything(filled) == before


def test_orphan_of_a_known_study_goes_to_its_organisation(archive: Archive) -> None:
    store(archive, CITY_CT, CT(number=1).bytes(), organisation_id=CITY)
    store(archive, CITY_CT, CT(number=2).bytes())
    with archive.database.write() as connection:
        connection.execute(delete(InstanceMetadata))
        connection.execute(delete(Instance).where(Instance.number == 2))
    Verification(archive, repair=True, organisation_id=COUNTY).run(NOW)
    assert [row["organisation_id"] for row in rows(archive, Study)] == [CITY]
    assert len(rows(archive, Instance)) == 2
