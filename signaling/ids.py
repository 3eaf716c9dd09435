"""Session ids as LiveKit forms them: a kind prefix and twelve random letters and digits."""

import secrets
import string

ROOM = "RM_"
PARTICIPANT = "PA_"
EVENT = "EV_"
AUDIO_TRACK = "TR_A"
VIDEO_TRACK = "TR_V"

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 12


def new_id(prefix: str) -> str:
    """A fresh id; 71 random bits, so ids are also unguessable."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
