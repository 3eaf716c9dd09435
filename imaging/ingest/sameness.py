"""Whether two files hold the same instance, byte by byte or after decoding (another transfer syntax)."""

import mmap
from pathlib import Path

import numpy as np
from pydicom import Dataset, dcmread
from pydicom.pixels.utils import iter_pixels

from imaging.header import read_header

_PIXEL_DATA = 0x7FE00010
_DESCRIBE_ENCODING = frozenset(
    {
        0x00020010,  # Transfer Syntax UID
        0x00280004,  # Photometric Interpretation: YBR when compressed, RGB when not
        0x00280006,  # Planar Configuration
        0x00280008,  # Number of Frames: may be left out for one
        _PIXEL_DATA,
    }
)
"""What a change of transfer syntax may change (PS3.5 section 8.2)."""


def same_instance(one: Path, other: Path) -> bool:
    """Whether two readable files hold the same instance, however each is encoded. Raises OSError."""
    return _same_bytes(one, other) or _same_when_decoded(one, other)


def _same_bytes(one: Path, other: Path) -> bool:
    """Whether the data sets are equal; file headers are each sender's own."""
    with (
        one.open("rb") as first,
        other.open("rb") as second,
        mmap.mmap(first.fileno(), 0, access=mmap.ACCESS_READ) as a,
        mmap.mmap(second.fileno(), 0, access=mmap.ACCESS_READ) as b,
    ):
        head_a, head_b = read_header(a), read_header(b)
        if head_a.transfer_syntax != head_b.transfer_syntax:
            return False
        with (
            memoryview(a)[head_a.dataset_offset :] as rest_a,
            memoryview(b)[head_b.dataset_offset :] as rest_b,
        ):
            return rest_a == rest_b


def _same_when_decoded(one: Path, other: Path) -> bool:
    """Whether attributes and decoded pixels are equal; what cannot be decoded counts as different."""
    try:
        first, second = dcmread(one, force=True), dcmread(other, force=True)
        return _attributes(first) == _attributes(second) and _same_pixels(first, second)
    except Exception:  # noqa: BLE001  # readers and decoders raise whatever they like; the bytes are kept aside
        return False


def _attributes(dataset: Dataset) -> dict[str, object]:
    # Not with `suppress_invalid_tags`: that makes pydicom strict for every thread of the process meanwhile.
    described: dict[str, object] = dataset.to_json_dict()
    return {
        tag: value
        for tag, value in described.items()
        if int(tag, 16) not in _DESCRIBE_ENCODING and not tag.endswith("0000")  # group lengths
    }


def _same_pixels(first: Dataset, second: Dataset) -> bool:
    if "PixelData" not in first or "PixelData" not in second:
        return ("PixelData" in first) == ("PixelData" in second)
    return all(np.array_equal(a, b) for a, b in zip(iter_pixels(first), iter_pixels(second), strict=True))
