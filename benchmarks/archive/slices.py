"""CT series to measure with: slices of the drawn chest, 512 x 512, half a megabyte each, any number."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from imaging.phantom.chest import make_chest
from imaging.phantom.dicom import Label, datasets

SPACING_MM = 1.0


@dataclass(frozen=True, slots=True)
class SliceSeries:
    """One series on disk."""

    study_uid: str
    series_uid: str
    paths: tuple[Path, ...]
    instance_uids: tuple[str, ...]

    @property
    def bytes(self) -> int:
        return sum(path.stat().st_size for path in self.paths)


class SliceMaker:
    """Writes series with identifiers of their own; drawing the chest once takes a few seconds."""

    def __init__(self) -> None:
        self._templates: list[Dataset] = list(datasets(make_chest(), _label("template")))

    def series(self, folder: Path, slices: int, name: str) -> SliceSeries:
        """A series of `slices`, evenly spaced, in `folder`; the chest is repeated where it is too short."""
        folder.mkdir(parents=True)
        study_uid, series_uid = generate_uid(), generate_uid()
        paths, uids = [], []
        for index in range(slices):
            dataset = self._templates[index % len(self._templates)]
            dataset.StudyInstanceUID, dataset.SeriesInstanceUID = study_uid, series_uid
            dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
            dataset.PatientID, dataset.PatientName = name, f"Bench^{name}"
            dataset.InstanceNumber = index + 1
            x, y, _ = dataset.ImagePositionPatient
            dataset.ImagePositionPatient = [x, y, index * SPACING_MM]
            dataset.SliceLocation = index * SPACING_MM
            dataset.SliceThickness = dataset.SpacingBetweenSlices = SPACING_MM
            path = folder / f"{index:04}.dcm"
            dataset.save_as(path, enforce_file_format=True)
            paths.append(path)
            uids.append(str(dataset.SOPInstanceUID))
        return SliceSeries(study_uid, series_uid, tuple(paths), tuple(uids))


def _label(identity: str) -> Label:
    return Label(
        identity=identity,
        patient_name="Bench",
        patient_id="B",
        birth_date="19700101",
        sex="O",
        date="20260302",
        time="101500",
        description="CT chest",
        series_description="Lung",
    )
