"""Runs the screening's benchmarks and prints a table for each part; never passes or fails.

python -m benchmarks.screening               everything
python -m benchmarks.screening speed text    parts: see PARTS
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from benchmarks.report import Row, machine, table
from benchmarks.screening import (
    delay,
    head_ct,
    layouts,
    lesions,
    models,
    needles,
    signals,
    speed,
    stenoses,
    text,
    untouched,
)

PARTS: Mapping[str, Callable[[], Sequence[Row]]] = {
    "speed": speed.rows,
    "delay": delay.rows,
    "signal": signals.rows,
    "untouched": untouched.rows,
    "lesions": lesions.rows,
    "needles": needles.rows,
    "head-ct": head_ct.rows,
    "stenoses": stenoses.rows,
    "text": text.rows,
    "layouts": layouts.rows,
    "models": models.rows,
}


def main() -> None:
    wanted = sys.argv[1:] or PARTS
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        raise SystemExit(f"no part {unknown[0]!r}: choose from {', '.join(PARTS)}")
    print(machine())
    for part in wanted:
        # Part by part: what is measured is not lost with what fails after it.
        print(f"\n{part}\n{table(PARTS[part]())}", flush=True)


if __name__ == "__main__":
    main()
