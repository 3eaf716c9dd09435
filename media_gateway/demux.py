"""Which peer a datagram belongs to: by ICE user name fragment, then by the address a check proved."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Generic, TypeVar

from .ice import Address

T = TypeVar("T")

#: Addresses one peer may hold: its interfaces, and where it roamed from. The oldest is forgotten first.
_ADDRESSES_PER_OWNER = 8


class Demux(Generic[T]):
    """Two tables, both bounded by the number of owners."""

    def __init__(self) -> None:
        self._by_ufrag: dict[str, T] = {}
        self._by_address: dict[Address, T] = {}
        self._addresses: dict[int, OrderedDict[Address, None]] = {}
        self._ufrags: dict[int, tuple[str, ...]] = {}
        #: The owner of an authenticated address; called for every datagram.
        self.find = self._by_address.get

    def find_ufrag(self, ufrag: str) -> T | None:
        """The owner of a local user name fragment."""
        return self._by_ufrag.get(ufrag)

    def set_ufrags(self, owner: T, ufrags: Iterable[str]) -> None:
        """Replace the fragments of an owner."""
        for old in self._ufrags.pop(id(owner), ()):
            self._by_ufrag.pop(old, None)
        self._ufrags[id(owner)] = tuple(ufrags)
        for ufrag in self._ufrags[id(owner)]:
            self._by_ufrag[ufrag] = owner

    def claim(self, owner: T, address: Address) -> T | None:
        """An authentic check came from this address: it is the owner's now; returns who lost it."""
        held = self._addresses.setdefault(id(owner), OrderedDict())
        previous = self._by_address.get(address)
        if previous is owner:
            held.move_to_end(address)
            return None
        if previous is not None:
            self._addresses[id(previous)].pop(address, None)
        self._by_address[address] = owner
        held[address] = None
        if len(held) > _ADDRESSES_PER_OWNER:
            oldest, _ = held.popitem(last=False)
            self._by_address.pop(oldest, None)
        return previous

    def remove(self, owner: T) -> None:
        """Forget an owner."""
        for ufrag in self._ufrags.pop(id(owner), ()):
            self._by_ufrag.pop(ufrag, None)
        for address in self._addresses.pop(id(owner), {}):
            self._by_address.pop(address, None)
