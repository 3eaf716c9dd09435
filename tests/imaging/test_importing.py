"""Import: folders, media and zips, in one go or in several."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from pydicom.fileset import FileSet

from consilium.archive_commands import PROBLEMS_FOUND
from imaging.archive import Archive
from imaging.errors import StorageFull
from imaging.importing import Totals, Work, import_paths, survey
from imaging.index.tables import Instance, SetAside, Study
from imaging.receipt import Outcome
from tests.imaging.conftest import CITY
from tests.imaging.ingest.contents import rows
from tests.support.dicom_files import CT
from tests.support.processes import consilium

SLICES = 7


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Images in nested folders, beside other things that lie about on disks."""
    top = tmp_path / "disk"
    for number in range(1, SLICES + 1):
        nested = top / f"p{number % 2}" / "影像"
        nested.mkdir(parents=True, exist_ok=True)
        (nested / f"IM{number}").write_bytes(CT(number=number).bytes())
    (top / "readme.txt").write_text("not an image")
    (top / "empty").touch()
    (top / "loop").symlink_to(top)
    return top


def imported(archive: Archive, *paths: Path) -> Totals:
    return import_paths(archive, list(paths), CITY)


def test_folder_is_taken_in_and_the_second_time_skipped(archive: Archive, folder: Path) -> None:
    first = imported(archive, folder)
    assert (first.outcomes, first.other, first.problems) == ({Outcome.STORED: SLICES}, 2, [])
    assert [row["organisation_id"] for row in rows(archive, Study)] == [CITY]
    again = imported(archive, folder)
    assert again.outcomes == {Outcome.ALREADY_THERE: SLICES}
    assert len(rows(archive, Instance)) == SLICES


def test_progress_counts_what_the_survey_found(archive: Archive, folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    work = survey([folder])
    import_paths(archive, [folder], CITY, lambda size, totals: seen.append((size, totals.files)))
    assert work == Work(files=len(seen), bytes=sum(size for size, _ in seen))
    assert [count for _, count in seen] == list(range(1, work.files + 1))


def test_interrupted_import_goes_on_where_it_was_stopped(archive: Archive, folder: Path) -> None:
    def stop(_: int, totals: Totals) -> None:
        if totals.files == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_paths(archive, [folder], CITY, stop)
    stored = len(rows(archive, Instance))
    assert stored > 0
    rest = imported(archive, folder)
    assert rest.outcomes[Outcome.ALREADY_THERE] == stored
    assert rest.outcomes[Outcome.STORED] == SLICES - stored


def test_medium_is_imported_by_its_directory(archive: Archive, tmp_path: Path) -> None:
    medium = FileSet()
    for number in (1, 2):
        medium.add(CT(number=number).dataset())
    medium.write(tmp_path / "cd")
    assert imported(archive, tmp_path / "cd" / "DICOMDIR").outcomes == {Outcome.STORED: 2}
    assert imported(archive, tmp_path / "cd").outcomes == {Outcome.ALREADY_THERE: 2}


def test_medium_in_small_letters_and_without_a_file(archive: Archive, tmp_path: Path) -> None:
    medium = FileSet()
    for number in (1, 2):
        medium.add(CT(number=number).dataset())
    medium.write(tmp_path / "cd")
    images = sorted(
        path for path in (tmp_path / "cd").rglob("*") if path.is_file() and path.name != "DICOMDIR"
    )
    images[0].rename(images[0].with_name(images[0].name.lower()))
    images[1].unlink()
    totals = imported(archive, tmp_path / "cd" / "DICOMDIR")
    assert totals.outcomes == {Outcome.STORED: 1}
    assert "which is not there" in totals.problems[0]


def test_zip_with_nested_folders(archive: Archive, folder: Path, tmp_path: Path) -> None:
    packed = tmp_path / "study.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                opened.write(path, path.relative_to(folder))
    totals = imported(archive, packed)
    assert (totals.outcomes, totals.other) == ({Outcome.STORED: SLICES}, 2)


def test_zip_bomb_is_not_unpacked(archive: Archive, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as opened, opened.open("x", "w") as member:
        for _ in range(1200):
            member.write(bytes(1 << 20))
    totals = imported(archive, bomb)
    assert totals.files == 1
    assert "claims to unpack" in totals.problems[0]


def test_damaged_zips_and_missing_files_are_told(archive: Archive, tmp_path: Path) -> None:
    broken, cut = tmp_path / "a.zip", tmp_path / "b.zip"
    broken.write_bytes(b"PK nothing")
    with zipfile.ZipFile(cut, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("image", CT().bytes())
    data = bytearray(cut.read_bytes())
    data[300] ^= 0xFF
    cut.write_bytes(data)
    (tmp_path / "DICOMDIR").write_bytes(b"no directory")
    totals = imported(archive, broken, cut, tmp_path / "DICOMDIR", tmp_path / "missing")
    assert (totals.outcomes, len(totals.problems)) == ({}, 4)


def test_what_says_it_is_dicom_but_cannot_be_read_is_quarantined(archive: Archive, tmp_path: Path) -> None:
    broken = tmp_path / "broken.dcm"
    broken.write_bytes(CT().bytes()[:180])
    assert imported(archive, broken).outcomes == {Outcome.QUARANTINED: 1}
    assert "broken.dcm" in rows(archive, SetAside)[0]["reason"]


def test_full_disk_stops_the_import(archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageFull("the disk is full")

    monkeypatch.setattr(archive.ingest, "receive", full)
    with pytest.raises(StorageFull):
        imported(archive, folder)


def test_command_imports_verifies_and_repairs(folder: Path, tmp_path: Path) -> None:
    data = ["--data", str(tmp_path / "data")]
    done = command("archive", "import", str(folder), *data)
    assert (done.returncode, f"{SLICES} stored" in done.stdout) == (0, True), done.stderr
    assert "store and index agree" in command("archive", "verify", *data).stdout
    [*objects] = (tmp_path / "data" / "archive" / "objects").glob("*/*")
    objects[0].unlink()
    found = command("archive", "verify", "--no-repair", *data)
    assert (found.returncode, "1 missing" in found.stdout) == (PROBLEMS_FOUND, True)
    repaired = command("archive", "verify", *data)
    assert (repaired.returncode, "1 lost" in repaired.stdout) == (PROBLEMS_FOUND, True)
    assert "store and index agree" in command("archive", "verify", *data).stdout
    again = command("archive", "import", str(folder), *data)
    assert f"1 stored, {SLICES - 1} already-there" in again.stdout


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(consilium(*arguments), capture_output=True, text=True, timeout=60, check=False)
