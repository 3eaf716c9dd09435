"""dcmtk's tools as other people's nodes: echo, store, find, move and get."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pydicom
import pytest

from tests.conftest import require
from tests.support import dcmtk
from tests.support.dcmtk import Receiver, Target, counted, find
from tests.support.dicom_files import CT, reencoded, uid
from tests.support.dicom_node import Node

pytestmark = pytest.mark.peers

OTHER_HOSPITAL = "County Hospital"

SLICES = tuple(CT(study="chest", number=number, series="axial") for number in range(1, 6))
HEAD = CT(
    study="head", series="t1", name="Li^Ming=李^明", patient_id="P2", study_date="20250102", modality="MR"
)
COMPRESSED = CT(
    study="compressed",
    series="compressed",
    name="Zhao^Yun=赵^云",
    patient_id="P3",
    study_date="20240607",
    side=64,
)
JPEG_2000 = "1.2.840.10008.1.2.4.90"


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    require(dcmtk.available(), "dcmtk is not installed")
    started = Receiver(tmp_path_factory.mktemp("receiver"), "STORESCP", "+B")
    yield started
    started.stop()


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Node]:
    """With two processes; DCMTK and STORESCP are of one hospital, STRANGER is of another."""
    started = Node(tmp_path_factory.mktemp("node"), processes=2)
    started.add_peer("DCMTK")
    started.add_peer("STORESCP", receiver.port)
    started.add_peer("AWAY", 1)
    started.add_peer("STRANGER", receiver.port, OTHER_HOSPITAL)
    started.start()
    yield started
    assert started.stop() == [0, 0], started.text
    assert "Traceback" not in started.text


@pytest.fixture(scope="module")
def target(node: Node) -> Target:
    return Target(node.port)


@pytest.fixture(scope="module")
def stored(target: Target, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what was sent."""
    folder = tmp_path_factory.mktemp("sent")
    for image in (*SLICES, HEAD):
        (folder / f"{image.sop_instance_uid}.dcm").write_bytes(image.bytes())
    compressed = reencoded(COMPRESSED.bytes(), JPEG_2000)
    (folder / f"{COMPRESSED.sop_instance_uid}.dcm").write_bytes(compressed)
    result = dcmtk.run("storescu", target, "-xv", "-R", "+sd", files=[folder])
    assert result.status == 0, result.text
    return folder


def test_known_peer_is_answered(target: Target) -> None:
    result = dcmtk.run("echoscu", target)
    assert result.status == 0, result.text
    assert "Success" in result.text


@pytest.mark.parametrize(
    ("aet", "called", "reason"),
    [
        ("NOBODY", "CONSILIUM", "Calling AE Title Not Recognized"),
        ("DCMTK", "SOMEBODY", "Called AE Title Not Recognized"),
    ],
)
def test_refusals_name_their_reason_and_are_audited(node: Node, aet: str, called: str, reason: str) -> None:
    result = dcmtk.run("echoscu", Target(node.port, aet, called))
    assert result.status != 0
    assert reason in result.text
    refused = node.rows(
        "SELECT json_extract(detail, '$.called') FROM audit_entry "
        f"WHERE action = 'dicom.association' AND outcome = 'refused' AND target = '{aet}'"
    )
    assert refused == [(called,)]


def test_data_set_is_kept_as_it_was_sent(node: Node, stored: Path) -> None:
    digests = {
        str(uid): str(digest) for uid, digest in node.rows("SELECT sop_instance_uid, digest FROM instance")
    }
    for image in (*SLICES, HEAD, COMPRESSED):
        digest = digests[image.sop_instance_uid]
        (path,) = (node.data / "archive").rglob(f"{digest}*")
        kept = pydicom.dcmread(path)
        sent = pydicom.dcmread(stored / f"{image.sop_instance_uid}.dcm")
        assert kept == sent
        assert kept.file_meta.TransferSyntaxUID == sent.file_meta.TransferSyntaxUID


