"""What the index says about objects of the store: which digests it names."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from imaging.index.tables import Instance, SetAside


def digests_with_rows(connection: Connection, digests: Collection[str]) -> frozenset[str]:
    """Those of `digests` (a few hundred at most) that an instance or something set aside refers to."""
    found: set[str] = set()
    for model in (Instance, SetAside):
        found.update(connection.scalars(select(model.digest).where(model.digest.in_(digests))))
    return frozenset(found)
