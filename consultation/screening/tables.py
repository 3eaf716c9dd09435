"""The table of the verdicts on what software found."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.models import Base, UtcDateTime


class Verdict(StrEnum):
    """What an expert says of something that software found."""

    AGREE = "agree"
    DISMISS = "dismiss"


class ScreeningVerdict(Base):
    """What one attendee of a consultation says of an episode; their newest word counts."""

    __tablename__ = "screening_verdict"

    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    episode_id: Mapped[str] = mapped_column(ForeignKey("screening_episode.id"), primary_key=True)
    attendee_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    verdict: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
