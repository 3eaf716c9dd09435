"""The config file and the command line: what is accepted, and what a technician reads when it is not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from capture_agent.config import AgentConfig, line_of, load_config
from capture_agent.credentials import read_secret
from capture_agent.encoding import Codec, EncodingChoice
from capture_agent.errors import ConfigError
from capture_agent.geometry import Rect

EXAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "agent.example.toml"

COMPLETE = """
url = "https://consilium.example.org"
credential_file = "agent.credential"
source = "v4l2:/dev/video0?size=1920x1080&rate=60"

[picture]
crop = { x = 100, y = 50, width = 800, height = 600 }
max_fps = 30

[[picture.masks]]
x = 0
y = 0
width = 300
height = 40

[encoding]
codec = "h264"
bitrate_kbps = 4000
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "agent.toml"
    file.write_text(text)
    return file


def test_a_complete_file_is_understood(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, COMPLETE), {})
    assert config.credential_file == tmp_path / "agent.credential"
    framing = config.picture.framing()
    assert (framing.crop, framing.masks) == (Rect(100, 50, 800, 600), (Rect(0, 0, 300, 40),))
    assert config.encoding.choice() == EncodingChoice(codec=Codec.H264, bitrate_bps=4_000_000)


def test_the_command_line_wins_key_by_key(tmp_path: Path) -> None:
    config = load_config(
        written(tmp_path, COMPLETE),
        {"source": "test:", "encoding": {"codec": "vp8"}, "picture": {"max_fps": 10.0}},
    )
    assert config.source == "test:"
    assert config.encoding.choice() == EncodingChoice(codec=Codec.VP8, bitrate_bps=4_000_000)
    assert config.picture.crop is not None


def test_no_file_is_needed(tmp_path: Path) -> None:
    config = load_config(
        None, {"source": "test:", "livekit_url": "ws://127.0.0.1:7880", "token_file": tmp_path / "t"}
    )
    assert config.picture.framing().masks == ()


@pytest.mark.parametrize(
    ("line", "replacement", "number", "told"),
    [
        (
            'url = "https://consilium.example.org"',
            'url = "consilium.example.org"',
            2,
            "url: .*beginning with http:// or",
        ),
        ("max_fps = 30", "max_fsp = 30", 8, r"picture\.max_fsp: there is no such key"),
        ("x = 100, y = 50", "x = 100, y = -1", 7, r"picture\.crop\.y: .*greater than or equal to 0"),
        ("height = 40", "height = 0", 14, r"picture\.masks\.0\.height: .*greater than 0"),
        ('codec = "h264"', 'codec = "h263"', 17, r"encoding\.codec: .*'vp8', 'h264'"),
        (
            "bitrate_kbps = 4000",
            "bitrate_kbps = 4",
            18,
            r"encoding\.bitrate_kbps: .*greater than or equal to 100",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, line: str, replacement: str, number: int, told: str
) -> None:
    assert line in COMPLETE
    file = written(tmp_path, COMPLETE.replace(line, replacement))
    with pytest.raises(ConfigError) as caught:
        load_config(file, {})
    assert re.search(rf"{re.escape(str(file))}, line {number}: {told}", str(caught.value))


def test_broken_toml_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"not valid TOML: .*line 2"):
        load_config(written(tmp_path, 'source = "test:"\nurl = \n'), {})


@pytest.mark.parametrize("given", [{}, {"url": "http://a"}, {"url": "http://a", "token_file": "t"}])
def test_half_a_server_is_explained(given: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="`url` and `credential_file`"):
        load_config(None, {"source": "test:", **given})


def test_the_second_of_several_masks_is_found() -> None:
    text = "[[picture.masks]]\nx = 1\n\n[[picture.masks]]\nx = -2\n[encoding]\nx = 3\n"
    assert line_of(text, ["picture", "masks", "1", "x"]) == 5
    assert line_of(text, ["picture", "masks", "1"]) == 4
    assert line_of(text, ["picture", "masks", "0", "y"]) is None


def test_the_example_file_shows_every_key_and_is_valid() -> None:
    text = EXAMPLE.read_text()
    load_config(EXAMPLE, {})
    # Keys that are commented out there must be right too, so they are put into force here.
    everything = tomllib.loads(re.sub(r"^#\s?(?=[a-z_]+ = |\[)", "", text, flags=re.MULTILINE))
    for key in AgentConfig.model_fields:
        assert key in everything, f"{key} is missing from {EXAMPLE.name}"
    for section in ("picture", "encoding", "privacy"):
        model = AgentConfig.model_fields[section].annotation
        assert model is not None
        assert set(everything[section]) == set(model.model_fields)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_credential_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "credential"
    file.write_text("secret")
    file.chmod(mode)
    with pytest.raises(ConfigError, match=f"mode {mode:o}.*chmod 600"):
        read_secret(file, "credential")


@pytest.mark.parametrize("text", ["", "  \n", "two words", "two\nlines"])
def test_a_credential_must_be_one_word(tmp_path: Path, text: str) -> None:
    file = tmp_path / "credential"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(ConfigError, match="on one line and nothing else"):
        read_secret(file, "credential")


def test_a_missing_credential_says_where_it_comes_from(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="consilium agent add"):
        read_secret(tmp_path / "credential", "credential")


def test_a_private_credential_is_read_without_its_line_end(tmp_path: Path) -> None:
    file = tmp_path / "credential"
    file.write_text("secret-1\n")
    file.chmod(0o600)
    assert read_secret(file, "credential") == "secret-1"
