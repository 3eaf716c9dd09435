"""From values to a frame of a transfer syntax: one encoder for each family, refusing what is not allowed."""

from __future__ import annotations

import struct
import threading
from dataclasses import dataclass

import imagecodecs
import numpy as np
from pydicom import uid
from pydicom.pixels.processing import convert_color_space

from imaging.errors import NotSupported
from imaging.pixels.decode import Picture, Samples
from imaging.pixels.format import PixelFormat
from imaging.pixels.syntaxes import Codec, Syntax, syntax

NEAR_LOSSLESS_ERROR = 2
"""Largest difference of a value after near-lossless JPEG-LS: below the noise of a CT or MR image."""
JPEG_QUALITY = 90
_MAX_RLE_SEGMENTS = 15
# HTJ2K Lossless RPCL wants its smallest resolution within 64 x 64 (PS3.5 section 8.2.16).
_SMALLEST_RESOLUTION = 64
_DEFAULT_LEVELS = 5

# OpenJPEG's encoder crashes when threads use it at the same time.
_openjpeg_encoder = threading.Lock()


@dataclass(frozen=True, slots=True)
class Encoded:
    """A frame in the target's transfer syntax, and the Photometric Interpretation it has there."""

    data: bytes
    photometric: str


def why_not_encodable(described: PixelFormat, target: str) -> str:
    """Why frames of this description cannot be had as `target`; empty where they can."""
    reason = why_not_encodable_bits(described.bits_allocated, target)
    wanted = syntax(target)
    if reason or wanted.codec is Codec.NATIVE:
        return reason
    if described.keyword != "PixelData":
        return f"Transfer syntax {target} does not take numbers with a fraction."
    if described.samples == 4:
        return f"Transfer syntax {target} does not take four samples per pixel."
    if wanted.uid == uid.JPEGBaseline8Bit and (described.photometric == "PALETTE COLOR" or described.signed):
        return "JPEG Baseline takes neither palette colours nor signed values (PS3.5 section 8.2.1)."
    return ""


def why_not_encodable_bits(bits_allocated: int, target: str) -> str:
    """The same as far as Bits Allocated alone decides."""
    wanted = syntax(target)
    if not wanted.encodable:
        return f"The archive does not encode into transfer syntax {target}."
    if wanted.codec is not Codec.NATIVE and (bits_allocated == 1 or bits_allocated > wanted.max_bits):
        return f"Transfer syntax {target} does not take {bits_allocated} bits per sample."
    return ""


def encode(picture: Picture, described: PixelFormat, target: str) -> Encoded:
    """`picture`, described by `described`, in transfer syntax `target`. Raises NotSupported."""
    reason = why_not_encodable(described, target)
    if reason:
        raise NotSupported(reason)
    wanted = syntax(target)
    match wanted.codec:
        case Codec.NATIVE:
            return _native(picture, described)
        case Codec.RLE:
            return Encoded(_rle(picture.samples), picture.photometric)
        case Codec.JPEG_LS:
            level = NEAR_LOSSLESS_ERROR if wanted.lossy else 0
            data = imagecodecs.jpegls_encode(_unsigned(picture.samples), level)
            return Encoded(bytes(data), picture.photometric)
        case Codec.JPEG:
            return _jpeg(picture, wanted)
        case _:
            return _jpeg_2000(picture, wanted)


def _native(picture: Picture, described: PixelFormat) -> Encoded:
    if described.bits_allocated == 1:
        return Encoded(np.packbits(picture.samples, bitorder="little").tobytes(), picture.photometric)
    return Encoded(np.ascontiguousarray(picture.samples, described.dtype).tobytes(), picture.photometric)


def _rle(samples: Samples) -> bytes:
    """Byte planes, the most significant first, each row packed alone (PS3.5 annex G)."""
    depth = samples.dtype.itemsize
    planes = samples.reshape(*samples.shape[:2], -1)
    segments = []
    for index in range(planes.shape[2]):
        plane = np.ascontiguousarray(planes[..., index]).view(np.uint8).reshape(*samples.shape[:2], depth)
        for byte in reversed(range(depth)):
            packed = imagecodecs.packbits_encode(np.ascontiguousarray(plane[..., byte]))
            segments.append(packed + b"\0" * (len(packed) % 2))
    if len(segments) > _MAX_RLE_SEGMENTS:
        raise NotSupported(
            f"RLE has room for {_MAX_RLE_SEGMENTS} segments; this frame needs {len(segments)}."
        )
    offsets, offset = [], 64
    for segment in segments:
        offsets.append(offset)
        offset += len(segment)
    offsets += [0] * (_MAX_RLE_SEGMENTS - len(segments))
    return struct.pack("<16I", len(segments), *offsets) + b"".join(segments)


def _jpeg(picture: Picture, wanted: Syntax) -> Encoded:
    colour = picture.samples.ndim == 3
    samples, photometric = _unsigned(picture.samples), picture.photometric
    if photometric == "YBR_FULL":
        # The encoder marks what has three components and is not transformed as RGB.
        samples, photometric = convert_color_space(samples, "YBR_FULL", "RGB"), "RGB"
    if not wanted.lossy:
        # The same space in and out: lossless is lossless only without a colour transform.
        space = "RGB" if colour else None
        data = imagecodecs.jpeg8_encode(
            samples, lossless=True, predictor=1, colorspace=space, outcolorspace=space
        )
        return Encoded(bytes(data), photometric)
    if not colour:
        return Encoded(bytes(imagecodecs.jpeg8_encode(samples, JPEG_QUALITY)), photometric)
    data = imagecodecs.jpeg8_encode(
        samples, JPEG_QUALITY, colorspace="RGB", outcolorspace="YCBCR", subsampling="422"
    )
    return Encoded(bytes(data), "YBR_FULL_422")


def _jpeg_2000(picture: Picture, wanted: Syntax) -> Encoded:
    """Reversible coding; RGB through the reversible colour transform (PS3.5 section 8.2.4)."""
    rgb = picture.photometric == "RGB"
    photometric = "YBR_RCT" if rgb else picture.photometric
    if wanted.codec is Codec.JPEG_2000:
        with _openjpeg_encoder:
            data = imagecodecs.jpeg2k_encode(picture.samples, codecformat="J2K", reversible=True, mct=rgb)
        return Encoded(bytes(data), photometric)
    samples = picture.samples
    if samples.ndim == 3 and not rgb:
        samples = np.ascontiguousarray(samples.transpose(2, 0, 1))
    data = imagecodecs.htj2k_encode(
        samples,
        reversible=True,
        rgb=rgb,
        planar=None if samples.ndim == 2 else not rgb,
        resolutions=_levels(picture.samples),
        # Tile-part lengths let a client ask for the resolutions it wants; RPCL demands them.
        tlm=True,
    )
    return Encoded(bytes(data), photometric)


def _levels(samples: Samples) -> int:
    """Decompositions that bring the longer side within the smallest resolution wanted, at least five."""
    levels = _DEFAULT_LEVELS
    while max(samples.shape[:2]) >> levels > _SMALLEST_RESOLUTION:
        levels += 1
    return levels


def _unsigned(samples: Samples) -> Samples:
    """The same bits without a sign: these codestreams know none, the header does (PS3.5 section 8.2.3)."""
    return samples.view(f"u{samples.dtype.itemsize}") if samples.dtype.kind == "i" else samples
