"""What this node asks of other nodes: echo, queries, retrieval and commitment reports. Everything blocks."""

import time
from collections.abc import Callable, Iterator, Mapping

from pydicom import Dataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian
from pynetdicom import evt
from pynetdicom.pdu_primitives import SCP_SCU_RoleSelectionNegotiation
from pynetdicom.presentation import (
    PresentationContext,
    StoragePresentationContexts,
    build_context,
    build_role,
)

from core.settings import DicomSettings
from imaging.errors import PeerError
from imaging.node.association import NodeAssociation
from imaging.node.identifiers import UTF8, text_of
from imaging.node.peers import PeerRecord
from imaging.node.requesting import CONTEXTS_MAX, Caller, Handlers
from imaging.node.services import (
    COMMITMENT,
    COMMITMENT_INSTANCE,
    STUDY_FIND,
    STUDY_GET,
    STUDY_MOVE,
    VERIFICATION,
)

STUDY_ANSWERS = (
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "StudyInstanceUID",
    "StudyDate",
    "StudyTime",
    "AccessionNumber",
    "StudyDescription",
    "ModalitiesInStudy",
    "NumberOfStudyRelatedSeries",
    "NumberOfStudyRelatedInstances",
)
"""What a list of another node's studies shows."""

ANSWERS_MAX = 500

_MESSAGE_ID = 1
"""Each association of this module carries one request."""

_PENDING = (0xFF00, 0xFF01)

OnProgress = Callable[[int, int], bool]
"""Told how many are done and how many there are; False to stop."""


class Refused(PeerError):
    """The peer was reached and would not."""


class Remote:
    """The other nodes, as this one asks them; any thread may use it."""

    def __init__(self, settings: DicomSettings) -> None:
        self.calling = Caller(settings)

    def echo(self, peer: PeerRecord) -> float:
        """How long a C-ECHO took, with its association: milliseconds. Raises PeerError."""
        began = time.monotonic()
        with self.calling.associated(peer, _contexts(VERIFICATION)) as assoc:
            _check(assoc.send_c_echo(), peer, "C-ECHO")
        return (time.monotonic() - began) * 1000

    def find_studies(
        self, peer: PeerRecord, keys: Mapping[str, str], *, limit: int = ANSWERS_MAX
    ) -> list[dict[str, str]]:
        """What the peer answers to a study query: STUDY_ANSWERS by keyword, several values with backslashes.

        Raises PeerError.
        """
        identifier = _identifier("STUDY", dict.fromkeys(STUDY_ANSWERS, "") | dict(keys))
        found: list[dict[str, str]] = []
        with self.calling.associated(peer, _contexts(STUDY_FIND)) as assoc:
            for status, answer in assoc.send_c_find(identifier, STUDY_FIND, msg_id=_MESSAGE_ID):
                if not _pending(status, peer, "C-FIND") or answer is None:
                    continue
                found.append({element.keyword: text_of(element) for element in answer})
                if len(found) == limit:
                    # Answers that are under way still come.
                    assoc.send_c_cancel(_MESSAGE_ID, None, STUDY_FIND)
        return found[:limit]

    def move_study(self, peer: PeerRecord, study_uid: str, progress: OnProgress) -> None:
        """Have the peer send a study to this node, which keeps it as it keeps all that peers send.

        Raises PeerError, Refused where the peer offers no C-MOVE.
        """
        identifier = _identifier("STUDY", {"StudyInstanceUID": study_uid})
        with self.calling.associated(peer, _contexts(STUDY_MOVE)) as assoc:
            answers = assoc.send_c_move(identifier, self.calling.aet, STUDY_MOVE, msg_id=_MESSAGE_ID)
            _follow(assoc, answers, peer, "C-MOVE", STUDY_MOVE, progress)

    def get_study(
        self,
        peer: PeerRecord,
        study_uid: str,
        keep: Callable[[evt.Event], int],
        progress: OnProgress,
    ) -> None:
        """Fetch a study over the same association; `keep` is given each image. Raises PeerError."""
        identifier = _identifier("STUDY", {"StudyInstanceUID": study_uid})
        # One context is left for C-GET itself.
        storage = StoragePresentationContexts[: CONTEXTS_MAX - 1]
        roles = [build_role(str(context.abstract_syntax), scp_role=True) for context in storage]
        contexts = _contexts(STUDY_GET) + [build_context(str(one.abstract_syntax)) for one in storage]
        handlers: Handlers = [(evt.EVT_C_STORE, keep)]
        with self.calling.associated(peer, contexts, roles=roles, handlers=handlers) as assoc:
            answers = assoc.send_c_get(identifier, STUDY_GET, msg_id=_MESSAGE_ID)
            _follow(assoc, answers, peer, "C-GET", STUDY_GET, progress)

    def report_commitment(self, peer: PeerRecord, event_type: int, information: Dataset) -> None:
        """Send an N-EVENT-REPORT as the provider of storage commitment (PS3.4 J.3.3). Raises PeerError."""
        roles: list[SCP_SCU_RoleSelectionNegotiation] = [build_role(COMMITMENT, scp_role=True)]
        with self.calling.associated(peer, _contexts(COMMITMENT), roles=roles) as assoc:
            status, _ = assoc.send_n_event_report(information, event_type, COMMITMENT, COMMITMENT_INSTANCE)
            _check(status, peer, "N-EVENT-REPORT")


def _contexts(sop_class: str) -> list[PresentationContext]:
    return [build_context(sop_class, [ExplicitVRLittleEndian, ImplicitVRLittleEndian])]


def _identifier(level: str, keys: Mapping[str, str]) -> Dataset:
    made = Dataset()
    made.QueryRetrieveLevel = level
    if not "".join(keys.values()).isascii():
        made.SpecificCharacterSet = UTF8
    for keyword, value in keys.items():
        setattr(made, keyword, value)
    return made


def _check(status: Dataset, peer: PeerRecord, what: str) -> int:
    if "Status" not in status:
        raise PeerError(f"{peer.aet} did not answer the {what}")
    code = int(status.Status)
    if code != 0 and code not in _PENDING and code >> 12 != 0xB:
        comment = str(status.get("ErrorComment", ""))
        raise Refused(f"{peer.aet} answers the {what} with {code:04X}{': ' if comment else ''}{comment}")
    return code


def _pending(status: Dataset, peer: PeerRecord, what: str) -> bool:
    # A cancelled query ends with FE00, which is as wanted.
    if int(status.get("Status", 0)) == 0xFE00:
        return False
    return _check(status, peer, what) in _PENDING


def _follow(
    assoc: NodeAssociation,
    answers: Iterator[tuple[Dataset, Dataset | None]],
    peer: PeerRecord,
    what: str,
    model: str,
    progress: OnProgress,
) -> None:
    """Raises PeerError unless everything came."""
    cancelled = False
    for status, _ in answers:
        done, total, failed = _counted(status)
        if not progress(done, total) and not cancelled:
            assoc.send_c_cancel(_MESSAGE_ID, None, model)
            cancelled = True
        if not cancelled and not _pending(status, peer, what) and failed:
            raise PeerError(f"{peer.aet} could not send {failed} of {total} images")


def _counted(status: Dataset) -> tuple[int, int, int]:
    """Done, all, failed."""
    done = int(status.get("NumberOfCompletedSuboperations") or 0)
    done += int(status.get("NumberOfWarningSuboperations") or 0)
    failed = int(status.get("NumberOfFailedSuboperations") or 0)
    remaining = int(status.get("NumberOfRemainingSuboperations") or 0)
    return done, done + failed + remaining, failed
