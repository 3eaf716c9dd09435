"""Marks as a Softcopy Presentation State: drawn lines and text over stored images (PS3.3 A.33)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from highdicom.content import ModalityLUTTransformation, ReferencedImageSequence
from highdicom.pr import (
    AnnotationUnitsValues,
    ColorSoftcopyPresentationState,
    GraphicAnnotation,
    GraphicLayer,
    GraphicObject,
    GrayscaleSoftcopyPresentationState,
    SoftcopyVOILUTTransformation,
    TextObject,
)
from pydicom import Dataset
from pydicom.sequence import Sequence as Items

from imaging.derived.colour import srgb_profile
from imaging.derived.finish import finish
from imaging.derived.model import (
    MANUFACTURER,
    MODEL,
    Mark,
    NewInstance,
    Tool,
    derived_uid,
    person_name,
    plain_text,
)
from imaging.derived.shapes import Line, outline
from imaging.derived.wording import caption

_LABEL = "CONSULTATION"
"""Content Label: a Code String of 16 characters at most."""

_PIXEL = AnnotationUnitsValues.PIXEL
_TEXT_MAX = 1024
"""Of Unformatted Text Value, an ST."""


def is_colour(image: Dataset) -> bool:
    """Whether the image needs a Color Softcopy Presentation State (PS3.3 A.33.2)."""
    return bool(image.SamplesPerPixel == 3 or image.PhotometricInterpretation == "PALETTE COLOR")


def presentation_state(images: Sequence[Dataset], marks: Sequence[Mark], new: NewInstance) -> Dataset:
    """`marks`, one layer for each author, over `images`, displayed as they ask for themselves.

    `images` is what `imaging.derived.source.image_of` makes of the instances with marks: of one series, of
    one size, grey or coloured alike, and only one where it has frames. Raises what highdicom raises where
    they do not go together.
    """
    references = [_reference(image) for image in images]
    layers = _layers(marks)
    described: dict[str, Any] = {
        "referenced_images": references,
        "series_instance_uid": new.series_uid,
        "series_number": new.series_number,
        "sop_instance_uid": new.sop_instance_uid,
        "instance_number": new.instance_number,
        "manufacturer": MANUFACTURER,
        "manufacturer_model_name": MODEL,
        "software_versions": new.software_version,
        "device_serial_number": "1",
        "content_label": _LABEL,
        "content_description": "Marks of a consultation",
        "graphic_annotations": _annotations(references, marks, layers),
        "graphic_layers": list(layers.values()),
        "content_creator_name": person_name(new.creator),
        "specific_character_set": "ISO_IR 192",
    }
    if is_colour(images[0]):
        made: Dataset = ColorSoftcopyPresentationState(**described, icc_profile=srgb_profile())
    else:
        made = GrayscaleSoftcopyPresentationState(
            **described,
            modality_lut_transformation=_modality_lut(images[0]),
            voi_lut_transformations=_windows(references) or None,
        )
    made.PresentationCreationDate = new.at.strftime("%Y%m%d")
    made.PresentationCreationTime = new.at.strftime("%H%M%S")
    return finish(made, images[0], new)


def _reference(image: Dataset) -> Dataset:
    """As highdicom wants it: it reads how any multi-frame image is displayed from functional groups.

    Classic ones, such as ultrasound clips, have none; what enhanced ones say is in `image` already.
    """
    reference = Dataset()
    reference.update(image)
    reference.SharedFunctionalGroupsSequence = Items([Dataset()])
    reference.PerFrameFunctionalGroupsSequence = Items()
    if is_colour(image):
        # It takes images with a palette for grey ones, against PS3.3 A.33.2.
        reference.SamplesPerPixel = 3
    return reference


def _layers(marks: Sequence[Mark]) -> Mapping[str, GraphicLayer]:
    """One for each author; Graphic Layer is a Code String, so that the name stands in the description."""
    authors = sorted({mark.author for mark in marks})
    return {
        author: GraphicLayer(layer_name=f"AUTHOR {order}", order=order, description=plain_text(author, 64))
        for order, author in enumerate(authors, 1)
    }


def _annotations(
    references: Sequence[Dataset], marks: Sequence[Mark], layers: Mapping[str, GraphicLayer]
) -> list[GraphicAnnotation]:
    by_uid = {str(reference.SOPInstanceUID): reference for reference in references}
    return [
        GraphicAnnotation(
            referenced_images=[by_uid[mark.instance_uid]],
            graphic_layer=layers[mark.author],
            referenced_frame_number=_frame(by_uid[mark.instance_uid], mark),
            graphic_objects=list(_lines(by_uid[mark.instance_uid], mark)) or None,
            text_objects=list(_texts(by_uid[mark.instance_uid], mark)) or None,
        )
        for mark in marks
    ]


def _frame(image: Dataset, mark: Mark) -> int | None:
    return mark.frame if image.NumberOfFrames > 1 else None


def _lines(image: Dataset, mark: Mark) -> Iterator[GraphicObject]:
    for line in outline(mark, image.Columns, image.Rows):
        yield GraphicObject(
            graphic_type=line.kind.value,
            graphic_data=np.array(line.points),
            units=_PIXEL,
            tracking_id=mark.id[:64],
            tracking_uid=derived_uid("mark", mark.id),
        )


def _texts(image: Dataset, mark: Mark) -> Iterator[TextObject]:
    text = plain_text(caption(mark), _TEXT_MAX, lines=True)
    if text:
        yield TextObject(
            text_value=text,
            units=_PIXEL,
            anchor_point=Line.within(mark.points[:1], image.Columns, image.Rows)[0],
            anchor_point_visible=mark.tool is not Tool.TEXT,
        )


def _modality_lut(image: Dataset) -> ModalityLUTTransformation | None:
    if "RescaleSlope" not in image or "RescaleIntercept" not in image:
        return None
    return ModalityLUTTransformation(
        rescale_intercept=image.RescaleIntercept,
        rescale_slope=image.RescaleSlope,
        # Unspecified, where the image does not say (PS3.3 C.11.1.1.2).
        rescale_type=image.get("RescaleType") or ("HU" if image.Modality == "CT" else "US"),
    )


def _windows(references: Sequence[Dataset]) -> list[SoftcopyVOILUTTransformation]:
    """The window of each image, equal ones together."""
    alike: dict[tuple[float, float], list[Dataset]] = {}
    for image in references:
        if "WindowCenter" in image and image.get("WindowWidth", 0) > 0:
            alike.setdefault((image.WindowCenter, image.WindowWidth), []).append(image)
    return [
        SoftcopyVOILUTTransformation(
            window_center=float(centre),
            window_width=float(width),
            referenced_images=ReferencedImageSequence(images),
        )
        for (centre, width), images in alike.items()
    ]
