"""Typesets a report in a process of its own: `python -m consultation.keeping.report_process`.

reportlab keeps fonts for the life of its process, and each document has its own; and a second of pure
computing would hold up the pointers and marks that the application passes on meanwhile.
"""

import pickle
import subprocess
import sys

from consultation.keeping.report import Report
from consultation.keeping.report_pdf import report_pdf

TIMEOUT_S = 120.0


class TypesettingFailed(Exception):
    """The process ended without a document; the text is the last that it said."""


def typeset_apart(report: Report) -> bytes:
    """The report as PDF. Blocks. Raises TypesettingFailed, subprocess.TimeoutExpired."""
    done = subprocess.run(
        [sys.executable, "-m", "consultation.keeping.report_process"],
        input=pickle.dumps(report),
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise TypesettingFailed(said[-1] if said else f"exit status {done.returncode}")
    return done.stdout


def main() -> None:
    """One report, pickled by `typeset_apart`, from standard input; the PDF to standard output."""
    report: Report = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(report_pdf(report))


if __name__ == "__main__":
    main()
