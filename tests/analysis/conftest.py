"""A migrated database, as the tests of `core` have it."""

from __future__ import annotations

from tests.core.conftest import database, migrated  # noqa: F401
