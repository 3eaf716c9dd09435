"""Every sample image decodes to pydicom's pixels, and every damaged one to an error with a text."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.pixels.processing import apply_modality_lut, convert_color_space

from imaging.errors import ArchiveError, NotSupported
from imaging.pixels.decode import decode
from imaging.pixels.source import open_source
from imaging.pixels.syntaxes import Codec
from tests.imaging.pixels.samples import quietly, read, reference, samples

# pydicom's decoders take no JPEG of 12 bits, which the one here does.
TWELVE_BITS = {"1.2.840.10008.1.2.4.51"}
RETIRED = {"1.2.840.10008.1.2.4.53", "1.2.840.10008.1.2.4.55"}
SAME_IMAGE = "transfer_syntaxes/ct_same_image"


@quietly()
def test_every_sample_has_the_pixels_that_pydicom_finds(shared_data: Path) -> None:
    compared = 0
    for sample in samples(shared_data):
        if not sample.decodable or sample.transfer_syntax in TWELVE_BITS:
            continue
        source = open_source(sample.path)
        dataset = read(sample.path, source.format.transfer_syntax)
        for index in {0, source.frame_count // 2, source.frame_count - 1}:
            picture = source.picture(index)
            pixels = picture.samples
            if picture.photometric == "YBR_FULL":
                pixels = convert_color_space(pixels, "YBR_FULL", "RGB")
            assert np.array_equal(pixels, reference(dataset, index)), f"{sample.name}, frame {index}"
            compared += 1
    assert compared > 100


@quietly()
def test_every_other_sample_is_refused_with_a_reason(shared_data: Path) -> None:
    reasons = {sample.name: _refusal(sample.path) for sample in samples(shared_data) if not sample.decodable}
    refused = [reason for reason in reasons.values() if reason]
    assert len(refused) > 20
    assert all(10 < len(reason) < 300 for reason in refused), refused


def _refusal(path: Path) -> str:
    """Why not all frames can be decoded; empty where they can."""
    try:
        source = open_source(path)
        for index in range(source.format.frames):
            source.picture(index)
    except ArchiveError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("transfer_syntax", sorted(TWELVE_BITS | RETIRED))
def test_jpeg_that_pydicom_cannot_decode_shows_the_same_densities(
    shared_data: Path, transfer_syntax: str
) -> None:
    lossy = _densities(shared_data, f"*_{transfer_syntax}.dcm")
    original = _densities(shared_data, "*LittleEndianExplicitTransferSyntax*")
    assert np.median(np.abs(lossy - original)) <= 4, "Hounsfield units"
    assert np.abs(lossy - original).max() < 100


def _densities(folder: Path, name: str) -> NDArray[np.float64]:
    (path,) = (folder / SAME_IMAGE).glob(name)
    source = open_source(path)
    return np.asarray(apply_modality_lut(source.picture(0).samples, source.header), np.float64)


@quietly()
def test_a_frame_that_disagrees_with_its_header_is_refused(shared_data: Path) -> None:
    """Its own size could ask for any amount of memory."""
    source = open_source(shared_data / "us_cine/echo_sonosite_30f_examples_ybr_color.dcm")
    other = source.format.__class__(**{**_fields(source.format), "rows": source.format.rows * 2})
    with pytest.raises(NotSupported, match="header says"):
        decode(source.stored_frame(0), other)


def test_damaged_codestreams_never_end_the_process(shared_data: Path) -> None:
    """In a process of its own: a decoder that crashes takes its process along."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.imaging.pixels.test_decode", str(shared_data)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert int(run.stdout.split()[-1]) > 200


def _fields(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}  # type: ignore[attr-defined]


def _decode_damaged(folder: Path, rounds: int = 5) -> int:
    """Decodes codestreams with bytes changed or cut off; returns how often. Raises all but NotSupported."""
    dice, tried = random.Random(20261121), 0
    for sample in samples(folder):
        try:
            source = open_source(sample.path)
            frame = source.stored_frame(0)
        except ArchiveError:
            continue
        if source.format.codec in (Codec.NATIVE, Codec.UNKNOWN) or len(frame) > 300_000:
            continue
        for _ in range(rounds):
            damaged = bytearray(frame[: dice.randrange(1, len(frame) + 1)] if dice.random() < 0.3 else frame)
            for _ in range(dice.randrange(1, 20)):
                damaged[dice.randrange(len(damaged))] = dice.randrange(256)
            with suppress(NotSupported):
                decode(bytes(damaged), source.format)
            tried += 1
    return tried


if __name__ == "__main__":
    with quietly():
        sys.stdout.write(str(_decode_damaged(Path(sys.argv[1]))))
