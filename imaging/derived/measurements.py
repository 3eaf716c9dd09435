"""Measurements as a structured report: PS3.16 TID 1500, in a Comprehensive 3D SR (PS3.3 A.35.13)."""

from collections.abc import Sequence

import numpy as np
from highdicom.coding_schemes import CodingSchemeIdentificationItem
from highdicom.sr import (
    CodedConcept,
    Comprehensive3DSR,
    CoordinatesForMeasurement,
    ImageRegion,
    LanguageOfContentItemAndDescendants,
    Measurement,
    MeasurementReport,
    MeasurementsAndQualitativeEvaluations,
    ObservationContext,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    SourceImageForRegion,
    TrackingIdentifier,
)
from pydicom import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from imaging.derived.finish import finish
from imaging.derived.model import (
    MANUFACTURER,
    Mark,
    Measured,
    NewInstance,
    Quantity,
    Tool,
    derived_uid,
    plain_text,
)
from imaging.derived.observer import observer
from imaging.derived.shapes import Line, region

_OWN_SCHEME = "99CONSILIUM"
"""Of codes that the standard has not: it begins with 99 (PS3.16 section 8)."""

_PIXEL_VALUE = Code("PIXEL_VALUE", _OWN_SCHEME, "Pixel value")

_QUANTITIES = {
    Quantity.LENGTH: codes.SCT.Length,
    Quantity.ANGLE: codes.SCT.Angle,
    Quantity.AREA: codes.SCT.Area,
}
_DERIVATIONS = {Quantity.MEAN: codes.SCT.Mean, Quantity.DEVIATION: codes.SCT.StandardDeviation}
_HOUNSFIELD = "[hnsf'U]"
_UNITS = {
    "mm": "millimeter",
    "mm2": "square millimeter",
    "deg": "degree",
    _HOUNSFIELD: "Hounsfield unit",
    "1": "no units",
    "{pixels}": "pixels",
}
"""Meanings of the UCUM codes."""

_LONG = 64
"""Characters of an LO, such as Code Meaning."""


def measurement_report(images: Sequence[Dataset], marks: Sequence[Mark], new: NewInstance) -> Dataset:
    """One measurement group for each of `marks`, which one person measured in `images` of one study.

    `images` is what `imaging.derived.source.image_of` makes. Raises what highdicom raises.
    """
    by_uid = {str(image.SOPInstanceUID): image for image in images}
    author = marks[0]
    report = MeasurementReport(
        observation_context=ObservationContext(
            observer_person_context=observer(author.author, author.organisation)
        ),
        procedure_reported=codes.SCT.ImagingProcedure,
        imaging_measurements=[_group(by_uid[mark.instance_uid], mark) for mark in marks],
        title=codes.DCM.ImagingMeasurementReport,
        language_of_content_item_and_descendants=LanguageOfContentItemAndDescendants(
            CodedConcept("zh", "RFC5646", "Chinese")
        ),
    )
    made = Comprehensive3DSR(
        evidence=list(images),
        content=report[0],
        series_instance_uid=new.series_uid,
        series_number=new.series_number,
        sop_instance_uid=new.sop_instance_uid,
        instance_number=new.instance_number,
        manufacturer=MANUFACTURER,
        is_complete=True,
        is_final=False,
        is_verified=False,
        specific_character_set="ISO_IR 192",
        coding_schemes=[_own_scheme()],
    )
    return finish(made, images[0], new)


def _own_scheme() -> CodingSchemeIdentificationItem:
    return CodingSchemeIdentificationItem(
        designator=_OWN_SCHEME, name="Consilium", responsible_organization="Consilium"
    )


def _group(
    image: Dataset, mark: Mark
) -> PlanarROIMeasurementsAndQualitativeEvaluations | MeasurementsAndQualitativeEvaluations:
    tracking = TrackingIdentifier(
        uid=derived_uid("mark", mark.id),
        identifier=plain_text(mark.label, _LONG) or mark.tool.value,
    )
    source = SourceImageForRegion(
        referenced_sop_class_uid=image.SOPClassUID,
        referenced_sop_instance_uid=image.SOPInstanceUID,
        referenced_frame_numbers=[mark.frame] if image.NumberOfFrames > 1 else None,
    )
    line = region(mark)
    kind, points = line.kind.value, np.array(Line.within(line.points, image.Columns, image.Rows))
    if mark.tool is Tool.ELLIPSE or mark.closed:
        return PlanarROIMeasurementsAndQualitativeEvaluations(
            tracking_identifier=tracking,
            referenced_region=ImageRegion(kind, points, source),
            measurements=[_measurement(image, one) for one in mark.measured],
        )
    place = CoordinatesForMeasurement(kind, points, source)
    return MeasurementsAndQualitativeEvaluations(
        tracking_identifier=tracking,
        measurements=[_measurement(image, one, place) for one in mark.measured],
    )


def _measurement(
    image: Dataset, measured: Measured, place: CoordinatesForMeasurement | None = None
) -> Measurement:
    return Measurement(
        name=_QUANTITIES.get(measured.quantity) or _value_of_pixels(image, measured),
        value=measured.value,
        unit=Code(measured.unit, "UCUM", _UNITS.get(measured.unit, measured.unit)),
        derivation=_DERIVATIONS.get(measured.quantity),
        referenced_coordinates=None if place is None else [place],
    )


def _value_of_pixels(image: Dataset, measured: Measured) -> Code:
    """What the pixels measure (PS3.16 CID 7469, TID 1419)."""
    code: Code = _PIXEL_VALUE
    if measured.unit == _HOUNSFIELD:
        code = codes.DCM.AttenuationCoefficient
    elif image.get("Modality") == "MR":
        code = codes.DCM.MRSignalIntensity
    return code
