"""Reads the header of a DICOM file: what the index, the metadata and the pixels' readers need to know."""

from imaging.header.model import Attributes, DicomJson, Header
from imaging.header.reader import read_header

__all__ = ["Attributes", "DicomJson", "Header", "read_header"]
