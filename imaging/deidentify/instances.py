"""De-identifying whole instances: the header goes through the profile, the pixels stay byte for byte."""

from pydicom import DataElement, Dataset, FileMetaDataset
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag

from imaging.deidentify.method import dummy, method_json
from imaging.deidentify.profile import Action, action
from imaging.deidentify.shapes import SHAPED, misshapen

_KEPT_META = ("MediaStorageSOPClassUID", "MediaStorageSOPInstanceUID")


def deidentify(dataset: Dataset) -> None:
    """Take out of `dataset`, as it was read, what tells who the patient is; it says so afterwards.

    The file meta information begins anew: it can name the sender (PS3.10 section 7.1).
    """
    clean(dataset)
    dataset.update(Dataset.from_json(method_json()))
    meta = FileMetaDataset()
    for keyword in _KEPT_META:
        # Some files say only there which instance they are.
        if value := getattr(dataset, "file_meta", meta).get(keyword):
            setattr(meta, keyword, value)
    dataset.file_meta = meta
    dataset.preamble = None


def clean(dataset: Dataset) -> None:
    """Take out what may not be seen, from nested data sets too; the items of sequences keep their places."""
    for tag in list(dataset.keys()):
        stored = dataset.get_item(tag)
        vr = _representation(stored)
        match action(int(tag), vr):
            case Action.REMOVE:
                del dataset[tag]
            case Action.EMPTY:
                dataset[tag] = _element(tag, vr, None)
            case Action.REPLACE:
                dataset[tag] = _element(tag, vr, dummy(vr))
            case Action.KEEP:
                if vr == "SQ":
                    for item in dataset[tag].value:
                        clean(item)
                elif vr in SHAPED and misshapen(vr, _text(stored)):
                    dataset[tag] = _element(tag, vr, None)


def _representation(element: DataElement | RawDataElement | None) -> str:
    """As it is written; where that says nothing, the one of PS3.6."""
    if element is None:
        return "UN"
    if element.VR not in (None, "UN"):
        return str(element.VR)
    try:
        # Of alternatives such as "OB or OW" all are treated alike.
        return dictionary_VR(element.tag).partition(" ")[0]
    except KeyError:
        return "UN"


def _text(element: DataElement | RawDataElement | None) -> str:
    """The value as it is written, several joined by backslashes."""
    value = None if element is None else element.value
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return "\\".join(map(str, value)) if isinstance(value, MultiValue) else str(value or "")


def _element(tag: BaseTag, vr: str, value: str | float | None) -> DataElement:
    if vr == "SQ":
        return DataElement(tag, vr, [])
    return DataElement(tag, vr, value)
