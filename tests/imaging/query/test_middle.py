"""The instance that stands for a study or series, on both databases."""

from __future__ import annotations

import pytest

from imaging.errors import NotFound
from tests.imaging.conftest import CITY_CT, COUNTY_CT
from tests.imaging.query.conftest import Archived
from tests.support.dicom_files import CT

FIRST = [CT(series="first", number=number, more={"SeriesNumber": 1}) for number in (1, 2, 3)]
SECOND = CT(series="second", more={"SeriesNumber": 2})


async def test_a_study_is_shown_by_the_middle_of_its_first_series(archived: Archived) -> None:
    await archived.store(CITY_CT, SECOND, *FIRST)
    found = await archived.catalogue.middle(CITY_CT, FIRST[0].study_uid)
    assert found.sop_instance_uid == FIRST[1].sop_instance_uid


async def test_a_series_is_shown_by_its_own_middle(archived: Archived) -> None:
    await archived.store(CITY_CT, SECOND, *FIRST)
    found = await archived.catalogue.middle(CITY_CT, SECOND.study_uid, SECOND.series_uid)
    assert found.sop_instance_uid == SECOND.sop_instance_uid


async def test_what_is_not_there_or_may_not_be_seen_is_not_found(archived: Archived) -> None:
    await archived.store(CITY_CT, SECOND)
    with pytest.raises(NotFound):
        await archived.catalogue.middle(CITY_CT, CT(study="none").study_uid)
    with pytest.raises(NotFound):
        await archived.catalogue.middle(COUNTY_CT, SECOND.study_uid)
