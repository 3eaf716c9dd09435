"""Data sets made at random by hypothesis: every VR, nested sequences, known and unknown private elements."""

from __future__ import annotations

import io
from typing import Any

from hypothesis import strategies as st
from pydicom import DataElement, Dataset, FileMetaDataset, Sequence, dcmwrite
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

TRANSFER_SYNTAXES = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian)

PUBLIC = {
    "AE": (0x00080054, 0x00400241),
    "AS": (0x00101010,),
    "AT": (0x00280009, 0x00209165),
    "CS": (0x00080060, 0x00180015, 0x00080008),
    "DA": (0x00080020, 0x00080022),
    "DS": (0x00180050, 0x00280030, 0x00200032),
    "DT": (0x0008002A,),
    "FD": (0x00082134, 0x00081163),
    "FL": (0x00089459, 0x0018605A),
    "IS": (0x00200013, 0x00280008),
    "LO": (0x00100020, 0x0008103E),
    "LT": (0x001021B0,),
    "OB": (0x00282000, 0x00420011),
    "OD": (0x00701A07,),
    "OF": (0x00640009, 0x00660016),
    "OL": (0x00660040,),
    "OV": (0x7FE00001,),
    "OW": (0x00281201, 0x00281202),
    "PN": (0x00100010, 0x00080090),
    "SH": (0x00080050, 0x00200010),
    "SL": (0x00186020, 0x00700052),
    "SS": (0x00189219,),
    "ST": (0x00080081, 0x00080092),
    "SV": (0x00720082,),
    "TM": (0x00080030,),
    "UC": (0x00080119,),
    "UI": (0x0020000D, 0x00080018),
    "UL": (0x00081161, 0x0008030B),
    "UR": (0x00081190,),
    "US": (0x00280010, 0x00280011, 0x00280002),
    "UT": (0x0008030E, 0x0040A160),
    "UV": (0x00720083, 0x0008040C),
}
SEQUENCES = (0x00081140, 0x00400275, 0x0040A730, 0x00189346)
PRIVATE_CREATORS = ("GEMS_ACQU_01", "SIEMENS CSA HEADER", "NOBODY KNOWS THIS")

# What text VRs may hold: no backslash, which separates values, and no control characters.
_text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\\=^"), max_size=24
)
_code = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ", max_size=16)
_digits = st.text("0123456789", min_size=1, max_size=8)


def _several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return one | st.lists(one, max_size=5)


def _integers(bits: int, *, signed: bool = False) -> st.SearchStrategy[Any]:
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    return _several(st.integers(low, high))


_bytes = st.integers(0, 3).flatmap(lambda n: st.binary(min_size=8 * n, max_size=8 * n)) | st.just(
    b"\1" * 1032
)
_uid = st.lists(st.integers(0, 99999), min_size=2, max_size=8).map(lambda parts: ".".join(map(str, parts)))
_name = st.lists(_text, min_size=1, max_size=3).map("=".join)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "AE": _several(_code),
    "AS": st.sampled_from(["", "042Y", "003M"]),
    "AT": _several(st.integers(0, 0xFFFFFFFF)),
    "CS": _several(_code),
    "DA": st.sampled_from(["", "20261121"]),
    "DS": _several(st.floats(-1e6, 1e6).map(lambda value: f"{value:.5g}")),
    "DT": st.sampled_from(["", "20261121093000.5+0800"]),
    "FD": _several(st.floats()),
    "FL": _several(st.floats(width=32)),
    "IS": _several(st.integers(-(2**31), 2**31 - 1)),
    "LO": _several(_text),
    "LT": _text,
    **dict.fromkeys(("OB", "OD", "OF", "OL", "OV", "OW"), _bytes),
    "PN": _several(_name),
    "SH": _several(_text),
    "SL": _integers(32, signed=True),
    "SS": _integers(16, signed=True),
    "ST": _text,
    "SV": _integers(64, signed=True),
    "TM": st.sampled_from(["", "093000.25"]),
    "UC": _several(_text),
    "UI": _several(_uid),
    "UL": _integers(32),
    "UR": st.sampled_from(["", "http://example.org/a?b=c"]),
    "US": _integers(16),
    "UT": _text,
    "UV": _integers(64),
}


@st.composite
def datasets(draw: st.DrawFn, depth: int = 0) -> Dataset:
    """A data set of a few elements; sequences go three deep, lengths of either kind."""
    made = Dataset()
    if depth == 0:
        made.SpecificCharacterSet = "ISO_IR 192"
    for vr in draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=8)):
        tag = draw(st.sampled_from(PUBLIC[vr]))
        made[tag] = DataElement(tag, vr, draw(VALUES[vr]))
    if draw(st.booleans()):
        _add_private(draw, made)
    if depth < 3:
        for tag in draw(st.lists(st.sampled_from(SEQUENCES), max_size=2, unique=True)):
            _add_sequence(draw, made, tag, depth)
    return made


def _add_private(draw: st.DrawFn, made: Dataset) -> None:
    block = made.private_block(0x0019, draw(st.sampled_from(PRIVATE_CREATORS)), create=True)
    block.add_new(0x02, "SL", draw(st.integers(-(2**31), 2**31 - 1)))
    block.add_new(0x5A, "FL", draw(st.floats(width=32, allow_nan=False, allow_infinity=False)))
    block.add_new(0xF0, "OB", draw(_bytes))


def _add_sequence(draw: st.DrawFn, made: Dataset, tag: int, depth: int) -> None:
    items = draw(st.lists(datasets(depth + 1), max_size=3))
    for item in items:
        item.is_undefined_length_sequence_item = draw(st.booleans())
    made[tag] = DataElement(tag, "SQ", Sequence(items))
    made[tag].is_undefined_length = draw(st.booleans())


def written(dataset: Dataset, transfer_syntax: str) -> bytes:
    """The data set as a file."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = transfer_syntax
    meta.MediaStorageSOPClassUID = meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset.file_meta = meta
    buffer = io.BytesIO()
    dcmwrite(
        buffer,
        dataset,
        implicit_vr=transfer_syntax == ImplicitVRLittleEndian,
        little_endian=transfer_syntax != ExplicitVRBigEndian,
        enforce_file_format=True,
    )
    return buffer.getvalue()
