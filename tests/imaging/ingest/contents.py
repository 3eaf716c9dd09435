"""What tests of ingest look at: the archive's rows and files as plain values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.audit import Action
from core.models import AuditEntry
from imaging.archive import Archive
from imaging.ingest.ingest import Ingest
from imaging.receipt import Receipt
from imaging.rights import Caller

_PIECE = 128 << 10


def store(archive: Archive | Ingest, caller: Caller, data: bytes, **more: Any) -> Receipt:
    """Brings one file as a C-STORE does: in pieces."""
    ingest = archive.ingest if isinstance(archive, Archive) else archive
    with ingest.receive(caller, **more) as reception:
        for start in range(0, len(data), _PIECE):
            reception.write(memoryview(data)[start : start + _PIECE])
        return reception.finish()


def rows(archive: Archive, model: Any) -> list[dict[str, Any]]:
    """All rows of a table, in the order of their keys."""
    with archive.database.read() as connection:
        found = connection.execute(select(model.__table__).order_by(*model.__table__.primary_key)).mappings()
        return [dict(row) for row in found]


def audited(archive: Archive) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Actor, target, outcome and detail of every audited write."""
    return [
        (row["actor"], row["target"], row["outcome"], row["detail"])
        for row in rows(archive, AuditEntry)
        if row["action"] == Action.STUDY_STORE
    ]


def objects(archive: Archive) -> list[str]:
    """Digests of everything settled in the store."""
    return list(archive.store.digests())


def waiting(archive: Archive) -> list[str]:
    """Names of everything that is still among what arrives."""
    return sorted(
        path.name for path in (archive.settings.archive_path / "incoming").glob("*/*") if path.is_file()
    )
