"""The demo's consultation: two hospitals, the ultrasound beside a prior CT, and something drawn on both."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pycrdt import Array, Map
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from consilium.demo_data import ACCOUNTS, CONSOLE
from consilium.demo_studies import CHEST
from consultation.board.content import Document, apply_all, new_document
from consultation.board.history import read_history
from consultation.consultations.tables import (
    Board,
    BoardUpdate,
    BroughtConsole,
    BroughtStudy,
    Consultation,
    Member,
    MemberKind,
    State,
)
from core import accounts, audit
from core.audit import Action, Event
from core.credentials import CONSOLE_PREFIX
from core.database import Database
from core.models import Agent, User
from core.settings import Settings
from imaging.phantom.chest import FIRST_Z_MM, GRID_MM, NODULES, SPACING_MM
from imaging.phantom.dicom import series_uid, slice_uid, study_uid

TITLE = "右上肺结节随访 · Follow-up of a nodule in the right upper lobe"
QUESTION = "既往 CT 见右上肺结节，请一起看是否需要复查。 The prior CT shows a nodule: is another CT needed?"
_SIZE = 512
"""Columns and rows of the drawn CT."""

_NODULE = NODULES[0].shape
_SLICE = round((_NODULE.centre[2] - FIRST_Z_MM) / SPACING_MM)


@dataclass(frozen=True, slots=True)
class _Author:
    id: str
    name: str
    organisation_id: str


Change = Callable[[Document], None]


async def prepare_consultation(settings: Settings) -> str:
    """Create it where there is none that is open. Returns its id."""
    async with Database(settings.database_url) as database, database.write() as session:
        known = await session.scalar(
            select(Consultation.id).where(Consultation.title == TITLE, Consultation.state == State.OPEN)
        )
        return known or await _create(session, datetime.now(UTC))


async def _create(session: AsyncSession, now: datetime) -> str:
    expert, clinic = [await _author(session, account.name) for account in ACCOUNTS]
    room = CONSOLE_PREFIX + (await session.scalars(select(Agent.id).where(Agent.name == CONSOLE))).one()
    study = study_uid(CHEST)
    consultation = Consultation(
        title=TITLE,
        question=QUESTION,
        state=State.OPEN,
        urgent=False,
        host_id=clinic.id,
        organisation_id=clinic.organisation_id,
        created_at=now,
        opened_at=now,
    )
    session.add(consultation)
    await session.flush()
    here = {"consultation_id": consultation.id, "added_by": clinic.id, "added_at": now}
    session.add_all(
        [
            Member(
                consultation_id=consultation.id,
                kind=MemberKind.PERSON,
                subject_id=expert.id,
                invited_by=clinic.id,
                invited_at=now,
            ),
            BroughtStudy(study_uid=study, organisation_id=clinic.organisation_id, **here),
            BroughtConsole(room=room, **here),
            Board(consultation_id=consultation.id, last_seq=0),
        ]
    )
    clinic_actor = f"user:{ACCOUNTS[1].name}"
    audit.record(session, Event(now, clinic_actor, Action.CONSULTATION_CREATE, target=consultation.id))
    await session.flush()
    at = float(round(now.timestamp() * 1000))
    await _draw(session, consultation.id, clinic, now, _by_the_clinic(clinic, room, at))
    await _draw(session, consultation.id, expert, now, _by_the_expert(expert, at))
    return consultation.id


async def _author(session: AsyncSession, name: str) -> _Author:
    user: User = await accounts.get_user(session, name)
    return _Author(user.id, user.display_name, user.organisation_id)


async def _draw(session: AsyncSession, consultation: str, by: _Author, now: datetime, change: Change) -> None:
    """One entry of the board's log, as if `by` had sent it."""
    document = new_document()
    history = await read_history(session, consultation)
    apply_all(document, (kept.update for kept in history))
    before = document.get_state()
    change(document)
    seq = len(history) + 1
    session.add(
        BoardUpdate(
            consultation_id=consultation,
            seq=seq,
            at=now,
            author=by.id,
            update=document.get_update(before),
        )
    )
    (await session.get_one(Board, consultation)).last_seq = seq
    await session.flush()


