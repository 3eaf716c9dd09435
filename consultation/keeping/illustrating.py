"""What was measured and chosen on a patient's images, with small pictures of them for the summary."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pylopdf_fonts_zh_cn import sans_path

from consultation.board.document import BoardState
from consultation.consultations.tables import Kept
from consultation.keeping.board_marks import key_images, marks_on_images, marks_on_picture
from consultation.keeping.people import Somebody
from consultation.keeping.report import Illustration, MeasuredThere
from consultation.keeping.sources import ImageSource, images
from consultation.services import Services
from core.objects import ObjectStore
from imaging.derived.model import KeyImage, Mark
from imaging.derived.sketch import sketch
from imaging.derived.wording import measured_text
from imaging.errors import ArchiveError
from imaging.header.model import DicomJson
from imaging.pixels.render import draw
from imaging.pixels.source import open_source

log = logging.getLogger(__name__)

MAX_ILLUSTRATIONS = 24
"""Of one study: more make a summary that nobody reads."""

_SIDE = 700
"""Pixels of an illustration: sharp on half the width of a printed page."""

_MODALITY, _DESCRIPTION, _SERIES_NUMBER, _INSTANCE_NUMBER = "00080060", "0008103E", "00200011", "00200013"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was measured, and pictures."""

    measurements: tuple[MeasuredThere, ...] = ()
    illustrations: tuple[Illustration, ...] = ()

    def __add__(self, other: "Drawn") -> "Drawn":
        return Drawn(self.measurements + other.measurements, self.illustrations + other.illustrations)


@dataclass(frozen=True, slots=True)
class Illustrator:
    """What cannot be read or drawn is left out, and logged: a summary is worth having without it."""

    shared: Services
    board: BoardState
    people: Mapping[str, Somebody]

    async def key_images(self, study_uid: str) -> Drawn:
        """Measurements on stored images of the study, and its key images."""
        marks = marks_on_images(self.board, study_uid, self.people)
        chosen = key_images(self.board, study_uid, self.people)[:MAX_ILLUSTRATIONS]
        uids = {mark.instance_uid for mark in marks} | {image.instance_uid for image in chosen}
        found = await images(self.shared.database, study_uid, uids)
        pictures = [
            await self._key_image(image, found[image.instance_uid], marks)
            for image in chosen
            if image.instance_uid in found
        ]
        return Drawn(_measurements(marks, found), _present(pictures))

    async def frozen(self, kept: Kept) -> Drawn:
        """A frozen picture that was kept, with what was drawn and measured on it."""
        found = await images(self.shared.database, kept.study_uid, {kept.instance_uid})
        if kept.instance_uid not in found:
            return Drawn()
        source = found[kept.instance_uid]
        marks = marks_on_picture(self.board, kept.picture, kept.instance_uid, self.people)
        picture = await self._illustrate(source, 1, marks, place_text(source.header, 1))
        return Drawn(_measurements(marks, found), _present([picture]))

    async def _key_image(
        self, image: KeyImage, source: ImageSource, marks: Sequence[Mark]
    ) -> Illustration | None:
        place = (image.instance_uid, image.frame)
        there = [mark for mark in marks if (mark.instance_uid, mark.frame) == place]
        words = (image.label, place_text(source.header, image.frame), image.author)
        return await self._illustrate(source, image.frame, there, " · ".join(filter(None, words)))

    async def _illustrate(
        self, source: ImageSource, frame: int, marks: Sequence[Mark], caption: str
    ) -> Illustration | None:
        store = self.shared.archive.store
        try:
            return Illustration(await asyncio.to_thread(_sketch, store, source, frame, marks), caption)
        except (ArchiveError, OSError) as error:
            log.warning("no picture of %s in a summary: %s", source.digest, error)
            return None


def place_text(header: DicomJson, frame: int) -> str:
    """Which image it is, as people find it: ``CT Axial · 序列 Series 2 · 图 Image 14``."""
    what = " ".join(text for text in (_text(header, _MODALITY), _text(header, _DESCRIPTION)) if text)
    series, instance = _text(header, _SERIES_NUMBER), _text(header, _INSTANCE_NUMBER)
    parts = [what, f"序列 Series {series}" if series else "", f"图 Image {instance}" if instance else ""]
    if frame > 1:
        parts.append(f"帧 Frame {frame}")
    return " · ".join(part for part in parts if part)


def _sketch(store: ObjectStore, source: ImageSource, frame: int, marks: Sequence[Mark]) -> bytes:
    opened = open_source(store.path(source.digest))
    return sketch(draw(opened, frame - 1), marks, _SIDE, sans_path())


def _measurements(marks: Sequence[Mark], found: Mapping[str, ImageSource]) -> tuple[MeasuredThere, ...]:
    return tuple(
        MeasuredThere(
            "\n".join(map(measured_text, mark.measured)),
            mark.label,
            place_text(found[mark.instance_uid].header, mark.frame),
            mark.author,
        )
        for mark in marks
        if mark.measured and mark.instance_uid in found
    )


def _present(pictures: Sequence[Illustration | None]) -> tuple[Illustration, ...]:
    return tuple(picture for picture in pictures if picture is not None)


def _text(header: DicomJson, tag: str) -> str:
    values = header.get(tag, {}).get("Value") or [""]
    return "" if values[0] is None else str(values[0])
