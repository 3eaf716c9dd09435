"""The detectors by name, and which of them look at a console: the usual for its modality, or those chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping

ALWAYS = ("signal", "privacy")
"""Any picture can fail, and any picture can say who the patient is."""

BY_MODALITY: Mapping[str, tuple[str, ...]] = {
    "US": ("ultrasound",),
    "IVUS": (),
    "CT": ("head-ct",),
    "XA": ("angiography",),
    "RF": ("angiography",),
}
"""DICOM modalities (PS3.3, C.7.3.1.1.1)."""

BUILT_IN = (*ALWAYS, "ultrasound", "head-ct", "angiography")


def usual(modality: str, models: Mapping[str, Collection[str]]) -> frozenset[str]:
    """What runs where nobody has chosen. `models`: names of models from outside, with their modalities."""
    outside = {name for name, modalities in models.items() if modality in modalities}
    return frozenset({*ALWAYS, *BY_MODALITY.get(modality, ()), *outside})


def chosen(
    modality: str, models: Mapping[str, Collection[str]], switched: Mapping[str, bool]
) -> frozenset[str]:
    """The same with what was switched on and off for the console; unknown names are passed over."""
    running = {name for name in usual(modality, models) if switched.get(name, True)}
    known = {*BUILT_IN, *models}
    return frozenset(running | {name for name, on in switched.items() if on and name in known})
