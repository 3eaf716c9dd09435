"""Storage commitment with a pynetdicom modality: what is kept is confirmed, what is not is named."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydicom import Dataset
from pydicom.uid import CTImageStorage, MRImageStorage, generate_uid
from pynetdicom import AE, evt
from pynetdicom.sop_class import StorageCommitmentPushModel  # type: ignore[attr-defined]

from imaging.node.committing import Reference, report
from imaging.node.services import COMMITMENT_INSTANCE
from tests.support.dicom_files import CT
from tests.support.dicom_node import Node
from tests.support.processes import free_port

WITHIN_S = 30.0


class Modality:
    """Sends an image, asks for commitment, and takes the report on a port of its own."""

    def __init__(self, node_port: int, port: int) -> None:
        self.reports: queue.Queue[tuple[int, Dataset]] = queue.Queue()
        self._node_port = node_port
        self._entity = AE("MODALITY")
        self._entity.add_requested_context(CTImageStorage)
        self._entity.add_requested_context(StorageCommitmentPushModel)
        self._entity.add_supported_context(StorageCommitmentPushModel, scu_role=False, scp_role=True)
        handlers: list[Any] = [(evt.EVT_N_EVENT_REPORT, self._reported)]
        self._server = self._entity.start_server(("127.0.0.1", port), block=False, evt_handlers=handlers)

    def send(self, image: CT) -> None:
        assoc = self._entity.associate("127.0.0.1", self._node_port, ae_title="CONSILIUM")
        assert assoc.is_established
        assert assoc.send_c_store(image.dataset()).Status == 0
        assoc.release()

    def ask(self, *references: Reference) -> str:
        asked = Dataset()
        asked.TransactionUID = generate_uid()
        asked.ReferencedSOPSequence = []
        for reference in references:
            item = Dataset()
            item.ReferencedSOPClassUID = reference.sop_class_uid
            item.ReferencedSOPInstanceUID = reference.sop_instance_uid
            asked.ReferencedSOPSequence.append(item)
        assoc = self._entity.associate("127.0.0.1", self._node_port, ae_title="CONSILIUM")
        status, _ = assoc.send_n_action(asked, 1, StorageCommitmentPushModel, COMMITMENT_INSTANCE)
        assert status.Status == 0
        assoc.release()
        return str(asked.TransactionUID)

    def stop(self) -> None:
        self._server.shutdown()

    def _reported(self, event: Any) -> tuple[int, None]:
        self.reports.put((event.event_type, event.event_information))
        return 0, None


@pytest.fixture
def modality(tmp_path: Path) -> Iterator[Modality]:
    node, port = Node(tmp_path), free_port()
    node.add_peer("MODALITY", port)
    node.start()
    made = Modality(node.port, port)
    yield made
    made.stop()
    node.stop()


def test_what_is_kept_is_confirmed_and_what_is_not_is_named(modality: Modality) -> None:
    image = CT()
    modality.send(image)
    kept = Reference(str(CTImageStorage), image.sop_instance_uid)
    transaction = modality.ask(kept)
    kind, information = modality.reports.get(timeout=WITHIN_S)
    assert (kind, information.TransactionUID) == (1, transaction)
    assert [item.ReferencedSOPInstanceUID for item in information.ReferencedSOPSequence] == [
        image.sop_instance_uid
    ]
    assert "FailedSOPSequence" not in information

    modality.ask(kept, Reference(str(CTImageStorage), "1.2.3"))
    kind, information = modality.reports.get(timeout=WITHIN_S)
    assert kind == 2
    (failed,) = information.FailedSOPSequence
    assert (failed.ReferencedSOPInstanceUID, failed.FailureReason) == ("1.2.3", 0x0112)


def test_report_tells_a_wrong_class_from_an_unknown_instance() -> None:
    asked = [Reference(str(MRImageStorage), "1.1"), Reference(str(CTImageStorage), "1.2")]
    kind, information = report("1.9", asked, {"1.1": str(CTImageStorage)}, "CONSILIUM")
    assert kind == 2
    reasons = {item.ReferencedSOPInstanceUID: item.FailureReason for item in information.FailedSOPSequence}
    assert reasons == {"1.1": 0x0119, "1.2": 0x0112}
    assert "ReferencedSOPSequence" not in information
