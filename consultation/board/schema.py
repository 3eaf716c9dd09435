"""What the shared document holds: the shape and the bounds of all of it (`web/src/board/schema.ts`)."""

from math import isfinite
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

MAP_ROOTS = ("stage", "cells", "views", "marks", "frozen", "findings", "keyImages")
"""Root types that are maps."""

CHAT = "chat"
"""The only root type that is an array."""

ROOTS = frozenset((*MAP_ROOTS, CHAT))

MAX_POINTS = 2_000
"""Of one mark: a freehand line that is thinned to half a pixel has a few hundred."""


def _whole(value: object) -> object:
    """JavaScript has one type of number, so that whole ones arrive as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _rounded(value: object) -> object:
    """Clocks that were corrected have fractions of a millisecond."""
    return round(value) if isinstance(value, float) and isfinite(value) else value


def _tuple(value: object) -> object:
    """JSON has no tuples."""
    return tuple(value) if isinstance(value, list) else value


Id = Annotated[str, Field(min_length=1, max_length=80)]
Uid = Annotated[str, Field(pattern=r"^[0-9.]{1,64}$")]
Name = Annotated[str, Field(max_length=200)]
Label = Annotated[str, Field(max_length=500)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[float, Field(allow_inf_nan=False)]
Index = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=1_000_000)]
Size = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=100_000)]
Milliseconds = Annotated[int, BeforeValidator(_rounded), Field(ge=0, le=10**14)]
"""Since 1970, of the server's clock."""

Point = Annotated[tuple[Number, Number], BeforeValidator(_tuple)]


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True
    )


class Stage(_Part):
    layout: Literal["1x1", "1x2", "1+2", "2x2"] = "1x1"
    presenter: Id | None = None


class ConsoleCell(_Part):
    kind: Literal["console"]
    room: Id


class SeriesCell(_Part):
    kind: Literal["series"]
    study: Uid
    series: Uid
    part: Index


class ScreenCell(_Part):
    kind: Literal["screen"]
    attendee: Id


CellContent = Annotated[ConsoleCell | SeriesCell | ScreenCell, Field(discriminator="kind")]


class Window(_Part):
    width: Number
    centre: Number


class Cine(_Part):
    playing: bool
    speed: Number


class SeriesView(_Part):
    kind: Literal["series"]
    slice: Index
    zoom: Number
    pan: Point
    rotation: Number
    flip_horizontal: bool
    flip_vertical: bool
    window: Window | None
    inverted: bool
    cine: Cine


class PictureView(_Part):
    kind: Literal["picture"]
    zoom: Number
    centre: Point


SettledView = Annotated[SeriesView | PictureView, Field(discriminator="kind")]


class ImageTarget(_Part):
    kind: Literal["image"]
    study: Uid
    series: Uid
    instance: Uid
    frame: Index


class LiveTarget(_Part):
    kind: Literal["live"]
    source: Id


class FrozenTarget(_Part):
    kind: Literal["frozen"]
    picture: Sha256


MarkTarget = Annotated[ImageTarget | LiveTarget | FrozenTarget, Field(discriminator="kind")]


class Measured(_Part):
    kind: Literal["length", "angle", "area", "mean", "deviation"]
    value: Number
    unit: Annotated[str, Field(min_length=1, max_length=32)]
    """UCUM."""


class Mark(_Part):
    tool: Literal["length", "angle", "ellipse", "freehand", "arrow", "text"]
    target: MarkTarget
    points: Annotated[tuple[Point, ...], BeforeValidator(_tuple), Field(min_length=1, max_length=MAX_POINTS)]
    label: Label
    measured: Annotated[tuple[Measured, ...], BeforeValidator(_tuple), Field(max_length=8)]
    author: Id
    author_name: Name
    at: Milliseconds
    stays: bool


class FrozenPicture(_Part):
    picture: Sha256
    width: Size
    height: Size
    by: Id
    by_name: Name
    at: Milliseconds
    captured_at: Milliseconds | None


class SlicePlace(_Part):
    kind: Literal["slice"]
    study: Uid
    series: Uid
    part: Index
    instance: Uid
    slice: Index
    label: Label


class PicturePlace(_Part):
    kind: Literal["picture"]
    picture: Sha256
    label: Label


Place = Annotated[SlicePlace | PicturePlace, Field(discriminator="kind")]


class ChatMessage(_Part):
    id: Id
    author: Id
    author_name: Name
    at: Milliseconds
    text: Annotated[str, Field(max_length=4_000)]
    picture: Sha256 | None
    place: Place | None


class Vote(_Part):
    says: Literal["agree", "dispute"]
    name: Name
    at: Milliseconds


class Finding(_Part):
    author: Id
    author_name: Name
    at: Milliseconds
    title: Annotated[str, Field(min_length=1, max_length=300)]
    site: Annotated[str, Field(max_length=200)]
    detail: Annotated[str, Field(max_length=4_000)]
    place: Place | None
    votes: Annotated[dict[Id, Vote], Field(max_length=1_000)] = {}
    """By attendee id."""


class KeyImage(_Part):
    study: Uid
    series: Uid
    instance: Uid
    frame: Index
    label: Label
    by: Id
    by_name: Name
    at: Milliseconds


class Pointer(_Part):
    target: MarkTarget
    point: Point


class Drawing(Mark):
    """A mark before it is done."""

    id: Id


class Presence(_Part):
    """What an attendee shows of themselves through awareness; never kept."""

    id: Id
    name: Name
    organisation: Name
    pointer: Pointer | None
    views: Annotated[dict[Id, SettledView], Field(max_length=4)] | None
    drawing: Drawing | None
    hand: Milliseconds | None
    following: bool