def test_eight_senders_at_once_lose_nothing(node: Node, target: Target, tmp_path: Path) -> None:
    senders = []
    expected = set()
    for sender in range(8):
        folder = tmp_path / str(sender)
        folder.mkdir()
        for number in range(20):
            image = CT(study="many", series="many", number=100 * sender + number, side=64)
            expected.add(image.sop_instance_uid)
            (folder / f"{number}.dcm").write_bytes(image.bytes())
        command = dcmtk.command("storescu", target, ["+sd"], [folder])
        senders.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    assert [sender.wait(dcmtk.WITHIN_S) for sender in senders] == [0] * 8
    assert expected <= node.kept()


def test_same_again_is_harmless_and_another_under_its_uid_is_kept_aside(
    node: Node, target: Target, stored: Path, tmp_path: Path
) -> None:
    again = dcmtk.run("storescu", target, files=[stored / f"{HEAD.sop_instance_uid}.dcm"])
    assert again.status == 0, again.text
    other = tmp_path / "other.dcm"
    other.write_bytes(CT(study="head", series="t1", patient_id="P2", modality="MR", value=7).bytes())
    result = dcmtk.run("storescu", target, files=[other])
    assert "0x111" in result.text, result.text
    aside = node.rows("SELECT kind FROM set_aside")
    assert aside == [("conflict",)]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"PatientName": "WANG*"}, {SLICES[0].study_uid}),
        ({"PatientName": "*明*"}, {HEAD.study_uid}),
        ({"PatientID": "P2"}, {HEAD.study_uid}),
        ({"PatientID": "P?", "StudyDate": "20240101-20251231"}, {HEAD.study_uid, COMPRESSED.study_uid}),
        ({"StudyDate": "-20241231"}, {COMPRESSED.study_uid}),
        ({"ModalitiesInStudy": "MR"}, {HEAD.study_uid}),
        (
            {"StudyInstanceUID": f"{HEAD.study_uid}\\{COMPRESSED.study_uid}"},
            {HEAD.study_uid, COMPRESSED.study_uid},
        ),
        ({"PatientName": "NOBODY"}, set()),
    ],
)
def test_studies_are_found(
    target: Target, stored: Path, tmp_path: Path, keys: dict[str, str], expected: set[str]
) -> None:
    asked = {"SpecificCharacterSet": "ISO_IR 192", "QueryRetrieveLevel": "STUDY", "StudyInstanceUID": ""}
    answers = [pydicom.dcmread(path, force=True) for path in find(target, tmp_path, {**asked, **keys})]
    found = {str(answer.StudyInstanceUID) for answer in answers} - {uid("study", "many")}
    assert found == expected


def test_every_level_answers_what_was_asked_for(target: Target, stored: Path, tmp_path: Path) -> None:
    study = SLICES[0].study_uid
    patients = find(
        target, tmp_path / "p", {"QueryRetrieveLevel": "PATIENT", "PatientID": "P1", "PatientName": ""}, "-P"
    )
    assert [str(pydicom.dcmread(path, force=True).PatientID) for path in patients] == ["P1"]
    keys = {
        "QueryRetrieveLevel": "SERIES",
        "StudyInstanceUID": study,
        "SeriesInstanceUID": "",
        "Modality": "",
    }
    (series,) = [pydicom.dcmread(path, force=True) for path in find(target, tmp_path / "s", keys)]
    assert (series.SeriesInstanceUID, series.Modality) == (SLICES[0].series_uid, "CT")
    keys = {
        "QueryRetrieveLevel": "IMAGE",
        "StudyInstanceUID": study,
        "SeriesInstanceUID": SLICES[0].series_uid,
        "SOPInstanceUID": "",
        "InstanceNumber": "2-4",
    }
    images = [
        pydicom.dcmread(path, force=True)
        for path in find(target, tmp_path / "i", {**keys, "InstanceNumber": ""})
    ]
    assert {str(image.SOPInstanceUID) for image in images} == {image.sop_instance_uid for image in SLICES}


