"""`dicom:` sources: frame rates as the standard writes them, colours and greys as they are to be
displayed."""

from __future__ import annotations

import threading
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import MPEG4HP41, ExplicitVRLittleEndian, UltrasoundMultiFrameImageStorage, generate_uid

from capture_agent.errors import SourceError
from capture_agent.sources import create_source
from capture_agent.sources.dicom import Cine, frame_durations


def image(pixels: NDArray[np.generic], photometric: str, **attributes: object) -> Dataset:
    """A DICOM image of `pixels`: (frames, rows, columns) or (frames, rows, columns, 3)."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = UltrasoundMultiFrameImageStorage
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    dataset.NumberOfFrames, dataset.Rows, dataset.Columns = pixels.shape[:3]
    dataset.SamplesPerPixel = 3 if pixels.ndim == 4 else 1
    dataset.PhotometricInterpretation = photometric
    if pixels.ndim == 4:
        dataset.PlanarConfiguration = 0
    bits = 8 * pixels.dtype.itemsize
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit = bits - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    dataset.PixelData = pixels.tobytes()
    return dataset


def saved(folder: Path, dataset: Dataset) -> Path:
    file = folder / "cine.dcm"
    dataset.save_as(file, enforce_file_format=True)
    return file


def first_frame(folder: Path, dataset: Dataset) -> NDArray[np.uint8]:
    return Cine.open(saved(folder, dataset)).frame(0)


RAMP = np.tile(np.arange(256, dtype=np.uint8), (1, 4, 1))


def test_ultrasound_grey_is_shown_as_stored(tmp_path: Path) -> None:
    assert np.array_equal(first_frame(tmp_path, image(RAMP, "MONOCHROME2")), RAMP[0])


def test_monochrome1_is_turned_around(tmp_path: Path) -> None:
    assert np.array_equal(first_frame(tmp_path, image(RAMP, "MONOCHROME1")), 255 - RAMP[0])


def test_the_window_of_a_ct_decides_what_is_black_and_white(tmp_path: Path) -> None:
    values = np.tile(np.arange(0, 4096, 16, dtype=np.uint16), (1, 4, 1))
    dataset = image(
        values,
        "MONOCHROME2",
        BitsStored=12,
        HighBit=11,
        RescaleSlope=1,
        RescaleIntercept=-1024,
        WindowCenter=40,
        WindowWidth=400,
    )
    shown = first_frame(tmp_path, dataset)[0].astype(int)
    hounsfield = values[0, 0].astype(int) - 1024
    assert (shown[hounsfield < -161] == 0).all()
    assert (shown[hounsfield > 240] == 255).all()
    middle = shown[np.abs(hounsfield - 40).argmin()]
    assert middle == pytest.approx(127, abs=6)


def test_deep_grey_without_a_window_uses_all_of_the_contrast(tmp_path: Path) -> None:
    values = np.linspace(100, 900, 64, dtype=np.int16).reshape(1, 8, 8)
    shown = first_frame(tmp_path, image(values, "MONOCHROME2"))
    assert (shown.min(), shown.max()) == (0, 255)


def test_brightness_does_not_pump_from_frame_to_frame(tmp_path: Path) -> None:
    values = np.stack([np.linspace(0, 1000, 64), np.linspace(0, 500, 64)]).astype(np.uint16).reshape(2, 8, 8)
    cine = Cine.open(saved(tmp_path, image(values, "MONOCHROME2")))
    cine.frame(0)
    assert int(cine.frame(1).max()) == pytest.approx(127, abs=2)


def test_rgb_stays_rgb(tmp_path: Path) -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (1, 8, 10, 3), np.uint8)
    assert np.array_equal(first_frame(tmp_path, image(pixels, "RGB")), pixels[0])


def test_ybr_becomes_rgb(tmp_path: Path) -> None:
    """Pure red is (76, 85, 255) in the full range of PS3.3 C.7.6.3.1.2."""
    pixels = np.full((1, 8, 8, 3), (76, 85, 255), np.uint8)
    shown = first_frame(tmp_path, image(pixels, "YBR_FULL"))
    assert shown[0, 0].tolist() == pytest.approx([254, 0, 0], abs=3)


@pytest.mark.parametrize("bits", [8, 16])
def test_a_palette_is_looked_up(tmp_path: Path, bits: int) -> None:
    table = np.arange(256, dtype=np.uint8 if bits == 8 else np.uint16)
    table = table if bits == 8 else table * 257
    palette: dict[str, object] = {}
    for colour, values in [("Red", table), ("Green", table[::-1]), ("Blue", np.zeros_like(table))]:
        palette[f"{colour}PaletteColorLookupTableDescriptor"] = [256, 0, bits]
        palette[f"{colour}PaletteColorLookupTableData"] = values.tobytes()
    shown = first_frame(tmp_path, image(RAMP, "PALETTE COLOR", **palette))
    expected = np.stack([RAMP[0], 255 - RAMP[0], np.zeros_like(RAMP[0])], axis=-1)
    assert np.array_equal(shown, expected)


@pytest.mark.parametrize(
    ("attributes", "durations"),
    [
        ({"FrameTime": 40.0}, [0.04] * 3),
        ({"CineRate": 25}, [0.04] * 3),
        ({"RecommendedDisplayFrameRate": 50}, [0.02] * 3),
        ({"FrameTimeVector": [0, 30, 50]}, [0.03, 0.05, 0.04]),
        ({"FrameTimeVector": [0, 30], "FrameTime": 20}, [0.02] * 3),
        ({"FrameTime": 0, "CineRate": 10}, [0.1] * 3),
        ({"FrameTime": 0.033, "CineRate": 30}, [1 / 30] * 3),
        ({}, [1 / 30] * 3),
    ],
    ids=[
        "FrameTime",
        "CineRate",
        "display rate",
        "vector",
        "short vector",
        "zero",
        "seconds instead of ms",
        "none",
    ],
)
def test_the_cine_runs_at_its_own_rate(attributes: dict[str, object], durations: list[float]) -> None:
    dataset = Dataset()
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    assert frame_durations(dataset, 3) == pytest.approx(durations)


def test_enhanced_objects_tell_their_rate_in_the_functional_groups() -> None:
    content, group, dataset = Dataset(), Dataset(), Dataset()
    content.FrameAcquisitionDuration = 125.0
    group.FrameContentSequence = Sequence([content])
    dataset.PerFrameFunctionalGroupsSequence = Sequence([group])
    assert frame_durations(dataset, 2) == [0.125, 0.125]


def test_frames_that_do_not_fit_into_the_memory_budget_are_decoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("capture_agent.sources.dicom.CACHE_BYTES", 2 * 32)
    pixels = np.random.default_rng(2).integers(0, 256, (4, 4, 8), np.uint8)
    cine = Cine.open(saved(tmp_path, image(pixels, "MONOCHROME2")))
    for _ in range(2):
        assert all(np.array_equal(cine.frame(index), pixels[index]) for index in range(4))


def test_a_picture_comes_with_its_rate_and_time(tmp_path: Path) -> None:
    file = saved(tmp_path, image(np.repeat(RAMP, 3, axis=0), "MONOCHROME2", FrameTime=10.0))
    pictures = list(islice(create_source(f"dicom:{file}").pictures(threading.Event()), 6))
    assert {round(picture.fps) for picture in pictures} == {100}
    assert pictures[-1].captured_s - pictures[0].captured_s > 0.045


@pytest.mark.parametrize("text", [b"", b"not DICOM at all", b"\0" * 128 + b"DICM"])
def test_a_file_without_a_picture_is_refused_for_good(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "odd.dcm"
    file.write_bytes(text)
    with pytest.raises(SourceError, match=str(file)) as caught:
        Cine.open(file)
    assert caught.value.permanent


def test_a_transfer_syntax_without_a_decoder_is_named(tmp_path: Path) -> None:
    dataset = image(RAMP, "MONOCHROME2")
    dataset.file_meta.TransferSyntaxUID = MPEG4HP41
    dataset.PixelData = encapsulate([b"not a video, and not looked at"])
    file = tmp_path / "video.dcm"
    dataset.save_as(file, enforce_file_format=True)
    with pytest.raises(SourceError, match="transfer syntax"):
        Cine.open(file)


ODD_FILES = "malformed_odd"


@pytest.mark.filterwarnings("ignore")
def test_no_odd_file_crashes_the_source(shared_data: Path) -> None:
    """Every malformed sample is either shown or refused with a SourceError."""
    shown = refused = 0
    for file in sorted((shared_data / ODD_FILES).rglob("*")):
        if not file.is_file():
            continue
        try:
            cine = Cine.open(file)
            cine.frame(cine.count - 1)
            shown += 1
        except SourceError:
            refused += 1
    assert shown
    assert refused


@pytest.mark.parametrize(
    ("name", "frames", "seconds"),
    [
        ("us_cine/echo_acuson_65f_DIRW0007.dcm", 65, 2.48),
        ("us_cine/echo_sonosite_30f_examples_ybr_color.dcm", 30, 1.0),
        ("xa_fluoro/xa_coronary_rca_96f_HasFragmentSequence.dcm", 96, 3.17),
        ("mr/enhanced_mr_moving_knee_19f_MOVEKNEE.dcm", 19, None),
    ],
)
def test_real_cines_have_their_frames_and_length(
    shared_data: Path, name: str, frames: int, seconds: float | None
) -> None:
    cine = Cine.open(shared_data / name)
    assert cine.count == frames
    if seconds is not None:
        assert sum(cine.durations_s) == pytest.approx(seconds, abs=0.05)
    last = cine.frame(frames - 1)
    assert last.max() > 150
    assert not np.array_equal(last, cine.frame(0))
