"""What tests of every folder share: the sample data, a Chromium, and a whole site on free ports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def require(present: bool, reason: str) -> None:
    """Skips with the reason where something is missing, but fails in CI, where everything has to be there."""
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real sample images (its MANIFEST.md says what each is)."""
    folder = Path(os.environ.get("CONSILIUM_TEST_DATA", ROOT.parent / "shared" / "data"))
    require((folder / "MANIFEST.md").exists(), f"no sample images in {folder}; set CONSILIUM_TEST_DATA")
    return folder
