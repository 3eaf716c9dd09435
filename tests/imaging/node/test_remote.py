"""What is asked of other nodes, a second one of ours being the other: echo, query, and retrieval by C-GET."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom.uid import CTImageStorage
from pynetdicom import AE
from pynetdicom.events import Event

from core.settings import load_settings
from imaging.errors import PeerError
from imaging.node.entity import configure_library
from imaging.node.peers import PeerRecord
from imaging.node.remote import Remote
from tests.support.dicom_files import CT
from tests.support.dicom_node import Node
from tests.support.processes import free_port

IMAGES = tuple(CT(number=number) for number in range(1, 4))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PeerRecord]:
    """It knows us as ASKER and holds IMAGES."""
    node = Node(tmp_path_factory.mktemp("other"))
    node.add_peer("ASKER")
    node.start()
    configure_library()
    sender = AE("ASKER")
    sender.add_requested_context(CTImageStorage)
    assoc = sender.associate("127.0.0.1", node.port, ae_title="CONSILIUM")
    assert all(assoc.send_c_store(image.dataset()).Status == 0 for image in IMAGES)
    assoc.release()
    yield PeerRecord("1" * 12, "CONSILIUM", "127.0.0.1", node.port, False, "2" * 12, "Hospital")
    node.stop()


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(load_settings(tmp_path, {"dicom.aet": "ASKER"}).dicom)


def test_echo_is_answered_and_its_absence_explained(other: PeerRecord, remote: Remote) -> None:
    assert remote.echo(other) > 0
    away = PeerRecord("3" * 12, "AWAY", "127.0.0.1", free_port(), False, "2" * 12, "Hospital")
    with pytest.raises(PeerError, match="AWAY at"):
        remote.echo(away)
    wrong_title = PeerRecord("3" * 12, "WRONG", "127.0.0.1", other.port, False, "2" * 12, "Hospital")
    with pytest.raises(PeerError, match="refuses"):
        remote.echo(wrong_title)


def test_studies_are_found_by_chinese_names(other: PeerRecord, remote: Remote) -> None:
    (found,) = remote.find_studies(other, {"PatientName": "*小东*"})
    assert found["StudyInstanceUID"] == IMAGES[0].study_uid
    assert found["NumberOfStudyRelatedInstances"] == str(len(IMAGES))
    assert remote.find_studies(other, {"PatientName": "nobody"}) == []


def test_study_is_fetched_over_the_same_association(other: PeerRecord, remote: Remote) -> None:
    fetched: list[str] = []

    def keep(event: Event) -> int:
        fetched.append(str(event.dataset.SOPInstanceUID))
        return 0

    progress: list[tuple[int, int]] = []
    remote.get_study(
        other, IMAGES[0].study_uid, keep, lambda done, total: progress.append((done, total)) is None
    )
    assert set(fetched) == {image.sop_instance_uid for image in IMAGES}
    assert progress[-1] == (len(IMAGES), len(IMAGES))
