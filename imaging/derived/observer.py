"""Who observed: the person of a report or of a selection (PS3.16 TID 1002, 1003)."""

from highdicom.sr import ObserverContext, PersonObserverIdentifyingAttributes
from pydicom.sr.codedict import codes

from imaging.derived.model import person_name, plain_text


def observer(name: str, organisation: str) -> ObserverContext:
    return ObserverContext(
        observer_type=codes.DCM.Person,
        observer_identifying_attributes=PersonObserverIdentifyingAttributes(
            name=person_name(name),
            organization_name=plain_text(organisation, 64) or None,
        ),
    )
