"""The command line by itself: usage, checking, and the words a technician reads first."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture_agent.cli import main
from capture_agent.errors import ExitCode


@pytest.fixture
def server(tmp_path: Path) -> list[str]:
    credential = tmp_path / "credential"
    credential.touch(mode=0o600)
    credential.write_text("secret")
    return ["--url", "http://127.0.0.1:1", "--credential-file", str(credential)]


def test_checking_a_good_configuration_starts_nothing(
    server: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check", "--source", "test:", *server]) == ExitCode.STOPPED
    assert "the configuration is valid" in capsys.readouterr().out


def test_checking_finds_a_wrong_source(server: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", "--source", "tape:", *server]) == ExitCode.CONFIGURATION
    assert "source 'tape:': write one of" in capsys.readouterr().err


def test_a_certificate_file_that_is_none_is_named(
    server: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--source", "test:", *server, "--ca-file", server[-1]]
    assert main(arguments) == ExitCode.CONFIGURATION
    assert "is not a readable PEM certificate" in capsys.readouterr().err


@pytest.mark.parametrize("check", [["--check"], []])
def test_a_missing_credential_ends_the_agent_before_it_dials(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], check: list[str]
) -> None:
    arguments = [
        "--source",
        "test:",
        "--url",
        "http://127.0.0.1:1",
        "--credential-file",
        str(tmp_path / "none"),
    ]
    assert main([*arguments, *check]) == ExitCode.CONFIGURATION
    assert "no credential file" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--help", "--nonsense"])
def test_usage_names_sources_and_exit_codes(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([option])
    assert ended.value.code == (0 if option == "--help" else ExitCode.CONFIGURATION)
    told = capsys.readouterr()
    if option == "--help":
        assert "v4l2:/dev/videoN" in told.out
        assert "5 another agent took over this identity" in told.out
    else:
        assert "unrecognized arguments: --nonsense" in told.err
