"""Pictures of a consultation: what is taken, who sees it, and what is refused."""

from __future__ import annotations

import json
import struct
import zlib
from hashlib import sha256

import pytest
from PIL import Image

from core.audit import Action
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
