"""Writes a phantom as a CT series (PS3.3 A.3), one file a slice; the same phantom gets the same UIDs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from imaging.phantom.truth import Phantom

RESCALE_INTERCEPT = -1024
WINDOWS = {"HEAD": (40, 80, "BRAIN"), "CHEST": (-500, 1500, "LUNG")}
"""Centre and width in Hounsfield units, and the name of the window."""


@dataclass(frozen=True, slots=True)
class Label:
    """What the files call the study. `identity` makes its UIDs: the same one, the same UIDs.

    `date` and `time` are those of the study, as DICOM writes them.
    """

    identity: str
    patient_name: str
    patient_id: str
    birth_date: str
    sex: str
    date: str
    time: str
    description: str
    series_description: str
    accession_number: str = ""


def datasets(phantom: Phantom, label: Label) -> Iterator[Dataset]:
    """The slices as data sets with file meta, lowest first."""
    study = study_uid(label)
    series = series_uid(label)
    frame_of_reference = _uid(label, "frame of reference")
    for index in range(len(phantom.volume)):
        dataset = Dataset()
        dataset.SpecificCharacterSet = "ISO_IR 192"
        dataset.SOPClassUID = CTImageStorage
        dataset.SOPInstanceUID = slice_uid(label, index)
        dataset.StudyInstanceUID = study
        dataset.SeriesInstanceUID = series
        dataset.FrameOfReferenceUID = frame_of_reference
        _patient_and_study(dataset, label)
        _series_and_equipment(dataset, phantom, label)
        _image(dataset, phantom, index)
        dataset.file_meta = _meta(dataset)
        yield dataset


def write(phantom: Phantom, label: Label, folder: Path) -> list[Path]:
    """The series as Part 10 files in `folder`, named by slice."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, dataset in enumerate(datasets(phantom, label), start=1):
        path = folder / f"{number:03}.dcm"
        dataset.save_as(path, enforce_file_format=True)
        paths.append(path)
    return paths


def study_uid(label: Label) -> str:
    return _uid(label, "study")


def series_uid(label: Label) -> str:
    return _uid(label, "series")


def slice_uid(label: Label, index: int) -> str:
    """SOP instance UID of the slice that is `index` slices above the lowest."""
    return _uid(label, f"slice {index}")


def _uid(label: Label, part: str) -> str:
    return generate_uid(entropy_srcs=["consilium phantom", label.identity, part])


def _meta(dataset: Dataset) -> FileMetaDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return meta


def _patient_and_study(dataset: Dataset, label: Label) -> None:
    dataset.PatientName = label.patient_name
    dataset.PatientID = label.patient_id
    dataset.PatientBirthDate = label.birth_date
    dataset.PatientSex = label.sex
    dataset.StudyDate = dataset.SeriesDate = dataset.AcquisitionDate = dataset.ContentDate = label.date
    dataset.StudyTime = dataset.SeriesTime = dataset.AcquisitionTime = dataset.ContentTime = label.time
    dataset.StudyID = "1"
    dataset.AccessionNumber = label.accession_number
    dataset.ReferringPhysicianName = ""
    dataset.StudyDescription = label.description


def _series_and_equipment(dataset: Dataset, phantom: Phantom, label: Label) -> None:
    dataset.Modality = "CT"
    dataset.SeriesNumber = 1
    dataset.SeriesDescription = label.series_description
    dataset.BodyPartExamined = phantom.body_part
    dataset.PatientPosition = "HFS"
    dataset.PositionReferenceIndicator = ""
    dataset.Manufacturer = "Consilium"
    dataset.ManufacturerModelName = "Drawn phantom"
    dataset.SoftwareVersions = "1"
    dataset.DeviceSerialNumber = "0"


def _image(dataset: Dataset, phantom: Phantom, index: int) -> None:
    _, rows, columns = phantom.volume.shape
    z = phantom.first_z_mm + index * phantom.spacing_mm
    corner = -(columns - 1) / 2 * phantom.pixel_mm
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.AcquisitionNumber = 1
    dataset.InstanceNumber = index + 1
    dataset.ImagePositionPatient = [_decimal(corner), _decimal(corner), _decimal(z)]
    dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    dataset.PixelSpacing = [_decimal(phantom.pixel_mm)] * 2
    dataset.SliceThickness = _decimal(phantom.spacing_mm)
    dataset.SpacingBetweenSlices = _decimal(phantom.spacing_mm)
    dataset.SliceLocation = _decimal(z)
    dataset.KVP = 120
    dataset.GantryDetectorTilt = 0
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = rows, columns
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.RescaleIntercept = RESCALE_INTERCEPT
    dataset.RescaleSlope = 1
    dataset.RescaleType = "HU"
    centre, width, name = WINDOWS[phantom.body_part]
    dataset.WindowCenter, dataset.WindowWidth = centre, width
    dataset.WindowCenterWidthExplanation = name
    dataset.ImageComments = "Drawn phantom; not a patient"
    dataset.AnatomicRegionSequence = Sequence([_region(phantom.body_part)])
    stored = np.clip(phantom.volume[index].astype(np.int32) - RESCALE_INTERCEPT, 0, 4095)
    dataset.PixelData = stored.astype("<u2").tobytes()


def _region(body_part: str) -> Dataset:
    """Anatomic region by SNOMED CT (PS3.16 CID 4)."""
    code, meaning = {"HEAD": ("69536005", "Head"), "CHEST": ("51185008", "Chest")}[body_part]
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code, "SCT", meaning
    return item


def _decimal(value: float) -> str:
    """A Decimal String of at most 16 characters (PS3.5 section 6.2)."""
    return f"{value:.10g}"[:16]
