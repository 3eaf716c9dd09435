"""Small valid CT images for tests of the archive, as bytes of Part 10 files."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
from pydicom import Dataset, FileMetaDataset, dcmread
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian, generate_uid

SIDE = 16


def uid(*words: object) -> str:
    """The same UID for the same words, so that a test can name what it made."""
    return str(generate_uid(entropy_srcs=[str(word) for word in words]))


@dataclass(frozen=True)
class CT:
    """One slice; what differs between tests is named, everything else is plausible."""

    study: str = "study"
    series: str = "series"
    number: int = 1
    name: str = "Wang^XiaoDong=王^小东"
    patient_id: str = "P1"
    modality: str = "CT"
    body_part: str = "HEAD"
    study_date: str = "20261121"
    study_time: str = "093015.25"
    value: int = 0
    """What every pixel holds, beside a gradient."""
    side: int = SIDE
    more: dict[str, object] = field(default_factory=dict)
    """Further attributes by keyword; None removes one."""

    @property
    def study_uid(self) -> str:
        return uid("study", self.study)

    @property
    def series_uid(self) -> str:
        return uid("series", self.series)

    @property
    def sop_instance_uid(self) -> str:
        return uid("instance", self.study, self.series, self.number)

    def dataset(self) -> Dataset:
        """The image as pydicom has it, with its file meta information."""
        made = Dataset()
        made.SpecificCharacterSet = "ISO_IR 192"
        made.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        made.SOPClassUID, made.SOPInstanceUID = CTImageStorage, self.sop_instance_uid
        made.StudyInstanceUID, made.SeriesInstanceUID = self.study_uid, self.series_uid
        made.StudyDate, made.StudyTime, made.StudyID, made.AccessionNumber = (
            self.study_date,
            self.study_time,
            "S1",
            "A1",
        )
        made.PatientName, made.PatientID, made.PatientBirthDate, made.PatientSex = (
            self.name,
            self.patient_id,
            "19700101",
            "M",
        )
        made.Modality, made.BodyPartExamined, made.Manufacturer = self.modality, self.body_part, "Maker"
        made.ReferringPhysicianName, made.StudyDescription, made.SeriesDescription = "", "Head", "Axial"
        made.SeriesNumber, made.InstanceNumber, made.AcquisitionNumber = 1, self.number, 1
        made.PositionReferenceIndicator, made.FrameOfReferenceUID = "", uid("frame", self.study)
        made.ImagePositionPatient = [0, 0, float(self.number)]
        made.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        made.PixelSpacing, made.SliceThickness, made.KVP = [1, 1], 1, 120
        made.RescaleIntercept, made.RescaleSlope = -1024, 1
        self._add_pixels(made)
        for keyword, value in self.more.items():
            if value is None:
                delattr(made, keyword)
            else:
                setattr(made, keyword, value)
        made.file_meta = FileMetaDataset()
        made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        return made

    def _add_pixels(self, made: Dataset) -> None:
        made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
        made.Rows = made.Columns = self.side
        made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 16, 15, 0
        pixels = np.arange(self.side * self.side, dtype=np.uint16) + self.value
        made.PixelData = pixels.tobytes()

    def bytes(self) -> bytes:
        return as_file(self.dataset())


def as_file(dataset: Dataset) -> bytes:
    """The data set as a Part 10 file."""
    written = BytesIO()
    dataset.save_as(written, enforce_file_format=True)
    return written.getvalue()


def reencoded(data: bytes, transfer_syntax: str) -> bytes:
    """The same image in another, lossless transfer syntax."""
    dataset = dcmread(BytesIO(data))
    if UID(transfer_syntax).is_encapsulated:
        dataset.compress(transfer_syntax, generate_instance_uid=False)
    else:
        dataset.file_meta.TransferSyntaxUID = UID(transfer_syntax)
    return as_file(dataset)
