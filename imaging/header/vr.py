"""Value representations: how they are written, and which one applies where a file does not say (PS3.5)."""

from dataclasses import dataclass
from functools import lru_cache

from pydicom.datadict import dictionary_VR, private_dictionary_VR
from pydicom.valuerep import AMBIGUOUS_VR, EXPLICIT_VR_LENGTH_32, VR

PIXEL_DATA = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
"""Float Pixel Data, Double Float Pixel Data and Pixel Data (PS3.3 C.7.6.24, C.7.6.25, C.7.6.3)."""


@dataclass(frozen=True, slots=True)
class ExplicitForm:
    """How an element with an explicit VR is written (PS3.5 section 7.1.2)."""

    vr: str
    long_length: bool
    """Two reserved bytes and a length of four, instead of a length of two."""


EXPLICIT_FORMS = {
    vr.value.encode(): ExplicitForm(vr.value, vr in EXPLICIT_VR_LENGTH_32)
    for vr in VR
    if vr not in AMBIGUOUS_VR
}


@lru_cache(maxsize=8192)
def public_vr(tag: int) -> str | None:
    """The dictionary's VR, which may be ambiguous ("US or SS"); None for tags it does not know."""
    if tag & 0xFFFF == 0:
        return "UL"  # group length
    try:
        return dictionary_VR(tag)
    except KeyError:
        return None


@lru_cache(maxsize=8192)
def private_vr(tag: int, creator: str) -> str | None:
    """The VR of a private element as the dictionaries of known vendors have it."""
    try:
        return private_dictionary_VR(tag, creator)
    except KeyError:
        return None


def resolve_ambiguous(vr: str, *, signed: bool, single: bool, fragments: bool) -> str:
    """Chooses among the alternatives that the dictionary names.

    `signed` says whether the image's pixels are (Pixel Representation, PS3.3 C.7.6.3), `single` whether a
    lookup table's descriptor names one entry only (C.11.1.1.1). Of bytes and words it is words, as in
    Implicit VR (PS3.5 A.1), but bytes in fragments (A.4).
    """
    if vr == "US or SS":
        return "SS" if signed else "US"
    if vr == "US or OW":
        return "US" if single else "OW"
    return "OB" if fragments else "OW"
