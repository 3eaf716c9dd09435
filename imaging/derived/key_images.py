"""Chosen images as a Key Object Selection Document (PS3.3 A.35.4, PS3.16 TID 2010)."""

from collections.abc import Mapping, Sequence

from highdicom.ko import KeyObjectSelection, KeyObjectSelectionDocument
from pydicom import Dataset
from pydicom.sr.codedict import codes

from imaging.derived.finish import finish
from imaging.derived.model import MANUFACTURER, KeyImage, NewInstance, plain_text
from imaging.derived.observer import observer

_DESCRIPTION_MAX = 10_000
"""Of the text that describes all of them, an UT."""


def key_object_selection(images: Sequence[Dataset], chosen: Sequence[KeyImage], new: NewInstance) -> Dataset:
    """`chosen` frames of `images`: of one study, and what `imaging.derived.source.image_of` makes."""
    content = KeyObjectSelection(
        document_title=codes.DCM.OfInterest,
        referenced_objects=list(images),
        observer_person_context=observer(new.creator, new.institution),
        description=_description(chosen) or None,
    )
    _name_frames(content[0], images, chosen)
    made = KeyObjectSelectionDocument(
        evidence=list(images),
        content=content,
        series_instance_uid=new.series_uid,
        series_number=new.series_number,
        sop_instance_uid=new.sop_instance_uid,
        instance_number=new.instance_number,
        manufacturer=MANUFACTURER,
        specific_character_set="ISO_IR 192",
    )
    return finish(made, images[0], new)


def _description(chosen: Sequence[KeyImage]) -> str:
    """What people wrote beside the images, a line each."""
    lines = [
        f"{number}. {image.label} ({image.author})" for number, image in enumerate(chosen, 1) if image.label
    ]
    return plain_text("\n".join(lines), _DESCRIPTION_MAX, lines=True)


def _name_frames(content: Dataset, images: Sequence[Dataset], chosen: Sequence[KeyImage]) -> None:
    """Say which frames of clips were chosen: highdicom refers to whole instances (PS3.3 C.17.3.5)."""
    frames: dict[str, list[int]] = {}
    for image in chosen:
        frames.setdefault(image.instance_uid, []).append(image.frame)
    clips: Mapping[str, bool] = {image.SOPInstanceUID: image.NumberOfFrames > 1 for image in images}
    for item in content.ContentSequence:
        if item.ValueType != "IMAGE":
            continue
        reference = item.ReferencedSOPSequence[0]
        uid = reference.ReferencedSOPInstanceUID
        if clips[uid]:
            reference.ReferencedFrameNumber = sorted(set(frames[uid]))
