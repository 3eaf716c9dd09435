"""dciodvfy, which knows PS3.3 by heart, finds no error in what this archive writes."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import dcmread

from imaging.phantom.chest import make_chest
from imaging.phantom.dicom import Label, write
from imaging.phantom.head import make_head
from imaging.phantom.truth import Phantom
from imaging.pixels.syntaxes import EXPLICIT_LITTLE, SYNTAXES, Codec
from imaging.pixels.transcode import transcode_file
from tests.conftest import require
from tests.support import dciodvfy

LABEL = Label(
    identity="dciodvfy",
    patient_name="Phantom^One=体模^一",
    patient_id="PH-1",
    birth_date="19700101",
    sex="O",
    date="20260302",
    time="091500",
    description="CT",
    series_description="Axial",
)
SIDE = 96
"""Pixels; the files differ from those of full size in nothing else."""

WRITTEN = sorted(
    each.uid
    for each in SYNTAXES.values()
    # A CT image has 16 bits. HTJ2K (2023) is newer than the verifier, which takes it for uncompressed.
    if each.encodable and each.max_bits >= 16 and each.codec is not Codec.HTJ2K
)


@pytest.fixture(scope="module", autouse=True)
def _verifier() -> None:
    require(dciodvfy.PROGRAM.exists(), f"no {dciodvfy.PROGRAM}: make setup-dev installs dicom3tools")


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The middle slice of the head."""
    paths = write(make_head(size=SIDE), LABEL, tmp_path_factory.mktemp("head"))
    return paths[len(paths) // 2]


@pytest.mark.parametrize("make", [make_head, make_chest], ids=["head", "chest"])
def test_the_phantoms_are_valid_ct_images(make: Callable[..., Phantom], tmp_path: Path) -> None:
    paths = write(make(size=SIDE), LABEL, tmp_path)
    for path in (paths[0], paths[len(paths) // 2], paths[-1]):
        assert dciodvfy.errors(path) == [], path.name


@pytest.mark.parametrize("transfer_syntax", WRITTEN)
def test_a_re_encoded_image_is_as_valid_as_before(head: Path, tmp_path: Path, transfer_syntax: str) -> None:
    data = transcode_file(head, EXPLICIT_LITTLE, transfer_syntax)
    assert dcmread(BytesIO(data)).file_meta.TransferSyntaxUID == transfer_syntax
    written = tmp_path / "written.dcm"
    written.write_bytes(data)
    assert dciodvfy.errors(written) == []


def test_a_re_encoded_real_image_has_no_error_that_its_sender_did_not_make(
    shared_data: Path, tmp_path: Path
) -> None:
    sent = shared_data / "ct_chest" / "lungdx_A0001_5mm_lung" / "1-32.dcm"
    source = str(dcmread(sent, stop_before_pixels=True).file_meta.TransferSyntaxUID)
    written = tmp_path / "written.dcm"
    written.write_bytes(transcode_file(sent, source, EXPLICIT_LITTLE))
    assert set(dciodvfy.errors(written)) <= set(dciodvfy.errors(sent))


def test_the_verifier_finds_what_is_wrong(head: Path, tmp_path: Path) -> None:
    broken = dcmread(head)
    del broken.Modality
    broken.save_as(tmp_path / "broken.dcm")
    assert any("Modality" in error for error in dciodvfy.errors(tmp_path / "broken.dcm"))
