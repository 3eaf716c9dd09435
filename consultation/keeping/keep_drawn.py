"""Keeps what was drawn, measured and chosen on stored images: presentation states, reports, key objects."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from pydicom import Dataset

from consultation.keeping.board_marks import key_images, marks_on_images
from consultation.keeping.deposit import Deposit, Deposited, Kind
from consultation.keeping.sources import ImageSource, images
from consultation.keeping.task import Task
from imaging.derived.key_images import key_object_selection
from imaging.derived.marks import is_colour, presentation_state
from imaging.derived.measurements import measurement_report
from imaging.derived.model import KeyImage, Mark, NewInstance
from imaging.derived.source import image_of, is_image

Images = Mapping[str, tuple[ImageSource, Dataset]]
"""By SOP Instance UID: where an image is, and what derived objects repeat of it."""


async def keep_drawn(task: Task, kinds: Sequence[Kind]) -> list[Deposited]:
    """What the board has of these kinds on images of the study; nothing where it has none.

    Raises StorageFull, StorageFailed, Problem 422.
    """
    marks = marks_on_images(task.board, task.study.study_uid, task.people)
    kept: list[Deposited] = []
    if Kind.MARKS in kinds:
        kept += await keep_marks(task, marks)
    if Kind.MEASUREMENTS in kinds:
        kept += await keep_measurements(task, marks)
    if Kind.KEY_IMAGES in kinds:
        kept += await keep_key_images(task, key_images(task.board, task.study.study_uid, task.people))
    return kept


async def keep_marks(task: Task, marks: Sequence[Mark], picture: str = "") -> list[Deposited]:
    """One presentation state for the images of each series that can share one."""
    found = await _images(task, marks)
    groups: dict[tuple[object, ...], list[Mark]] = {}
    for mark in _present(marks, found):
        groups.setdefault(_shares(found[mark.instance_uid]), []).append(mark)
    kept = []
    for group in groups.values():
        build = partial(_build, presentation_state, _used(group, found), group)
        kept.append(
            await task.deposit(Deposit(Kind.MARKS, _words(group), _latest(group), build, picture=picture))
        )
    return kept


async def keep_measurements(task: Task, marks: Sequence[Mark]) -> list[Deposited]:
    """One report for each of those who measured: a report has one observer."""
    found = await _images(task, marks)
    groups: dict[tuple[str, str], list[Mark]] = {}
    for mark in _present(marks, found):
        if mark.measured:
            groups.setdefault((mark.author, mark.organisation), []).append(mark)
    kept = []
    for group in groups.values():
        build = partial(_build, measurement_report, _used(group, found), group)
        kept.append(await task.deposit(Deposit(Kind.MEASUREMENTS, _words(group), _latest(group), build)))
    return kept


async def keep_key_images(task: Task, chosen: Sequence[KeyImage]) -> list[Deposited]:
    """All of the study's in one document."""
    found = await _images(task, chosen)
    known = _present(chosen, found)
    if not known:
        return []
    build = partial(_build, key_object_selection, _used(known, found), known)
    return [await task.deposit(Deposit(Kind.KEY_IMAGES, _words(known), _latest(known), build))]


Chosen = TypeVar("Chosen", Mark, KeyImage)


def _build(
    builder: Callable[[Sequence[Dataset], Sequence[Chosen], NewInstance], Dataset],
    images: Sequence[Dataset],
    chosen: Sequence[Chosen],
    new: NewInstance,
) -> Dataset:
    return builder(images, chosen, new)


async def _images(task: Task, chosen: Sequence[Mark] | Sequence[KeyImage]) -> Images:
    """Those that are in the study, and images: a board may name anything."""
    uids = {one.instance_uid for one in chosen}
    found = await images(task.shared.database, task.study.study_uid, uids)
    return {
        uid: (source, image_of(source.header)) for uid, source in found.items() if is_image(source.header)
    }


def _present(chosen: Sequence[Chosen], found: Images) -> list[Chosen]:
    """Those on frames that there are."""
    return [
        one
        for one in chosen
        if one.instance_uid in found and one.frame <= found[one.instance_uid][1].NumberOfFrames
    ]


def _used(chosen: Sequence[Mark] | Sequence[KeyImage], found: Images) -> list[Dataset]:
    """The images of these marks, each once."""
    return [found[uid][1] for uid in dict.fromkeys(one.instance_uid for one in chosen)]


def _shares(found: tuple[ImageSource, Dataset]) -> tuple[object, ...]:
    """What images have in common that one presentation state can be about (PS3.3 A.33.1, C.11.11)."""
    source, image = found
    alone = image.SOPInstanceUID if image.NumberOfFrames > 1 else ""
    display = (image.get("RescaleIntercept"), image.get("RescaleSlope"), image.get("RescaleType"))
    return (source.series_uid, alone, image.Rows, image.Columns, is_colour(image), *display)


def _words(chosen: Sequence[Mark] | Sequence[KeyImage]) -> tuple[str, ...]:
    """All that they are: when anything of it changes, it is another object."""
    return tuple(repr(one) for one in chosen)


def _latest(chosen: Sequence[Mark] | Sequence[KeyImage]) -> datetime:
    """The content of an object is complete when the last of it was made."""
    return max(one.at for one in chosen)
