"""A PDF as an Encapsulated PDF instance (PS3.3 A.45.1) of a study."""

from pydicom import Dataset
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.sr.coding import Code
from pydicom.uid import UID, EncapsulatedPDFStorage, ExplicitVRLittleEndian

from imaging.derived.finish import finish
from imaging.derived.model import MANUFACTURER, MODEL, NewInstance, plain_text

CONSULTATION_NOTE = Code("11488-4", "LN", "Consult note")
"""What a summary of a consultation is (LOINC; PS3.16 CID 7020)."""

_TITLE_MAX = 1024
"""Characters of Document Title, an ST."""


def encapsulated_pdf(study: Dataset, pdf: bytes, title: str, concept: Code, new: NewInstance) -> Dataset:
    """`pdf` in the study that `imaging.derived.source.study_of` makes `study` of."""
    made = FileDataset("", {}, file_meta=_meta(new), preamble=b"\0" * 128)
    made.update(study)
    made.SOPClassUID, made.SOPInstanceUID = EncapsulatedPDFStorage, new.sop_instance_uid
    made.Modality, made.SeriesInstanceUID = "DOC", new.series_uid
    made.SeriesNumber, made.InstanceNumber = new.series_number, new.instance_number
    made.Manufacturer, made.ManufacturerModelName = MANUFACTURER, MODEL
    made.SoftwareVersions = new.software_version
    made.ConversionType = "WSD"
    made.AcquisitionDateTime = ""
    # Names and pictures of the patient are in the document itself.
    made.BurnedInAnnotation = "YES"
    made.DocumentTitle = plain_text(title, _TITLE_MAX)
    made.ConceptNameCodeSequence = Items([_coded(concept)])
    made.MIMETypeOfEncapsulatedDocument = "application/pdf"
    made.EncapsulatedDocumentLength = len(pdf)
    # Values have an even length (PS3.5 section 7.1.1).
    made.EncapsulatedDocument = pdf + b"\0" * (len(pdf) % 2)
    return finish(made, study, new)


def pdf_of(document: Dataset) -> bytes:
    """The PDF in an Encapsulated PDF instance, without what pads it."""
    value = bytes(document.EncapsulatedDocument)
    length = document.get("EncapsulatedDocumentLength")
    return value if length is None else value[:length]


def _meta(new: NewInstance) -> FileMetaDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = EncapsulatedPDFStorage
    meta.MediaStorageSOPInstanceUID = UID(new.sop_instance_uid)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return meta


def _coded(concept: Code) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator = concept.value, concept.scheme_designator
    item.CodeMeaning = concept.meaning
    return item
