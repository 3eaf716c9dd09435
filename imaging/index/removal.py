"""Takes rows out of the index whose bytes are gone; counters are put right by `imaging.index.recount`."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from imaging.index.statements import TAKE_WRITER_LOCK
from imaging.index.tables import Instance, InstanceMetadata, Series, SetAside


def remove_rows(connection: Connection, digests: Collection[str]) -> frozenset[int]:
    """Removes what refers to `digests`, within a writing transaction. Returns the studies to be recounted."""
    if connection.dialect.name == "postgresql":
        connection.execute(TAKE_WRITER_LOCK)
    lost = select(Instance.id).where(Instance.digest.in_(digests))
    studies = connection.scalars(
        select(Series.study_pk)
        .join(Instance, Instance.series_pk == Series.id)
        .where(Instance.digest.in_(digests))
        .distinct()
    ).all()
    connection.execute(delete(InstanceMetadata).where(InstanceMetadata.instance_pk.in_(lost)))
    connection.execute(delete(Instance).where(Instance.digest.in_(digests)))
    connection.execute(delete(SetAside).where(SetAside.digest.in_(digests)))
    return frozenset(studies)
