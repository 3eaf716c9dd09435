"""Frames and whole instances in another transfer syntax than the stored one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
from pydicom import DataElement, Dataset, FileDataset
from pydicom.dataset import FileMetaDataset, validate_file_meta
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRBigEndian, generate_uid

from imaging.errors import NotSupported
from imaging.pixels.encode import Encoded, encode, why_not_encodable
from imaging.pixels.format import PIXEL_KEYWORDS
from imaging.pixels.source import PixelSource, open_source, reading, transfer_syntax_of
from imaging.pixels.syntaxes import IMPLICIT_LITTLE, Codec, syntax

_EXTENDED_OFFSETS = ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")
# Of these, pydicom keeps the bytes as they are: what a change of byte order has to swap, and by how many.
_WORD = {"OW": 2, "OF": 4, "OL": 4, "OD": 8, "OV": 8}
_PREAMBLE = 128
PART10_HEAD = _PREAMBLE + 4
"""So many bytes of a file tell whether it is a Part 10 file."""
_COMMANDS_AND_META = slice(0, 0x00040000)
_DELIMITERS = slice(0xFFFE0000, None)
# Defined terms of Lossy Image Compression Method (PS3.3 C.7.6.1.1.5.1).
_LOSSY_METHODS = {Codec.JPEG: "ISO_10918_1", Codec.JPEG_LS: "ISO_14495_1"}


def transcode_frame(source: PixelSource, index: int, target: str) -> bytes:
    """Frame `index` (from 0) in transfer syntax `target`; as stored where nothing has to change.

    Raises NotFound, and NotSupported where it cannot be decoded, or not encoded so.
    """
    return _frame(source, index, target).data


def transcode_file(
    path: Path, source_ts: str, target_ts: str, change: Callable[[FileDataset], None] | None = None
) -> bytes:
    """The whole Part 10 file in transfer syntax `target_ts`.

    Everything but the pixels, the transfer syntax and what goes with them stays as it is, unless `change`
    changes it. A lossy target makes a derived image with a SOP Instance UID of its own, always the same one
    (PS3.3 C.7.6.1.1.5). Raises NotSupported, UnreadableDicom and StorageFailed.
    """
    if source_ts == target_ts and change is None:
        return _as_part10(path, target_ts)
    with reading(path):
        dataset = pydicom.dcmread(path, force=True)
        if source_ts != target_ts:
            _change_syntax(path, dataset, target_ts)
        if change is not None:
            change(dataset)
        return _written(dataset, target_ts)


def is_part10(head: bytes) -> bool:
    """Whether a file that begins so has the preamble and prefix of PS3.10 section 7.1."""
    return head[128:132] == b"DICM"


def _frame(source: PixelSource, index: int, target: str) -> Encoded:
    described = source.format
    wanted = syntax(target)
    both_native = described.codec is Codec.NATIVE and wanted.codec is Codec.NATIVE and wanted.encodable
    if both_native or target == described.transfer_syntax:
        return Encoded(source.stored_frame(index), described.photometric)
    reason = why_not_encodable(described, target)
    if reason:
        raise NotSupported(reason)
    return encode(source.picture(index), described, target)


def _change_syntax(path: Path, dataset: FileDataset, target_ts: str) -> None:
    if transfer_syntax_of(dataset) == ExplicitVRBigEndian:
        dataset.walk(_swap_words)
    if any(keyword in dataset for keyword in PIXEL_KEYWORDS):
        _change_pixels(dataset, open_source(path), target_ts)
    elif syntax(target_ts).codec is not Codec.NATIVE:
        raise NotSupported(f"Without pixel data there is nothing to encode into {target_ts}.")


def _as_part10(path: Path, transfer_syntax: str) -> bytes:
    """The file as it is, with the file meta information where it came without."""
    with reading(path):
        data = path.read_bytes()
        return data if is_part10(data) else _written(pydicom.dcmread(path, force=True), transfer_syntax)


def _written(dataset: FileDataset, transfer_syntax: str) -> bytes:
    meta = getattr(dataset, "file_meta", None) or FileMetaDataset()
    meta.TransferSyntaxUID = transfer_syntax
    # Some files are named in one of the two places only.
    meta.MediaStorageSOPClassUID = dataset.get("SOPClassUID") or meta.get("MediaStorageSOPClassUID")
    meta.MediaStorageSOPInstanceUID = dataset.get("SOPInstanceUID") or meta.get("MediaStorageSOPInstanceUID")
    validate_file_meta(meta)
    dataset.file_meta, dataset.preamble = meta, bytes(_PREAMBLE)
    # Broken writers leave command and file meta elements before the data set, and delimiters after it.
    del dataset[_COMMANDS_AND_META]
    del dataset[_DELIMITERS]
    # Looking at every element gives it its VR, which pydicom writes no element without.
    for _ in dataset.iterall():
        pass
    buffer = BytesIO()
    pydicom.dcmwrite(
        buffer,
        dataset,
        implicit_vr=transfer_syntax == IMPLICIT_LITTLE,
        little_endian=transfer_syntax != ExplicitVRBigEndian,
        force_encoding=True,
    )
    return buffer.getvalue()


def _change_pixels(dataset: Dataset, source: PixelSource, target: str) -> None:
    for keyword in _EXTENDED_OFFSETS:
        if keyword in dataset:
            del dataset[keyword]
    described, wanted = source.format, syntax(target)
    if described.codec is Codec.NATIVE and wanted.codec is Codec.NATIVE:
        # Whole, since frames of bits are not whole bytes.
        _set_native(dataset, described.keyword, source.native_value())
        return
    if source.frame_count < described.frames:
        raise NotSupported(f"The file has {source.frame_count} of {described.frames} frames.")
    frames = [_frame(source, index, target) for index in range(described.frames)]
    if wanted.codec is Codec.NATIVE:
        _set_native(dataset, described.keyword, b"".join(frame.data for frame in frames))
    else:
        dataset.add_new("PixelData", "OB", encapsulate([frame.data for frame in frames]))
        dataset["PixelData"].is_undefined_length = True
    dataset.PhotometricInterpretation = frames[0].photometric
    if described.samples > 1:
        dataset.PlanarConfiguration = 0
    if syntax(described.transfer_syntax).lossy and described.codec is Codec.JPEG:
        # Once lossy, always lossy (PS3.3 C.7.6.1.1.5), also where the sender forgot to say so.
        dataset.LossyImageCompression = "01"
    if wanted.lossy:
        _make_derived(dataset, source, frames, target)


def _set_native(dataset: Dataset, keyword: str, value: bytes) -> None:
    vr = {"FloatPixelData": "OF", "DoubleFloatPixelData": "OD"}.get(keyword)
    # PS3.5 section A.2: more than eight bits are OW; OW is allowed for all others too.
    dataset.add_new(keyword, vr or "OW", value + b"\0" * (len(value) % 2))


def _make_derived(dataset: Dataset, source: PixelSource, frames: Sequence[Encoded], target: str) -> None:
    """What an image has to say of itself once information was lost (PS3.3 C.7.6.1.1.2 and C.7.6.1.1.5)."""
    before = source.format.frame_bits // 8 * len(frames)
    ratio = f"{before / sum(len(frame.data) for frame in frames):.4g}"
    method = _LOSSY_METHODS[syntax(target).codec]
    original = Dataset()
    original.ReferencedSOPClassUID = dataset.SOPClassUID
    original.ReferencedSOPInstanceUID = dataset.SOPInstanceUID
    dataset.SourceImageSequence = [original]
    dataset.LossyImageCompression = "01"
    dataset.LossyImageCompressionRatio = [*_values(dataset, "LossyImageCompressionRatio"), ratio]
    dataset.LossyImageCompressionMethod = [*_values(dataset, "LossyImageCompressionMethod"), method]
    dataset.ImageType = ["DERIVED", *(_values(dataset, "ImageType")[1:] or ["SECONDARY"])]
    dataset.DerivationDescription = f"Lossy compression {method}, ratio {ratio}"
    dataset.SOPInstanceUID = generate_uid(entropy_srcs=[str(original.ReferencedSOPInstanceUID), target])


def _values(dataset: Dataset, keyword: str) -> list[str]:
    value = dataset.get(keyword)
    if value is None or value == "":
        return []
    return [str(value)] if isinstance(value, str | float | int) else [str(item) for item in value]


def _swap_words(_: Dataset, element: DataElement) -> None:
    if element.VR in _WORD and element.keyword not in PIXEL_KEYWORDS:
        element.value = little_endian_value(element, ExplicitVRBigEndian)


def little_endian_value(element: DataElement, transfer_syntax: str) -> bytes | None:
    """The bytes of an element of binary VR, in little-endian order; None where its value is no bytes."""
    value = element.value
    if not isinstance(value, bytes | bytearray):
        return None
    word = _WORD.get(element.VR, 1)
    if transfer_syntax != ExplicitVRBigEndian or word == 1:
        return bytes(value)
    whole = len(value) // word * word
    return np.frombuffer(value[:whole], f">u{word}").byteswap().tobytes()
