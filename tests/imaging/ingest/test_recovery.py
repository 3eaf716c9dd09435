"""What killed processes leave behind among what arrives is settled or deleted by whoever starts next."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from core.objects import ObjectStore
from core.settings import Settings
from imaging.archive import Archive
from imaging.errors import ArchiveError, StorageFailed
from imaging.index.tables import Instance
from imaging.index.writer import IndexWriter
from imaging.ingest import commits
from imaging.receipt import Outcome
from tests.imaging.conftest import CITY_CT, NOW, OpenArchive
from tests.imaging.ingest.contents import objects, rows, store, waiting
from tests.imaging.test_verify import verify
from tests.support.dicom_files import CT


def abandoned_folder(settings: Settings) -> Path:
    """The folder of a process that is gone."""
    folder = settings.archive_path / "incoming" / "4194303-dead"
    folder.mkdir()
    return folder


def test_unfinished_and_uncommitted_bytes_are_deleted(settings: Settings, archive: Archive) -> None:
    folder = abandoned_folder(settings)
    (folder / "7.part").write_bytes(b"half an ima")
    data = CT().bytes()
    (folder / f"{sha256(data).hexdigest()}.8").write_bytes(data)
    archive.recover()
    assert (waiting(archive), objects(archive), rows(archive, Instance)) == ([], [], [])
    assert not folder.exists()


def test_committed_bytes_are_settled(any_settings: Settings, open_archive: OpenArchive) -> None:
    archive = open_archive(any_settings)
    data = CT().bytes()
    digest = sha256(data).hexdigest()
    store(archive, CITY_CT, data)
    folder = abandoned_folder(any_settings)
    archive.store.path(digest).rename(folder / f"{digest}.3")
    assert archive.store.path(digest).read_bytes() == data
    archive.recover()
    assert (objects(archive), waiting(archive)) == ([digest], [])


def test_name_without_its_bytes_is_never_settled(settings: Settings, archive: Archive) -> None:
    """A power cut can leave the name of bytes that were not synced yet."""
    data = CT().bytes()
    digest = sha256(data).hexdigest()
    store(archive, CITY_CT, data)
    (abandoned_folder(settings) / f"{digest}.3").write_bytes(data[:-100] + bytes(100))
    archive.recover()
    assert archive.store.path(digest).read_bytes() == data
    assert verify(archive)[1] == []


def test_what_a_living_process_is_receiving_is_left_alone(settings: Settings, archive: Archive) -> None:
    with archive.ingest.receive(CITY_CT) as reception:
        data = CT().bytes()
        reception.write(data[:100])
        with Archive.open(settings, now=lambda: NOW):
            assert waiting(archive) == ["0.part"]
        reception.write(data[100:])
        assert reception.finish().outcome is Outcome.STORED


def test_closed_store_leaves_no_folder(tmp_path: Path) -> None:
    ObjectStore(tmp_path / "store").close()
    assert list((tmp_path / "store" / "incoming").iterdir()) == []


def test_commit_that_fails_after_all_keeps_its_bytes(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection can break after the database has committed and before it could say so."""
    written = IndexWriter.write

    def write_then_break(*arguments: object) -> object:
        connection = arguments[1]
        written(*arguments)  # type: ignore[arg-type]
        connection.commit()  # type: ignore[attr-defined]
        raise OperationalError("COMMIT", {}, ConnectionError("the server closed the connection"))

    monkeypatch.setattr(IndexWriter, "write", write_then_break)
    with pytest.raises(StorageFailed, match="closed the connection"):
        store(archive, CITY_CT, CT().bytes())
    monkeypatch.undo()
    assert verify(archive)[1] == []
    assert store(archive, CITY_CT, CT().bytes()).outcome is Outcome.ALREADY_THERE


def test_undecided_bytes_are_decided_once_the_database_answers(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("BEGIN", {}, ConnectionError("the server is gone"))

    monkeypatch.setattr(IndexWriter, "write", fail)
    monkeypatch.setattr(commits, "digests_with_rows", fail)
    with pytest.raises(StorageFailed):
        store(archive, CITY_CT, CT(number=1).bytes())
    monkeypatch.undo()
    assert len(waiting(archive)) == 1
    assert store(archive, CITY_CT, CT(number=2).bytes()).outcome is Outcome.STORED
    assert (len(objects(archive)), waiting(archive)) == (1, [])


def test_folder_that_cannot_be_used_is_explained(settings: Settings) -> None:
    settings.archive_path.parent.mkdir(parents=True, exist_ok=True)
    settings.archive_path.write_text("not a folder")
    with pytest.raises(ArchiveError, match=r"\[archive\] path"):
        Archive.open(settings)
    assert os.path.isfile(settings.archive_path)
