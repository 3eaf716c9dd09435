"""Pictures of a consultation: what is taken, who sees it, and what is refused."""

from __future__ import annotations

import asyncio
import json
import struct
import zlib
from hashlib import sha256

import pytest
from PIL import Image

from consultation.keeping.pictures import Pictures
from core.audit import Action
from core.objects import ObjectStore
from imaging.ingest.space import Space
from tests.consultation.keeping.conftest import KeepingSite
from tests.consultation.keeping.pictures import picture


async def test_picture_comes_back_as_it_was_sent_to_those_who_take_part(site: KeepingSite) -> None:
    for kind, media_type in (("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")):
        data = picture(kind)
        answer = await site.send_picture(data, media_type, "technologist")
        told = json.loads(await answer.read())
        assert (answer.status, told) == (201, {"sha256": sha256(data).hexdigest(), "width": 64, "height": 48})
        shown = await site.get(f"/pictures/{told['sha256']}", "student")
        assert (shown.status, await shown.read(), shown.content_type) == (200, data, media_type)
        assert shown.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert (await site.get(f"/pictures/{told['sha256']}", "outsider")).status == 404
    again = await site.send_picture(picture(), person="expert")
    assert again.status == 201
    actions = [entry.action for entry in await site.archive.application.audited()]
    assert actions.count(Action.PICTURE_ADD) == 3
    assert actions.count(Action.PICTURE_READ) == 3


async def test_who_may_neither_write_nor_draw_brings_no_picture(site: KeepingSite) -> None:
    for person in ("student", "administrator"):
        assert (await site.send_picture(picture(), person=person)).status == 403
    assert (await site.send_picture(picture(), person="outsider")).status == 404
    newest = (await site.archive.application.audited())[0]
    assert (newest.action, newest.outcome) == (Action.CONSULTATION_REFUSED, "refused")


async def test_picture_of_another_sites_page_is_refused(site: KeepingSite) -> None:
    foreign = await site.send_picture(picture(), Origin="https://elsewhere.example")
    assert foreign.status == 403
    plain = await site.send_picture(picture(), **{"X-Consilium": ""})
    assert plain.status == 415


def _announcing(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is of this size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(b"\0" * 100)
    chunks = [
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
        for part in (header, body)
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


_JPEG, _PNG = picture("JPEG"), picture()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"", "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png"),
        (_PNG, "image/jpeg"),
        (_PNG[: len(_PNG) // 2], "image/png"),
        (_JPEG[: len(_JPEG) // 2], "image/jpeg"),
        (_announcing(60_000, 60_000), "image/png"),
        (_announcing(7680, 4321), "image/png"),
        (picture("GIF"), "image/gif"),
        (
            picture("WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48))]),
            "image/webp",
        ),
        (_PNG + b"\0" * (8 * 1024 * 1024), "image/png"),
    ],
    ids=[
        "empty",
        "svg",
        "mislabelled",
        "cut-png",
        "cut-jpeg",
        "bomb",
        "too-wide",
        "gif",
        "moving",
        "too-large",
    ],
)
async def test_what_is_no_sound_picture_leaves_nothing(
    site: KeepingSite, data: bytes, media_type: str
) -> None:
    answer = await site.send_picture(data, media_type)
    assert answer.status in (400, 413, 415)
    assert (await site.get(f"/pictures/{sha256(data).hexdigest()}")).status == 404
    folder = site.services.settings.archive_path / "pictures"
    assert not [path for path in folder.rglob("*") if path.is_file()]


async def test_picture_of_a_process_that_died_is_found_by_the_next_one(site: KeepingSite) -> None:
    data = picture()
    sha256_of_it = await site.picture(data)
    folder = site.services.settings.archive_path / "pictures"
    dead = folder / "incoming" / "1-dead"
    dead.mkdir()
    (folder / "objects" / sha256_of_it[:2] / sha256_of_it).rename(dead / f"{sha256_of_it}.0")
    (dead / f"{sha256(b'nobody was told').hexdigest()}.1").write_bytes(b"nobody was told")
    (dead / "2.part").write_bytes(b"half")
    store = ObjectStore(folder)
    try:
        await Pictures(store, Space((folder,), 0), site.services.database).recover()
        assert list(store.digests()) == [sha256_of_it]
        assert not dead.exists()
    finally:
        store.close()
    assert await (await site.get(f"/pictures/{sha256_of_it}")).read() == data


async def test_same_picture_brought_by_many_at_once_is_one(site: KeepingSite) -> None:
    data = picture()
    people = ("expert", "technologist") * 4
    answers = await asyncio.gather(*(site.send_picture(data, person=one) for one in people))
    assert {answer.status for answer in answers} == {201}
    assert await (await site.get(f"/pictures/{sha256(data).hexdigest()}")).read() == data


async def test_picture_is_shown_the_way_up_that_its_camera_says(site: KeepingSite) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter
    answer = await site.send_picture(picture("JPEG", exif=exif), "image/jpeg")
    told = json.loads(await answer.read())
    assert (told["width"], told["height"]) == (48, 64)
