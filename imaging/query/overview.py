"""What the archive's page lists: studies page by page, how many there are, and what to filter by."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from core.database import Database
from core.models import Organisation
from imaging.access import Access
from imaging.index.tables import ArchiveCount, Study
from imaging.query.model import Level, Query
from imaging.query.scope import scoped
from imaging.query.sources import Wanted, wanted
from imaging.query.studies import Count, Cursor, StudyRow, StudySearch
from imaging.query.words import distinct_values
from imaging.rights import Caller, reads_all, reads_own

FACET_VALUES_MAX = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Some studies, newest first, and where the next page begins; None after the last."""

    studies: Sequence[StudyRow]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Facets:
    """What a caller can filter by. Organisations as id and name."""

    modalities: Sequence[str]
    body_parts: Sequence[str]
    organisations: Sequence[tuple[str, str]]


class Overview:
    """One per process, for its event loop."""

    def __init__(self, database: Database, access: Access) -> None:
        self._database = database
        self._access = access
        self._search = StudySearch(database)

    async def page(
        self, caller: Caller, query: Query, organisation_id: str | None, *, limit: int, after: Cursor | None
    ) -> Page:
        """Studies of one organisation, or of all that `caller` may see. Raises BadQuery."""
        asked = await self._allowed(caller, query, organisation_id)
        if asked is None:
            return Page((), None)
        studies = await self._search.page(asked, limit=limit + 1, after=after)
        return Page(studies[:limit], Cursor.of(studies[limit - 1]) if len(studies) > limit else None)

    async def count(self, caller: Caller, query: Query, organisation_id: str | None) -> Count:
        """How many studies such pages hold. Raises BadQuery."""
        asked = await self._allowed(caller, query, organisation_id)
        if asked is None:
            return Count(0, exact=True)
        if asked.everything:
            return await self._kept_count(asked.scope.organisation_id)
        return await self._search.count(asked)

    async def facets(self, caller: Caller) -> Facets:
        """Empty for those who see nothing but what consultations show: that is a short list."""
        if not reads_own(caller):
            return Facets((), (), ())
        owner = None if reads_all(caller) else caller.organisation_id
        async with self._database.read() as session:
            modalities = await distinct_values(session, "modality", FACET_VALUES_MAX, organisation_id=owner)
            body_parts = await distinct_values(session, "body-part", FACET_VALUES_MAX, organisation_id=owner)
            statement = (
                select(Organisation.id, Organisation.name)
                .join(ArchiveCount, ArchiveCount.organisation_id == Organisation.id)
                .where(ArchiveCount.studies > 0)
                .order_by(Organisation.name)
            )
            if owner is not None:
                statement = statement.where(Organisation.id == owner)
            organisations = [(pk, name) for pk, name in await session.execute(statement)]
        return Facets(modalities, body_parts, organisations)

    async def revision(self, caller: Caller) -> str:
        """Another text than before whenever something was added that `caller` may see."""
        if not reads_own(caller):
            return await self._revision_of(caller.shown)
        statement = select(
            ArchiveCount.organisation_id,
            ArchiveCount.studies,
            ArchiveCount.series,
            ArchiveCount.instances,
            ArchiveCount.bytes,
        ).order_by(ArchiveCount.organisation_id)
        if not reads_all(caller):
            statement = statement.where(ArchiveCount.organisation_id == caller.organisation_id)
        async with self._database.read() as session:
            rows = (await session.execute(statement)).all()
        return ".".join("-".join(map(str, row[1:])) for row in rows)

    async def _revision_of(self, study_uids: frozenset[str]) -> str:
        statement = (
            select(Study.study_uid, Study.instance_count)
            .where(Study.study_uid.in_(sorted(study_uids)))
            .order_by(Study.study_uid)
        )
        async with self._database.read() as session:
            rows = (await session.execute(statement)).all()
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]

    async def organisation_names(self) -> Mapping[str, str]:
        async with self._database.read() as session:
            rows = await session.execute(select(Organisation.id, Organisation.name))
            return {row.id: row.name for row in rows}

    async def _allowed(self, caller: Caller, query: Query, organisation_id: str | None) -> Wanted | None:
        """What to look for, within what `caller` may see; None where that is nothing."""
        keys = dict(query.keys)
        if query.text:
            keys["text"] = query.text
        if organisation_id is not None:
            keys["organisation"] = organisation_id
        if not await self._access.query(caller, Level.STUDY.value, keys):
            return None
        within = scoped(caller, query)
        if within is None:
            return None
        owner = within.organisation_id
        if owner is not None and organisation_id not in {None, owner}:
            return None
        return wanted(within.query, owner or organisation_id)

    async def _kept_count(self, organisation_id: str | None) -> Count:
        statement = select(func.coalesce(func.sum(ArchiveCount.studies), 0))
        if organisation_id is not None:
            statement = statement.where(ArchiveCount.organisation_id == organisation_id)
        async with self._database.read() as session:
            return Count(int(await session.scalar(statement) or 0), exact=True)
