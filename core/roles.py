"""The roles a person can have; what each may do is decided where it is used (`consultation.grants`)."""

from enum import StrEnum


class Role(StrEnum):
    """A person's role, one each. The values are stored in the database and shown to the page."""

    EXPERT = "expert"
    PHYSICIAN = "physician"
    TECHNOLOGIST = "technologist"
    STUDENT = "student"
    ADMINISTRATOR = "administrator"
