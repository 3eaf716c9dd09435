"""A still picture as a Secondary Capture Image (PS3.3 A.8.1), in the study of the patient it shows."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from highdicom.enum import CoordinateSystemNames
from highdicom.sc import SCImage
from pydicom import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit
from pydicom.valuerep import DA, DT, TM

from imaging.derived.finish import finish
from imaging.derived.model import MANUFACTURER, MODEL, NewInstance, plain_text
from imaging.derived.still import Still
from imaging.pixels.codestream import read_codestream

_JPEG_METHOD = "ISO_10918_1"
_DIGITIZED_VIDEO = "DV"
_OTHER = "OT"
"""Modality of a picture that no modality made (PS3.3 C.7.3.1.1.1)."""


@dataclass(frozen=True, slots=True)
class Capture:
    """What was captured when, of which console. Empty texts where it is not known."""

    still: Still
    at: datetime
    """When the console showed it, with its time zone."""
    modality: str
    station: str
    institution: str


def secondary_capture(study: Dataset, capture: Capture, new: NewInstance) -> Dataset:
    """The picture as it came where it is a baseline JPEG, otherwise its pixels without loss.

    `study` is what `imaging.derived.source.study_of` makes of any instance of the study.
    """
    made = SCImage(
        pixel_array=np.ascontiguousarray(capture.still.pixels),
        photometric_interpretation="RGB" if _coloured(capture.still) else "MONOCHROME2",
        bits_allocated=8,
        # PATIENT would demand an orientation in the patient, which a screen does not tell.
        coordinate_system=CoordinateSystemNames.PATIENT,
        patient_orientation=("L", "P"),
        study_instance_uid=study.StudyInstanceUID,
        series_instance_uid=new.series_uid,
        series_number=new.series_number,
        sop_instance_uid=new.sop_instance_uid,
        instance_number=new.instance_number,
        manufacturer=MANUFACTURER,
        manufacturer_model_name=MODEL,
        software_versions=new.software_version,
        series_description=plain_text(new.series_description, 64),
        patient_id=study.PatientID,
        patient_name=study.PatientName,
        patient_birth_date=study.PatientBirthDate,
        patient_sex=study.PatientSex,
        accession_number=study.AccessionNumber,
        study_id=study.StudyID,
        study_date=study.StudyDate or None,
        study_time=study.StudyTime or None,
        referring_physician_name=study.ReferringPhysicianName,
        specific_character_set="ISO_IR 192",
        transfer_syntax_uid=ExplicitVRLittleEndian,
    )
    made["PatientOrientation"].value = None
    _describe(made, capture)
    if capture.still.jpeg:
        _keep_jpeg(made, capture.still)
    return finish(made, study, replace(new, institution=capture.institution or new.institution))


def _coloured(still: Still) -> bool:
    return still.pixels.ndim == 3


def _describe(made: Dataset, capture: Capture) -> None:
    """Where and when the picture was taken (PS3.3 C.8.6.1, C.8.6.2, C.7.6.1)."""
    made.Modality = capture.modality or _OTHER
    made.ConversionType = _DIGITIZED_VIDEO
    made.ImageType = ["DERIVED", "SECONDARY"]
    made.AcquisitionDateTime = DT(capture.at)
    made.DateOfSecondaryCapture, made.TimeOfSecondaryCapture = DA(capture.at.date()), TM(capture.at.time())
    made.SecondaryCaptureDeviceManufacturer = MANUFACTURER
    if capture.station:
        made.StationName = plain_text(capture.station, 16)
    # A console's screen says whose it is.
    made.BurnedInAnnotation = "YES"
    # It came through a video codec before anybody could freeze it.
    made.LossyImageCompression = "01"
    made.DerivationDescription = "Frozen frame of a live picture"


def _keep_jpeg(made: Dataset, still: Still) -> None:
    """The codestream itself in place of the pixels (PS3.5 section 8.2.1, A.4.1)."""
    made.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    made.PixelData = encapsulate([still.data])
    made["PixelData"].VR = "OB"
    if read_codestream(still.data).samples == 3:
        made.PhotometricInterpretation = "YBR_FULL_422"
    made.LossyImageCompressionMethod = _JPEG_METHOD
    made.LossyImageCompressionRatio = f"{still.pixels.nbytes / len(still.data):.2f}"
