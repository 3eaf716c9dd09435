"""The Python package dicomweb-client against a running site: every call that it offers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import requests
from dicomweb_client import DICOMwebClient
from PIL import Image
from pydicom import Dataset, dcmread

from tests.support.archive_site import archive_site
from tests.support.dicom_files import CT

SLICES = 8
JPEG_LS = ("image/jls", "1.2.840.10008.1.2.4.80")
EXPLICIT = ("application/octet-stream", "1.2.840.10008.1.2.1")


@dataclass(frozen=True)
class Archive:
    """A client signed in as the expert, and what the archive holds."""

    client: DICOMwebClient
    url: str
    bearer: str
    chest: list[Dataset]
    cine: Dataset

    @property
    def study(self) -> str:
        return str(self.chest[0].StudyInstanceUID)

    @property
    def series(self) -> str:
        return str(self.chest[0].SeriesInstanceUID)

    @property
    def instance(self) -> tuple[str, str, str]:
        """Of the first slice."""
        return uids(self.chest[0])


def uids(dataset: Dataset) -> tuple[str, str, str]:
    return str(dataset.StudyInstanceUID), str(dataset.SeriesInstanceUID), str(dataset.SOPInstanceUID)


@pytest.fixture(scope="module")
def archive(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = shared_data / "ct_chest" / "lungdx_A0001_5mm_lung"
    slices = sorted(folder.glob("*.dcm"))[:SLICES]
    cine = shared_data / "us_cine" / "echo_sonosite_30f_examples_ybr_color.dcm"
    with archive_site(tmp_path_factory.mktemp("archive"), [*slices, cine]) as (site, token):
        url = f"{site.url}/dicomweb"
        bearer = f"Bearer {token}"
        client = DICOMwebClient(url, headers={"Authorization": bearer}, permissive_uid=True)
        yield Archive(client, url, bearer, [dcmread(path) for path in slices], dcmread(cine))


def test_studies_are_found_by_name_with_a_wildcard(archive: Archive) -> None:
    found = archive.client.search_for_studies(
        search_filters={"PatientName": "lung*"}, fields=["StudyDescription"], fuzzymatching=True, limit=5
    )
    assert [study["0020000D"]["Value"] for study in found] == [[archive.study]]
    assert found[0]["00081030"]["Value"] == ["Chest"]
    assert found[0]["00201208"]["Value"] == [SLICES]


def test_studies_are_found_by_a_range_of_dates(archive: Archive) -> None:
    search = archive.client.search_for_studies
    assert len(search(search_filters={"StudyDate": "20070401-20070430"})) == 1
    assert search(search_filters={"StudyDate": "20070501-20070530"}) == []


def test_results_come_in_pages(archive: Archive) -> None:
    everything = archive.client.search_for_studies()
    pages = [archive.client.search_for_studies(limit=1, offset=offset) for offset in range(3)]
    assert [len(page) for page in pages] == [1, 1, 0]
    assert [page[0] for page in pages[:2]] == everything
    assert archive.client.search_for_instances(archive.study, limit=3, get_remaining=True) == (
        archive.client.search_for_instances(archive.study)
    )


def test_series_and_instances_are_found_in_and_outside_of_their_study(archive: Archive) -> None:
    client = archive.client
    assert [s["0020000E"]["Value"] for s in client.search_for_series(archive.study)] == [[archive.series]]
    everywhere = client.search_for_series(search_filters={"Modality": "US"})
    assert [s["0020000E"]["Value"][0] for s in everywhere] == [uids(archive.cine)[1]]
    expected = {uids(slice_)[2] for slice_ in archive.chest}
    for where in ((archive.study,), (archive.study, archive.series)):
        assert {i["00080018"]["Value"][0] for i in client.search_for_instances(*where)} == expected
    assert len(client.search_for_instances()) == SLICES + 1


def test_metadata_of_study_series_and_instance_agree(archive: Archive) -> None:
    client = archive.client
    of_study = client.retrieve_study_metadata(archive.study)
    assert of_study == client.retrieve_series_metadata(archive.study, archive.series)
    assert len(of_study) == SLICES
    alone = client.retrieve_instance_metadata(*archive.instance)
    assert alone in of_study
    read = Dataset.from_json(alone)
    assert read.ImagePositionPatient == archive.chest[0].ImagePositionPatient
    assert read.SOPInstanceUID == archive.chest[0].SOPInstanceUID


def test_study_series_and_instance_come_back_as_they_were_sent(archive: Archive) -> None:
    client = archive.client
    whole = client.retrieve_study(archive.study)
    series = client.retrieve_series(archive.study, archive.series)
    streamed = list(client.iter_study(archive.study))
    assert [
        len(each) for each in (whole, series, streamed, list(client.iter_series(*archive.instance[:2])))
    ] == ([SLICES] * 4)
    alone = client.retrieve_instance(*archive.instance)
    assert alone == archive.chest[0]
    sent = {slice_.SOPInstanceUID: slice_.PixelData for slice_ in archive.chest}
    assert {slice_.SOPInstanceUID: slice_.PixelData for slice_ in whole} == sent


def test_an_instance_comes_in_the_transfer_syntax_asked_for(archive: Archive) -> None:
    asked = (("application/dicom", "1.2.840.10008.1.2.4.80"),)
    received = archive.client.retrieve_instance(*archive.instance, media_types=asked)
    assert received.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.80"
    assert np.array_equal(received.pixel_array, archive.chest[0].pixel_array)


def test_frames_come_as_stored_or_encoded_for_the_client(archive: Archive) -> None:
    client = archive.client
    (plain,) = client.retrieve_instance_frames(*archive.instance, [1], media_types=(EXPLICIT,))
    assert plain == archive.chest[0].PixelData
    (encoded,) = client.retrieve_instance_frames(*archive.instance, [1], media_types=(JPEG_LS,))
    assert len(encoded) < len(plain)
    assert encoded.startswith(b"\xff\xd8\xff")


def test_several_frames_of_a_cine_come_in_the_order_asked_for(archive: Archive) -> None:
    where = uids(archive.cine)
    frames = archive.client.retrieve_instance_frames(*where, [30, 1, 7])
    assert len(frames) == 3
    streamed = list(archive.client.iter_instance_frames(*where, [30, 1, 7]))
    assert streamed == frames
    assert frames[1] == archive.client.retrieve_instance_frames(*where, [1])[0]


def test_pictures_are_rendered(archive: Archive) -> None:
    client = archive.client
    for media_type, kind in (("image/png", "PNG"), ("image/jpeg", "JPEG")):
        drawn = Image.open(
            io.BytesIO(client.retrieve_instance_rendered(*archive.instance, media_types=(media_type,)))
        )
        assert (drawn.format, drawn.size) == (kind, (512, 512))
        assert np.asarray(drawn).std() > 10
    frame = client.retrieve_instance_frames_rendered(
        *uids(archive.cine), [3], media_types=("image/jpeg",), params={"viewport": "160,120"}
    )
    assert Image.open(io.BytesIO(frame)).size == (160, 120)


def test_a_series_is_rendered(archive: Archive) -> None:
    drawn = archive.client.retrieve_series_rendered(
        archive.study, archive.series, media_types=("image/jpeg",)
    )
    assert drawn[:2] == b"\xff\xd8" or b"\xff\xd8" in drawn


def test_bulk_data_comes_from_the_address_that_the_metadata_names(archive: Archive) -> None:
    element = archive.client.retrieve_instance_metadata(*archive.instance)["7FE00010"]
    # The client leaves the port out of its Host header, against RFC 9110 section 7.2: it gets none back.
    address = archive.url + str(element["BulkDataURI"]).split("/dicomweb")[1]
    (value,) = archive.client.retrieve_bulkdata(address)
    assert value == archive.chest[0].PixelData
    assert b"".join(archive.client.iter_bulkdata(address)) == value
    # A range is one of the whole answer (RFC 9110 section 14.2), so it is asked of the bare value: the client
    # would look for a multipart message within the part.
    bare = {"Authorization": archive.bearer, "Accept": "application/octet-stream", "Range": "bytes=100-199"}
    part = requests.get(address, headers=bare, timeout=20)
    assert (part.status_code, part.content) == (206, value[100:200])


def test_instances_are_stored_and_found_again(archive: Archive) -> None:
    sent = [CT(study="sent", number=number, name="Li^Ming=李^明").dataset() for number in (1, 2)]
    answer = archive.client.store_instances(sent)
    assert len(answer.ReferencedSOPSequence) == 2
    assert "FailedSOPSequence" not in answer
    (found,) = archive.client.search_for_studies(search_filters={"PatientName": "李*"})
    assert found["0020000D"]["Value"] == [sent[0].StudyInstanceUID]
    received = archive.client.retrieve_instance(*uids(sent[1]))
    assert received.PatientName == "Li^Ming=李^明"
    assert received.PixelData == sent[1].PixelData


def test_an_instance_of_another_study_is_refused_by_name(archive: Archive) -> None:
    own, other = (CT(study=name, series=name).dataset() for name in ("own", "other"))
    answer = archive.client.store_instances([own, other], study_instance_uid=str(own.StudyInstanceUID))
    assert [item.ReferencedSOPInstanceUID for item in answer.ReferencedSOPSequence] == [own.SOPInstanceUID]
    assert [item.ReferencedSOPInstanceUID for item in answer.FailedSOPSequence] == [other.SOPInstanceUID]


@pytest.mark.parametrize("call", ["delete_study", "delete_series", "delete_instance"])
def test_nothing_can_be_deleted(archive: Archive, call: str) -> None:
    parts = {"delete_study": 1, "delete_series": 2, "delete_instance": 3}[call]
    with pytest.raises(requests.HTTPError, match=r"40[345]"):
        getattr(archive.client, call)(*archive.instance[:parts])
    assert archive.client.search_for_instances(archive.study, archive.series)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_strangers_are_sent_away(archive: Archive, headers: dict[str, str]) -> None:
    stranger = DICOMwebClient(archive.url, headers=headers)
    with pytest.raises(requests.HTTPError, match="401"):
        stranger.search_for_studies()


def test_what_is_not_there_is_not_found(archive: Archive) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        archive.client.retrieve_study_metadata("1.2.3.4")
    with pytest.raises(requests.HTTPError, match="404"):
        archive.client.retrieve_instance_frames(*archive.instance, [2])
