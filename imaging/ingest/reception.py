"""Bytes that arrive piece by piece: written to disk as they come, taken in once they are complete."""

from collections.abc import Callable
from types import TracebackType

from core.objects import Draft
from imaging.ingest.space import Space, storage_errors
from imaging.receipt import Receipt


class Reception:
    """One instance on its way in, used by one thread at a time. Left without `finish`, it is forgotten."""

    def __init__(self, draft: Draft, space: Space, take: Callable[[Draft], Receipt]) -> None:
        self._draft = draft
        self._space = space
        self._take = take

    def __enter__(self) -> "Reception":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    @property
    def size(self) -> int:
        """Bytes received so far."""
        return self._draft.size

    def write(self, data: bytes | memoryview) -> None:
        """Appends. Raises StorageFull, StorageFailed; what was received is then deleted."""
        try:
            self._space.require(len(data))
            with storage_errors():
                self._draft.write(data)
        except BaseException:
            self.abandon()
            raise

    def finish(self) -> Receipt:
        """Takes the instance in. Raises StorageFull, StorageFailed; nothing was kept then."""
        try:
            return self._take(self._draft)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Deletes what was received; after `finish` there is nothing left to delete."""
        self._draft.discard()