@pytest.mark.parametrize("character_set", ["GB18030", "ISO_IR 192"])
def test_chinese_names_come_in_the_character_set_that_was_asked_in(
    target: Target, stored: Path, tmp_path: Path, character_set: str
) -> None:
    keys = {
        "SpecificCharacterSet": character_set,
        "QueryRetrieveLevel": "STUDY",
        "PatientName": "",
        "StudyInstanceUID": HEAD.study_uid,
    }
    (answer,) = [pydicom.dcmread(path, force=True) for path in find(target, tmp_path, keys)]
    assert answer.SpecificCharacterSet == character_set
    assert answer.PatientName == "Li^Ming=李^明"


def move(target: Target, destination: str, level: str, *keys: str, files: Path) -> dcmtk.Result:
    wanted = [part for key in (f"QueryRetrieveLevel={level}", *keys) for part in ("-k", key)]
    return dcmtk.run("movescu", target, "-d", "-S", "-aem", destination, *wanted, folder=files)


def test_study_is_moved_to_a_known_peer(
    target: Target, stored: Path, receiver: Receiver, tmp_path: Path
) -> None:
    result = move(target, "STORESCP", "STUDY", f"StudyInstanceUID={SLICES[0].study_uid}", files=tmp_path)
    assert result.status == 0, result.text
    assert counted(result.text, "Completed") == len(SLICES)
    for image in SLICES:
        (arrived,) = [path for path in receiver.files() if path.name.endswith(image.sop_instance_uid)]
        assert pydicom.dcmread(arrived) == pydicom.dcmread(stored / f"{image.sop_instance_uid}.dcm")


def test_receiver_of_uncompressed_images_only_gets_them_so(
    target: Target, stored: Path, receiver: Receiver, tmp_path: Path
) -> None:
    result = move(target, "STORESCP", "STUDY", f"StudyInstanceUID={COMPRESSED.study_uid}", files=tmp_path)
    assert result.status == 0, result.text
    (arrived,) = [path for path in receiver.files() if path.name.endswith(COMPRESSED.sop_instance_uid)]
    moved = pydicom.dcmread(arrived)
    assert not moved.file_meta.TransferSyntaxUID.is_compressed
    assert (moved.pixel_array == COMPRESSED.dataset().pixel_array).all()


@pytest.mark.parametrize(
    ("destination", "status"),
    [("UNKNOWN", "MoveDestinationUnknown"), ("AWAY", "MoveDestinationUnknown"), ("STRANGER", "0x124")],
)
def test_nothing_is_moved_where_it_must_not_or_cannot(
    target: Target, stored: Path, tmp_path: Path, destination: str, status: str
) -> None:
    result = move(target, destination, "STUDY", f"StudyInstanceUID={HEAD.study_uid}", files=tmp_path)
    assert result.status != 0
    assert status in result.text, result.text


def test_one_image_is_got_over_the_same_association(target: Target, stored: Path, tmp_path: Path) -> None:
    image = SLICES[2]
    keys = (
        "QueryRetrieveLevel=IMAGE",
        f"StudyInstanceUID={image.study_uid}",
        f"SeriesInstanceUID={image.series_uid}",
        f"SOPInstanceUID={image.sop_instance_uid}",
    )
    wanted = [part for key in keys for part in ("-k", key)]
    result = dcmtk.run("getscu", target, "-S", "-od", str(tmp_path), *wanted)
    assert result.status == 0, result.text
    (arrived,) = tmp_path.iterdir()
    assert pydicom.dcmread(arrived) == pydicom.dcmread(stored / f"{image.sop_instance_uid}.dcm")


def test_peer_of_another_hospital_sees_nothing(node: Node, stored: Path, tmp_path: Path) -> None:
    stranger = Target(node.port, "STRANGER")
    keys = {"QueryRetrieveLevel": "STUDY", "PatientID": "P1", "StudyInstanceUID": ""}
    assert find(stranger, tmp_path / "found", keys) == []
    result = move(stranger, "STRANGER", "STUDY", f"StudyInstanceUID={HEAD.study_uid}", files=tmp_path)
    assert counted(result.text, "Completed") == 0
    refused = dcmtk.run("storescu", stranger, files=[stored / f"{HEAD.sop_instance_uid}.dcm"])
    assert "0x124" in refused.text, refused.text
