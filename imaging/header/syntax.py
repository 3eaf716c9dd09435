"""How a transfer syntax writes a data set: PS3.5 section 10 and annex A."""

from dataclasses import dataclass

IMPLICIT_LITTLE = "1.2.840.10008.1.2"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
DEFLATED_LITTLE = "1.2.840.10008.1.2.1.99"
EXPLICIT_BIG = "1.2.840.10008.1.2.2"
_UNCOMPRESSED = frozenset({IMPLICIT_LITTLE, EXPLICIT_LITTLE, DEFLATED_LITTLE, EXPLICIT_BIG})


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a reader has to know before the first element."""

    implicit_vr: bool = False
    big_endian: bool = False
    deflated: bool = False


_ENCODINGS = {
    IMPLICIT_LITTLE: Encoding(implicit_vr=True),
    DEFLATED_LITTLE: Encoding(deflated=True),
    EXPLICIT_BIG: Encoding(big_endian=True),
    # JPIP Referenced Deflate, and its HTJ2K sibling: PS3.5 A.7 and A.10.
    "1.2.840.10008.1.2.4.95": Encoding(deflated=True),
    "1.2.840.10008.1.2.4.205": Encoding(deflated=True),
}
_EXPLICIT_LITTLE = Encoding()


def encoding_of(transfer_syntax: str) -> Encoding:
    """The encoding of a transfer syntax; that of every other one is Explicit VR Little Endian."""
    return _ENCODINGS.get(transfer_syntax, _EXPLICIT_LITTLE)


def is_encapsulated(transfer_syntax: str) -> bool:
    """Whether pixels are compressed, in fragments (PS3.5 A.4)."""
    return transfer_syntax not in _UNCOMPRESSED
