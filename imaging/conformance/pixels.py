"""Whether an instance's pixels are all there, and can be decoded: PS3.5 section 8, annex A.4."""

import mmap
from collections.abc import Iterator

from pydicom import Dataset

from imaging.errors import NotSupported
from imaging.header import Header
from imaging.header.attributes import values
from imaging.header.syntax import is_encapsulated
from imaging.pixels.decode import decode
from imaging.pixels.encapsulation import Frame, encapsulated_frames
from imaging.pixels.format import PixelFormat, pixel_format
from imaging.pixels.syntaxes import Codec
from imaging.receipt import Reason, Verdict

Data = bytes | memoryview | mmap.mmap

_SAMPLES = {
    "MONOCHROME1": 1,
    "MONOCHROME2": 1,
    "PALETTE COLOR": 1,
    "RGB": 3,
    "YBR_FULL": 3,
    "YBR_FULL_422": 3,
    "YBR_ICT": 3,
    "YBR_RCT": 3,
}
"""Samples per Pixel of each photometric interpretation (PS3.3 C.7.6.3.1.2)."""

_DESCRIPTION = {
    "Rows": "00280010",
    "Columns": "00280011",
    "SamplesPerPixel": "00280002",
    "BitsAllocated": "00280100",
    "BitsStored": "00280101",
    "PixelRepresentation": "00280103",
    "PlanarConfiguration": "00280006",
    "PhotometricInterpretation": "00280004",
}


def pixel_faults(header: Header, data: Data) -> Iterator[Reason]:
    """Findings about the pixels, where there are any: native ones are measured, three others decoded."""
    if header.attributes.frames == 0:
        return
    yield from _contradictions(header)
    if is_encapsulated(header.transfer_syntax):
        yield from _undecodable(header, data)
    else:
        yield from _wrong_length(header, data)


def _first(header: Header, tag: str) -> object:
    found = values(header.dataset, tag)
    return found[0] if found else None


def _contradictions(header: Header) -> Iterator[Reason]:
    photometric, samples = _first(header, "00280004"), header.attributes.samples
    expected = _SAMPLES.get(str(photometric).strip())
    if expected is not None and samples is not None and samples != expected:
        yield _failed(
            "pixel-format", f"{photometric} has {expected} samples, Samples per Pixel says {samples}"
        )
    frames = _first(header, "00280008")
    if frames is not None and (not isinstance(frames, int) or frames < 1):
        yield _failed("pixel-format", f"Number of Frames is {frames}")
    allocated, stored = header.attributes.bits_allocated, _first(header, "00280101")
    high = _first(header, "00280102")
    if isinstance(stored, int) and allocated is not None and stored > allocated:
        yield _failed("pixel-format", f"Bits Stored is {stored}, but Bits Allocated only {allocated}")
    if isinstance(stored, int) and isinstance(high, int) and high != stored - 1:
        yield Reason(
            "pixel-format",
            Verdict.WARNING,
            f"High Bit is {high}, with {stored} Bits Stored it has to be {stored - 1}",
        )


def _wrong_length(header: Header, data: Data) -> Iterator[Reason]:
    expected = _native_bytes(header)
    if expected is None:
        yield _failed(
            "pixel-format", "Rows, Columns, Samples per Pixel and Bits Allocated describe no picture"
        )
        return
    if header.pixel_length is None:
        yield _failed("pixel-length", "Pixel Data is encapsulated, against its transfer syntax")
        return
    there = header.pixel_length
    if header.pixel_offset is not None:
        there = min(there, len(data) - header.pixel_offset)
    if there < expected:
        yield _failed("pixel-length", f"Pixel Data has {there} bytes, the image needs {expected}")
    # One byte of padding makes the length even (PS3.5 section 8.1.1).
    elif there > expected + expected % 2:
        text = f"Pixel Data has {there} bytes, the image needs only {expected}"
        yield Reason("pixel-length", Verdict.WARNING, text)


def _native_bytes(header: Header) -> int | None:
    """Bytes of all frames without compression; None where the header does not say."""
    found = header.attributes
    if not (found.rows and found.columns and found.samples and found.bits_allocated):
        return None
    # Of YBR_FULL_422 two pixels share one pair of colours.
    samples = 2 if _first(header, "00280004") == "YBR_FULL_422" else found.samples
    bits = found.rows * found.columns * samples * found.bits_allocated * found.frames
    return -(-bits // 8)


def _undecodable(header: Header, data: Data) -> Iterator[Reason]:
    if header.pixel_offset is None or header.pixel_length is not None:
        yield _failed("decoding", "Pixel Data is not encapsulated, against its transfer syntax")
        return
    try:
        described = pixel_format(_description(header), header.transfer_syntax)
        if described.codec is Codec.VIDEO:
            return
        with memoryview(data) as view:
            frames = encapsulated_frames(
                lambda length, offset: bytes(view[offset : offset + length]),
                header.pixel_offset,
                described.frames,
            )
            yield from _missing_frames(described, frames)
            for index in sorted({0, len(frames) // 2, len(frames) - 1}):
                _decode(view, frames[index], described, index)
    except NotSupported as error:
        yield _failed("decoding", str(error))


def _missing_frames(described: PixelFormat, frames: tuple[Frame, ...]) -> Iterator[Reason]:
    if len(frames) < described.frames:
        yield _failed("frames", f"Number of Frames is {described.frames}, but only {len(frames)} are there")


def _decode(view: memoryview, frame: Frame, described: PixelFormat, index: int) -> None:
    stored = b"".join(bytes(view[span.offset : span.offset + span.length]) for span in frame)
    try:
        decode(stored, described)
    except NotSupported as error:
        raise NotSupported(f"frame {index + 1}: {error}") from error


def _description(header: Header) -> Dataset:
    described = Dataset()
    for keyword, tag in _DESCRIPTION.items():
        value = _first(header, tag)
        if value is not None:
            setattr(described, keyword, value)
    described.NumberOfFrames = header.attributes.frames
    return described


def _failed(code: str, detail: str) -> Reason:
    return Reason(code, Verdict.FAILED, detail)
