"""Databases that have their tables already: making these takes longer than most tests do."""

from __future__ import annotations

import contextlib
import functools
import tempfile
from pathlib import Path

from core.blocking import BlockingDatabase
from core.settings import Settings, load_settings


def load_prepared(data: Path, overrides: dict[str, object]) -> Settings:
    """The settings of a data folder, whose SQLite database has its tables and nothing in them."""
    settings = load_settings(data, overrides)
    file = data / "consilium.db"
    if not settings.database.url and not file.exists():
        file.write_bytes(_migrated_file())
    return settings


def migrate(url: str) -> None:
    """Make the tables in the database at `url`."""
    with contextlib.closing(BlockingDatabase(url)) as database:
        database.migrate()


@functools.cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        migrate(f"sqlite:///{file}")
        return file.read_bytes()
