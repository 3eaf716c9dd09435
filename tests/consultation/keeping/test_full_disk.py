"""A full disk refuses clearly and keeps nothing by halves; with room again, everything works."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from aiohttp.test_utils import TestServer
from PIL import Image

from core.audit import Action
from tests.consultation.archive_site import COUNTY, archive_site
from tests.consultation.conftest import running
from tests.consultation.fake_engine import FakeEngine
from tests.consultation.keeping.conftest import KeepingSite, consult
from tests.support.dicom_files import CT
from tests.support.small_disk import fill, small_disk

_HEAD = CT(side=64)


def noise(path: Path) -> bytes:
    """A picture of 3 MB, which nothing packs any smaller."""
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (1000, 1000, 3), np.uint8)).save(path)
    return path.read_bytes()


async def test_full_disk_refuses_and_with_room_again_all_is_kept(
    tmp_path: Path, engine_server: tuple[FakeEngine, TestServer]
) -> None:
    engine, server = engine_server
    url = str(server.make_url("")).replace("http", "ws", 1).rstrip("/")
    picture = noise(tmp_path / "noise.png")
    with small_disk(16) as disk:
        settings: dict[str, object] = {"archive.path": disk / "archive", "archive.reserve_mb": 0}
        async with running(tmp_path, engine, url, settings) as application:
            site = KeepingSite(await archive_site(application))
            await consult(site)
            await site.archive.store(COUNTY, _HEAD)
            await site.bring(_HEAD.study_uid, COUNTY)

            ballast = fill(disk, leave=1 << 20)
            full = await site.send_picture(picture)
            assert (full.status, json.loads(await full.read())["error"]["code"]) == (507, "storage_full")
            assert not [path for path in (disk / "archive" / "pictures").rglob("*") if path.is_file()]

            ballast.unlink()
            sha256 = await site.picture(picture)
            ballast = fill(disk, leave=1 << 20)
            body = {"kind": "image", "picture": sha256, "study_uid": _HEAD.study_uid}
            assert (await site.post("/keep", body)).status == 507
            assert await site.kept() == []

            ballast.unlink()
            assert (await site.post("/keep", body)).status == 201
            kept = [entry for entry in await application.audited() if entry.action == Action.KEEP]
            assert len(kept) == 1
