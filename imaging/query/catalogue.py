"""The archive as callers see it: every question passes the rights check and leaves its audit entry."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from core.database import Database
from imaging.access import Access, Purpose, no_such
from imaging.errors import NotFound
from imaging.index.tables import Instance, Series, Study
from imaging.query.document import Bodies, Document, Part
from imaging.query.find import Finder
from imaging.query.instances import SeriesReferences, read_references, references
from imaging.query.matches import matches
from imaging.query.middle import middle_instance
from imaging.query.model import InstanceRef, Match, Query
from imaging.query.scope import scoped
from imaging.query.studies import StudySearch
from imaging.rights import Caller, may_read

_CHUNK = 500
"""UIDs asked for in one statement: databases limit the number of parameters."""


class Catalogue:
    """One per process, for its event loop. `access` records what is read."""

    def __init__(self, database: Database, access: Access) -> None:
        self._database = database
        self._access = access
        self._references = SeriesReferences(database)
        self._bodies = Bodies()
        self._finder = Finder(database, StudySearch(database))

    async def find(self, caller: Caller, query: Query) -> list[Match]:
        """What matches and `caller` may see, the newest study first. Raises BadQuery."""
        if not await self._access.query(caller, query.level.value, query.keys):
            return []
        within = scoped(caller, query)
        if within is None:
            return []
        found = await self._finder.find(within.query, within.organisation_id)
        return await matches(self._database, query, found)

    async def instances(
        self,
        caller: Caller,
        study_uid: str,
        series_uid: str | None = None,
        sop_instance_uid: str | None = None,
        *,
        purpose: Purpose = Purpose.INSTANCES,
    ) -> tuple[InstanceRef, ...]:
        """What a study, series or instance consists of, in the order in which it is shown.

        Raises NotFound where there is nothing, or nothing that `caller` may see.
        """
        statement = references().where(Study.study_uid == study_uid)
        if series_uid is not None:
            statement = statement.where(Series.series_uid == series_uid)
        if sop_instance_uid is not None:
            statement = statement.where(Instance.sop_instance_uid == sop_instance_uid)
        async with self._database.read() as session:
            found = await read_references(session, statement)
        if not found:
            raise no_such()
        await self._access.study(caller, found[0].organisation_id, study_uid, purpose)
        return found

    async def instance(
        self,
        caller: Caller,
        study_uid: str,
        series_uid: str,
        sop_instance_uid: str,
        *,
        purpose: Purpose = Purpose.FRAMES,
    ) -> InstanceRef:
        """One instance, quickly: its series is kept in memory. Raises NotFound."""
        found = await self._references.find(series_uid, sop_instance_uid)
        if found is None or found.study_uid != study_uid:
            raise no_such()
        await self._access.study(caller, found.organisation_id, study_uid, purpose)
        return found

    async def middle(
        self,
        caller: Caller,
        study_uid: str,
        series_uid: str | None = None,
        *,
        purpose: Purpose = Purpose.RENDERED,
    ) -> InstanceRef:
        """The instance that stands for a series, or for a study. Raises NotFound, also without pictures."""
        async with self._database.read() as session:
            found = await middle_instance(session, study_uid, series_uid)
        if found is None:
            raise NotFound("There is no picture: no such study or series, or none of its instances has one.")
        await self._access.study(caller, found.organisation_id, study_uid, purpose)
        return found

    async def metadata(
        self,
        caller: Caller,
        study_uid: str,
        series_uid: str | None = None,
        sop_instance_uid: str | None = None,
    ) -> Document:
        """The DICOM JSON of a study, series or instance. Raises NotFound."""
        statement = (
            select(Study.organisation_id, Series.id, Series.revision, Series.instance_count)
            .join(Series, Series.study_pk == Study.id)
            .where(Study.study_uid == study_uid)
            .order_by(Series.number, Series.id)
        )
        instance_pk = None
        if series_uid is not None:
            statement = statement.where(Series.series_uid == series_uid)
        async with self._database.read() as session:
            rows = (await session.execute(statement)).all()
        if rows and sop_instance_uid is not None and series_uid is not None:
            instance = await self._references.find(series_uid, sop_instance_uid)
            instance_pk = instance.pk if instance is not None else None
        if not rows or (sop_instance_uid is not None and instance_pk is None):
            raise no_such()
        await self._access.study(caller, rows[0][0], study_uid, Purpose.METADATA)
        parts = [Part(pk, revision, count) for _, pk, revision, count in rows]
        return Document(parts, instance_pk, caller.names, self._database, self._bodies)

    async def known(self, caller: Caller, sop_instance_uids: Sequence[str]) -> Mapping[str, str]:
        """Of these instances, those that are kept and that `caller` may see: UID to SOP class UID."""
        statement = (
            select(Instance.sop_instance_uid, Instance.sop_class_uid, Study.organisation_id, Study.study_uid)
            .join(Series, Series.id == Instance.series_pk)
            .join(Study, Study.id == Series.study_pk)
        )
        found: dict[str, str] = {}
        async with self._database.read() as session:
            for start in range(0, len(sop_instance_uids), _CHUNK):
                chunk = sop_instance_uids[start : start + _CHUNK]
                rows = await session.execute(statement.where(Instance.sop_instance_uid.in_(chunk)))
                found |= {
                    uid: sop_class for uid, sop_class, owner, study in rows if may_read(caller, owner, study)
                }
        return found
