"""The schema: migrations make exactly the tables that the index is written and read by, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from consultation.consultations import tables as consultation_tables
from core.models import Base
from imaging.archive import Archive


def test_migrations_make_exactly_the_tables_of_the_models(any_archive: Archive) -> None:
    assert consultation_tables.Consultation.metadata is Base.metadata
    with any_archive.database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
