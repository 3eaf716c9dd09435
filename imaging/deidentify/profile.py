"""What becomes of an attribute: the basic profile of PS3.15 annex E with the options chosen here. No I/O.

Chosen are, besides the basic profile (section E.2):

* Retain UIDs: the addresses of DICOMweb, marks and key images name instances by them, and only those who are
  let into a study learn them.
* Retain Longitudinal Temporal Information with Full Dates: a prior beside a live picture teaches by what
  lies between them. Dates of birth are no such dates and go.
* Retain Patient Characteristics: without age, sex, height and weight neither a finding nor an uptake value
  can be judged.
* Clean Structured Content and Clean Graphics: measurements and drawings stay, and all text in them goes.

Descriptions are typed by people, and what people type may hold a name: they go, as the basic profile has it.
Beyond the table, what is not known to be harmless is removed: it lists what was known to hold names, and
devices write names elsewhere too.
"""

from enum import Enum, auto
from functools import lru_cache

from pydicom.datadict import dictionary_has_tag, dictionary_VR, tag_for_keyword

from imaging.deidentify.table import rows

_CHOSEN = frozenset("ULPsg")

_TEXT = frozenset({"AE", "LO", "LT", "SH", "ST", "UC", "UR", "UT"})
_BYTES = frozenset({"OB", "OW", "UN"})
_PATIENT_GROUP = 0x0010
_REPEATING = (*range(0x5000, 0x5100), *range(0x6000, 0x6100))
"""Curves and overlays: outlines and labels drawn by people, and comments on them."""

_IN_REPORTS = frozenset({0x0040A120, 0x0040A121, 0x0040A122})
"""Dates and times of content items: "subject birth date" is one of them (PS3.16 TID 1007)."""

KEPT_TEXT = frozenset(
    {
        # What codes say: coded terms are chosen from lists, not typed (PS3.3 section 8).
        "CodeValue",
        "LongCodeValue",
        "CodingSchemeDesignator",
        "CodingSchemeVersion",
        "CodeMeaning",
        "MIMETypeOfEncapsulatedDocument",
        # What made the picture, and how.
        "Manufacturer",
        "ManufacturerModelName",
        "SoftwareVersions",
        "SecondaryCaptureDeviceManufacturer",
        "SecondaryCaptureDeviceManufacturerModelName",
        "ConvolutionKernel",
        "CollimatorGridName",
        "FilterType",
        "SequenceName",
        "PulseSequenceName",
        "ImagedNucleus",
        "ReceiveCoilName",
        "TransmitCoilName",
        "ProcessingFunction",
        "TransducerData",
        "CardiacFramingType",
        "TriggerSourceOrType",
        "ContrastBolusRoute",
        "Radiopharmaceutical",
        "RadiopharmaceuticalRoute",
        "AttenuationCorrectionMethod",
        "ReconstructionMethod",
        "ScatterCorrectionMethod",
        # What a viewer needs to show it.
        "PositionReferenceIndicator",
        "StackID",
        "StageName",
        "ViewName",
        "DimensionDescriptionLabel",
        "RescaleType",
        "ModalityLUTType",
        "LUTExplanation",
        "WindowCenterWidthExplanation",
        "SegmentLabel",
        "SegmentAlgorithmName",
        "OpticalPathIdentifier",
    }
)
"""Keywords of the texts outside of the table that stay; all others go."""

KEPT_BYTES = frozenset(
    {
        "PixelData",
        "RedPaletteColorLookupTableData",
        "GreenPaletteColorLookupTableData",
        "BluePaletteColorLookupTableData",
        "AlphaPaletteColorLookupTableData",
        "SegmentedRedPaletteColorLookupTableData",
        "SegmentedGreenPaletteColorLookupTableData",
        "SegmentedBluePaletteColorLookupTableData",
        "SegmentedAlphaPaletteColorLookupTableData",
        "LUTData",
        "ICCProfile",
        "ChannelMinimumValue",
        "ChannelMaximumValue",
        "WaveformPaddingValue",
        "WaveformData",
        "TrianglePointIndexList",
        "EdgePointIndexList",
        "VertexPointIndexList",
        "PrimitivePointIndexList",
    }
)
"""Keywords of the binary values that stay: pixels, curves and what is needed to show them."""

_KEPT = frozenset(map(tag_for_keyword, KEPT_TEXT | KEPT_BYTES))


class Action(Enum):
    """What becomes of an attribute."""

    KEEP = auto()
    """Of a sequence: each item is looked through."""
    REMOVE = auto()
    EMPTY = auto()
    REPLACE = auto()
    """By a value that says nothing but is valid, since the attribute may have to have one."""


_BASIC = {
    "X": Action.REMOVE,
    "U": Action.REMOVE,
    # Of alternatives that depend on the attribute's type in each IOD, the one that suits all of them.
    "Z": Action.EMPTY,
    "X/Z": Action.EMPTY,
    "X/Z/U*": Action.EMPTY,
    "D": Action.REPLACE,
    "X/D": Action.REPLACE,
    "Z/D": Action.REPLACE,
    "X/Z/D": Action.REPLACE,
}


@lru_cache(maxsize=16384)
def action(tag: int, vr: str) -> Action:
    """What becomes of the attribute `tag`, written with the value representation `vr`."""
    group = tag >> 16
    if group % 2 or group in _REPEATING or not tag & 0xFFFF or tag in _IN_REPORTS:
        return Action.REMOVE
    row = rows().get(tag)
    if row is not None and not row.options & _CHOSEN:
        return _BASIC[row.basic]
    if vr == "PN":
        return Action.EMPTY
    if not dictionary_has_tag(tag) or (row is None and group == _PATIENT_GROUP):
        return Action.REMOVE
    if vr in _TEXT | _BYTES and tag not in _KEPT:
        # Anything can be written as text: what an option keeps has to be what PS3.6 says it is.
        expected = row is not None and vr in _TEXT and dictionary_VR(tag) == vr
        return Action.KEEP if expected else Action.REMOVE
    return Action.KEEP


def hides(keyword: str) -> bool:
    """Whether those without names never see this attribute, and so must not search by it either."""
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise KeyError(keyword)
    return action(tag, dictionary_VR(tag)) is not Action.KEEP
