"""Draws on a consultation's board by writing to its log, as the board's server does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pycrdt import Map
from sqlalchemy import func, select

from consultation.board.content import new_document
from consultation.consultations.tables import BoardUpdate
from core.database import Database

AT = 1_795_224_615_000
"""21 November 2026, 01:30:15 UTC, as the board writes times."""


def mark(tool: str, target: dict[str, Any], *points: tuple[float, float], **fields: Any) -> dict[str, Any]:
    """A mark of the board (`web/src/board/schema.ts`)."""
    plain = {
        "tool": tool,
        "target": target,
        "points": [list(point) for point in points],
        "label": "",
        "measured": [],
        "author": "nobody",
        "authorName": "somebody",
        "at": AT,
        "stays": True,
    }
    return plain | fields


def on_image(study: str, series: str, instance: str, frame: int = 1) -> dict[str, Any]:
    return {"kind": "image", "study": study, "series": series, "instance": instance, "frame": frame}


def on_picture(picture: str) -> dict[str, Any]:
    return {"kind": "frozen", "picture": picture}


def measured(kind: str, value: float, unit: str) -> dict[str, Any]:
    return {"kind": kind, "value": value, "unit": unit}


async def draw(
    database: Database,
    consultation_id: str,
    now: datetime,
    *,
    marks: dict[str, dict[str, Any]] | None = None,
    **roots: dict[str, Any],
) -> None:
    """Put these on the board, by root type and id."""
    document = new_document()
    with document.transaction():
        for mark_id, content in (marks or {}).items():
            document.get("marks", type=Map)[mark_id] = Map(content)
        for root, parts in roots.items():
            for key, content in parts.items():
                nested = root == "findings"
                document.get(root, type=Map)[key] = Map(_with_votes(content)) if nested else content
    async with database.write() as session:
        seq = await session.scalar(
            select(func.max(BoardUpdate.seq)).where(BoardUpdate.consultation_id == consultation_id)
        )
        session.add(
            BoardUpdate(
                consultation_id=consultation_id,
                seq=(seq or 0) + 1,
                at=now,
                author="",
                update=document.get_update(),
            )
        )


def _with_votes(finding: dict[str, Any]) -> dict[str, Any]:
    return finding | {"votes": Map(finding.get("votes", {}))}
