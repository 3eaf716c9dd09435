"""A running site with a filled archive, for tests that come to it as foreign software does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.commands import command
from tests.support.processes import consilium, run
from tests.support.site import EXPERT, Site

IMPORT_TIMEOUT_S = 300.0


@contextmanager
def archive_site(folder: Path, studies: Sequence[Path] = ()) -> Iterator[tuple[Site, str]]:
    """A site whose archive holds `studies`, and a bearer token of its expert; stopped at the end."""
    site = Site(folder)
    site.add_person(EXPERT)
    if studies:
        words = ["archive", "import", *map(str, studies), "--data", str(site.data)]
        run(consilium(*words), timeout_s=IMPORT_TIMEOUT_S)
    token = command("api-token", "--data", str(site.data), "--user", EXPERT.name).split()[-1]
    try:
        site.start()
        yield site, token
    finally:
        left = site.stop()
    assert left == [], "processes stayed behind"
