"""The last touches to what highdicom builds: what it does not set, or sets to the present moment."""

from pydicom import Dataset
from pydicom.valuerep import DA, DT, TM

from imaging.derived.model import NewInstance, plain_text

_OF_THE_PRESENT = ("InstanceCreationDate", "InstanceCreationTime")
"""The time when the object was built would make the same content another file each time."""

_REPEATED = ("StudyDescription", "IssuerOfPatientID", "PatientAge")


def finish(made: Dataset, study: Dataset, new: NewInstance) -> Dataset:
    """Dates of the content in place of the present's, and what else is known of patient and equipment."""
    for keyword in _OF_THE_PRESENT:
        if keyword in made:
            delattr(made, keyword)
    # highdicom names itself there, at the present moment.
    for equipment in made.get("ContributingEquipmentSequence", ()):
        equipment.ContributionDateTime = DT(new.at)
    for keyword in _REPEATED:
        if keyword in study:
            setattr(made, keyword, study[keyword].value)
    # Of type 2C: which side of a pair it is, is not known (PS3.3 C.7.3.1).
    made.setdefault("Laterality", "")
    date, time = DA(new.at.date()), TM(new.at.time().replace(microsecond=0))
    made.SeriesDescription = plain_text(new.series_description, 64)
    made.ContentDate, made.ContentTime = date, time
    if new.institution:
        made.InstitutionName = plain_text(new.institution, 64)
    return made
