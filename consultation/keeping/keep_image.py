"""Keeps a frozen picture as an image of a study, and what was drawn on it beside it."""

from datetime import datetime

from pydicom import Dataset

from consultation.consultations.tables import Picture
from consultation.keeping.board_marks import marks_on_picture, moment
from consultation.keeping.deposit import Deposit, Deposited, Kind
from consultation.keeping.keep_drawn import keep_marks
from consultation.keeping.pictures import Pictures
from consultation.keeping.task import Task
from core.credentials import Console
from imaging.derived.image import Capture, secondary_capture
from imaging.derived.model import NewInstance
from imaging.derived.source import study_of


async def keep_image(
    task: Task, pictures: Pictures, picture: Picture, console: Console | None, title: str
) -> list[Deposited]:
    """The image, and a presentation state of the marks on it where there are any.

    Raises BadPicture, StorageFull, StorageFailed, Problem 422.
    """
    capture = Capture(
        still=await pictures.still(picture),
        at=_captured_at(task, picture).astimezone(),
        modality=console.modality if console else "",
        station=console.name if console else "",
        institution=console.organisation if console else task.keeper.attendee.organisation,
    )

    def build(new: NewInstance) -> Dataset:
        return secondary_capture(study_of(task.study.header), capture, new)

    image = await task.deposit(
        Deposit(
            Kind.IMAGE,
            words=(picture.sha256,),
            at=capture.at,
            build=build,
            # All instances of a series come from one piece of equipment (PS3.3 A.1.2.3).
            series_words=(console.room if console else "", title),
            series_description=title,
            picture=picture.sha256,
        )
    )
    marks = marks_on_picture(task.board, picture.sha256, image.row.instance_uid, task.people)
    return [image, *await keep_marks(task, marks, picture.sha256)]


def _captured_at(task: Task, picture: Picture) -> datetime:
    """When the console showed it, as far as is known."""
    for frozen in task.board.frozen.values():
        if frozen.picture == picture.sha256:
            return moment(frozen.captured_at if frozen.captured_at is not None else frozen.at)
    return picture.added_at
