"""Everything that a consultation keeps is checked by dciodvfy, and by our own conformance check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom import Dataset

from imaging.conformance import check
from imaging.derived.document import CONSULTATION_NOTE, encapsulated_pdf
from imaging.derived.image import Capture, secondary_capture
from imaging.derived.key_images import key_object_selection
from imaging.derived.marks import presentation_state
from imaging.derived.measurements import measurement_report
from imaging.derived.model import KeyImage
from imaging.derived.still import read_still
from imaging.header import read_header
from imaging.receipt import Verdict
from tests.conftest import require
from tests.consultation.keeping.pictures import picture
from tests.imaging.derived.made import AT, image, marks, new, study
from tests.support import dciodvfy
from tests.support.dicom_files import as_file

pytestmark = pytest.mark.peers

SOURCES = {
    "CT": "ct_head/ge_infarct/14.dcm",
    "echo": "us_cine/echo_acuson_65f_DIRW0007.dcm",
    "ultrasound with a palette": "us_cine/stills/examples_palette.dcm",
    "grey ultrasound": "us_cine/stills/fodicom_GH364_pancreas_jpegls.dcm",
    "angiography": "xa_fluoro/xa_coronary_rca_96f_HasFragmentSequence.dcm",
    "enhanced MR": "mr/enhanced_mr_moving_knee_19f_MOVEKNEE.dcm",
    "Chinese name in GB18030": "malformed_odd/charset/chrX2.dcm",
}

PICTURES = (
    ("PNG", "image/png", {}),
    ("JPEG", "image/jpeg", {}),
    ("JPEG", "image/jpeg", {"mode": "L"}),
    ("JPEG", "image/jpeg", {"subsampling": 0}),
    ("JPEG", "image/jpeg", {"progressive": True}),
    ("WEBP", "image/webp", {}),
)


def kept(path: Path) -> Iterator[tuple[str, Dataset]]:
    """All that a consultation can leave in the study of this image."""
    source = image(path)
    uid, clip = str(source.SOPInstanceUID), source.NumberOfFrames > 1
    drawn = marks(uid, 2 if clip else 1)
    yield "marks", presentation_state([source], drawn, new("marks"))
    yield "measurements", measurement_report([source], [mark for mark in drawn if mark.measured], new("sr"))
    chosen = [KeyImage(uid, frame, "关键图像", "王伟", AT) for frame in ((1, 2) if clip else (1,))]
    yield "key images", key_object_selection([source], chosen, new("keys"))
    pdf = b"%PDF-1.4 odd"
    yield "summary", encapsulated_pdf(study(path), pdf, "右侧基底节区病变", CONSULTATION_NOTE, new("pdf"))
    for number, (kind, media_type, options) in enumerate(PICTURES, 1):
        still = read_still(picture(kind, **options), media_type)
        capture = Capture(still, AT, "US", "超声 1", "县人民医院")
        yield f"{kind} {options}", secondary_capture(study(path), capture, new("image", number))


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_kept_has_no_error(shared_data: Path, tmp_path: Path, source: str) -> None:
    require(dciodvfy.PROGRAM.exists(), f"no {dciodvfy.PROGRAM}")
    found = {}
    for name, dataset in kept(shared_data / SOURCES[source]):
        file = tmp_path / "kept.dcm"
        data = as_file(dataset)
        file.write_bytes(data)
        verdict, reasons = check(read_header(data), data)
        found[name] = (dciodvfy.errors(file), verdict, reasons)
    assert found == dict.fromkeys(found, ([], Verdict.PASSED, ()))
