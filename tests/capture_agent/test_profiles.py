"""Profile files: a confirmation seals them, a damaged one is told by name, and a folder is followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from capture_agent.geometry import Rect
from capture_agent.profile_files import ProfileFolder, path_of, read_profile, read_profiles, write_profile
from capture_agent.profiles import Profile, ProfileError
from tests.capture_agent.console_screens import NAME, scan_profile

TODAY = date(2026, 3, 4)


@pytest.fixture(scope="module")
def profile() -> Profile:
    return scan_profile()


def test_a_profile_comes_back_as_it_was_written(profile: Profile, tmp_path: Path) -> None:
    confirmed = profile.confirmed_by('王 "Li" \\ O’Hara', TODAY)
    path = path_of(tmp_path / "profiles", "echo-2d")
    write_profile(path, confirmed)
    again = read_profile(path)
    assert again == confirmed
    assert again.confirmed
    assert [mask.rect() for mask in again.masks] == [NAME]
    assert np.array_equal(again.fingerprint().cells, profile.fingerprint().cells)
    assert np.array_equal(again.fingerprint().compared, profile.fingerprint().compared)


def test_only_its_owner_may_read_a_profile(profile: Profile, tmp_path: Path) -> None:
    path = path_of(tmp_path / "profiles", "echo")
    write_profile(path, profile)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_masked_cells_are_not_kept(profile: Profile) -> None:
    assert not profile.fingerprint().cells[:, :2, :30].any()


@pytest.mark.parametrize(
    ("before", "after"),
    [("height = 24", "height = 4"), ("x = 10", "x = 11"), ('device = "Echo"', 'device = "X"')],
)
def test_what_is_edited_after_the_confirmation_is_not_confirmed(
    profile: Profile, tmp_path: Path, before: str, after: str
) -> None:
    path = path_of(tmp_path, "echo")
    write_profile(path, profile.confirmed_by("Li", TODAY))
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    assert not read_profile(path).confirmed


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda text: text[: len(text) // 2], "cannot read the profile"),
        (lambda text: text.replace('cells = "', 'cells = "AAAA'), "cells is damaged"),
        (lambda text: text.replace("width = 640", "width = 300", 1), "does not lie within"),
        (lambda text: text + "\nsurprise = 1\n", "surprise"),
        (lambda text: "", "Field required"),
    ],
)
def test_a_damaged_file_is_told_with_its_name(
    profile: Profile, tmp_path: Path, edit: Callable[[str], str], told: str
) -> None:
    path = path_of(tmp_path, "echo")
    wide = profile.model_copy(
        update={"masks": (*profile.masks, *scan_profile(masks=(Rect(500, 4, 100, 20),)).masks)}
    )
    write_profile(path, wide)
    path.write_text(edit(path.read_text()))
    with pytest.raises(ProfileError, match=told) as caught:
        read_profile(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("name", ["../echo", "", "a/b", ".hidden"])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProfileError, match="cannot name a profile"):
        path_of(tmp_path, name)


@pytest.mark.parametrize("person", ["", "  ", "Li\nWang"])
def test_a_confirmation_needs_a_person(profile: Profile, person: str) -> None:
    with pytest.raises(ProfileError, match="name the person"):
        profile.confirmed_by(person, TODAY)


def test_a_missing_folder_holds_no_profiles(tmp_path: Path) -> None:
    assert read_profiles(tmp_path / "none") == ()


def test_the_folder_is_read_again_when_it_changes(profile: Profile, tmp_path: Path) -> None:
    folder = ProfileFolder(tmp_path)
    path = path_of(tmp_path, "echo")
    assert folder.current(0.0) == ()
    write_profile(path, profile)
    assert folder.current(0.5) == ()
    first = folder.current(1.1)
    assert [one.profile.confirmed for one in first] == [False]
    assert folder.current(2.2) is first
    write_profile(path, profile.confirmed_by("Li", TODAY))
    assert [one.profile.confirmed for one in folder.current(3.3)] == [True]
    os.truncate(path, 40)
    for now_s in (4.4, 4.5, 9.9):
        with pytest.raises(ProfileError, match="echo"):
            folder.current(now_s)
    path.unlink()
    assert folder.current(11.0) == ()
