"""Between Yjs documents and plain JSON: what stands on a board, without any Yjs."""

from collections.abc import Iterable, Mapping
from typing import Any

from pycrdt import Array, Doc, Map
from pydantic_core import from_json

from consultation.board.schema import CHAT, MAP_ROOTS

Document = Doc[Any]

EMPTY_UPDATE = b"\x00\x00"
"""An update that changes nothing, in version 1 of Yjs's encoding."""


def new_document() -> Document:
    """An empty board: every root type is there, with its right type."""
    document: Document = Doc()
    with document.transaction():
        for name in MAP_ROOTS:
            document.get(name, type=Map)
        document.get(CHAT, type=Array)
    return document


def apply_all(document: Document, updates: Iterable[bytes]) -> None:
    """Apply `updates` as one change: much faster than one by one."""
    with document.transaction():
        for update in updates:
            document.apply_update(update)


def map_json(document: Document, root: str) -> dict[str, Any]:
    """Everything in the map `root`. Nested types become objects, and every whole number an int."""
    # An order of magnitude faster than walking through the types from Python.
    content: dict[str, Any] = from_json(str(document.get(root, type=Map)))
    return content


def array_json(document: Document, root: str) -> list[Any]:
    """The same for an array."""
    content: list[Any] = from_json(str(document.get(root, type=Array)))
    return content


def board_json(document: Document) -> Mapping[str, Any]:
    """The whole board, by root type."""
    return {root: map_json(document, root) for root in MAP_ROOTS} | {CHAT: array_json(document, CHAT)}
