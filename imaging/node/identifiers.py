"""Identifiers of queries and answers (PS3.4 C.4.1): between DICOM data sets and the catalogue's questions."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydicom import DataElement, Dataset, config
from pydicom.charset import convert_encodings
from pydicom.datadict import dictionary_VR, keyword_for_tag
from pydicom.tag import BaseTag, Tag

from imaging.errors import BadQuery
from imaging.node.services import STUDY_ROOT
from imaging.query.attributes import COUNTED, Matched, supported
from imaging.query.model import Level, Match, Query, Value

UTF8 = "ISO_IR 192"

_LEVEL = Tag(0x0008, 0x0052)
_CHARACTER_SET = Tag(0x0008, 0x0005)
_ABOUT_THE_ARCHIVE = frozenset({"RetrieveAETitle", "InstanceAvailability", "QueryRetrieveLevel"})

UNIQUE_KEYS: Mapping[Level, str] = {
    Level.PATIENT: "PatientID",
    Level.STUDY: "StudyInstanceUID",
    Level.SERIES: "SeriesInstanceUID",
    Level.IMAGE: "SOPInstanceUID",
}
"""PS3.4 C.6: what names one entity of each level, and is in each answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a C-FIND asks."""

    query: Query
    ignored: bool
    """Whether it holds keys to be matched that nobody here can match (PS3.4 table C.4-1, FF01)."""


def level_of(identifier: Dataset, sop_class: str) -> Level:
    """The query/retrieve level. Raises BadQuery where there is none, or none of that information model."""
    written = str(identifier.get("QueryRetrieveLevel", "")).strip()
    try:
        level = Level(written)
    except ValueError as error:
        raise BadQuery(f"'{written}' is no query/retrieve level") from error
    if level is Level.PATIENT and sop_class in STUDY_ROOT:
        raise BadQuery("the study root has no patient level")
    return level


def question(identifier: Dataset, sop_class: str) -> Question:
    """Raises BadQuery."""
    level = level_of(identifier, sop_class)
    matched = {one.keyword for one in supported(level) if one.matched is not Matched.NEVER}
    known = {one.keyword for one in supported(level)} | COUNTED | _ABOUT_THE_ARCHIVE
    keys: dict[str, str] = {}
    returned: set[str] = set()
    ignored = False
    for element in identifier:
        if element.tag in (_LEVEL, _CHARACTER_SET) or element.tag.element == 0:
            continue
        value = text_of(element)
        if element.keyword in matched:
            keys[element.keyword] = value
        elif element.keyword not in known:
            returned.add(f"{element.tag:08X}")
            ignored = ignored or bool(value)
    return Question(Query(level, keys, returned=frozenset(returned)), ignored)


def text_of(element: DataElement) -> str:
    """The value as PS3.4 C.2.2.2 writes keys: several of them joined by backslashes; "" for a sequence."""
    if element.VR == "SQ" or element.value is None:
        return ""
    if element.VM > 1:
        return "\\".join(str(value) for value in element.value)
    return str(element.value)


def answer(match: Match, identifier: Dataset, aet: str) -> Dataset:
    """What of `match` was asked for in `identifier`, in a character set that can hold it."""
    made = Dataset.from_json(dict(match.metadata)) if match.metadata else Dataset()
    available: dict[str, Value] = {
        **match.attributes,
        "QueryRetrieveLevel": match.level.value,
        "RetrieveAETitle": aet,
    }
    wanted = [element.tag for element in identifier] + [_LEVEL, Tag(UNIQUE_KEYS[match.level])]
    for tag in wanted:
        value = available.get(keyword_for_tag(tag))
        if value is not None:
            made[tag] = _element(tag, value)
        elif tag not in made and tag.element != 0 and tag != _CHARACTER_SET:
            # A key that has no value here is still answered, empty (PS3.4 C.4.1.1.3.2).
            made[tag] = DataElement(tag, identifier[tag].VR, None)
    _choose_character_set(made, identifier)
    return made


def _element(tag: BaseTag, value: Value) -> DataElement:
    listed = list(value) if isinstance(value, tuple) else value
    # What a device wrote is answered as it stands, valid or not.
    return DataElement(tag, dictionary_VR(tag), listed, validation_mode=config.IGNORE)


def _choose_character_set(made: Dataset, identifier: Dataset) -> None:
    """That of the question where it can hold the answer; otherwise Unicode; none where ASCII is enough."""
    text = "".join(text_of(element) for element in made.iterall() if element.VR != "SQ")
    if text.isascii():
        return
    asked = identifier.get("SpecificCharacterSet") or UTF8
    single = asked if isinstance(asked, str) else UTF8
    made.SpecificCharacterSet = single if _can_encode(single, text) else UTF8


def _can_encode(character_set: str, text: str) -> bool:
    try:
        text.encode(convert_encodings(character_set)[0])
    except (UnicodeEncodeError, LookupError):
        return False
    return True
