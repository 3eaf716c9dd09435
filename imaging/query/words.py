"""Which words of the index a piece of a name stands for, as long as they are few."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from imaging.index.tables import NamePart, StudyFacet
from imaging.query.conditions import Condition
from imaging.query.names import Piece, Place
from imaging.query.sources import begins, part_of


async def few_words(
    session: AsyncSession, alternatives: tuple[Piece, ...], maximum: int
) -> tuple[str, ...] | None:
    """All words that have one of the pieces; None where there are more than `maximum`."""
    words: set[str] = set()
    for piece in alternatives:
        match piece.place:
            case Place.WHOLE:
                words.add(piece.text)
            case Place.START:
                words.update(await distinct_values(session, "name", maximum + 1, start=piece.text))
            case Place.END | Place.INSIDE:
                statement = select(NamePart.word).where(part_of(piece)).distinct().limit(maximum + 1)
                words.update(await session.scalars(statement))
    return tuple(sorted(words)) if len(words) <= maximum else None


async def distinct_values(
    session: AsyncSession, kind: str, maximum: int, *, start: str = "", organisation_id: str | None = None
) -> list[str]:
    """The values of a facet, by hopping from each to the next in the index: it has millions of rows."""

    def next_value(*conditions: Condition) -> Select[*tuple[Any, ...]]:
        statement: Select[*tuple[Any, ...]] = select(func.min(StudyFacet.value).label("value"))
        statement = statement.where(StudyFacet.kind == kind, *conditions)
        if organisation_id is not None:
            statement = statement.where(StudyFacet.organisation_id == organisation_id)
        return statement.where(begins(StudyFacet.value, start)) if start else statement

    hops = next_value().cte("hops", recursive=True)
    following = next_value(StudyFacet.value > hops.c.value).correlate(hops).scalar_subquery()
    hops = hops.union_all(select(following).where(hops.c.value.is_not(None)))
    statement = select(hops.c.value).where(hops.c.value.is_not(None)).limit(maximum)
    return list(await session.scalars(statement))
