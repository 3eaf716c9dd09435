"""The people and consultations of the neighbouring tests."""

from __future__ import annotations

from tests.consultation.consultations.conftest import guest, house  # noqa: F401
