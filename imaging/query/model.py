"""What is asked of the archive and what it answers: queries, matches and references to instances."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Value = str | int | tuple[str, ...]
"""Of an attribute in a match: text as DICOM has it, a number, or several texts."""


ALL = "all"


class Level(StrEnum):
    """Of the query/retrieve information model (PS3.4 C.6), as (0008,0052) spells them."""

    PATIENT = "PATIENT"
    STUDY = "STUDY"
    SERIES = "SERIES"
    IMAGE = "IMAGE"


@dataclass(frozen=True, slots=True)
class Query:
    """One question. `keys` maps keywords to what they have to match, as PS3.4 C.2.2.2 writes it:

    ``WANG*`` (wildcards), ``20260101-20261231`` (a range), ``1.2\\1.3`` (a list), "" (anything).
    """

    level: Level
    keys: Mapping[str, str] = field(default_factory=dict)
    fuzzy: bool = False
    """Match person names by their words in any order, each from its beginning."""
    text: str = ""
    """As a person types it into one field: words of a name, or with digits the beginning of an identifier."""
    combined: bool = False
    """Take date and time ranges together as one (PS3.4 C.2.2.2.5), not each for itself."""
    returned: frozenset[str] = frozenset()
    """Tags (``00080070``) or ALL: what the index does not hold and is read from instances' metadata."""
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """One answer: attributes of its level and of those above it, by keyword."""

    level: Level
    organisation_id: str
    attributes: Mapping[str, Value]
    metadata: Mapping[str, object] = field(default_factory=dict)
    """DICOM JSON of the further attributes that were asked for, by tag."""


@dataclass(frozen=True, slots=True)
class InstanceRef:
    """An instance, where its bytes are and what its pixels look like; see `imaging.index.tables.Instance`."""

    pk: int
    organisation_id: str
    study_uid: str
    series_uid: str
    sop_instance_uid: str
    sop_class_uid: str
    transfer_syntax: str
    digest: str
    size: int
    pixel_offset: int | None
    pixel_length: int | None
    rows: int | None
    columns: int | None
    frames: int
    bits_allocated: int | None
    samples: int | None
    series_revision: int
