"""A bus between the applications of one test, which stands in for Redis between processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from core.bus import Listener, Subscription


@dataclass(eq=False)
class BusLine:
    """One application's end: hears what the other ends publish, not what it publishes itself."""

    exchange: Exchange
    listeners: list[tuple[str, Listener, Callable[[], None]]] = field(default_factory=list)

    async def publish(self, channel: str, message: bytes) -> None:
        if not self.exchange.down:
            self.exchange.pass_on(self, channel, message)

    async def subscribe(self, channel: str, listener: Listener, on_gap: Callable[[], None]) -> Subscription:
        entry = (channel, listener, on_gap)
        self.listeners.append(entry)
        return _Listening(self, entry)

    async def close(self) -> None:
        self.listeners.clear()


@dataclass
class _Listening:
    line: BusLine
    entry: tuple[str, Listener, Callable[[], None]]

    async def end(self) -> None:
        if self.entry in self.line.listeners:
            self.line.listeners.remove(self.entry)


@dataclass
class Exchange:
    """Connects the ends. While it is `down` messages get lost; `restore` says so to everybody."""

    lines: list[BusLine] = field(default_factory=list)
    down: bool = False

    def line(self) -> BusLine:
        made = BusLine(self)
        self.lines.append(made)
        return made

    def pass_on(self, sender: BusLine, channel: str, message: bytes) -> None:
        for line in self.lines:
            if line is not sender:
                for wanted, listener, _ in list(line.listeners):
                    if wanted == channel:
                        listener(message)

    def restore(self) -> None:
        self.down = False
        for line in self.lines:
            for _, _, on_gap in list(line.listeners):
                on_gap()
