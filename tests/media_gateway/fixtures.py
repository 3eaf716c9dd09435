"""Packets and descriptions recorded from Chromium 156, decrypted where SRTP had carried them."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "recorded"


def recorded(name: str) -> bytes:
    """The bytes of one recorded packet."""
    return (_FOLDER / f"{name}.bin").read_bytes()


def recorded_sdp(name: str) -> str:
    """A recorded session description, candidates left out."""
    return (_FOLDER / f"{name}.sdp").read_text()
