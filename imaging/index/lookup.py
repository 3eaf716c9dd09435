"""What the index says about objects of the store: which digests it names."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from imaging.index.tables import Instance, Series, SetAside, Study

_INSTANCE_OF = (
    select(
        Study.organisation_id,
        Study.study_uid,
        Series.series_uid,
        Instance.sop_class_uid,
        Instance.sop_instance_uid,
    )
    .join(Series, Series.id == Instance.series_pk)
    .join(Study, Study.id == Series.study_pk)
    .where(Instance.digest == bindparam("digest"))
)


class Place(NamedTuple):
    """Which instance it is, and whose."""

    organisation_id: str
    study_uid: str
    series_uid: str
    sop_class_uid: str
    sop_instance_uid: str


def instance_of(connection: Connection, digest: str) -> Place | None:
    """The instance that has these bytes."""
    found = connection.execute(_INSTANCE_OF, {"digest": digest}).first()
    return None if found is None else Place(*found)


def digests_with_rows(connection: Connection, digests: Collection[str]) -> frozenset[str]:
    """Those of `digests` (a few hundred at most) that an instance or something set aside refers to."""
    found: set[str] = set()
    for model in (Instance, SetAside):
        found.update(connection.scalars(select(model.digest).where(model.digest.in_(digests))))
    return frozenset(found)
