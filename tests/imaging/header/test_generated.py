"""Data sets of every kind read as pydicom reads them, and no damage makes the reader fail or hang."""

from __future__ import annotations

import json
import random
import struct
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import Dataset, config

from imaging.conformance import check
from imaging.errors import UnreadableDicom
from imaging.header import read_header
from tests.imaging.header.generated import TRANSFER_SYNTAXES, datasets, written
from tests.imaging.header.pydicom_json import json_by_pydicom, json_by_walker
from tests.support.dicom_files import CT

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")

SLOW_SECONDS = 2
"""Far more than any small file may take, on a busy machine too."""


@pytest.fixture(autouse=True, scope="module")
def _quiet_pydicom() -> Iterator[None]:
    """Lets pydicom write values that break the standard's limits, and say nothing of each."""
    mode = config.settings.writing_validation_mode
    config.settings.writing_validation_mode = config.IGNORE
    config.logger.disabled = True
    yield
    config.logger.disabled = False
    config.settings.writing_validation_mode = mode


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(datasets(), st.sampled_from(TRANSFER_SYNTAXES))
def test_any_data_set_reads_as_pydicom_reads_it(dataset: Dataset, transfer_syntax: str) -> None:
    data = written(dataset, transfer_syntax)
    assert json_by_walker(data) == json_by_pydicom(data)


def survives(data: bytes) -> bool:
    """Reads and checks; true where the instance could be told. Any exception but one fails the test."""
    began = time.monotonic()
    try:
        header = read_header(data)
    except UnreadableDicom:
        return False
    finally:
        assert time.monotonic() - began < SLOW_SECONDS
    verdict, reasons = check(header, data)
    assert bool(reasons) == (verdict != "passed")
    assert all(reason.code and reason.detail for reason in reasons)
    assert json.loads(header.metadata) == header.dataset
    assert time.monotonic() - began < SLOW_SECONDS
    return True


def test_files_cut_off_anywhere_are_unreadable_or_failed() -> None:
    data = CT(side=4).bytes()
    whole = read_header(data)
    assert whole.pixel_offset is not None
    for length in range(len(data)):
        cut = data[:length]
        if survives(cut):
            verdict, reasons = check(read_header(cut), cut)
            assert verdict == "failed", length
            assert {reason.code for reason in reasons} & {"truncated", "pixel-length", "pixel-data-missing"}


@pytest.mark.parametrize("kind", ["plain", "implicit", "encapsulated"])
def test_damaged_bytes_break_nothing(kind: str) -> None:
    data = {
        "plain": lambda: CT(side=4).bytes(),
        "implicit": lambda: written(CT(side=4).dataset(), str(TRANSFER_SYNTAXES[0])),
        "encapsulated": _rle,
    }[kind]()
    chance = random.Random(kind)
    told = 0
    for _ in range(600):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 2, 8))):
            damaged[chance.randrange(128, len(data))] = chance.choice((0, 0xFF, chance.randrange(256)))
        told += survives(bytes(damaged))
    assert 0 < told < 600


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_random_bytes_break_nothing(data: bytes, prefixed: bool) -> None:
    survives(bytes(128) + b"DICM" + data if prefixed else data)


@pytest.mark.parametrize("element", [0x02, 0x04, 0x10, 0x11, 0x0100, 0x0101, 0x0102, 0x0103])
def test_descriptions_of_pixels_of_the_wrong_kind_break_nothing(element: int) -> None:
    data = _rle()
    at = data.index(struct.pack("<HH", 0x0028, element))
    for vr in (b"PN", b"DS", b"IS", b"CS", b"SS", b"AT", b"UI", b"LO", b"DA", b"AE", b"ST", b"FL"):
        for value in (b"\xff\xff", b"\0\0", b"1\\", b"-1", b"=^"):
            survives(data[: at + 4] + vr + data[at + 6 : at + 8] + value + data[at + 10 :])


def test_sequences_nested_beyond_reason_end() -> None:
    header = CT(side=4).bytes()
    nested = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" * 20_000
    assert not survives(nested)
    found = read_header(header + nested)
    assert "nesting" in {reason.code for reason in found.findings}


def test_many_values_of_undefined_length_take_no_longer_than_the_file_is_long() -> None:
    value = b"\x09\x00\x10\x10OB\0\0\xff\xff\xff\xff" + b"\1" * 8 + b"\xfe\xff\xdd\xe0\0\0\0\0"
    assert survives(CT(side=4).bytes() + value * 20_000)


@pytest.mark.parametrize("length", [0, 5, 4080, 4090, 4096, 9000])
def test_the_end_of_fragments_is_found_wherever_it_is(length: int) -> None:
    end = b"\xfe\xff\xdd\xe0\0\0\0\0"
    data = CT(side=4).bytes() + b"\x09\x00\x10\x10OB\0\0\xff\xff\xff\xff" + b"\1" * length + end
    header = read_header(data)
    assert [reason.code for reason in header.findings] == (["fragments"] if length else [])
    found = header.dataset["00091010"]
    assert ("BulkDataURI" in found) == (length > 1024)


def _rle() -> bytes:
    dataset = CT(side=16).dataset()
    dataset.compress("1.2.840.10008.1.2.5", generate_instance_uid=False)
    return written(dataset, "1.2.840.10008.1.2.5")
