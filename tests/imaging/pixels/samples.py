"""The shared sample images as tests of pixels want them: which there are, and what pydicom makes of them."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import FileDataset, dcmread
from pydicom.pixels import get_decoder

# Many files differ by their slice alone: the first of each series stands for all.
_SERIES = ("lungdx_A0001_5mm_lung/1-", "ge_infarct/", "papaya_brain_pd/brain_0")


@dataclass(frozen=True)
class Sample:
    """One file, by its line in FILES.tsv."""

    path: Path
    name: str
    transfer_syntax: str
    decodable: bool
    """By pydicom with the plug-ins that made the list."""


def samples(folder: Path) -> list[Sample]:
    """All DICOM files, of series only the first slice."""
    seen: set[str] = set()
    found = []
    with (folder / "FILES.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            series = next((mark for mark in _SERIES if mark in row["path"]), "")
            if row["transfer_syntax"] == "-" or (series and series in seen):
                continue
            seen.add(series)
            decodable = row["pydicom_decode"] == "ok"
            found.append(Sample(folder / row["path"], row["path"], row["transfer_syntax"], decodable))
    return found


@contextmanager
def quietly() -> Iterator[None]:
    """pydicom warns of everything that is odd in these files, which is why they were collected."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def read(path: Path, transfer_syntax: str) -> FileDataset:
    dataset = dcmread(path, force=True)
    if "TransferSyntaxUID" not in dataset.file_meta:
        dataset.file_meta.TransferSyntaxUID = transfer_syntax
    return dataset


def reference(dataset: FileDataset, index: int) -> NDArray[Any]:
    """A frame as pydicom decodes it, colours as RGB."""
    pixels, _ = get_decoder(dataset.file_meta.TransferSyntaxUID).as_array(dataset, index=index)
    return np.asarray(pixels)
