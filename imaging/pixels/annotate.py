"""Text burned into a rendered picture on request (PS3.18 section 8.3.5.1.1)."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pydicom import Dataset

from imaging.pixels.windowing import Bytes

_MARGIN = 6


class Annotation(StrEnum):
    """What may be asked for."""

    PATIENT = "patient"
    TECHNIQUE = "technique"


def annotate(picture: Bytes, header: Dataset, wanted: frozenset[Annotation]) -> Bytes:
    """`picture` with the patient at the upper left and the technique at the lower left, where known."""
    image = Image.fromarray(picture)
    if Annotation.PATIENT in wanted:
        _write(image, (_MARGIN, _MARGIN), "la", _patient(header))
    if Annotation.TECHNIQUE in wanted:
        _write(image, (_MARGIN, image.height - _MARGIN), "ld", _technique(header))
    return np.asarray(image)


def _write(image: Image.Image, corner: tuple[int, int], anchor: str, text: str) -> None:
    """White with a dark edge, so that it is read on any picture."""
    white, black = (255, 0) if image.mode == "L" else ((255, 255, 255), (0, 0, 0))
    font = ImageFont.load_default(size=max(10, image.height // 40))
    draw = ImageDraw.Draw(image)
    draw.multiline_text(corner, text, white, font, anchor, stroke_width=1, stroke_fill=black)


def _patient(header: Dataset) -> str:
    name = header.get("PatientName")
    # The font that comes with Pillow is Latin: the first component group is, too (PS3.5 section 6.2).
    shown = str(getattr(name, "alphabetic", "") or "").replace("^", " ").strip()
    lines = (
        shown,
        *(str(header.get(keyword) or "") for keyword in ("PatientID", "PatientBirthDate", "PatientSex")),
    )
    return "\n".join(line for line in lines if line)


def _technique(header: Dataset) -> str:
    facts = (
        ("Modality", ""),
        ("SeriesDescription", ""),
        ("KVP", " kV"),
        ("SliceThickness", " mm"),
        ("RepetitionTime", " ms TR"),
        ("EchoTime", " ms TE"),
    )
    found = ((str(header.get(keyword) or ""), unit) for keyword, unit in facts)
    return "\n".join(text + unit for text, unit in found if text)
