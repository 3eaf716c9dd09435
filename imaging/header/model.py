"""What a header says: identity, attributes for the index, metadata, and where the pixels are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from imaging.geometry import ImageGeometry
from imaging.receipt import Reason

DicomJson = Mapping[str, Any]
"""A data set in the DICOM JSON model (PS3.18 Annex F): 8 hex digits to ``{"vr": …, "Value": […]}``."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes that the index has columns for, ready to be stored.

    Text is decoded, without NUL characters, no longer than its column; "" where absent. Dates are
    ``YYYYMMDD`` or "", times ``HHMMSS[.ffffff]`` or its beginning. Numbers are None where absent or
    no number.
    """

    patient_id: str
    issuer: str
    patient_name: str
    """All component groups: ``Wang^XiaoDong=王^小东``."""
    birth_date: str
    sex: str
    study_date: str
    study_time: str
    study_id: str
    accession_number: str
    study_description: str
    referring_physician: str
    modality: str
    series_number: int | None
    series_description: str
    body_part: str
    station: str
    manufacturer: str
    performed_date: str
    performed_time: str
    instance_number: int | None
    rows: int | None
    columns: int | None
    frames: int
    """Number of Frames; 1 where it is not said, 0 without pixels."""
    bits_allocated: int | None
    samples: int | None


@dataclass(frozen=True, slots=True)
class Header:
    """One readable instance. The four UIDs are present and fit a URL's path and the index's columns."""

    transfer_syntax: str
    sop_class_uid: str
    sop_instance_uid: str
    study_uid: str
    series_uid: str
    dataset_offset: int
    """Where the data set begins, in bytes: behind preamble and file meta information."""
    attributes: Attributes
    dataset: DicomJson
    """The data set in the DICOM JSON model, bulk data as ``BulkDataURI`` below the DICOMweb root."""
    metadata: bytes
    """`dataset` as JSON, UTF-8."""
    pixel_offset: int | None
    """Where in the file the value of Pixel Data begins; None without pixels, or in a deflated data set."""
    pixel_length: int | None
    """Its length as written, in bytes (of the inflated data set where deflated); None where undefined."""
    geometry: ImageGeometry | None
    """Where the image lies in the patient; None where the image does not say."""
    findings: tuple[Reason, ...]
    """What was wrong with the encoding itself: the rest was read nevertheless."""
