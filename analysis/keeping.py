"""Episodes written into the database: a new row each, renewed as it goes on."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from analysis.episodes import Episode
from analysis.wire import measures, points
from core.screening import ScreeningEpisode


async def keep(session: AsyncSession, room: str, episode: Episode) -> None:
    """Write what was found on the console in `room`, within the caller's transaction."""
    await session.merge(_row(room, episode))


def _row(room: str, episode: Episode) -> ScreeningEpisode:
    best = episode.best
    return ScreeningEpisode(
        id=episode.id,
        room=room,
        detector=episode.detector,
        kind=best.kind.value,
        label=best.label[:200],
        score=best.score,
        first_at=datetime.fromtimestamp(episode.first_s, UTC),
        last_at=datetime.fromtimestamp(episode.last_s, UTC),
        seen_s=episode.seen_s,
        frames=episode.frames,
        outline=points(best.outline),
        closed=best.closed,
        width=episode.width,
        height=episode.height,
        measures=measures(best.measures),
    )
