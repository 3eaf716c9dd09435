"""The technician's commands: learn, look, confirm, list, remove; and what a config file means for privacy."""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from capture_agent import cli
from capture_agent.config import load_config
from capture_agent.errors import ConfigError, ExitCode
from capture_agent.geometry import Rect
from capture_agent.profile_files import read_profile
from capture_agent.text_regions import by_strokes, text_regions
from capture_agent.withholding import ClosedGuard, Guard, OpenGuard, ProfileGuard
from tests.capture_agent.console_screens import NAME, Pixels, recorded, scan_screen


@pytest.fixture
def config(tmp_path: Path) -> Path:
    video = recorded(tmp_path / "scan.mkv", [scan_screen(number) for number in range(20)])
    file = tmp_path / "agent.toml"
    file.write_text(
        f'source = "file:{video}"\nurl = "http://localhost"\ncredential_file = "agent.credential"\n'
        '[privacy]\nprofiles = "profiles"\n'
    )
    return file


def run(*arguments: str) -> int:
    return cli.main(["profile", *arguments])


def test_a_layout_is_learned_looked_at_confirmed_listed_and_removed(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = config.parent / "profiles"
    mask = f"{NAME.x},{NAME.y},{NAME.width}x{NAME.height}"
    learn = ("learn", "echo", "--config", str(config), "--seconds", "0.5", "--mask", mask)
    assert run(*learn, "--device", "Sequoia") == ExitCode.STOPPED
    preview = folder / "echo.preview.png"
    assert stat.S_IMODE(preview.stat().st_mode) == 0o600
    assert str(preview) in capsys.readouterr().out
    assert not read_profile(folder / "echo.toml").confirmed

    assert run("confirm", "echo", "--config", str(config), "--by", "Dr. Li") == ExitCode.STOPPED
    assert "echo (Sequoia) with 1 masks confirmed by Dr. Li" in capsys.readouterr().err
    assert read_profile(folder / "echo.toml").confirmed
    assert not preview.exists()

    assert run("list", "--config", str(config)) == ExitCode.STOPPED
    assert "echo: Sequoia, 640x480, 1 masks, confirmed by Dr. Li on" in capsys.readouterr().out
    assert run("remove", "echo", "--config", str(config)) == ExitCode.STOPPED
    assert not list(folder.glob("echo*"))


@pytest.mark.parametrize(
    "command", [("confirm", "none", "--by", "Li"), ("remove", "none"), ("confirm", "../x", "--by", "Li")]
)
def test_what_is_not_there_is_said(
    config: Path, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*command, "--config", str(config)) == ExitCode.CONFIGURATION
    assert "profile" in capsys.readouterr().err


def test_a_check_reads_the_profiles(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = config.parent / "agent.credential"
    secret.touch(mode=0o600)
    secret.write_text("secret")
    (config.parent / "profiles").mkdir()
    (config.parent / "profiles" / "echo.toml").write_text("width = ")
    assert cli.main(["--config", str(config), "--check"]) == ExitCode.CONFIGURATION
    assert "echo.toml" in capsys.readouterr().err


def guard_of(folder: Path, source: str, privacy: str = "") -> Guard:
    file = folder / "agent.toml"
    file.write_text(
        f'source = "{source}"\nurl = "http://localhost"\ncredential_file = "x"\n[privacy]\n{privacy}\n'
    )
    return cli.guard_for(load_config(file, {}))


@pytest.mark.parametrize("source", ["v4l2:/dev/video0", "screen::0", "rtsp://camera/live"])
def test_a_real_consoles_picture_stays_until_a_layout_is_confirmed(tmp_path: Path, source: str) -> None:
    assert isinstance(guard_of(tmp_path, source), ClosedGuard)
    assert isinstance(guard_of(tmp_path, source, 'profiles = "p"'), ProfileGuard)
    assert isinstance(guard_of(tmp_path, source, 'unknown_layout = "send"'), OpenGuard)


@pytest.mark.parametrize("source", ["test:", "dicom:/cine.dcm", "file:/clip.mp4"])
def test_a_phantom_or_a_chosen_file_leaves_unless_told_otherwise(tmp_path: Path, source: str) -> None:
    assert isinstance(guard_of(tmp_path, source), OpenGuard)
    assert isinstance(guard_of(tmp_path, source, 'unknown_layout = "withhold"'), ClosedGuard)
    assert isinstance(guard_of(tmp_path, source, 'profiles = "p"'), ProfileGuard)


def test_profiles_lie_beside_the_config_file(tmp_path: Path) -> None:
    guard_of(tmp_path, "test:", 'profiles = "p"')
    assert load_config(tmp_path / "agent.toml", {}).privacy.profiles == tmp_path / "p"


def test_a_wrong_choice_for_unknown_layouts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unknown_layout"):
        guard_of(tmp_path, "test:", 'unknown_layout = "maybe"')


def covered(regions: Sequence[Rect], text: Rect) -> float:
    mask = np.zeros((480, 640), np.uint8)
    for one in regions:
        cv2.rectangle(mask, (one.x, one.y), (one.right - 1, one.bottom - 1), 1, -1)
    return float(mask[text.y : text.bottom, text.x : text.right].mean())


@pytest.mark.parametrize("find", [by_strokes, text_regions])
def test_all_text_is_proposed_for_masking(find: Callable[[Pixels], list[Rect]]) -> None:
    screen = scan_screen(1)
    screen[60:440, 170:470] = 0
    regions = find(screen)
    name = Rect(14, 10, 78, 12)
    assert covered(regions, name) > 0.95
    assert len(regions) >= 6
