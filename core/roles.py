"""The roles a person can have; what each may do stands in `core.rights`."""

from enum import StrEnum


class Role(StrEnum):
    """A person's role, one each. The values are stored in the database and shown to the page."""

    EXPERT = "expert"
    PHYSICIAN = "physician"
    TECHNOLOGIST = "technologist"
    STUDENT = "student"
    ADMINISTRATOR = "administrator"
