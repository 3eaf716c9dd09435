"""Orthanc both ways: it sends and is sent to, asks and is asked, and each moves to the other."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from core.settings import load_settings
from imaging.node.entity import configure_library
from imaging.node.peers import PeerRecord
from imaging.node.remote import Remote
from tests.conftest import require
from tests.support import orthanc as package
from tests.support.dicom_files import CT
from tests.support.dicom_node import Node
from tests.support.orthanc import Orthanc
from tests.support.processes import wait_for

pytestmark = pytest.mark.peers

ARRIVES_WITHIN_S = 30.0


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    started = Node(tmp_path_factory.mktemp("node"), processes=2)
    yield started
    assert started.stop() == [0, 0], started.text


@pytest.fixture(scope="module")
def orthanc(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    """Each knows the other; the node is started too."""
    require(package.available(), "Orthanc is not installed")
    modalities = {"consilium": ("CONSILIUM", "127.0.0.1", node.port)}
    started = Orthanc(tmp_path_factory.mktemp("orthanc"), modalities)
    node.add_peer(started.aet, started.dicom_port)
    node.start()
    started.start()
    yield started
    started.stop()


@pytest.fixture
def peer(node: Node, orthanc: Orthanc) -> PeerRecord:
    ((peer_id, organisation_id),) = node.rows("SELECT id, organisation_id FROM peer")
    return PeerRecord(
        str(peer_id), orthanc.aet, "127.0.0.1", orthanc.dicom_port, False, str(organisation_id), ""
    )


@pytest.fixture
def remote(node: Node) -> Remote:
    configure_library()
    return Remote(load_settings(node.data).dicom)


def upload(orthanc: Orthanc, images: list[CT]) -> str:
    """Orthanc's own name of their study."""
    answers = [orthanc.post("/instances", image.bytes()) for image in images]
    return str(answers[0]["ParentStudy"])


def uids(images: list[CT]) -> set[str]:
    return {image.sop_instance_uid for image in images}


def series(study: str, count: int = 4) -> list[CT]:
    return [CT(study=study, series=study, number=number) for number in range(1, count + 1)]


def test_orthanc_stores_here(node: Node, orthanc: Orthanc) -> None:
    images = series("orthanc-stores")
    orthanc.post("/modalities/consilium/store", upload(orthanc, images))
    assert uids(images) <= node.kept()


def test_orthanc_finds_and_moves_from_here(node: Node, orthanc: Orthanc) -> None:
    images = series("orthanc-moves")
    study = upload(orthanc, images)
    orthanc.post("/modalities/consilium/store", study)
    wait_for("the images", lambda: uids(images) <= node.kept(), ARRIVES_WITHIN_S)
    before = orthanc.instances()
    assert uids(images) <= before
    asked = {"Level": "Study", "Query": {"StudyInstanceUID": images[0].study_uid, "PatientName": "*"}}
    query = orthanc.post("/modalities/consilium/query", asked)["ID"]
    assert orthanc.get(f"/queries/{query}/answers") == ["0"]
    orthanc.delete(f"/studies/{study}")
    assert not uids(images) & orthanc.instances()
    orthanc.post(f"/queries/{query}/answers/0/retrieve", orthanc.aet)
    assert uids(images) <= orthanc.instances()


def test_echo_and_query_of_orthanc(orthanc: Orthanc, peer: PeerRecord, remote: Remote) -> None:
    images = series("orthanc-is-asked")
    upload(orthanc, images)
    assert 0 < remote.echo(peer) < 5000
    (found,) = remote.find_studies(peer, {"StudyInstanceUID": images[0].study_uid})
    assert found["PatientName"] == images[0].name
    assert found["ModalitiesInStudy"] == "CT"


def transfer(node: Node, peer: PeerRecord, kind: str, study_uid: str) -> str:
    """Queues it as the page does, and waits until it ends; its state and error."""
    queued = node.queue(kind, peer.id, peer.organisation_id, study_uid)

    def ended() -> str | None:
        ((state, error),) = node.rows(f"SELECT state, error FROM transfer WHERE id = '{queued}'")
        return None if state in {"waiting", "running"} else f"{state} {error}".strip()

    return wait_for("the transfer", ended, ARRIVES_WITHIN_S)


def test_queue_sends_to_orthanc(node: Node, orthanc: Orthanc, peer: PeerRecord) -> None:
    images = series("sent-to-orthanc")
    study = upload(orthanc, images)
    orthanc.post("/modalities/consilium/store", study)
    orthanc.delete(f"/studies/{study}")
    assert transfer(node, peer, "send", images[0].study_uid) == "done"
    assert uids(images) <= orthanc.instances()


def test_queue_retrieves_from_orthanc(node: Node, orthanc: Orthanc, peer: PeerRecord) -> None:
    images = series("retrieved-from-orthanc")
    upload(orthanc, images)
    assert transfer(node, peer, "retrieve", images[0].study_uid) == "done"
    assert uids(images) <= node.kept()


def test_what_is_not_there_is_not_tried_for_ever(node: Node, peer: PeerRecord) -> None:
    began = time.monotonic()
    assert transfer(node, peer, "send", "1.2.3.4").startswith("failed")
    assert time.monotonic() - began < ARRIVES_WITHIN_S
