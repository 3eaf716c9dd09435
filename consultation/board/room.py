"""One board in this process: takes what pages send, and passes on what was kept. No I/O of its own.

Order, so that nothing is lost that anybody has seen: an update is made in the trial document and judged,
written into the log, made in the kept document, sent to the others. What is asked of the board is answered
from the kept document alone.
"""

from collections.abc import Iterable, Sequence

from consultation.board.audience import Audience
from consultation.board.causality import adds_to
from consultation.board.connection import Connection
from consultation.board.documents import Documents
from consultation.board.draft import Draft
from consultation.board.framing import framed
from consultation.board.history import Kept
from consultation.board.protocol import Change, read_state_vector, state_answer, state_request, update_message
from consultation.board.rules import Refusal
from consultation.board.trial import Accepted, Unfounded


class Room:
    """Starts empty: `catch_up` with what the log holds before anybody enters."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self._documents = Documents()
        self._questions: dict[Draft, list[tuple[Connection, bytes]]] = {}

    @property
    def seq(self) -> int:
        """Number of the newest update that it knows to be in the log."""
        return self._documents.seq

    def enter(self, connection: Connection) -> None:
        """Somebody is there: ask what they have drawn without us, and tell them who else is there."""
        connection.page.send(framed(state_request(self._documents.state)))
        self.audience.enter(connection)

    def leave(self, connection: Connection) -> None:
        self.audience.leave(connection)

    def propose(self, connection: Connection, change: Change) -> Accepted | None:
        """Judge a change; None where nothing of it is to be kept.

        Raises ProtocolError, and Refusal where the attendee may not make it.
        """
        if not connection.may_draw:
            self._only_reads(change)
            return None
        try:
            return self._documents.propose(change.update, connection.attendee)
        except Unfounded:
            if change.answer:
                raise Refusal("unfounded", "the page has lost a part of its own document") from None
            # Drawn in the moment of coming back: the answer to this brings what it builds on.
            connection.page.send(framed(state_request(self._documents.state)))
            return None

    def draft(self, draft: Draft) -> None:
        """What was accepted is on its way into the log."""
        self._documents.draft(draft)

    def ask(self, connection: Connection, state: bytes) -> None:
        """A page asks for what its state vector lacks. Raises ProtocolError where it is none."""
        read_state_vector(state)
        newest = self._documents.newest_draft
        if newest is None:
            self._answer(connection, state)
        else:
            # The answer also tells the page that all it has sent before is kept, by whichever connection.
            self._questions.setdefault(newest, []).append((connection, state))

    def committed(self, missed: Sequence[Kept], written: Sequence[tuple[int, Draft]]) -> None:
        """Drafts are in the log, behind what other processes have `missed` to tell."""
        self.catch_up(missed)
        frames: list[tuple[Connection | None, bytes]] = []
        for seq, draft in written:
            if self._documents.written(seq, draft):
                frames.append((draft.origin, framed(update_message(draft.update))))
        for connection in self.audience.connections:
            others = b"".join(frame for origin, frame in frames if origin is not connection)
            if others:
                connection.page.send(others)
        for _, draft in written:
            for connection, state in self._questions.pop(draft, ()):
                self._answer(connection, state)

    def catch_up(self, history: Iterable[Kept]) -> bool:
        """Take what the log holds beyond `seq`, and pass it on; whether there was anything."""
        updates = self._documents.catch_up(history)
        for update in updates:
            self.audience.send(update_message(update))
        return bool(updates)

    def _only_reads(self, change: Change) -> None:
        """Raises Refusal where somebody who may change nothing tries to."""
        # Every page answers with what it knows; only its own drawing is more than the board has.
        if not change.answer or adds_to(change.update, self._documents.state):
            raise Refusal("read-only", "this attendee changes nothing")

    def _answer(self, connection: Connection, state: bytes) -> None:
        connection.page.send(framed(state_answer(self._documents.update_since(state))))
