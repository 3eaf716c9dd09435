"""Routes for what software found on a consultation's consoles, and what the experts say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiohttp import web
from sqlalchemy import Select, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.deeds import deed
from consultation.consultations.entrance import entry, open_entry
from consultation.consultations.tables import BroughtConsole, Consultation
from consultation.problems import Problem
from consultation.requests import Body, json_body
from consultation.screening.tables import ScreeningVerdict, Verdict
from consultation.services import services
from core.audit import Action
from core.rights import Right
from core.screening import ScreeningEpisode

MOST_EPISODES = 500
"""That one answer holds, the newest."""

FOUND_WHILE_OPEN = and_(
    BroughtConsole.room == ScreeningEpisode.room,
    BroughtConsole.consultation_id == Consultation.id,
    Consultation.opened_at <= ScreeningEpisode.last_at,
    or_(Consultation.closed_at.is_(None), Consultation.closed_at >= ScreeningEpisode.first_at),
)
"""What belongs to a consultation: found on one of its consoles while it was open."""


class VerdictBody(Body):
    verdict: Verdict | None
    """Null takes it back."""


async def read(request: web.Request) -> web.Response:
    """`GET …/screening`: what was found while the consultation was open, newest first."""
    who = await entry(request, Right.SEE)
    async with services(request).database.read() as session:
        found = await episodes(session, who.consultation)
        said = await verdicts(session, who.consultation.id)
    return web.json_response({"episodes": [as_json(one, said.get(one.id, ())) for one in found]})


async def judge(request: web.Request) -> web.Response:
    """`PUT …/screening/{episode}/verdict`: agree, dismiss, or take one's word back."""
    who = await open_entry(request, Right.ANNOTATE)
    wanted = await json_body(request, VerdictBody)
    shared = services(request)
    episode_id = request.match_info["episode"]
    said = wanted.verdict.value if wanted.verdict else ""
    detail = {"episode": episode_id, "verdict": said}
    async with deed(shared, who, Action.SCREENING_VERDICT, detail) as done:
        if not await _was_found(done.session, done.consultation, episode_id):
            raise Problem(404, "no_such_episode", "Nothing like that was found in this consultation.")
        key = {
            "consultation_id": who.consultation.id,
            "episode_id": episode_id,
            "attendee_id": who.attendee.id,
        }
        if wanted.verdict is None:
            await done.session.execute(delete(ScreeningVerdict).filter_by(**key))
        else:
            verdict = ScreeningVerdict(
                **key, name=who.attendee.name, verdict=wanted.verdict.value, at=shared.now()
            )
            await done.session.merge(verdict)
    return web.Response(status=204)


async def episodes(session: AsyncSession, consultation: Consultation) -> Sequence[ScreeningEpisode]:
    """What was found on the consoles of a consultation while it was open, newest first."""
    return (await session.scalars(_found_in(consultation))).all()


async def _was_found(session: AsyncSession, consultation: Consultation, episode_id: str) -> bool:
    found = _found_in(consultation).subquery()
    return await session.scalar(select(found.c.id).where(found.c.id == episode_id)) is not None


def _found_in(consultation: Consultation) -> Select[ScreeningEpisode]:
    query = select(ScreeningEpisode).where(FOUND_WHILE_OPEN, Consultation.id == consultation.id)
    return query.order_by(ScreeningEpisode.first_at.desc(), ScreeningEpisode.id).limit(MOST_EPISODES)


async def verdicts(session: AsyncSession, consultation_id: str) -> Mapping[str, Sequence[ScreeningVerdict]]:
    """By episode, in the order in which they were given."""
    query = (
        select(ScreeningVerdict)
        .where(ScreeningVerdict.consultation_id == consultation_id)
        .order_by(ScreeningVerdict.at)
    )
    by_episode: dict[str, list[ScreeningVerdict]] = {}
    for verdict in await session.scalars(query):
        by_episode.setdefault(verdict.episode_id, []).append(verdict)
    return by_episode


def as_json(episode: ScreeningEpisode, said: Iterable[ScreeningVerdict]) -> dict[str, Any]:
    """As pages get it; times in ISO 8601."""
    return {
        "id": episode.id,
        "console": episode.room,
        "detector": episode.detector,
        "kind": episode.kind,
        "label": episode.label,
        "score": episode.score,
        "first_at": episode.first_at.isoformat(),
        "last_at": episode.last_at.isoformat(),
        "seen_s": episode.seen_s,
        "frames": episode.frames,
        "outline": episode.outline,
        "closed": episode.closed,
        "width": episode.width,
        "height": episode.height,
        "measures": episode.measures,
        "verdicts": [
            {"by": one.attendee_id, "name": one.name, "verdict": one.verdict, "at": one.at.isoformat()}
            for one in said
        ],
    }
