"""What holds for one data set while it is read: the outermost one, or one item of a sequence."""

from dataclasses import dataclass, field
from typing import Any

from imaging.header.text import TextDecoder, text_decoder
from imaging.header.vr import private_vr, public_vr, resolve_ambiguous

UNDEFINED_LENGTH = 0xFFFFFFFF

_CHARACTER_SET = 0x00080005
_PIXEL_REPRESENTATION = 0x00280103
_LUT_DESCRIPTOR = 0x00283002
_PALETTE_DESCRIPTORS = frozenset({0x00281101, 0x00281102, 0x00281103})
_NOTICED = _PALETTE_DESCRIPTORS | {_CHARACTER_SET, _PIXEL_REPRESENTATION, _LUT_DESCRIPTOR}
_PRIVATE = 0x00010000
_UN_FOR_LENGTH = 0xFFFF
"""What does not fit a two-byte length may be written as UN for that reason alone (PS3.5 6.2.2)."""


@dataclass(slots=True)
class Level:
    """The state that earlier elements leave for later ones, and for the items inside them."""

    implicit_vr: bool
    decode: TextDecoder
    path: str = ""
    """Where its elements are, as bulk data URIs have it: ``00081140/1/``."""
    depth: int = 0
    _signed: bool = False
    _single_entry: bool = False
    _creators: dict[int, str] = field(default_factory=dict)

    def item(self, tag: int, number: int, *, implicit_vr: bool) -> "Level":
        """The level of the item `number`, from 1, of the sequence `tag` in this data set."""
        path = f"{self.path}{tag:08X}/{number}/"
        return Level(implicit_vr, self.decode, path, self.depth + 1, self._signed)

    def known_vr(self, tag: int, length: int) -> str:
        """The VR of an element whose file has none, or UN; UN where nobody knows."""
        if not self.implicit_vr and length != UNDEFINED_LENGTH and length >= _UN_FOR_LENGTH:
            return "UN"
        if tag & _PRIVATE:
            return self._private_vr(tag)
        vr = public_vr(tag) or "UN"
        if " " not in vr:
            return vr
        fragments = length == UNDEFINED_LENGTH
        return resolve_ambiguous(vr, signed=self._signed, single=self._single_entry, fragments=fragments)

    def notice(self, tag: int, found: list[Any]) -> None:
        """Remembers what an element says about those behind it; corrects what writers get wrong."""
        if tag & _PRIVATE:
            if 0x10 <= tag & 0xFFFF <= 0xFF and isinstance(found[0], str):
                self._creators[tag >> 16 << 8 | tag & 0xFF] = found[0]
        elif tag in _NOTICED:
            self._notice_public(tag, found)

    def _private_vr(self, tag: int) -> str:
        if 0x10 <= tag & 0xFFFF <= 0xFF:
            return "LO"
        creator = self._creators.get(tag >> 8)
        return (private_vr(tag, creator) if creator else None) or "UN"

    def _notice_public(self, tag: int, found: list[Any]) -> None:
        if tag == _CHARACTER_SET:
            self.decode = text_decoder(tuple(str(value or "") for value in found))
        elif tag == _PIXEL_REPRESENTATION:
            self._signed = found[0] == 1
        else:
            # A number of entries, whatever the sign of the pixels (PS3.3 C.7.6.3.1.5, C.11.1.1.1).
            if isinstance(found[0], int) and found[0] < 0:
                found[0] += 0x10000
            self._single_entry = tag == _LUT_DESCRIPTOR and found[0] == 1
