"""Text of every character set that DICOM knows, as Unicode: PS3.5 section 6.1, PS3.3 C.12.1.1.2."""

from functools import lru_cache

from pydicom.charset import convert_encodings, decode_bytes
from pydicom.valuerep import TEXT_VR_DELIMS

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
    return TextDecoder(tuple(_known(name) for name in convert_encodings(list(character_sets))))


def _known(codec: str) -> str:
    try:
        b"".decode(codec)
    except LookupError:
        return "latin-1"
    return codec
