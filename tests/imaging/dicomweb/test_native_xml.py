"""The Native DICOM Model says the same as the DICOM JSON model it is made from."""

from __future__ import annotations

from xml.etree import ElementTree

from pydicom import Dataset

from imaging.dicomweb.native_xml import native_xml

NAMESPACE = "{http://dicom.nema.org/PS3.19/models/NativeDICOM}"


def attributes(dataset: Dataset | dict[str, dict[str, object]]) -> dict[str, ElementTree.Element]:
    """Of the document's top level, by tag."""
    model = dataset.to_json_dict() if isinstance(dataset, Dataset) else dataset
    root = ElementTree.fromstring(native_xml(model))
    assert root.tag == f"{NAMESPACE}NativeDicomModel"
    return {element.attrib["tag"]: element for element in root}


def test_values_are_numbered_and_escaped() -> None:
    dataset = Dataset()
    dataset.ImageType = ["ORIGINAL", "A<B&C"]
    dataset.Rows = 512
    found = attributes(dataset)
    values = [(value.get("number"), value.text) for value in found["00080008"]]
    assert values == [("1", "ORIGINAL"), ("2", "A<B&C")]
    assert found["00280010"].attrib == {"tag": "00280010", "vr": "US", "keyword": "Rows"}
    assert found["00280010"][0].text == "512"


def test_names_are_split_into_groups_and_parts() -> None:
    dataset = Dataset()
    dataset.PatientName = "Wang^XiaoDong^^Dr=王^小东"
    (name,) = attributes(dataset)["00100010"]
    parts = [(group.tag, part.tag, part.text) for group in name for part in group]
    assert [
        (group.removeprefix(NAMESPACE), part.removeprefix(NAMESPACE), text) for group, part, text in parts
    ] == [
        ("Alphabetic", "FamilyName", "Wang"),
        ("Alphabetic", "GivenName", "XiaoDong"),
        ("Alphabetic", "NamePrefix", "Dr"),
        ("Ideographic", "FamilyName", "王"),
        ("Ideographic", "GivenName", "小东"),
    ]


def test_sequences_nest_and_empty_attributes_stay() -> None:
    item, dataset = Dataset(), Dataset()
    item.ReferencedSOPInstanceUID = "1.2.3"
    dataset.ReferencedSOPSequence = [item, Dataset()]
    dataset.AccessionNumber = ""
    found = attributes(dataset)
    first, second = found["00081199"]
    assert first[0].attrib["keyword"] == "ReferencedSOPInstanceUID"
    assert first[0][0].text == "1.2.3"
    assert (second.get("number"), len(second)) == ("2", 0)
    assert len(found["00080050"]) == 0


def test_bulk_data_is_named_and_small_bytes_are_inline() -> None:
    found = attributes(
        {
            "7FE00010": {"vr": "OW", "BulkDataURI": "http://site/bulkdata/7FE00010"},
            "00282000": {"vr": "OB", "InlineBinary": "aWNj"},
        }
    )
    assert found["7FE00010"][0].attrib == {"uri": "http://site/bulkdata/7FE00010"}
    assert found["00282000"][0].text == "aWNj"
