"""Group commit: threads that want the same slow thing at the same moment share one doing of it."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class _Ticket(Generic[T, R]):
    __slots__ = ("done", "error", "item", "result")

    def __init__(self, item: T) -> None:
        self.item = item
        self.done = False
        self.result: R | None = None
        self.error: BaseException | None = None


class GroupCommit(Generic[T, R]):
    """The first thread to come leads: it commits whatever has queued up meanwhile, for all of them."""

    def __init__(self, commit: Callable[[Sequence[T]], Sequence[R]], limit: int) -> None:
        """`commit` gets 1 to `limit` items and returns one result for each, in their order, or raises."""
        self._commit = commit
        self._limit = limit
        self._waiting: list[_Ticket[T, R]] = []
        self._queue = threading.Lock()
        self._leading = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many items the next commits have to do."""
        return len(self._waiting)

    def submit(self, item: T) -> R:
        """Returns the result of `item` once it is committed. Raises what `commit` raised for its batch."""
        ticket: _Ticket[T, R] = _Ticket(item)
        with self._queue:
            self._waiting.append(ticket)
        while not ticket.done:
            with self._leading:
                if not ticket.done:
                    self._lead()
        if ticket.error is not None:
            raise ticket.error
        return ticket.result  # type: ignore[return-value]  # R itself may be None

    def _lead(self) -> None:
        with self._queue:
            batch = self._waiting[: self._limit]
            del self._waiting[: self._limit]
        try:
            results = self._commit([ticket.item for ticket in batch])
            for ticket, result in zip(batch, results, strict=True):
                ticket.result = result
        except BaseException as error:  # noqa: BLE001  # raised again in every thread whose item it was
            for ticket in batch:
                ticket.error = error
        finally:
            for ticket in batch:
                ticket.done = True
