"""Where the real pictures lie that measurements use."""

from __future__ import annotations

import os
from pathlib import Path


def real_pictures() -> Path:
    """The folder of sample images (its MANIFEST.md says what each is)."""
    return Path(os.environ.get("CONSILIUM_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
