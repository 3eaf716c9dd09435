"""What software found on a consultation's consoles and experts judged, for the summary."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.consultations.tables import Consultation
from consultation.keeping.report import Screened, Screening
from consultation.screening.episodes import episodes, verdicts
from consultation.screening.tables import ScreeningVerdict, Verdict
from core.screening import ScreeningEpisode


async def screening(session: AsyncSession, consultation: Consultation) -> Screening:
    """What was judged, in the order in which it was seen, and how much was not."""
    found = await episodes(session, consultation)
    said = await verdicts(session, consultation.id)
    judged = [_screened(one, said[one.id]) for one in reversed(found) if one.id in said]
    return Screening(tuple(judged), len(found) - len(judged))


def _screened(episode: ScreeningEpisode, said: Sequence[ScreeningVerdict]) -> Screened:
    def who(verdict: Verdict) -> tuple[str, ...]:
        return tuple(one.name for one in said if one.verdict == verdict)

    return Screened(
        kind=episode.kind,
        label=episode.label,
        score=episode.score,
        at=episode.first_at.astimezone(),
        measures=tuple((str(name), float(value), str(unit)) for name, value, unit in episode.measures),
        agreed=who(Verdict.AGREE),
        dismissed=who(Verdict.DISMISS),
    )
