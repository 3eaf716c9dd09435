"""Headers of real files: equal to what pydicom reads of them, names right in every character set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imaging.errors import UnreadableDicom
from imaging.header import read_header
from tests.imaging.header.pydicom_json import json_by_pydicom, json_by_walker

NOT_DICOM = {".xml", ".md", ".tsv", ".txt", ".png", ".jpg", ".mp4", ".tif", ".json", ".gz"}

READ_BY_PYDICOM_IN_PART = {
    "GH1339.dcm",  # its file meta information claims the whole data set for itself
    "GH179A.dcm",  # these three end within an element: pydicom keeps what is left of its value
    "GH179B.dcm",
    "rtplan_truncated.dcm",
    "no_meta.dcm",  # likewise: a stray byte before the data set makes one element of it all
}
NOT_WRITTEN_BY_PYDICOM = {
    "badVR.dcm",  # Number of Frames is "1A"
    "GH177_D_CLUNIE_CT1_IVRLE_BigEndian_undefined_length.dcm",  # its sequence has no end
}
DEFLATED = b"1.2.840.10008.1.2.1.99"


def dicom_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in NOT_DICOM)


def test_every_file_reads_as_pydicom_reads_it(shared_data: Path) -> None:
    different, unreadable, compared = set(), set(), 0
    for path in dicom_files(shared_data):
        data = path.read_bytes()
        if DEFLATED in data[:600]:
            continue
        try:
            expected = json_by_pydicom(data)
        except (OSError, ValueError, NotImplementedError):
            unreadable.add(path.name)
            continue
        compared += 1
        if json_by_walker(data) != expected:
            different.add(path.name)
    assert different <= READ_BY_PYDICOM_IN_PART
    assert unreadable <= NOT_WRITTEN_BY_PYDICOM
    assert compared > 200


def test_deflated_data_sets_read_as_pydicom_reads_them(shared_data: Path) -> None:
    found = 0
    for path in dicom_files(shared_data):
        data = path.read_bytes()
        if DEFLATED not in data[:600]:
            continue
        header = read_header(data)
        root = f"/studies/{header.study_uid}/series/{header.series_uid}/instances/{header.sop_instance_uid}"
        text = header.metadata.decode().replace(f"{root}/bulkdata/", "")
        assert json.loads(text) == json_by_pydicom(data), path.name
        assert header.pixel_offset is None
        found += 1
    assert found >= 3


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("chrArab.dcm", "قباني^لنزار"),
        ("chrFren.dcm", "Buc^Jérôme"),
        ("chrFrenMulti.dcm", "Buc^Jérôme"),
        ("chrGB2312.dcm", "Zhang^XiaoDong=张^小东"),
        ("chrGerm.dcm", "Äneas^Rüdiger"),
        ("chrGreek.dcm", "Διονυσιος"),
        ("chrH31.dcm", "Yamada^Tarou=山田^太郎=やまだ^たろう"),
        ("chrH32.dcm", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"),
        ("chrHbrw.dcm", "שרון^דבורה"),
        ("chrI2.dcm", "Hong^Gildong=洪^吉洞=홍^길동"),
        ("chrJapMulti.dcm", "やまだ^たろう"),
        ("chrJapMultiExplicitIR6.dcm", "やまだ^たろう"),
        ("chrKoreanMulti.dcm", "김희중"),
        ("chrRuss.dcm", "Люкceмбypг"),
        ("chrX1.dcm", "Wang^XiaoDong=王^小東"),
        ("chrX2.dcm", "Wang^XiaoDong=王^小东"),
    ],
)
def test_names_of_every_character_set(shared_data: Path, file: str, name: str) -> None:
    data = (shared_data / "malformed_odd" / "charset" / file).read_bytes()
    assert read_header(data).attributes.patient_name == name


@pytest.mark.parametrize("file", ["chrSQEncoding.dcm", "chrSQEncoding1.dcm"])
def test_items_have_character_sets_of_their_own(shared_data: Path, file: str) -> None:
    dataset = json_by_walker((shared_data / "malformed_odd" / "charset" / file).read_bytes())
    item = dataset["00321064"]["Value"][0]
    assert item["00100010"]["Value"] == [
        {"Alphabetic": "ﾔﾏﾀﾞ^ﾀﾛｳ", "Ideographic": "山田^太郎", "Phonetic": "やまだ^たろう"}
    ]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pydicom/zipMR.gz", "no SOP Class UID"),
        ("fo-dicom/DICOMDIR", "DICOMDIR"),
        ("fo-dicom/multiframe.dcm", "no Study Instance UID"),
        ("pydicom/no_meta.dcm", "no SOP Class UID"),
        ("fo-dicom/GH340.dcm", "no SOP Class UID"),
    ],
)
def test_what_does_not_say_which_instance_it_is_is_unreadable(
    shared_data: Path, file: str, text: str
) -> None:
    with pytest.raises(UnreadableDicom, match=text):
        read_header((shared_data / "malformed_odd" / file).read_bytes())


def test_index_attributes_of_a_chest_ct(shared_data: Path) -> None:
    data = (shared_data / "ct_chest" / "lungdx_A0001_5mm_lung" / "1-10.dcm").read_bytes()
    header = read_header(data)
    found = header.attributes
    assert (found.modality, found.series_number, found.instance_number) == ("CT", 2, 10)
    assert (found.study_date, found.study_time, found.study_description) == ("20070404", "185824", "Chest")
    assert (found.rows, found.columns, found.frames, found.bits_allocated, found.samples) == (
        512,
        512,
        1,
        16,
        1,
    )
    assert header.transfer_syntax == "1.2.840.10008.1.2"
    assert (header.pixel_offset, header.pixel_length) == (len(data) - 524288, 524288)
    assert header.findings == ()


def test_dates_of_acr_nema_become_those_of_dicom(shared_data: Path) -> None:
    header = read_header((shared_data / "malformed_odd" / "fo-dicom" / "CR-MONO1-10-chest").read_bytes())
    assert header.transfer_syntax == "1.2.840.10008.1.2"
    assert header.attributes.modality == "CR"


def test_encapsulated_pixels_have_a_place_but_no_length(shared_data: Path) -> None:
    data = (shared_data / "us_cine" / "echo_acuson_65f_DIRW0007.dcm").read_bytes()
    header = read_header(data)
    assert header.attributes.frames == 65
    assert header.pixel_length is None
    assert header.pixel_offset is not None
    assert data[header.pixel_offset : header.pixel_offset + 4] == b"\xfe\xff\x00\xe0"


def test_memory_views_read_like_bytes_and_are_released(shared_data: Path) -> None:
    data = (shared_data / "malformed_odd" / "charset" / "chrX1.dcm").read_bytes()
    lent = bytearray(data)
    assert read_header(memoryview(lent)) == read_header(data)
    lent.append(0)  # fails while a view of it is held
