"""Sends kept instances over an association (PS3.4 Annex B), as stored where the receiver takes that."""

import logging
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian
from pynetdicom.presentation import PresentationContext, build_context

from core.objects import ObjectStore
from imaging.errors import ArchiveError, NotSupported
from imaging.header.part10 import read_file_meta
from imaging.node.association import NodeAssociation
from imaging.node.file_meta import file_meta
from imaging.node.requesting import CONTEXTS_MAX
from imaging.pixels.transcode import transcode_file
from imaging.query.model import InstanceRef

log = logging.getLogger(__name__)

UNCOMPRESSED = (str(ExplicitVRLittleEndian), str(ImplicitVRLittleEndian))

HEAD = 1 << 16
"""File meta information is a few hundred bytes; what some writers add to it fits too."""

MEDIUM_PRIORITY = 0


@dataclass(frozen=True, slots=True)
class Originator:
    """On whose C-MOVE something is sent (PS3.7 section 9.1.1.1.5)."""

    aet: str
    message_id: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one instance: as the receiver answered, or why it was not sent."""

    status: int | None
    text: str = ""

    @property
    def success(self) -> bool:
        return self.status == 0x0000

    @property
    def warning(self) -> bool:
        """It was kept, but the receiver changed it or misses something (PS3.4 table B.2-1)."""
        return self.status is not None and (self.status == 0x0001 or self.status >> 12 == 0xB)


class ConnectionLost(ArchiveError):
    """The association ended before everything was sent."""


def contexts_for(references: Iterable[InstanceRef]) -> list[PresentationContext]:
    """What to propose: each SOP class as stored, and uncompressed for receivers that take nothing else."""
    stored: dict[tuple[str, str], None] = {}
    classes: dict[str, None] = {}
    for reference in references:
        stored[reference.sop_class_uid, reference.transfer_syntax] = None
        classes[reference.sop_class_uid] = None
    general = [build_context(sop_class, list(UNCOMPRESSED)) for sop_class in classes]
    exact = [build_context(sop_class, [syntax]) for sop_class, syntax in stored]
    # Where there are too many, each class still has a way: the general contexts come first.
    return [*general, *exact][:CONTEXTS_MAX]


class Sender:
    """Sends over one association, from one thread."""

    def __init__(self, store: ObjectStore, assoc: NodeAssociation) -> None:
        self._store = store
        self._assoc = assoc
        self._message_id = 0

    def send(self, reference: InstanceRef, originator: Originator | None = None) -> Sent:
        """Send one instance and wait for the answer. Raises ConnectionLost."""
        accepted = self._accepted(reference)
        if not accepted:
            return Sent(None, f"the receiver does not take SOP class {reference.sop_class_uid}")
        try:
            with self._file(reference, accepted) as path:
                return self._send(path, originator)
        except (NotSupported, OSError) as error:
            log.warning("%s cannot be sent: %s", reference.sop_instance_uid, error)
            return Sent(None, str(error))

    def _accepted(self, reference: InstanceRef) -> Sequence[str]:
        return [
            str(context.transfer_syntax[0])
            for context in self._assoc.accepted_contexts
            if context.abstract_syntax == reference.sop_class_uid and context.as_scu
        ]

    def _send(self, path: Path, originator: Originator | None) -> Sent:
        self._message_id = self._message_id % 0xFFFF + 1
        try:
            answered = self._assoc.send_c_store(
                path,
                msg_id=self._message_id,
                priority=MEDIUM_PRIORITY,
                originator_aet=originator.aet if originator else None,
                originator_id=originator.message_id if originator else None,
            )
        except RuntimeError as error:
            raise ConnectionLost(f"the association ended: {error}") from error
        if "Status" not in answered:
            raise ConnectionLost("the receiver did not answer")
        return Sent(int(answered.Status), str(answered.get("ErrorComment", "")))

    @contextmanager
    def _file(self, reference: InstanceRef, accepted: Sequence[str]) -> Iterator[Path]:
        """A file with the instance in one of the accepted transfer syntaxes. Raises NotSupported."""
        stored = self._store.path(reference.digest)
        if reference.transfer_syntax in accepted:
            with stored.open("rb") as file:
                head = read_file_meta(memoryview(file.read(HEAD)))
            if (head.sop_instance_uid, head.sop_class_uid, head.transfer_syntax) == (
                reference.sop_instance_uid,
                reference.sop_class_uid,
                reference.transfer_syntax,
            ):
                yield stored
                return
            # It came without (right) file meta information, by which pynetdicom goes.
            meta = file_meta(reference.sop_class_uid, reference.sop_instance_uid, reference.transfer_syntax)
            data = meta + stored.read_bytes()[head.dataset_offset :]
        else:
            target = next((syntax for syntax in UNCOMPRESSED if syntax in accepted), accepted[0])
            data = transcode_file(stored, reference.transfer_syntax, target)
        with tempfile.NamedTemporaryFile(suffix=".dcm") as file:
            file.write(data)
            file.flush()
            yield Path(file.name)
