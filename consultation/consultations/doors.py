"""The doors of consultations: whoever holds somebody's connection hears at once that they are shut out."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from core.bus import Bus, Subscription

CHANNEL = "doors"

log = logging.getLogger(__name__)


class _Message(BaseModel):
    """What is passed on to the other processes. Without an attendee it is about all."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    deed: Literal["shut", "changed"]
    consultation: str
    attendee: str | None


@dataclass(frozen=True, slots=True, eq=False)
class _Watcher:
    consultation: str
    attendee: str
    on_shut: Callable[[], None]
    on_changed: Callable[[], None]

    def hear(self, message: _Message) -> None:
        (self.on_shut if message.deed == "shut" else self.on_changed)()


class Doors:
    """Who is connected in this process, and how to reach those whom another process holds."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._watchers: set[_Watcher] = set()

    def watch(
        self,
        consultation_id: str,
        attendee_id: str,
        on_shut: Callable[[], None],
        on_changed: Callable[[], None] | None = None,
    ) -> Callable[[], None]:
        """Call `on_shut` when this attendee has to go; what is returned ends the watch.

        `on_changed`, which is `on_shut` where it is not given, is called when they may stay, but have to be
        asked for their rights anew.
        """
        watcher = _Watcher(consultation_id, attendee_id, on_shut, on_changed or on_shut)
        self._watchers.add(watcher)
        return lambda: self._watchers.discard(watcher)

    def watched(self) -> frozenset[tuple[str, str]]:
        """Consultation and attendee of everybody who is connected in this process."""
        return frozenset((one.consultation, one.attendee) for one in self._watchers)

    async def shut(self, consultation_id: str, attendee_id: str | None) -> None:
        """One attendee, or all (None), have to go, in whatever process they are connected."""
        await self._pass_on(_Message(deed="shut", consultation=consultation_id, attendee=attendee_id))

    async def changed(self, consultation_id: str, attendee_id: str) -> None:
        """The rights of this attendee may be others than before."""
        await self._pass_on(_Message(deed="changed", consultation=consultation_id, attendee=attendee_id))

    async def listen(self) -> Subscription:
        """Follow the other processes."""
        return await self._bus.subscribe(CHANNEL, self._heard, self._missed_something)

    async def _pass_on(self, message: _Message) -> None:
        self._tell(message)
        await self._bus.publish(CHANNEL, message.model_dump_json().encode())

    def _heard(self, raw: bytes) -> None:
        try:
            self._tell(_Message.model_validate_json(raw))
        except ValidationError as error:
            log.warning("the bus said something unknown about doors: %s", error)

    def _tell(self, message: _Message) -> None:
        for watcher in list(self._watchers):
            if watcher.consultation == message.consultation and message.attendee in {None, watcher.attendee}:
                watcher.hear(message)

    def _missed_something(self) -> None:
        """Nobody knows whom it concerned: all are asked anew."""
        for watcher in list(self._watchers):
            watcher.on_changed()
