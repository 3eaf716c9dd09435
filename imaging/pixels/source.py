"""One stored instance opened for its pixels: the header, and the frames one at a time."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pydicom
from pydicom import Dataset, FileDataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian

from imaging.errors import NotFound, NotSupported, StorageFailed, UnreadableDicom
from imaging.pixels.decode import Picture, decode
from imaging.pixels.encapsulation import Frame, Span, encapsulated_frames
from imaging.pixels.format import PixelFormat, pixel_format, pixel_keyword
from imaging.pixels.syntaxes import EXPLICIT_LITTLE, IMPLICIT_LITTLE, Codec

_UNDEFINED = 0xFFFFFFFF
_TAGS = {
    (0x7FE0, 0x0010): "PixelData",
    (0x7FE0, 0x0008): "FloatPixelData",
    (0x7FE0, 0x0009): "DoubleFloatPixelData",
}
_VRS = (b"OB", b"OW", b"OF", b"OD", b"UN")
# Whatever pydicom raises for a damaged header, while it is read or when an element of it is first looked at.
_DAMAGE = (
    InvalidDicomError,
    BytesLengthException,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    NotImplementedError,
    OverflowError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class PixelSource:
    """An instance whose header was read; `header` has everything but the pixels.

    Frames are read from the file when they are asked for. `value` holds the pixels of the few transfer
    syntaxes that can only be read as a whole (deflated, big endian), in little-endian order.
    """

    path: Path
    header: Dataset
    format: PixelFormat
    frames: tuple[Frame, ...] = ()
    """Of encapsulated pixels: where each frame is in the file."""
    span: Span | None = None
    """Of native pixels: where the value is in the file."""
    value: bytes | None = None

    @property
    def frame_count(self) -> int:
        """Frames that are really there; damaged files announce more."""
        if self.frames:
            return min(len(self.frames), self.format.frames)
        length = len(self.value) if self.value is not None else self.span.length if self.span else 0
        return min(length * 8 // self.format.frame_bits, self.format.frames)

    def stored_frame(self, index: int) -> bytes:
        """Frame `index` (from 0) as it is stored, native values in little-endian order.

        Raises NotFound where there is no such frame.
        """
        if not 0 <= index < self.format.frames:
            raise NotFound(f"There is no frame {index + 1}: the instance has {self.format.frames}.")
        if index >= self.frame_count:
            raise NotFound(
                f"Frame {index + 1} is missing: the file ends after {self.frame_count} of its frames."
            )
        if self.format.codec is Codec.VIDEO and self.format.frames > 1:
            raise NotSupported("Frames of video cannot be had one by one: its bulk data is the whole stream.")
        if self.frames:
            return read_spans(self.path, self.frames[index])
        return self._native_frame(index)

    def picture(self, index: int) -> Picture:
        """Frame `index` (from 0), decoded. Raises NotFound and NotSupported."""
        return decode(self.stored_frame(index), self.format)

    def native_value(self) -> bytes:
        """All of the native pixels, in little-endian order."""
        if self.value is not None:
            return self.value
        return self._native_bytes(0, self.span.length if self.span else 0)

    def _native_frame(self, index: int) -> bytes:
        bits = self.format.frame_bits
        first, last = index * bits // 8, -(-(index + 1) * bits // 8)
        data = self._native_bytes(first, last - first)
        if bits % 8 == 0:
            return data
        # Frames of bits follow each other without a gap (PS3.5 section 8.1.1).
        begin = index * bits - first * 8
        unpacked = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")[begin : begin + bits]
        return np.packbits(unpacked, bitorder="little").tobytes()

    def _native_bytes(self, offset: int, length: int) -> bytes:
        if self.value is not None:
            return self.value[offset : offset + length]
        if self.span is None:
            raise NotSupported("The instance has no pixel data.")
        return read_spans(self.path, (Span(self.span.offset + offset, length),))


def open_source(path: Path) -> PixelSource:
    """Read the header of the file. Raises UnreadableDicom, NotSupported (no picture) and StorageFailed."""
    with reading(path), path.open("rb") as file:
        header = pydicom.dcmread(file, stop_before_pixels=True, force=True)
        transfer_syntax = transfer_syntax_of(header)
        if transfer_syntax in (DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian):
            file.seek(0)
            return _whole_source(path, pydicom.dcmread(file, force=True), transfer_syntax)
        return _open_at_pixels(path, file, header, transfer_syntax)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns what goes wrong while a file is read with pydicom into the archive's errors."""
    try:
        yield
    except OSError as error:
        raise StorageFailed(f"A stored file cannot be read: {error.strerror}.") from error
    except _DAMAGE as error:
        # pydicom puts whole tracebacks into its texts.
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        raise UnreadableDicom(f"The instance's header is damaged: {reason}.") from error


