"""What each role may do: one table, which media grants, REST, DICOMweb and the board's server all ask."""

from collections.abc import Mapping
from enum import StrEnum

from core.roles import Role


class Right(StrEnum):
    """One thing that somebody may do. The values are told to the page."""

    # In a consultation that they are part of.
    SEE = "see"
    HEAR = "hear"
    SPEAK = "speak"
    CAMERA = "camera"
    SCREEN = "screen"
    """Share their own screen."""
    POINT = "point"
    """Show their pointer to the others."""
    CHAT = "chat"
    ANNOTATE = "annotate"
    """Draw, measure, freeze the picture, keep it, and enter or vote on findings."""
    PRESENT = "present"
    """Lead the others' views, and arrange the stage."""
    ADMIT = "admit"
    """Let waiting guests in."""
    MODERATE = "moderate"
    """Mute and remove people, erase others' marks, invite, hand the chair over, close the consultation."""
    RECORD = "record"
    NAMES = "names"
    """See who the patient is; without it every header is de-identified."""

    # In the house.
    START = "start"
    """Plan a consultation or start one."""
    ANSWER = "answer"
    """Be called when somebody wants help now."""
    READ_OWN = "read-own"
    """Read the studies of their own hospital."""
    READ_ALL = "read-all"
    """Read every hospital's studies; each reading leaves an audit entry."""
    WRITE_OWN = "write-own"
    """Bring images for their own hospital."""
    ADMINISTER = "administer"
    """Peers, what was set aside, transfers, the audit log, and consultations whose host is away."""


_TAKES_PART = frozenset(
    {Right.SEE, Right.HEAR, Right.SPEAK, Right.CAMERA, Right.SCREEN, Right.POINT, Right.CHAT}
)
_TREATS = _TAKES_PART | {
    Right.ANNOTATE,
    Right.PRESENT,
    Right.NAMES,
    Right.START,
    Right.READ_OWN,
    Right.WRITE_OWN,
}

ROLE_RIGHTS: Mapping[Role, frozenset[Right]] = {
    # Experts are asked by every hospital of the network.
    Role.EXPERT: _TREATS | {Right.READ_ALL, Right.ANSWER},
    Role.PHYSICIAN: _TREATS,
    Role.TECHNOLOGIST: _TREATS,
    # A lecture hall must not be able to disturb an examination, nor learn whose it is.
    Role.STUDENT: frozenset({Right.SEE, Right.HEAR}),
    # Administrators try out sound and picture with a site, but do not draw on patients' pictures.
    Role.ADMINISTRATOR: frozenset(
        {
            Right.SEE,
            Right.HEAR,
            Right.SPEAK,
            Right.CAMERA,
            Right.NAMES,
            Right.READ_OWN,
            Right.READ_ALL,
            Right.WRITE_OWN,
            Right.ADMINISTER,
        }
    ),
}

GUEST_RIGHTS: frozenset[Right] = _TAKES_PART
"""Somebody without an account, whom the host has admitted."""

HOST_RIGHTS: frozenset[Right] = frozenset({Right.PRESENT, Right.ADMIT, Right.MODERATE, Right.RECORD})
"""What the host of a consultation has besides the rights of their role."""


def rights_in_room(role: Role | None, *, host: bool) -> frozenset[Right]:
    """The rights of a person, or of an admitted guest (`role` None), in a consultation."""
    rights = GUEST_RIGHTS if role is None else ROLE_RIGHTS[role]
    return rights | HOST_RIGHTS if host else rights
