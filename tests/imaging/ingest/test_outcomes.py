"""What becomes of an instance: stored, there already, in conflict, unreadable, refused."""

from __future__ import annotations

import zlib
from hashlib import sha256
from pathlib import Path

import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian, JPEGLSLossless, RLELossless

from imaging.archive import Archive
from imaging.index.tables import (
    ArchiveCount,
    Instance,
    InstanceMetadata,
    NamePart,
    Patient,
    Series,
    SetAside,
    Study,
    StudyFacet,
)
from imaging.receipt import Outcome
from imaging.rights import OPERATOR_CALLER
from tests.imaging.conftest import CITY, CITY_CT, COUNTY, COUNTY_CT, STUDENT
from tests.imaging.ingest.contents import audited, objects, rows, store, waiting
from tests.support.dicom_files import CT, reencoded


def test_stored_instance_is_in_the_store_and_in_every_table(any_archive: Archive) -> None:
    image = CT()
    data = image.bytes()
    receipt = store(any_archive, CITY_CT, data)
    assert (receipt.outcome, receipt.sop_instance_uid) == (Outcome.STORED, image.sop_instance_uid)
    digest = sha256(data).hexdigest()
    assert objects(any_archive) == [digest]
    assert any_archive.store.path(digest).read_bytes() == data
    assert waiting(any_archive) == []
    [instance] = rows(any_archive, Instance)
    assert (instance["sop_instance_uid"], instance["digest"]) == (image.sop_instance_uid, digest)
    assert (instance["size"], instance["rows"], instance["frames"]) == (len(data), 16, 1)
    assert data[instance["pixel_offset"] :][: instance["pixel_length"]] == image.dataset().PixelData
    [metadata] = rows(any_archive, InstanceMetadata)
    assert b'"BulkDataURI":"/studies/' in zlib.decompress(metadata["json"]).replace(b": ", b":")
    [study] = rows(any_archive, Study)
    assert (study["study_uid"], study["organisation_id"]) == (image.study_uid, CITY)
    assert (study["moment"], study["modalities"], study["body_parts"]) == ("20261121093015", "CT", "HEAD")
    [patient] = rows(any_archive, Patient)
    assert (patient["patient_id"], patient["name"]) == ("P1", "Wang^XiaoDong=王^小东")
    facets = {(row["kind"], row["value"]) for row in rows(any_archive, StudyFacet)}
    words = {("name", word) for word in ("wang", "xiaodong", "王", "小东")}
    assert facets == {("modality", "CT"), ("body-part", "HEAD"), *words}
    assert "dong" in {row["part"] for row in rows(any_archive, NamePart)}
    assert audited(any_archive) == [
        ("peer:CITY_CT", image.study_uid, "success", {"instances": 1}),
    ]


def test_counters_grow_with_series_and_instances(any_archive: Archive) -> None:
    images = [CT(series="a", number=number) for number in (1, 2)]
    images += [CT(series="b", modality="PT", body_part="chest"), CT(study="other", series="c")]
    files = [image.bytes() for image in images]
    for data in files:
        assert store(any_archive, CITY_CT, data).outcome is Outcome.STORED
    study, other = rows(any_archive, Study)
    assert (study["series_count"], study["instance_count"]) == (2, 3)
    assert study["bytes"] == sum(map(len, files[:3]))
    assert (study["modalities"], study["body_parts"]) == ("CT\\PT", "CHEST\\HEAD")
    assert (other["series_count"], other["instance_count"]) == (1, 1)
    assert [row["instance_count"] for row in rows(any_archive, Series)] == [2, 1, 1]
    assert len(rows(any_archive, Patient)) == 1
    [count] = rows(any_archive, ArchiveCount)
    assert count == {
        "organisation_id": CITY,
        "studies": 2,
        "series": 3,
        "instances": 4,
        "bytes": sum(map(len, files)),
    }


def test_same_instance_again_is_harmless(any_archive: Archive) -> None:
    data = CT().bytes()
    assert store(any_archive, CITY_CT, data).outcome is Outcome.STORED
    before = rows(any_archive, Study)
    assert store(any_archive, CITY_CT, data).outcome is Outcome.ALREADY_THERE
    assert rows(any_archive, Study) == before
    assert (len(objects(any_archive)), waiting(any_archive)) == (1, [])


def test_same_instance_again_mends_an_object_that_was_lost(archive: Archive) -> None:
    data = CT().bytes()
    store(archive, CITY_CT, data)
    digest = sha256(data).hexdigest()
    archive.store.path(digest).unlink()
    assert store(archive, CITY_CT, data).outcome is Outcome.ALREADY_THERE
    assert archive.store.path(digest).read_bytes() == data


def test_another_file_header_is_the_same_instance(archive: Archive) -> None:
    image = CT().dataset()
    image.file_meta.ImplementationVersionName = "ONE"
    first = CT().bytes()
    store(archive, CITY_CT, first)
    second = first.replace(b"PYDICOM ", b"ANOTHER ")
    assert second != first
    assert store(archive, CITY_CT, second).outcome is Outcome.ALREADY_THERE
    assert (objects(archive), waiting(archive)) == ([sha256(first).hexdigest()], [])


@pytest.mark.parametrize("syntax", [RLELossless, JPEGLSLossless, DeflatedExplicitVRLittleEndian])
def test_reencoded_instance_is_the_same_instance(archive: Archive, syntax: str) -> None:
    data = CT().bytes()
    store(archive, CITY_CT, data)
    again = store(archive, CITY_CT, reencoded(data, syntax))
    assert again.outcome is Outcome.ALREADY_THERE
    assert rows(archive, SetAside) == []


