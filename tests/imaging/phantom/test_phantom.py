"""The drawn head and chest hold what they say they hold, and become valid CT series."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from imaging.phantom.chest import make_chest
from imaging.phantom.dicom import Label, datasets, write
from imaging.phantom.head import make_head
from imaging.phantom.truth import Phantom

LABEL = Label(
    identity="test",
    patient_name="Phantom^One=体模^一",
    patient_id="PH-1",
    birth_date="19700101",
    sex="O",
    date="20260302",
    time="091500",
    description="CT",
    series_description="Axial",
)


@pytest.fixture(scope="module", params=[make_head, make_chest], ids=["head", "chest"])
def phantom(request: pytest.FixtureRequest) -> Phantom:
    made: Phantom = request.param()
    return made


def test_findings_have_their_own_density(phantom: Phantom) -> None:
    for finding in phantom.findings:
        inside = phantom.inside(finding.shape, shrink_mm=1.5)
        assert inside.size >= 30
        # Noise falls with the number of voxels; 4 HU allow for the blur of the smallest one.
        assert abs(inside.mean() - finding.hu) < 4, finding.name


def test_findings_stand_out_from_what_surrounds_them(phantom: Phantom) -> None:
    for finding in phantom.findings:
        mirrored = type(finding.shape)(
            (-finding.shape.centre[0], *finding.shape.centre[1:]), finding.shape.half_axes
        )
        elsewhere = float(np.median(phantom.inside(mirrored, shrink_mm=1.5)))
        assert finding.hu - elsewhere > 20, finding.name


def test_plain_tissue_has_its_textbook_density(phantom: Phantom) -> None:
    for name, (region, hu) in phantom.tissues.items():
        assert abs(phantom.inside(region).mean() - hu) < 2, name


def test_there_are_enough_slices_and_the_same_seed_draws_the_same() -> None:
    head = make_head(seed=5, size=64)
    assert len(head.volume) >= 60
    assert np.array_equal(head.volume, make_head(seed=5, size=64).volume)
    assert not np.array_equal(head.volume, make_head(seed=6, size=64).volume)


def test_files_carry_the_voxels_at_their_places(phantom: Phantom, tmp_path: Path) -> None:
    paths = write(phantom, LABEL, tmp_path)
    assert len(paths) == len(phantom.volume)
    for index in (0, len(paths) // 2, len(paths) - 1):
        slice_ = dcmread(paths[index])
        hu = slice_.pixel_array.astype(int) * int(slice_.RescaleSlope) + int(slice_.RescaleIntercept)
        assert np.array_equal(hu, np.clip(phantom.volume[index], -1024, 3071))
        assert slice_.ImagePositionPatient[2] == pytest.approx(
            phantom.first_z_mm + index * phantom.spacing_mm
        )
        assert slice_.PatientName.ideographic == "体模^一"


def test_the_same_label_gives_the_same_identifiers_and_another_one_others() -> None:
    head = make_head(size=16)

    def identifiers(label: Label) -> list[str]:
        return [identity(dataset) for dataset in datasets(head, label)]

    def identity(dataset: Dataset) -> str:
        return str(dataset.SOPInstanceUID)

    first = identifiers(LABEL)
    assert len(set(first)) == len(first)
    assert first == identifiers(LABEL)
    other = Label(**{**{name: getattr(LABEL, name) for name in LABEL.__slots__}, "identity": "other"})
    assert not set(first) & set(identifiers(other))
