"""The tables of the screening: who watches which console, what is looked for there, and what was found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.models import Base, UtcDateTime, new_id


class ScreeningLease(Base):
    """A console that a worker watches, which raises `beat` again and again: standing still means dead.

    `state` tells how it goes, by detector: `fps`, `took_ms`, `behind_ms`, `skipped`.
    """

    __tablename__ = "screening_lease"

    room: Mapped[str] = mapped_column(String(64), primary_key=True)
    worker: Mapped[str] = mapped_column(String(64))
    beat: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)


class ScreeningChoice(Base):
    """What was chosen for a console: detectors on or off (others as is usual), kinds that nobody sees."""

    __tablename__ = "screening_choice"

    room: Mapped[str] = mapped_column(String(64), primary_key=True)
    detectors: Mapped[dict[str, bool]] = mapped_column(JSON)
    hidden_kinds: Mapped[list[str]] = mapped_column(JSON)
    changed_by: Mapped[str] = mapped_column(String(12))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ScreeningEpisode(Base):
    """One thing found on a console's picture and followed over time, as it looked where it scored best.

    `outline` holds points [x, y] in pixels of a frame of `width` x `height`; `measures` [name, value, unit].
    """

    __tablename__ = "screening_episode"
    __table_args__ = (Index("ix_screening_episode_room_first_at", "room", "first_at"),)

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    room: Mapped[str] = mapped_column(String(64))
    detector: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(32))
    label: Mapped[str] = mapped_column(String(200))
    score: Mapped[float] = mapped_column(Float)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_s: Mapped[float] = mapped_column(Float, server_default="0")
    """In all; it may have come and gone."""
    frames: Mapped[int] = mapped_column(Integer)
    outline: Mapped[list[list[float]]] = mapped_column(JSON)
    closed: Mapped[bool] = mapped_column(Boolean)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    measures: Mapped[list[list[Any]]] = mapped_column(JSON)
