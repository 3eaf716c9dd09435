"""Runs the archive's benchmarks and prints one table; never passes or fails.

python -m benchmarks.archive             everything
python -m benchmarks.archive ingest      one part: ingest, reading, scale or viewer
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.archive import ingest, reading, scale, servers, viewer
from benchmarks.archive.slices import SliceMaker
from benchmarks.report import Row, machine, table
from tests.support.site import Site

PARTS = ("ingest", "reading", "viewer", "scale")


def main() -> None:
    wanted = sys.argv[1:] or PARTS
    print(machine())
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="consilium-bench-") as temporary:
        folder = Path(temporary)
        if set(wanted) & {"ingest", "reading", "viewer"}:
            rows += with_servers(folder, wanted)
        if "scale" in wanted:
            rows += scale.rows(folder)
    print(table(rows))


def with_servers(folder: Path, wanted: list[str] | tuple[str, ...]) -> list[Row]:
    """The parts that need both archives running."""
    maker = SliceMaker()
    rows: list[Row] = []
    site = Site(folder / "site")
    site.folder.mkdir()
    peer, orthanc = servers.orthanc(folder / "orthanc")
    try:
        ours = servers.ours(site)
        if "ingest" in wanted:
            rows += ingest.rows(ours, orthanc, maker, folder)
        if "reading" in wanted:
            rows += reading.rows(ours, orthanc, maker, folder)
        if "viewer" in wanted:
            rows += viewer.rows(site, ours, maker, folder)
    finally:
        peer.stop()
        site.stop()
    return rows


if __name__ == "__main__":
    main()
