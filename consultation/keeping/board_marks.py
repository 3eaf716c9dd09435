"""The marks of a board as the archive's objects know them; what cannot be drawn is left out."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from consultation.board import schema
from consultation.board.document import BoardState
from consultation.keeping.people import Somebody
from imaging.derived.model import KeyImage, Mark, Measured, Point, Quantity, Tool

_POINTS = {Tool.LENGTH: 2, Tool.ANGLE: 3, Tool.ELLIPSE: 2, Tool.ARROW: 2, Tool.TEXT: 1}
"""How many points each tool has; a freehand line has two or more."""

_FAR = 1e5
"""Pixels. Nobody draws so far outside of a picture; such points come from a broken page."""


def marks_on_images(board: BoardState, study_uid: str, people: Mapping[str, Somebody]) -> tuple[Mark, ...]:
    """What was drawn on stored images of the study, the earliest first."""
    return _sorted(
        _mark(mark_id, mark, target.instance, target.frame, people)
        for mark_id, mark in board.marks.items()
        if isinstance(target := mark.target, schema.ImageTarget) and target.study == study_uid
    )


def marks_on_picture(
    board: BoardState, picture: str, instance_uid: str, people: Mapping[str, Somebody]
) -> tuple[Mark, ...]:
    """What was drawn on a frozen picture, as marks of the instance that it is kept as."""
    return _sorted(
        _mark(mark_id, mark, instance_uid, 1, people)
        for mark_id, mark in board.marks.items()
        if isinstance(mark.target, schema.FrozenTarget) and mark.target.picture == picture
    )


def key_images(board: BoardState, study_uid: str, people: Mapping[str, Somebody]) -> tuple[KeyImage, ...]:
    """The chosen frames of the study, in the order in which they were chosen."""
    chosen = sorted(
        (image for image in board.key_images.values() if image.study == study_uid), key=lambda image: image.at
    )
    return tuple(
        KeyImage(
            image.instance,
            max(image.frame, 1),
            image.label,
            _name(image.by, image.by_name, people),
            moment(image.at),
        )
        for image in chosen
    )


def authors(board: BoardState) -> frozenset[str]:
    """Everybody who left something on the board."""
    votes = (voter for finding in board.findings.values() for voter in finding.votes)
    return frozenset(
        {
            *(mark.author for mark in board.marks.values()),
            *(image.by for image in board.key_images.values()),
            *(finding.author for finding in board.findings.values()),
            *votes,
        }
    )


def moment(milliseconds: int) -> datetime:
    """A time of the board."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _sorted(marks: Iterator[Mark | None]) -> tuple[Mark, ...]:
    return tuple(sorted((mark for mark in marks if mark is not None), key=lambda mark: (mark.at, mark.id)))


def _mark(
    mark_id: str, mark: schema.Mark, instance_uid: str, frame: int, people: Mapping[str, Somebody]
) -> Mark | None:
    tool = Tool(mark.tool)
    points = _points(tool, mark.points)
    if points is None:
        return None
    author = people.get(mark.author)
    return Mark(
        id=mark_id,
        tool=tool,
        instance_uid=instance_uid,
        frame=max(frame, 1),
        points=points,
        # On stored images a freehand line goes around something; on pictures it is ink.
        closed=tool is Tool.FREEHAND and isinstance(mark.target, schema.ImageTarget),
        label=mark.label,
        measured=tuple(Measured(Quantity(one.kind), one.value, one.unit) for one in mark.measured),
        author=author.name if author else mark.author_name,
        organisation=author.organisation if author else "",
        at=moment(mark.at),
    )


def _points(tool: Tool, points: tuple[Point, ...]) -> tuple[Point, ...] | None:
    """The points, or None where they are no such mark."""
    wanted = _POINTS.get(tool)
    if len(points) < 2 if wanted is None else len(points) != wanted:
        return None
    return points if all(abs(x) < _FAR and abs(y) < _FAR for x, y in points) else None


def _name(attendee: str, written: str, people: Mapping[str, Somebody]) -> str:
    known = people.get(attendee)
    return known.name if known else written
