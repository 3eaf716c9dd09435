"""From a stored frame to its values: one decoder for each family of transfer syntaxes."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom.pixels.processing import convert_color_space
from pydicom.pixels.utils import expand_ybr422
from pydicom.uid import HTJ2KLossless, HTJ2KLosslessRPCL

from imaging.errors import NotSupported
from imaging.pixels.codestream import Codestream, read_codestream
from imaging.pixels.format import PixelFormat
from imaging.pixels.syntaxes import Codec

Samples = NDArray[Any]

_RLE_HEADER = struct.Struct("<16I")


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded frame: rows x columns, or rows x columns x samples, of the format's type.

    `photometric` may differ from the stored one: compressed colours come out as RGB, and shared colours
    (YBR_FULL_422) as a pair for each pixel (YBR_FULL).
    """

    samples: Samples
    photometric: str


def decode(frame: bytes, described: PixelFormat) -> Picture:
    """Values of one frame as stored. Raises NotSupported where it cannot be decoded, and says why."""
    picture = _decoded(frame, described)
    if picture.samples.dtype.itemsize > described.dtype.itemsize:
        raise NotSupported(
            f"The compressed frame has more than the {described.bits_allocated} bits its header says."
        )
    # Codestreams of few bits come out in bytes, whatever Bits Allocated is.
    samples = picture.samples.astype(described.dtype, copy=False)
    return Picture(np.ascontiguousarray(samples), picture.photometric)


def _decoded(frame: bytes, described: PixelFormat) -> Picture:
    try:
        match described.codec:
            case Codec.NATIVE:
                return _native(frame, described)
            case Codec.RLE:
                return _rle(frame, described)
            case Codec.JPEG:
                return _jpeg(frame, described)
            case Codec.JPEG_LS | Codec.JPEG_2000 | Codec.HTJ2K:
                return _wavelet_or_ls(frame, described)
    except (RuntimeError, ValueError) as error:
        # The decoders' own errors, and numpy's where a frame is shorter than its header says.
        raise NotSupported(f"The frame is damaged: {error}.") from error
    raise NotSupported(f"Frames of transfer syntax {described.transfer_syntax} cannot be decoded here.")


def _native(frame: bytes, described: PixelFormat) -> Picture:
    if described.bits_allocated == 1:
        bits = np.unpackbits(np.frombuffer(frame, np.uint8), bitorder="little")
        return Picture(
            bits[: described.rows * described.columns].reshape(described.shape), described.photometric
        )
    values = np.frombuffer(frame, described.dtype)
    if described.subsampled:
        full = np.frombuffer(expand_ybr422(frame, described.bits_allocated), described.dtype)
        return Picture(full.reshape(described.shape), "YBR_FULL")
    return Picture(_stored_bits(_pixelwise(values, described), described), described.photometric)


def _rle(frame: bytes, described: PixelFormat) -> Picture:
    """Byte planes, each a segment, the most significant byte of each sample first (PS3.5 annex G)."""
    depth = described.dtype.itemsize
    pixels = described.rows * described.columns
    segments = _rle_segments(frame, described.samples * depth)
    planes = np.empty((described.samples, pixels, depth), np.uint8)
    for number, segment in enumerate(segments):
        sample, byte = divmod(number, depth)
        unpacked = imagecodecs.packbits_decode(segment)
        if len(unpacked) < pixels:
            raise NotSupported(f"The RLE frame has a segment of {len(unpacked)} bytes for {pixels} pixels.")
        planes[sample, :, depth - 1 - byte] = np.frombuffer(unpacked, np.uint8, pixels)
    samples = planes.view(described.dtype).reshape(described.samples, described.rows, described.columns)
    # Segments are planes whatever Planar Configuration says (PS3.5 section G.2).
    values = samples[0] if described.samples == 1 else np.ascontiguousarray(samples.transpose(1, 2, 0))
    return Picture(_stored_bits(values, described), described.photometric)


def _rle_segments(frame: bytes, expected: int) -> list[bytes]:
    """By the frame's header of sixteen numbers (PS3.5 section G.5)."""
    if len(frame) < _RLE_HEADER.size:
        raise NotSupported("The RLE frame is shorter than its header.")
    count, *offsets = _RLE_HEADER.unpack_from(frame)
    bounds = [*offsets[:expected], len(frame)]
    if count != expected or bounds[0] < _RLE_HEADER.size or bounds != sorted(bounds):
        raise NotSupported(f"The RLE frame's header is damaged; it should name {expected} segments.")
    return [frame[begin:end] for begin, end in pairwise(bounds)]


def _jpeg(frame: bytes, described: PixelFormat) -> Picture:
    stream = _checked(frame, described)
    # The same space in and out: the decoder makes no colour transform of its own.
    space = "RGB" if described.samples == 3 else None
    values = imagecodecs.jpeg8_decode(frame, colorspace=space, outcolorspace=space)
    values = _stored_bits(values.view(_sized(described, values)), described)
    if described.samples != 3 or not _has_differences(stream, described):
        return Picture(values, "RGB" if described.samples == 3 else described.photometric)
    return Picture(convert_color_space(values, "YBR_FULL", "RGB"), "RGB")


def _has_differences(stream: Codestream, described: PixelFormat) -> bool:
    """Whether a JPEG's colours are luminance and differences: its own markers win over the header."""
    return not stream.rgb and (stream.jfif or described.photometric.startswith("YBR"))


def _wavelet_or_ls(frame: bytes, described: PixelFormat) -> Picture:
    stream = _checked(frame, described)
    if described.codec is Codec.JPEG_LS:
        values = imagecodecs.jpegls_decode(frame)
    else:
        # OpenJPH is ten times as fast as OpenJPEG, but lets values of irreversible coding overflow.
        reversible = described.transfer_syntax in (HTJ2KLossless, HTJ2KLosslessRPCL)
        fast = described.samples == 1 and reversible
        values = imagecodecs.htj2k_decode(frame) if fast else imagecodecs.jpeg2k_decode(frame)
    values = _stored_bits(values.view(_sized(described, values)), described, stream.precision)
    photometric = "RGB" if described.photometric in ("YBR_RCT", "YBR_ICT") else described.photometric
    return Picture(values, photometric)


def _checked(frame: bytes, described: PixelFormat) -> Codestream:
    """The codestream's own description, once it agrees with the header: else it could take any memory."""
    stream = read_codestream(frame)
    found = (stream.rows, stream.columns, stream.samples)
    expected = (described.rows, described.columns, described.samples)
    if found != expected:
        raise NotSupported(
            f"The compressed frame is {found} (rows, columns, samples), its header says {expected}."
        )
    return stream


def _sized(described: PixelFormat, values: Samples) -> np.dtype[Any]:
    """The decoder's type with the header's sign."""
    return np.dtype(f"{'i' if described.signed else 'u'}{values.dtype.itemsize}")


def _pixelwise(values: Samples, described: PixelFormat) -> Samples:
    if not described.planar:
        return values.reshape(described.shape)
    planes = values.reshape(described.samples, described.rows, described.columns)
    return np.ascontiguousarray(planes.transpose(1, 2, 0))


def _stored_bits(values: Samples, described: PixelFormat, precision: int | None = None) -> Samples:
    """The values without what unused high bits hold, and with their sign (PS3.5 section 8.1.1)."""
    if values.dtype.kind not in "iu":
        return values
    shift = values.dtype.itemsize * 8 - (precision or described.bits_stored)
    return (values << shift) >> shift if shift > 0 else values
