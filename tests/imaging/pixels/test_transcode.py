"""Re-encoded instances: the same pixels for pydicom, and everything else as it was."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLosslessRPCL,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
    JPEGLSLossless,
    JPEGLSNearLossless,
)

from imaging.errors import NotSupported
from imaging.pixels.encode import NEAR_LOSSLESS_ERROR, why_not_encodable
from imaging.pixels.source import open_source
from imaging.pixels.syntaxes import SYNTAXES
from imaging.pixels.transcode import transcode_file, transcode_frame
from tests.imaging.pixels.samples import Sample, quietly, read, reference, samples
from tests.support.dicom_files import CT

LOSSLESS = [known.uid for known in SYNTAXES.values() if known.encodable and not known.lossy]
SLOW = 120_000
"""Files larger than this are re-encoded into two transfer syntaxes only: OpenJPEG takes long for them."""
PIXELS = {"PixelData", "PhotometricInterpretation", "PlanarConfiguration", "LossyImageCompression"}
TWELVE_BITS = "1.2.840.10008.1.2.4.51"


@quietly()
def test_every_sample_keeps_its_pixels_in_every_lossless_transfer_syntax(shared_data: Path) -> None:
    made = 0
    for sample in samples(shared_data):
        if not sample.decodable or sample.transfer_syntax == TWELVE_BITS:
            continue
        for target in _targets(sample):
            made += _keeps_pixels(sample, target)
    assert made > 500


def _targets(sample: Sample) -> list[str]:
    large = sample.path.stat().st_size > SLOW
    return [ExplicitVRLittleEndian, JPEGLSLossless] if large else LOSSLESS


def _keeps_pixels(sample: Sample, target: str) -> bool:
    """False where there is nothing to compare: many frames, no name, or values the target has no bits for."""
    source = open_source(sample.path)
    stored = source.format.transfer_syntax
    original = read(sample.path, stored)
    unnamed = "SOPInstanceUID" not in original
    if source.format.frames > 10 or unnamed or why_not_encodable(source.format, target):
        return False
    sent = transcode_file(sample.path, stored, target)
    if target == stored:
        return sent == sample.path.read_bytes()
    dataset = dcmread(BytesIO(sent))
    assert dataset.file_meta.TransferSyntaxUID == target
    last = source.frame_count - 1
    same = np.array_equal(reference(dataset, last), reference(original, last))
    assert same, f"{sample.name} into {target}"
    return True


@quietly()
def test_frames_are_the_same_alone_as_in_the_whole_instance(shared_data: Path) -> None:
    path = shared_data / "us_cine/echo_sonosite_30f_examples_ybr_color.dcm"
    source = open_source(path)
    whole = dcmread(BytesIO(transcode_file(path, source.format.transfer_syntax, ExplicitVRLittleEndian)))
    size = source.format.frame_bits // 8
    for index in (0, 29):
        alone = transcode_frame(source, index, ExplicitVRLittleEndian)
        assert alone == whole.PixelData[index * size : (index + 1) * size]


@quietly()
@pytest.mark.parametrize("target", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, HTJ2KLosslessRPCL])
@pytest.mark.parametrize("name", ["MR_small.dcm", "MR_small_implicit.dcm", "MR_small_bigendian.dcm"])
def test_everything_but_the_pixels_stays(shared_data: Path, name: str, target: str) -> None:
    path = shared_data / "transfer_syntaxes/small_pydicom" / name
    before = dcmread(path)
    after = dcmread(BytesIO(transcode_file(path, before.file_meta.TransferSyntaxUID, target)))
    assert _without_pixels(after) == _without_pixels(before)
    assert after.SOPInstanceUID == after.file_meta.MediaStorageSOPInstanceUID == before.SOPInstanceUID


def test_words_of_big_endian_files_are_swapped(tmp_path: Path) -> None:
    """pydicom leaves the bytes of OW as they are; here they are a lookup table."""
    dataset = CT().dataset()
    dataset.RedPaletteColorLookupTableData = b"\x12\x34\x56\x78"
    dataset["RedPaletteColorLookupTableData"].VR = "OW"
    dataset.PixelData = np.frombuffer(dataset.PixelData, "<u2").byteswap().tobytes()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    path = tmp_path / "big.dcm"
    dcmwrite(path, dataset, implicit_vr=False, little_endian=False, force_encoding=True)
    sent = dcmread(BytesIO(transcode_file(path, ExplicitVRBigEndian, ExplicitVRLittleEndian)))
    assert sent.RedPaletteColorLookupTableData == b"\x34\x12\x78\x56"
    assert np.array_equal(sent.pixel_array, CT().dataset().pixel_array)


def test_a_lossy_copy_says_so_and_is_another_instance(tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm"
    path.write_bytes(CT().bytes())
    original = dcmread(path)
    first = dcmread(BytesIO(transcode_file(path, ExplicitVRLittleEndian, JPEGLSNearLossless)))
    again = dcmread(BytesIO(transcode_file(path, ExplicitVRLittleEndian, JPEGLSNearLossless)))
    difference = np.abs(first.pixel_array.astype(int) - original.pixel_array.astype(int))
    assert difference.max() <= NEAR_LOSSLESS_ERROR
    assert first.LossyImageCompression == "01"
    assert first.LossyImageCompressionMethod == "ISO_14495_1"
    assert float(first.LossyImageCompressionRatio) > 0
    assert first.ImageType[0] == "DERIVED"
    assert first.SourceImageSequence[0].ReferencedSOPInstanceUID == original.SOPInstanceUID
    assert first.SOPInstanceUID == again.SOPInstanceUID != original.SOPInstanceUID


def test_what_was_lossy_stays_marked_as_lossy(shared_data: Path) -> None:
    path = shared_data / "xa_fluoro/xa_coronary_rca_96f_HasFragmentSequence.dcm"
    with quietly():
        sent = dcmread(BytesIO(transcode_file(path, JPEGBaseline8Bit, ExplicitVRLittleEndian)))
    assert sent.LossyImageCompression == "01"
    assert sent.NumberOfFrames == 96


def test_jpeg_baseline_is_refused_where_values_would_be_lost(tmp_path: Path) -> None:
    path = tmp_path / "ct.dcm"
    path.write_bytes(CT().bytes())
    with pytest.raises(NotSupported, match="16 bits"):
        transcode_file(path, ExplicitVRLittleEndian, JPEGBaseline8Bit)


def test_a_report_is_rewritten_and_never_compressed(shared_data: Path) -> None:
    path = shared_data / "malformed_odd/pydicom/test-SR.dcm"
    sent = dcmread(BytesIO(transcode_file(path, ExplicitVRLittleEndian, ImplicitVRLittleEndian)))
    assert _without_pixels(sent) == _without_pixels(dcmread(path))
    with pytest.raises(NotSupported):
        transcode_file(path, ExplicitVRLittleEndian, JPEGLSLossless)


def _without_pixels(dataset: Dataset) -> list[tuple[str, str]]:
    kept = (element for element in dataset if element.keyword not in PIXELS and element.tag.element)
    return [(str(element.tag), _shown(element.value)) for element in kept]


def _shown(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
