"""Every sample image goes through C-STORE: kept byte for byte or set aside, and the node lives on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pydicom
import pytest
from pydicom.errors import InvalidDicomError
from pydicom.uid import MediaStorageDirectoryStorage
from pynetdicom import AE
from pynetdicom.dsutils import split_dataset
from pynetdicom.presentation import build_context

from imaging.header.part10 import read_file_meta
from imaging.node.entity import configure_library
from tests.support.dicom_node import Node

ANSWERS = {0x0000, 0x0111, 0xC000}
"""Kept, in conflict with another one, quarantined: in none of these are the bytes dropped."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    started = Node(tmp_path)
    started.add_peer("SAMPLES")
    started.start()
    yield started
    assert started.stop() == [0], started.text
    assert "Traceback" not in started.text, started.text


def sendable(folder: Path) -> list[Path]:
    """Files whose file meta information says what to negotiate."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            meta, _ = split_dataset(path)
        except (InvalidDicomError, ValueError, KeyError, EOFError, pydicom.errors.BytesLengthException):
            continue
        if meta.get("MediaStorageSOPClassUID") == MediaStorageDirectoryStorage:
            continue  # a DICOMDIR travels on media only (PS3.4 section I.4)
        if all(
            keyword in meta
            for keyword in ("MediaStorageSOPClassUID", "MediaStorageSOPInstanceUID", "TransferSyntaxUID")
        ):
            found.append(path)
    return found


def send(node: Node, path: Path) -> int:
    meta, _ = split_dataset(path)
    sender = AE("SAMPLES")
    context = build_context(meta.MediaStorageSOPClassUID, meta.TransferSyntaxUID)
    assoc = sender.associate("127.0.0.1", node.port, contexts=[context], ae_title="CONSILIUM")
    assert assoc.is_established, path
    status = assoc.send_c_store(path)
    assoc.release()
    return int(status.Status)


def instance_uid(path: Path) -> str:
    meta, _ = split_dataset(path)
    return str(meta.MediaStorageSOPInstanceUID)


def data_set(data: bytes) -> str:
    return hashlib.sha256(data[read_file_meta(memoryview(data)).dataset_offset :]).hexdigest()


def test_samples_are_kept_as_sent_or_set_aside(node: Node, shared_data: Path) -> None:
    configure_library()
    paths = sendable(shared_data)
    assert len(paths) > 50
    answered = {path: send(node, path) for path in paths}
    assert set(answered.values()) <= ANSWERS
    assert 0 in answered.values()
    objects = [path for path in (node.data / "archive").rglob("*") if path.is_file()]
    kept = {data_set(path.read_bytes()) for path in objects if len(path.name.split(".")[0]) == 64}
    # The same image in another transfer syntax is there already, once.
    known = node.kept()
    lost = [
        path.name
        for path, status in answered.items()
        if data_set(path.read_bytes()) not in kept and (status != 0 or instance_uid(path) not in known)
    ]
    assert not lost
