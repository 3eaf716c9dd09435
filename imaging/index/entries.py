"""What is written to the index in one piece, and what became of it: the writer's vocabulary."""

from dataclasses import dataclass

from imaging.header import Header
from imaging.receipt import Outcome, Reason, Verdict
from imaging.rights import Caller


@dataclass(frozen=True, slots=True)
class NewInstance:
    """An instance whose bytes are in the store. `organisation_id`: whose a new study becomes."""

    caller: Caller
    organisation_id: str
    header: Header
    digest: str
    size: int
    verdict: Verdict
    reasons: tuple[Reason, ...]
    metadata: bytes
    """DICOM JSON, zlib-compressed."""


@dataclass(frozen=True, slots=True)
class NewSetAside:
    """Bytes in the store that do not become part of the archive: `kind` is QUARANTINED or CONFLICT."""

    caller: Caller
    organisation_id: str
    kind: Outcome
    digest: str
    size: int
    reason: str
    sop_instance_uid: str = ""
    study_uid: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A write that was refused; it is audited and nothing else."""

    caller: Caller
    study_uid: str


Entry = NewInstance | NewSetAside | Refusal


@dataclass(frozen=True, slots=True)
class Written:
    """It is in the index now, and its bytes belong to the store."""


@dataclass(frozen=True, slots=True)
class Known:
    """Nothing was written: the same UID, or the same bytes set aside, are there as object `digest`."""

    digest: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Nothing was written: the series of that UID belongs to another study."""

    study_uid: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """Nothing but the audit entry was written: the study is another organisation's."""


Result = Written | Known | Elsewhere | Foreign