@pytest.mark.parametrize("other", [CT(value=7), CT(name="Li^Na")], ids=["pixels", "name"])
@pytest.mark.parametrize("syntax", [None, RLELossless], ids=["as-is", "re-encoded"])
def test_different_instance_under_the_same_uid_is_kept_aside(
    any_archive: Archive, other: CT, syntax: str | None
) -> None:
    first, second = CT().bytes(), other.bytes()
    second = reencoded(second, syntax) if syntax else second
    store(any_archive, CITY_CT, first)
    receipt = store(any_archive, CITY_CT, second)
    assert receipt.outcome is Outcome.CONFLICT
    assert "kept aside" in receipt.text
    [aside] = rows(any_archive, SetAside)
    digest = sha256(second).hexdigest()
    assert (aside["kind"], aside["digest"], aside["organisation_id"]) == ("conflict", digest, CITY)
    assert (aside["sop_instance_uid"], aside["study_uid"]) == (CT().sop_instance_uid, CT().study_uid)
    assert any_archive.store.path(digest).read_bytes() == second
    assert [row["digest"] for row in rows(any_archive, Instance)] == [sha256(first).hexdigest()]
    assert audited(any_archive)[-1][3] == {"instances": 1, "kept_as": "conflict"}
    assert store(any_archive, CITY_CT, second).outcome is Outcome.CONFLICT
    assert (len(rows(any_archive, SetAside)), waiting(any_archive)) == (1, [])


def test_series_uid_of_another_study_is_a_conflict(archive: Archive) -> None:
    store(archive, CITY_CT, CT(study="one").bytes())
    receipt = store(archive, CITY_CT, CT(study="two").bytes())
    assert receipt.outcome is Outcome.CONFLICT
    assert CT(study="one").study_uid in receipt.text
    assert len(rows(archive, Study)) == 1


@pytest.mark.parametrize("data", [b"", b"no DICOM at all" * 100, CT().bytes()[:140]])
def test_unreadable_bytes_are_quarantined(any_archive: Archive, data: bytes) -> None:
    with any_archive.ingest.receive(CITY_CT, name="scan.dcm") as reception:
        reception.write(data)
        receipt = reception.finish()
    assert receipt.outcome is Outcome.QUARANTINED
    [aside] = rows(any_archive, SetAside)
    assert (aside["kind"], aside["size"], aside["source"]) == ("quarantined", len(data), "peer:CITY_CT")
    assert "scan.dcm" in aside["reason"]
    assert any_archive.store.path(aside["digest"]).read_bytes() == data


def test_study_of_another_organisation_is_refused(any_archive: Archive) -> None:
    store(any_archive, CITY_CT, CT(number=1).bytes())
    receipt = store(any_archive, COUNTY_CT, CT(number=2).bytes())
    assert receipt.outcome is Outcome.REFUSED
    assert (len(objects(any_archive)), waiting(any_archive)) == (1, [])
    assert len(rows(any_archive, Instance)) == 1
    assert audited(any_archive)[-1][:3] == ("peer:COUNTY_CT", CT().study_uid, "refused")


def test_whoever_may_not_write_is_refused_and_audited(archive: Archive) -> None:
    assert store(archive, STUDENT, CT().bytes()).outcome is Outcome.REFUSED
    assert store(archive, CITY_CT, CT().bytes(), organisation_id=COUNTY).outcome is Outcome.REFUSED
    assert (objects(archive), waiting(archive), rows(archive, Study)) == ([], [], [])
    assert [entry[2] for entry in audited(archive)] == ["refused", "refused"]


def test_instance_of_another_study_than_asked_for_is_refused(archive: Archive) -> None:
    receipt = store(archive, CITY_CT, CT().bytes(), study_uid="1.2.3")
    assert (receipt.outcome, objects(archive)) == (Outcome.REFUSED, [])
    assert CT().study_uid in receipt.text
    assert store(archive, CITY_CT, CT().bytes(), study_uid=CT().study_uid).outcome is Outcome.STORED


def test_operator_says_whose_a_study_becomes(archive: Archive) -> None:
    with pytest.raises(ValueError, match="organisation"):
        store(archive, OPERATOR_CALLER, CT().bytes())
    store(archive, OPERATOR_CALLER, CT().bytes(), organisation_id=COUNTY)
    assert rows(archive, Study)[0]["organisation_id"] == COUNTY


def test_patients_without_identifier_are_told_apart_by_name(any_archive: Archive) -> None:
    for number, name in enumerate(("Wang^A", "Li^B", "Wang^A")):
        store(
            any_archive, CITY_CT, CT(study=f"{number}", series=f"{number}", name=name, patient_id="").bytes()
        )
    assert [row["name"] for row in rows(any_archive, Patient)] == ["Wang^A", "Li^B"]


def test_reception_that_is_left_leaves_nothing(archive: Archive) -> None:
    with archive.ingest.receive(CITY_CT) as reception:
        reception.write(CT().bytes())
    assert (objects(archive), waiting(archive)) == ([], [])


def test_every_sample_file_is_stored_or_set_aside(archive: Archive, shared_data: Path) -> None:
    folders = ("transfer_syntaxes/small_pydicom", "malformed_odd")
    outcomes = {}
    for path in (path for folder in folders for path in (shared_data / folder).rglob("*") if path.is_file()):
        with archive.ingest.receive(CITY_CT, name=path.name) as reception:
            reception.write(path.read_bytes())
            outcomes[sha256(path.read_bytes()).hexdigest()] = reception.finish().outcome
    kept = {row["digest"] for model in (Instance, SetAside) for row in rows(archive, model)}
    assert set(objects(archive)) == kept
    assert {digest for digest, outcome in outcomes.items() if outcome is not Outcome.ALREADY_THERE} <= kept
    assert {Outcome.STORED, Outcome.QUARANTINED, Outcome.CONFLICT} <= set(outcomes.values())
