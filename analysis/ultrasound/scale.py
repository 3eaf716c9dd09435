"""The depth scale: how many millimetres a pixel stands for, by the ruler drawn beside or along the field.

How every second, fifth or tenth mark is larger tells what the marks stand for, with what a transducer can be
(its face is 15 to 110 mm wide when flat, and a fan does not end at 5 cm): 10 to 1 is millimetres and
centimetres, 2 to 1 half and whole centimetres, 5 to 1 either 2 mm and 1 cm or 1 cm and 5 cm. Where more than
one reading is possible the scale stays unknown, for a wrong millimetre is worse than none. Pixels are taken
as square, which DICOM PS3.3 C.8.5.5.1.15 demands of nobody but all consoles keep to.
"""

from __future__ import annotations

from analysis.frame import Frame
from analysis.ultrasound.ruler import RulerSettings, find_ruler
from analysis.ultrasound.sector import Sector

MARKS_MM = {2: (5.0,), 5: (2.0, 10.0), 10: (1.0,)}
"""What the small marks can stand for, by how many of them make a main one."""


def read_mm_per_px(frame: Frame, sector: Sector, settings: RulerSettings) -> float | None:
    """Millimetres a pixel, None where that cannot be told."""
    ruler = find_ruler(frame, sector, settings)
    if ruler is None:
        return None
    readings = [mm / ruler.spacing_px for mm in MARKS_MM[ruler.every]]
    possible = [one for one in readings if _possible(one, sector)]
    return possible[0] if len(possible) == 1 else None


def _possible(mm_per_px: float, sector: Sector) -> bool:
    depth, face = sector.depth_px * mm_per_px, sector.footprint_px * mm_per_px
    if sector.opening_deg < 10:
        return 8 <= depth <= 120 and 15 <= face <= 110
    return 50 <= depth <= 320 and face <= 90
