"""Measurements and marks in words and numbers, as people read them beside a drawing."""

from imaging.derived.model import Mark, Measured, Quantity

_UNITS = {"mm2": "mm²", "deg": "°", "[hnsf'U]": "HU", "1": "", "{pixels}": "px"}
"""UCUM as people write it; what is not here is written as it is."""

_NAMES = {Quantity.AREA: "A", Quantity.MEAN: "Ø", Quantity.DEVIATION: "σ"}


def measured_text(measured: Measured) -> str:
    """``12.3 mm``, ``σ 4.1 HU``."""
    unit = _UNITS.get(measured.unit, measured.unit)
    if measured.quantity is Quantity.AREA and measured.unit == "{pixels}":
        unit = "px²"
    number = f"{measured.value:.1f}"
    text = f"{number}{unit}" if unit == "°" else f"{number} {unit}".rstrip()
    name = _NAMES.get(measured.quantity)
    return f"{name} {text}" if name else text


def caption(mark: Mark) -> str:
    """Everything that is written beside the mark, a line each."""
    return "\n".join(line for line in (mark.label, *map(measured_text, mark.measured)) if line)
