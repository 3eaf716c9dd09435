"""`kill -9` of the DICOM process while dcmtk sends, 50 times at random: nothing acknowledged is lost."""

from __future__ import annotations

import re
import threading
from itertools import count
from pathlib import Path

import pytest

from core.settings import load_settings
from tests.conftest import require
from tests.support import dcmtk
from tests.support.dcmtk import Target
from tests.support.dicom_files import CT
from tests.support.dicom_node import Node
from tests.support.killing import assert_nothing_lost, kill_while_serving, serve_node

pytestmark = pytest.mark.peers

KILLS = 50
LONGEST_S = 0.4
SENDERS = 3
BATCH = 40
TEMPLATE_UID = "1.2.826.0.1.3680043.10.999.1000000000"

_ANSWERED = re.compile(r"Sending file: \S*/([\d.]+)\.dcm\n(?:(?!Sending file).)*?Response \(Success\)", re.S)


class Senders:
    """storescu after storescu, each with images nobody sent before, until `stop`."""

    def __init__(self, folder: Path, target: Target) -> None:
        self.acknowledged: set[str] = set()
        self._folder = folder
        self._target = target
        self._numbers = count(1_000_000_000)
        self._template = CT(more={"SOPInstanceUID": TEMPLATE_UID}).bytes()
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(n,)) for n in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _send(self, sender: int) -> None:
        for batch in count():
            if self._ended.is_set():
                return
            files = self._batch(self._folder / f"{sender}-{batch}")
            text = dcmtk.run("storescu", self._target, files=files).text
            self.acknowledged |= set(_ANSWERED.findall(text))
            for file in files:
                file.unlink()

    def _batch(self, folder: Path) -> list[Path]:
        folder.mkdir()
        files = []
        for _ in range(BATCH):
            uid = f"{TEMPLATE_UID[:-10]}{next(self._numbers)}"
            files.append(folder / f"{uid}.dcm")
            files[-1].write_bytes(self._template.replace(TEMPLATE_UID.encode(), uid.encode()))
        return files


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    require(dcmtk.available(), "dcmtk is not installed")
    node = Node(tmp_path)
    node.add_peer("DCMTK")
    settings = load_settings(
        node.data, {"dicom.port": node.port, "dicom.host": "127.0.0.1", "archive.reserve_mb": 0}
    )
    senders = Senders(tmp_path, Target(node.port))
    try:
        kill_while_serving(settings, serve_node, KILLS, LONGEST_S, seed=3)
    finally:
        senders.stop()
    assert len(senders.acknowledged) > KILLS
    assert assert_nothing_lost(settings, senders.acknowledged) >= len(senders.acknowledged)
