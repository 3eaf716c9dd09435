"""The instance that stands for a whole series or study: the one in the middle, where there is most to see."""

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from imaging.index.tables import Instance, Series, Study
from imaging.query.instances import read_references, references
from imaging.query.model import InstanceRef


async def middle_instance(
    session: AsyncSession, study_uid: str, series_uid: str | None = None
) -> InstanceRef | None:
    """Of the series, or of the study's first one, that has pictures; None where there is none.

    One statement that gives one reference: a study may have thousands of instances, and a page shows many.
    """
    pictures = exists().where(Instance.series_pk == Series.id, Instance.frames > 0)
    first = (
        select(Series.id)
        .join(Study, Study.id == Series.study_pk)
        .where(Study.study_uid == study_uid, pictures)
    )
    if series_uid is not None:
        first = first.where(Series.series_uid == series_uid)
    series_pk = first.order_by(Series.number, Series.id).limit(1).scalar_subquery()
    shown = (Instance.series_pk == series_pk, Instance.frames > 0)
    half = select(func.count() // 2).select_from(Instance).where(*shown).scalar_subquery()
    found = await read_references(session, references().where(*shown).limit(1).offset(half))
    return found[0] if found else None
