"""Orthanc's DICOMweb plug-in: it stores here and retrieves from here, and a client sees both alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from dicomweb_client import DICOMwebClient

from tests.conftest import require
from tests.support import orthanc as package
from tests.support.archive_site import archive_site
from tests.support.dicom_files import CT
from tests.support.orthanc import Orthanc

pytestmark = pytest.mark.peers

US = "/dicom-web/servers/consilium"
SLICES = 5


@dataclass(frozen=True)
class Pair:
    """Orthanc, which knows our archive as a server of its own, and a client of each."""

    orthanc: Orthanc
    there: DICOMwebClient
    here: DICOMwebClient

    def upload(self, images: list[CT]) -> str:
        """Puts them into Orthanc alone; its own name of their study."""
        answers = [self.orthanc.post("/instances", image.bytes()) for image in images]
        return str(answers[0]["ParentStudy"])

    def send(self, study: str) -> None:
        """Orthanc stores a study of its own here."""
        self.orthanc.post(f"{US}/stow", {"Resources": [study], "Synchronous": True})


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    require(package.available(), "Orthanc is not installed")
    with archive_site(tmp_path_factory.mktemp("archive")) as (site, token):
        bearer = {"Authorization": f"Bearer {token}"}
        known = {"consilium": {"Url": f"{site.url}/dicomweb/", "HttpHeaders": bearer}}
        orthanc = Orthanc(tmp_path_factory.mktemp("orthanc"))
        orthanc.start(DicomWeb={"Enable": True, "Root": "/dicom-web/", "Servers": known})
        try:
            there = DICOMwebClient(f"{orthanc.url}/dicom-web")
            yield Pair(orthanc, there, DICOMwebClient(f"{site.url}/dicomweb", headers=bearer))
        finally:
            orthanc.stop()


def slices(study: str) -> list[CT]:
    return [CT(study=study, series=study, number=number) for number in range(1, SLICES + 1)]


def sop_instance_uids(images: list[CT]) -> set[str]:
    return {image.sop_instance_uid for image in images}


def found(client: DICOMwebClient, study_uid: str) -> set[str]:
    """What a query for the study's instances answers with."""
    return {item["00080018"]["Value"][0] for item in client.search_for_instances(study_uid)}


def pixels(client: DICOMwebClient, study_uid: str) -> dict[str, bytes]:
    """Of each instance that a retrieval of the study returns."""
    return {str(image.SOPInstanceUID): image.PixelData for image in client.retrieve_study(study_uid)}


def test_orthanc_stores_here(pair: Pair) -> None:
    images = slices("orthanc-stows")
    pair.send(pair.upload(images))
    assert found(pair.here, images[0].study_uid) == sop_instance_uids(images)


def test_orthanc_retrieves_from_here(pair: Pair) -> None:
    images = slices("orthanc-retrieves")
    study_uid = images[0].study_uid
    answer = pair.here.store_instances([image.dataset() for image in images])
    assert len(answer.ReferencedSOPSequence) == SLICES
    assert not sop_instance_uids(images) & pair.orthanc.instances()
    pair.orthanc.post(f"{US}/retrieve", {"Resources": [{"Study": study_uid}], "Synchronous": True})
    assert sop_instance_uids(images) <= pair.orthanc.instances()
    assert pixels(pair.there, study_uid) == {
        image.sop_instance_uid: image.dataset().PixelData for image in images
    }


def test_orthanc_asks_here(pair: Pair) -> None:
    images = slices("orthanc-queries")
    pair.here.store_instances([image.dataset() for image in images])
    asked = {"Uri": "/studies", "Arguments": {"StudyInstanceUID": images[0].study_uid}}
    (study,) = pair.orthanc.post(f"{US}/qido", asked)
    assert study["0020000D"]["Value"] == images[0].study_uid
    # Of a name it shows the first component group alone.
    assert study["00100010"]["Value"] == images[0].name.split("=")[0]


def test_a_client_finds_the_same_study_in_both(pair: Pair) -> None:
    images = slices("both")
    study_uid = images[0].study_uid
    pair.send(pair.upload(images))
    asked = {"PatientID": images[0].patient_id, "StudyInstanceUID": study_uid}
    for client in (pair.there, pair.here):
        (study,) = client.search_for_studies(search_filters=asked)
        assert study["0020000D"]["Value"] == [study_uid]
        (series,) = client.search_for_series(study_uid)
        assert series["0020000E"]["Value"] == [images[0].series_uid]
    assert found(pair.there, study_uid) == found(pair.here, study_uid) == sop_instance_uids(images)
    assert pixels(pair.there, study_uid) == pixels(pair.here, study_uid)