def _by_the_clinic(clinic: _Author, room: str, at: float) -> Change:
    """Arranges the stage, asks, and points at something in the running picture."""

    def change(document: Document) -> None:
        document.get("stage", type=Map)["layout"] = "1x2"
        cells, views = document.get("cells", type=Map), document.get("views", type=Map)
        cells["0"] = {"kind": "console", "room": room}
        cells["1"] = {"kind": "series", "study": study_uid(CHEST), "series": series_uid(CHEST), "part": 0.0}
        views["1"] = _view()
        marks = document.get("marks", type=Map)
        marks["demo-arrow"] = _mark(
            clinic, at, "arrow", {"kind": "live", "source": room}, [(0.56, 0.60), (0.74, 0.50)], "请看这里"
        )
        document.get("chat", type=Array).append(
            _message(clinic, at, "demo-question", "超声正在进行；旁边是上月的胸部 CT，请看右上肺。", None)
        )

    return change


def _by_the_expert(expert: _Author, at: float) -> Change:
    """Measures the nodule, enters it as a finding, answers with a link to the slice."""
    radius_mm = _radius_in_slice_mm()
    x, y = (_column(_NODULE.centre[axis]) for axis in (0, 1))
    half = radius_mm / _pixel_mm()

    def change(document: Document) -> None:
        marks = document.get("marks", type=Map)
        image = {
            "kind": "image",
            "study": study_uid(CHEST),
            "series": series_uid(CHEST),
            "instance": slice_uid(CHEST, _SLICE),
            "frame": 1.0,
        }
        length = {"kind": "length", "value": 2 * radius_mm, "unit": "mm"}
        marks["demo-length"] = _mark(expert, at, "length", image, [(x - half, y), (x + half, y)], "", length)
        document.get("findings", type=Map)["demo-finding"] = Map(
            {
                **_signed(expert, at),
                "title": f"右上肺结节 {2 * radius_mm:.0f} mm",
                "site": "右肺上叶 right upper lobe",
                "detail": "边缘光滑，建议三个月后复查 CT。 Smooth; CT again in three months.",
                "place": _place(),
                "votes": Map(),
            }
        )
        document.get("chat", type=Array).append(
            _message(expert, at, "demo-answer", "看到了，已测量，见这一层。", _place())
        )

    return change


def _signed(author: _Author, at: float) -> dict[str, object]:
    return {"author": author.id, "authorName": author.name, "at": at}


def _mark(
    author: _Author,
    at: float,
    tool: str,
    target: Mapping[str, object],
    points: list[tuple[float, float]],
    label: str,
    *measured: Mapping[str, object],
) -> Map[object]:
    # All numbers are floats: whole ones that are ints in Python would reach the page as BigInt.
    return Map(
        {
            **_signed(author, at),
            "tool": tool,
            "target": dict(target),
            "points": [list(point) for point in points],
            "label": label,
            "measured": [dict(one) for one in measured],
            "stays": True,
        }
    )


def _message(author: _Author, at: float, key: str, text: str, place: object) -> dict[str, object]:
    return {**_signed(author, at), "id": key, "text": text, "picture": None, "place": place}


def _place() -> dict[str, object]:
    return {
        "kind": "slice",
        "study": study_uid(CHEST),
        "series": series_uid(CHEST),
        "part": 0.0,
        "instance": slice_uid(CHEST, _SLICE),
        "slice": float(_SLICE),
        "label": f"胸部 CT {_SLICE + 1}",
    }


def _view() -> dict[str, object]:
    return {
        "kind": "series",
        "slice": float(_SLICE),
        "zoom": 1.0,
        "pan": [0.0, 0.0],
        "rotation": 0.0,
        "flipHorizontal": False,
        "flipVertical": False,
        "window": None,
        "inverted": False,
        "cine": {"playing": False, "speed": 1.0},
    }


def _pixel_mm() -> float:
    return GRID_MM / _SIZE


def _column(mm: float) -> float:
    """Where a place of the patient, x or y, lies on the picture."""
    return mm / _pixel_mm() + _SIZE / 2


def _radius_in_slice_mm() -> float:
    """Of the nodule, where the slice cuts it."""
    off = FIRST_Z_MM + _SLICE * SPACING_MM - _NODULE.centre[2]
    return math.sqrt(_NODULE.half_axes[0] ** 2 - off**2)
