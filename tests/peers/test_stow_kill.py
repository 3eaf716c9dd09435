"""`kill -9` of the application while clients upload, 50 times at random: nothing acknowledged is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from itertools import count
from pathlib import Path

import pytest
from dicomweb_client import DICOMwebClient
from pydicom import Dataset
from requests import ConnectionError as Disconnected
from requests.exceptions import ChunkedEncodingError as CutOff

from core.settings import load_settings
from tests.support.dicom_files import CT, uid
from tests.support.killing import assert_nothing_lost, kill_while_serving, serve_app
from tests.support.processes import consilium, listens, run, wait_for
from tests.support.site import EXPERT, Site

pytestmark = pytest.mark.peers

KILLS = 50
LONGEST_S = 0.4
UPLOADERS = 3
SMALL_ONES = 12
LARGE_SIDE = 800
"""Its pixels are more than a part that the application takes in one piece."""
BACK_WITHIN_S = 30.0


class Uploaders:
    """Request after request with images nobody stored before; one that gets no answer is sent again."""

    def __init__(self, site: Site, token: str) -> None:
        self.acknowledged: set[str] = set()
        self.interrupted = 0
        self._site = site
        self._token = token
        self._numbers = count()
        small, large = CT().dataset(), CT(side=LARGE_SIDE).dataset()
        self._templates = [*[small] * SMALL_ONES, large]
        self._ended = threading.Event()
        self._threads = ThreadPoolExecutor(UPLOADERS)
        self._running = [self._threads.submit(self._upload) for _ in range(UPLOADERS)]

    def stop(self) -> None:
        """Raises what an uploader met that it should not."""
        self._ended.set()
        with self._threads:
            for uploader in self._running:
                uploader.result()

    def _upload(self) -> None:
        headers = {"Authorization": f"Bearer {self._token}"}
        client = DICOMwebClient(f"{self._site.url}/dicomweb", headers=headers)
        client.set_http_retry_params(retry=False)
        images = self._new_images()
        while self._is_back():
            try:
                answer = client.store_instances(images)
            except (Disconnected, CutOff):
                self.interrupted += 1
                continue
            stored = {str(item.ReferencedSOPInstanceUID) for item in answer.ReferencedSOPSequence}
            assert stored == {image.SOPInstanceUID for image in images}, answer
            self.acknowledged |= stored
            images = self._new_images()

    def _is_back(self) -> bool:
        """Waits until the application listens again; false once there is nothing more to upload."""
        ended = self._ended.is_set
        wait_for("the application", lambda: ended() or listens(self._site.port), BACK_WITHIN_S)
        return not ended()

    def _new_images(self) -> list[Dataset]:
        images = [deepcopy(template) for template in self._templates]
        for image in images:
            image.SOPInstanceUID = uid("uploaded", next(self._numbers))
        return images


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.add_person(EXPERT)
    token = run(consilium("api-token", "--data", str(site.data), "--user", EXPERT.name)).split()[-1]
    own = {"server.port": site.port, "server.host": "127.0.0.1", "archive.reserve_mb": 0}
    settings = load_settings(site.data, own)
    uploaders = Uploaders(site, token)
    try:
        kill_while_serving(settings, serve_app, KILLS, LONGEST_S, seed=5)
    finally:
        uploaders.stop()
    assert uploaders.interrupted >= KILLS / 2, "most kills found nobody uploading"
    assert len(uploaders.acknowledged) > KILLS
    assert assert_nothing_lost(settings, uploaders.acknowledged) >= len(uploaders.acknowledged)
