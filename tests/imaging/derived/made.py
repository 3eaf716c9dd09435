"""Marks and identities for tests of derived objects."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from pydicom import Dataset

from imaging.derived.model import Mark, Measured, NewInstance, Quantity, Tool, derived_uid
from imaging.derived.source import image_of, study_of
from imaging.header import read_header

AT = datetime(2026, 11, 21, 9, 30, 15, tzinfo=timezone(timedelta(hours=8)))
WANG, LI = ("王伟", "市第一医院"), ("Li Na", "县人民医院")


def new(kind: str, number: int = 1) -> NewInstance:
    return NewInstance(
        sop_instance_uid=derived_uid("test", kind, str(number)),
        series_uid=derived_uid("test", kind),
        series_number=9101,
        instance_number=number,
        series_description="会诊",
        at=AT,
        creator="王伟",
        institution="市第一医院",
        software_version="1.0",
    )


def study(path: Path) -> Dataset:
    return study_of(read_header(path.read_bytes()).dataset)


def image(path: Path) -> Dataset:
    return image_of(read_header(path.read_bytes()).dataset)


def marks(instance_uid: str, frame: int = 1) -> list[Mark]:
    """One of each tool, by two people."""

    def made(
        tool: Tool,
        points: tuple[tuple[float, float], ...],
        label: str = "",
        measured: tuple[Measured, ...] = (),
        by: tuple[str, str] = WANG,
    ) -> Mark:
        name, organisation = by
        closed = tool is Tool.FREEHAND
        return Mark(
            tool.value, tool, instance_uid, frame, points, closed, label, measured, name, organisation, AT
        )

    values = (
        Measured(Quantity.AREA, 120.5, "mm2"),
        Measured(Quantity.MEAN, 33.3, "[hnsf'U]"),
        Measured(Quantity.DEVIATION, 4.25, "[hnsf'U]"),
    )
    uncalibrated = (Measured(Quantity.AREA, 90.0, "{pixels}"), Measured(Quantity.MEAN, 7.0, "1"))
    return [
        made(
            Tool.LENGTH, ((10.5, 20.25), (30.75, 24.5)), "病灶", (Measured(Quantity.LENGTH, 12.3456, "mm"),)
        ),
        made(Tool.ANGLE, ((10, 20), (15, 15), (30, 20)), "", (Measured(Quantity.ANGLE, 101.5, "deg"),), LI),
        made(Tool.ELLIPSE, ((5, 5), (25, 15)), "", values, LI),
        made(Tool.FREEHAND, ((5, 5), (25, 15), (20, 25)), "轮廓", uncalibrated),
        made(Tool.ARROW, ((20, 12), (4, 6)), "这里"),
        made(Tool.TEXT, ((3, 3),), "右侧基底节\n低密度"),
    ]
