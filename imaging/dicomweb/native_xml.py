"""The Native DICOM Model (PS3.19 annex A.1): a data set in the DICOM JSON model, written as XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from pydicom.datadict import keyword_for_tag

DICOM_XML = "application/dicom+xml"
_NAMESPACE = "http://dicom.nema.org/PS3.19/models/NativeDICOM"
_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
_NAME_PARTS = ("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")

DicomJson = Mapping[str, Mapping[str, Any]]
"""Attributes by tag of 8 hex digits (PS3.18 annex F)."""


def native_xml(dataset: DicomJson) -> bytes:
    """One ``NativeDicomModel`` document, UTF-8."""
    root = Element("NativeDicomModel", {"xmlns": _NAMESPACE, "xml:space": "preserve"})
    _add_attributes(root, dataset)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_attributes(parent: Element, dataset: DicomJson) -> None:
    for tag, attribute in sorted(dataset.items()):
        described = {"tag": tag, "vr": str(attribute["vr"])}
        keyword = keyword_for_tag(int(tag, 16))
        if keyword:
            described["keyword"] = keyword
        element = SubElement(parent, "DicomAttribute", described)
        if "BulkDataURI" in attribute:
            SubElement(element, "BulkData", {"uri": str(attribute["BulkDataURI"])})
        elif "InlineBinary" in attribute:
            SubElement(element, "InlineBinary").text = str(attribute["InlineBinary"])
        else:
            _add_values(element, attribute.get("Value", ()))


def _add_values(element: Element, values: Sequence[Any]) -> None:
    for number, value in enumerate(values, 1):
        place = {"number": str(number)}
        if element.get("vr") == "SQ":
            _add_attributes(SubElement(element, "Item", place), value or {})
        elif element.get("vr") == "PN":
            _add_name(SubElement(element, "PersonName", place), value or {})
        elif value is not None:
            SubElement(element, "Value", place).text = str(value)


def _add_name(element: Element, name: Mapping[str, str]) -> None:
    for group in _GROUPS:
        if name.get(group):
            parts = SubElement(element, group)
            for part, text in zip(_NAME_PARTS, name[group].split("^"), strict=False):
                if text:
                    SubElement(parts, part).text = text
