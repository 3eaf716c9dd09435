"""Transfer syntaxes: how each holds pixels, as which media type it travels, what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pydicom import uid

OCTET_STREAM = "application/octet-stream"

EXPLICIT_LITTLE = str(uid.ExplicitVRLittleEndian)
IMPLICIT_LITTLE = str(uid.ImplicitVRLittleEndian)


class Codec(Enum):
    """The family of codestreams inside an encapsulated value; NATIVE is not encapsulated at all."""

    NATIVE = "native"
    RLE = "rle"
    JPEG = "jpeg"
    """JPEG by DCT or lossless by prediction (ISO/IEC 10918-1)."""
    JPEG_LS = "jpeg-ls"
    JPEG_2000 = "jpeg-2000"
    HTJ2K = "htj2k"
    VIDEO = "video"
    """One stream for all frames: no frame can be cut out of it without decoding those before."""
    UNKNOWN = "unknown"


DECODABLE = frozenset({Codec.NATIVE, Codec.RLE, Codec.JPEG, Codec.JPEG_LS, Codec.JPEG_2000, Codec.HTJ2K})
"""Families whose frames can be turned into values."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """What the archive knows about one transfer syntax. `media_type`: PS3.18 table 8.7.3-5."""

    uid: str
    codec: Codec
    media_type: str = OCTET_STREAM
    lossy: bool = False
    """Whether encoding into it may lose information as it is done here."""
    encodable: bool = False
    max_bits: int = 32
    """Most bits allocated per sample that the encoder takes."""


_TABLE: tuple[Syntax, ...] = (
    Syntax(EXPLICIT_LITTLE, Codec.NATIVE, encodable=True, max_bits=64),
    Syntax(IMPLICIT_LITTLE, Codec.NATIVE, encodable=True, max_bits=64),
    Syntax(str(uid.DeflatedExplicitVRLittleEndian), Codec.NATIVE),
    Syntax(str(uid.ExplicitVRBigEndian), Codec.NATIVE),
    Syntax(str(uid.RLELossless), Codec.RLE, "image/dicom-rle", encodable=True),
    Syntax(str(uid.JPEGBaseline8Bit), Codec.JPEG, "image/jpeg", lossy=True, encodable=True, max_bits=8),
    Syntax(str(uid.JPEGExtended12Bit), Codec.JPEG, "image/jpeg", lossy=True),
    # Retired in PS3.5 since 2004, but still found in archives; progressive modes of the same codec.
    Syntax("1.2.840.10008.1.2.4.53", Codec.JPEG, "image/jpeg", lossy=True),
    Syntax("1.2.840.10008.1.2.4.55", Codec.JPEG, "image/jpeg", lossy=True),
    Syntax(str(uid.JPEGLossless), Codec.JPEG, "image/jpeg"),
    Syntax(str(uid.JPEGLosslessSV1), Codec.JPEG, "image/jpeg", encodable=True, max_bits=16),
    Syntax(str(uid.JPEGLSLossless), Codec.JPEG_LS, "image/jls", encodable=True, max_bits=16),
    Syntax(str(uid.JPEGLSNearLossless), Codec.JPEG_LS, "image/jls", lossy=True, encodable=True, max_bits=16),
    Syntax(str(uid.JPEG2000Lossless), Codec.JPEG_2000, "image/jp2", encodable=True, max_bits=16),
    # These two allow reversible coding too, which is what the archive does when it is asked for them.
    Syntax(str(uid.JPEG2000), Codec.JPEG_2000, "image/jp2", encodable=True, max_bits=16),
    Syntax(str(uid.HTJ2K), Codec.HTJ2K, "image/jphc", encodable=True, max_bits=16),
    Syntax(str(uid.JPEG2000MCLossless), Codec.UNKNOWN, "image/jpx"),
    Syntax(str(uid.JPEG2000MC), Codec.UNKNOWN, "image/jpx", lossy=True),
    Syntax(str(uid.HTJ2KLossless), Codec.HTJ2K, "image/jphc", encodable=True, max_bits=16),
    Syntax(str(uid.HTJ2KLosslessRPCL), Codec.HTJ2K, "image/jphc", encodable=True, max_bits=16),
    *(
        Syntax(f"1.2.840.10008.1.2.4.{n}", Codec.UNKNOWN, "image/jxl", lossy=n != 110)
        for n in (110, 111, 112)
    ),
    *(Syntax(f"1.2.840.10008.1.2.4.{n}", Codec.VIDEO, "video/mpeg", lossy=True) for n in ("100", "101")),
    *(Syntax(f"1.2.840.10008.1.2.4.{n}.1", Codec.VIDEO, "video/mpeg", lossy=True) for n in ("100", "101")),
    *(Syntax(f"1.2.840.10008.1.2.4.{n}", Codec.VIDEO, "video/mp4", lossy=True) for n in range(102, 109)),
    *(Syntax(f"1.2.840.10008.1.2.4.{n}.1", Codec.VIDEO, "video/mp4", lossy=True) for n in range(102, 107)),
)

SYNTAXES: dict[str, Syntax] = {syntax.uid: syntax for syntax in _TABLE}

DEFAULT_OF_MEDIA_TYPE: dict[str, str] = {
    OCTET_STREAM: EXPLICIT_LITTLE,
    "image/dicom-rle": str(uid.RLELossless),
    "image/jpeg": str(uid.JPEGLosslessSV1),
    "image/jls": str(uid.JPEGLSLossless),
    "image/jp2": str(uid.JPEG2000Lossless),
    "image/jphc": str(uid.HTJ2KLossless),
}
"""What a media type means where no transfer syntax is named with it (PS3.18 table 8.7.3-5)."""


def syntax(transfer_syntax: str) -> Syntax:
    """What is known of it; an unlisted one can be kept and sent, and nothing else."""
    return SYNTAXES.get(transfer_syntax) or Syntax(transfer_syntax, Codec.UNKNOWN)
