"""What stands on a board, now or at some time: for the summary, and for what is kept in the archive."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from consultation.board.content import apply_all, board_json, new_document
from consultation.board.history import read_history
from consultation.board.schema import (
    CHAT,
    CellContent,
    ChatMessage,
    Finding,
    FrozenPicture,
    KeyImage,
    Mark,
    SettledView,
    Stage,
)
from core.database import Database

log = logging.getLogger(__name__)

T = TypeVar("T")

_CELL: TypeAdapter[CellContent] = TypeAdapter(CellContent)
_VIEW: TypeAdapter[SettledView] = TypeAdapter(SettledView)
_MARK = TypeAdapter(Mark)
_FROZEN = TypeAdapter(FrozenPicture)
_FINDING = TypeAdapter(Finding)
_KEY_IMAGE = TypeAdapter(KeyImage)
_MESSAGE = TypeAdapter(ChatMessage)


@dataclass(frozen=True, slots=True)
class BoardState:
    """A board at one moment."""

    stage: Stage
    cells: Mapping[str, CellContent]
    """By number of the cell, "0" to "3"."""
    views: Mapping[str, SettledView]
    """By number of the cell."""
    marks: Mapping[str, Mark]
    """By id."""
    frozen: Mapping[str, FrozenPicture]
    """By console room, or attendee who shares a screen."""
    chat: tuple[ChatMessage, ...]
    findings: Mapping[str, Finding]
    """By id."""
    key_images: Mapping[str, KeyImage]
    """By `study/series/instance/frame`."""


async def read_board(database: Database, consultation_id: str, until: datetime | None = None) -> BoardState:
    """The board as the log tells it, at the time `until` or now; empty where nothing was ever drawn."""
    async with database.read() as session:
        history = await read_history(session, consultation_id, until=until)
    document = new_document()
    apply_all(document, (kept.update for kept in history))
    return board_state(board_json(document))


def board_state(content: Mapping[str, Any]) -> BoardState:
    """The typed form of `content`; parts that an older version kept in another shape are left out."""
    return BoardState(
        stage=Stage.model_validate(content["stage"]),
        cells=_valid(_CELL, content["cells"]),
        views=_valid(_VIEW, content["views"]),
        marks=_valid(_MARK, content["marks"]),
        frozen=_valid(_FROZEN, content["frozen"]),
        chat=tuple(_valid(_MESSAGE, dict(enumerate(content[CHAT]))).values()),
        findings=_valid(_FINDING, content["findings"]),
        key_images=_valid(_KEY_IMAGE, content["keyImages"]),
    )


def _valid(adapter: TypeAdapter[T], parts: Mapping[Any, Any]) -> dict[Any, T]:
    found: dict[Any, T] = {}
    for key, part in parts.items():
        try:
            found[key] = adapter.validate_python(part)
        except ValidationError as error:
            log.warning("part %s of a board has an unknown shape: %s", key, error)
    return found
