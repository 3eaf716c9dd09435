"""`consilium archive …`: bringing files into the archive, and comparing what it holds with its index."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from consilium.offline import Offline, change
from consilium.options import DataOption
from core.accounts import organisation_or_first
from core.audit import OPERATOR
from core.settings import load_settings
from imaging.archive import Archive
from imaging.importing import Totals, import_paths, survey
from imaging.receipt import Outcome
from imaging.verify import Finding, Report, Verification, count_objects

app = typer.Typer(help="The imaging archive.", no_args_is_help=True, add_completion=False)

PROBLEMS_FOUND = 3
"""Exit code where files were left out, or where store and index disagree and nothing was done about it."""

OrganisationOption = Annotated[
    str | None,
    typer.Option(
        "--organisation",
        help="Hospital whose studies they are; default: the oldest one, 本院 if there is none.",
    ),
]


@app.command("import")
def import_files(
    data: DataOption,
    paths: Annotated[
        list[Path], typer.Argument(help="Folders, files, DICOMDIR or zip.", exists=True, show_default=False)
    ],
    organisation: OrganisationOption = None,
) -> None:
    """Take DICOM files into the archive. Run again, it skips what is in and goes on where it was stopped."""
    owner = _organisation(data, organisation)
    console = Console(stderr=True)
    with Archive.open(load_settings(data)) as archive:
        with console.status("Looking for files"):
            work = survey(paths)
        with _progress(console, DownloadColumn(binary_units=True)) as progress:
            bar = progress.add_task("Importing", total=work.bytes)

            def show(size: int, totals: Totals) -> None:
                progress.update(bar, advance=size, description=f"Importing {totals.files}/{work.files}")

            totals = import_paths(archive, paths, owner, show)
    _tell(totals)
    if totals.problems or totals.outcomes[Outcome.QUARANTINED] or totals.outcomes[Outcome.CONFLICT]:
        raise typer.Exit(PROBLEMS_FOUND)


@app.command()
def verify(
    data: DataOption,
    repair: Annotated[
        bool, typer.Option(help="Put the index right from the store, and set damaged files aside.")
    ] = True,
    organisation: OrganisationOption = None,
) -> None:
    """Compare every stored byte with the index and put the index right; may run beside the site."""
    owner = _organisation(data, organisation)
    console = Console(stderr=True)
    with (
        Archive.open(load_settings(data)) as archive,
        _progress(console, MofNCompleteColumn()) as progress,
    ):
        bar = progress.add_task("Verifying", total=count_objects(archive))

        def show(finding: Finding) -> None:
            progress.console.print(f"{finding.fault}: {finding.text}", highlight=False, soft_wrap=True)

        verification = Verification(
            archive,
            repair=repair,
            organisation_id=owner,
            on_finding=show,
            on_object=lambda: progress.advance(bar),
        )
        report = verification.run(datetime.now(UTC))
    print(_summary(report))
    if not report.clean:
        raise typer.Exit(PROBLEMS_FOUND)


def _organisation(data: Path, name: str | None) -> str:
    async def work(offline: Offline) -> str:
        found = await organisation_or_first(offline.session, name, now=offline.now, actor=OPERATOR)
        return found.id

    return change(data, work)


@contextmanager
def _progress(console: Console, amount: MofNCompleteColumn | DownloadColumn) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), amount, TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        yield progress


def _tell(totals: Totals) -> None:
    counts = ", ".join(f"{totals.outcomes[outcome]} {outcome}" for outcome in Outcome)
    print(f"{totals.files} files: {counts}, {totals.other} not DICOM, {len(totals.problems)} unusable")
    for problem in totals.problems:
        print(f"  {problem}")


def _summary(report: Report) -> str:
    if not report.faults:
        return f"{report.objects} objects: store and index agree."
    faults = ", ".join(f"{count} {fault}" for fault, count in sorted(report.faults.items()))
    advice = "Put right." if report.repaired else "`consilium archive verify` puts this right."
    if report.lost:
        advice += f" {report.lost} lost: restore them from a backup, or have them sent again."
    return f"{report.objects} objects; {faults}. {advice}"