def read_spans(path: Path, spans: Frame) -> bytes:
    """The bytes of `spans`, joined. Raises StorageFailed, NotSupported where the file is shorter."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            parts = [os.pread(descriptor, span.length, span.offset) for span in spans]
        finally:
            os.close(descriptor)
    except OSError as error:
        raise StorageFailed(f"A stored file cannot be read: {error.strerror}.") from error
    if any(len(part) != span.length for part, span in zip(parts, spans, strict=True)):
        raise NotSupported("The file ends within the frame.")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def transfer_syntax_of(header: FileDataset) -> str:
    """By the file meta information, or as pydicom found it to be where there is none."""
    named = header.file_meta.get("TransferSyntaxUID") if hasattr(header, "file_meta") else None
    if named:
        return str(named)
    implicit, little = header.original_encoding
    if implicit:
        return IMPLICIT_LITTLE
    return EXPLICIT_LITTLE if little else str(ExplicitVRBigEndian)


def _whole_source(path: Path, dataset: FileDataset, transfer_syntax: str) -> PixelSource:
    keyword = pixel_keyword(dataset)
    described = pixel_format(dataset, transfer_syntax, keyword)
    element = dataset[keyword]
    value = bytes(element.value)
    if transfer_syntax == ExplicitVRBigEndian:
        # What was swapped are the VR's words: of OW two bytes even where samples have one (PS3.5 8.1.1).
        word = 1 if element.VR == "OB" else max(2, described.bits_allocated // 8)
        value = np.frombuffer(value[: len(value) // word * word], f">u{word}").byteswap().tobytes()
    del dataset[keyword]
    return PixelSource(path, dataset, described, value=value)


def _open_at_pixels(path: Path, file: BinaryIO, header: FileDataset, transfer_syntax: str) -> PixelSource:
    keyword, span = _value_at(file)
    described = pixel_format(header, transfer_syntax, keyword)
    undefined = span.length == _UNDEFINED
    if described.codec is Codec.NATIVE and not undefined:
        length = min(span.length, os.fstat(file.fileno()).st_size - span.offset)
        return PixelSource(path, header, described, span=Span(span.offset, length))
    if described.codec is Codec.NATIVE or not undefined:
        raise NotSupported("The pixel data is not laid out as its transfer syntax says.")
    descriptor = file.fileno()
    frames = encapsulated_frames(
        lambda length, offset: os.pread(descriptor, length, offset), span.offset, described.frames
    )
    return PixelSource(path, header, described, frames=frames)


def _value_at(file: BinaryIO) -> tuple[str, Span]:
    """Keyword and value of the pixel element that `file` stands before (PS3.5 section 7.1)."""
    head = file.read(12)
    keyword = _TAGS.get(struct.unpack_from("<HH", head)) if len(head) == 12 else None
    if keyword is None:
        raise NotSupported("The instance has no pixel data.")
    # Some writers name another syntax than they use, so the element itself tells which one it is.
    explicit = head[4:6] in _VRS
    (length,) = struct.unpack_from("<I", head, 8 if explicit else 4)
    return keyword, Span(file.tell() - (0 if explicit else 4), length)
