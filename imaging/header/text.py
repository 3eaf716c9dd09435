"""Text of every character set that DICOM knows, as Unicode: PS3.5 section 6.1, PS3.3 C.12.1.1.2."""

import re
from functools import lru_cache

from pydicom.charset import convert_encodings, decode_bytes, python_encoding
from pydicom.valuerep import TEXT_VR_DELIMS

_MISSPELT = re.compile(r"ISO.IR.\d+|ISO.2022.IR.\d+")
_ESCAPE = b"\x1b"
# pydicom decodes ISO 2022 IR 58 by a codec that leaves the escape sequence in the text.
_GB2312_ESCAPE = "\x1b$)A"


class TextDecoder:
    """Decodes the text of data sets that have one Specific Character Set."""

    __slots__ = ("_encodings", "_first")

    def __init__(self, encodings: tuple[str, ...]) -> None:
        self._encodings = encodings
        self._first = encodings[0]

    def __call__(self, raw: bytes) -> str:
        """Bytes that mean nothing in the character set become U+FFFD; raises nothing."""
        if _ESCAPE not in raw:
            return raw.decode(self._first, "replace")
        return decode_bytes(raw, self._encodings, TEXT_VR_DELIMS).replace(_GB2312_ESCAPE, "")


@lru_cache(maxsize=64)
def text_decoder(character_sets: tuple[str, ...]) -> TextDecoder:
    """The decoder for these values of Specific Character Set, () where absent; unknown ones are Latin-1."""
    return TextDecoder(tuple(convert_encodings([name if _is_known(name) else "" for name in character_sets])))


def _is_known(name: str) -> bool:
    """Whether it is a defined term, or one misspelt as some writers do.

    pydicom takes everything else for the name of a Python codec, of which a file may not have its choice.
    """
    return name in python_encoding or _MISSPELT.fullmatch(name) is not None
