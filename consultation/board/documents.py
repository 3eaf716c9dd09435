"""The two Yjs documents of one board: the kept one, and the trial one that is ahead of it. No I/O."""

from collections.abc import Iterable, Sequence

from consultation.board.content import EMPTY_UPDATE, apply_all, new_document
from consultation.board.draft import Draft
from consultation.board.history import Kept
from consultation.board.trial import Accepted, Trial
from consultation.consultations.attendees import Attendee

FEW = 50
"""Up to so many updates are learnt one by one; for more, a new trial document is cheaper."""

_NOTHING_KNOWN = b"\x00"
"""The state vector of an empty document."""


class Documents:
    """`seq` is the number in the log of the newest update that the kept document holds."""

    def __init__(self) -> None:
        self.seq = 0
        self._kept = new_document()
        self._trial: Trial | None = None
        self._drafts: dict[Draft, None] = {}
        self._everything: bytes | None = None

    @property
    def state(self) -> bytes:
        """State vector of the kept document."""
        return self._kept.get_state()

    @property
    def newest_draft(self) -> Draft | None:
        """What was accepted last of all that is still on its way into the log."""
        return next(reversed(self._drafts), None)

    def update_since(self, state: bytes) -> bytes:
        """What of the kept document is not in `state`."""
        if state != _NOTHING_KNOWN:
            return self._kept.get_update(state)
        if self._everything is None:
            self._everything = self._kept.get_update()
        return self._everything

    def propose(self, update: bytes, who: Attendee) -> Accepted | None:
        """Judge an update; None where there is nothing new in it.

        Raises Refusal, Unfounded or ProtocolError; then nothing has happened.
        """
        if update == EMPTY_UPDATE:
            return None
        if self._trial is None:
            ahead = (draft.update for draft in self._drafts)
            self._trial = Trial((self._kept.get_update(), *ahead))
        try:
            return self._trial.propose(update, who)
        except BaseException:
            # It holds what was not to be; a new one is made of the kept document when it is needed.
            self._trial = None
            raise

    def draft(self, draft: Draft) -> None:
        """What was accepted is on its way into the log."""
        self._drafts[draft] = None

    def written(self, seq: int, draft: Draft) -> bool:
        """It is in the log, as number `seq`; whether that is news."""
        del self._drafts[draft]
        if seq <= self.seq:
            return False  # the log was read between its commit and this call
        self._keep([draft.update], seq)
        return True

    def catch_up(self, history: Iterable[Kept]) -> Sequence[bytes]:
        """Take what the log holds beyond `seq`, in its order; the updates that were new."""
        fresh = [kept for kept in history if kept.seq > self.seq]
        updates = [kept.update for kept in fresh]
        if fresh:
            self._keep(updates, fresh[-1].seq)
            if self._trial is not None and len(fresh) <= FEW:
                self._trial.learn(updates)
            else:
                self._trial = None
        return updates

    def _keep(self, updates: Sequence[bytes], seq: int) -> None:
        apply_all(self._kept, updates)
        self.seq = seq
        self._everything = None
