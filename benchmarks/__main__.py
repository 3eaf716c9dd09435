"""Runs every benchmark and prints one table; never passes or fails."""

from __future__ import annotations

import asyncio

from benchmarks import forwarding, glass
from benchmarks.report import machine, table


def main() -> None:
    print(machine())
    rows = asyncio.run(forwarding.rows())
    rows += glass.rows()
    print(table(rows))


if __name__ == "__main__":
    main()
