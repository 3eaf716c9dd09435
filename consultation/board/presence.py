"""What somebody may show of themselves: nobody passes for another, and rights bound what is shown. No I/O."""

from pydantic import ValidationError

from consultation.board.protocol import ClientState
from consultation.board.rules import Refusal
from consultation.board.schema import Drawing, Presence
from consultation.consultations.attendees import Attendee
from core.rights import Right

GONE = b"null"
"""The state of a client that has left."""


def permitted(state: ClientState, who: Attendee) -> ClientState:
    """`state` as far as `who` may show it: under their own name, without what they have no right to.

    Raises Refusal where it is another's, or not of the schema's shape.
    """
    if state.json == GONE:
        return state
    try:
        said = Presence.model_validate_json(state.json)
    except ValidationError as error:
        raise Refusal("presence.shape", str(error.errors(include_input=False)[0]["msg"])) from error
    if said.id != who.id:
        raise Refusal("presence.id", "it is somebody else's")
    shown = said.model_copy(
        update={
            "name": who.name,
            "organisation": who.organisation,
            "pointer": said.pointer if Right.POINT in who.rights else None,
            "drawing": _own(said.drawing, who) if Right.ANNOTATE in who.rights else None,
            "views": said.views if Right.PRESENT in who.rights else None,
        }
    )
    if shown == said:
        return state
    return ClientState(state.client, state.clock, shown.model_dump_json(by_alias=True).encode())


def _own(drawing: Drawing | None, who: Attendee) -> Drawing | None:
    return drawing if drawing is not None and drawing.author == who.id else None
