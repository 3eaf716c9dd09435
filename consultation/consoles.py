"""The consoles that are known to be on air. No I/O."""

from collections.abc import Mapping

from core.consoles import Console


class ConsoleDirectory:
    """The consoles known to be on air, by room."""

    def __init__(self) -> None:
        self._by_room: dict[str, Console] = {}

    def put(self, room: str, console: Console | None) -> bool:
        """Replace what is known of one room; tells whether anything changed."""
        before = self._by_room.get(room)
        if console is None:
            self._by_room.pop(room, None)
        else:
            self._by_room[room] = console
        return before != console

    def put_all(self, consoles: Mapping[str, Console]) -> bool:
        """Replace everything; tells whether anything changed."""
        changed = self._by_room != consoles
        self._by_room = dict(consoles)
        return changed

    def get(self, room: str) -> Console | None:
        return self._by_room.get(room)

    def on_air(self) -> list[Console]:
        """All of them in a stable order: by organisation, then name."""
        return sorted(self._by_room.values(), key=lambda c: (c.organisation, c.name, c.room))
