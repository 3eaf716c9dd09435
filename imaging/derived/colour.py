"""The ICC profile that says: these colours are sRGB (PS3.3 C.11.15)."""

from functools import cache

from PIL import ImageCms

_DATE = slice(24, 36)
"""In the header: when the profile was made (ICC.1:2022 section 7.2.1)."""
_DATE_MADE = bytes.fromhex("07EA 0001 0001 0000 0000 0000".replace(" ", ""))
_CLASS = slice(12, 16)
_INPUT_DEVICE = b"scnr"


@cache
def srgb_profile() -> bytes:
    """As an input device profile, and the same bytes each time."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_DATE] = _DATE_MADE
    profile[_CLASS] = _INPUT_DEVICE
    return bytes(profile)
