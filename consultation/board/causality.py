"""Whether an update stands on what is known: one that builds on changes nobody has seen is not judged."""

import pycrdt

from consultation.board.protocol import ProtocolError, Reader, read_deletions, read_state_vector


def reaches_beyond(update: bytes, state: bytes) -> bool:
    """Whether a part of `update` is not in a document of the state vector `state` that it was applied to.

    Yjs sets such parts aside until what they build on arrives. In this room that would let one person's
    change take effect within the update of another, in whose name it would be judged and kept. It happens
    in honest pages: one that comes back online and draws before it has told what it drew meanwhile.
    Raises ProtocolError for bytes that are no update.
    """
    try:
        rest = Reader(pycrdt.get_update(update, state))
    except ValueError as error:
        raise ProtocolError(f"not a Yjs update: {error}") from error
    if rest.number():
        return True
    known = read_state_vector(state)
    # Deletions of what is yet to come would strike it the moment it arrives.
    return any(end > known.get(client, 0) for client, end in read_deletions(rest).items())


def adds_to(update: bytes, state: bytes) -> bool:
    """Whether `update` holds changes that a document of the state vector `state` has not seen.

    Deletions are not looked at: the answer of a page that has drawn nothing lists all that it knows of.
    Raises ProtocolError for bytes that are no update.
    """
    try:
        return Reader(pycrdt.get_update(update, state)).number() > 0
    except ValueError as error:
        raise ProtocolError(f"not a Yjs update: {error}") from error
