"""Settings: written once with their own secrets, then read; a mistake is told with key, file and way out."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import SettingsError
from core.settings import load_settings


def write(folder: Path, text: str) -> None:
    load_settings(folder)
    (folder / "settings.toml").write_text(text)


VALID = """
[livekit]
api_key = "key"
api_secret = "0123456789012345678901234567890123456789"
[session]
secret = "0123456789012345678901234567890123456789"
"""


def test_first_start_writes_private_file_with_random_secrets(tmp_path: Path) -> None:
    one, other = load_settings(tmp_path / "a"), load_settings(tmp_path / "b")
    assert stat.S_IMODE((tmp_path / "a" / "settings.toml").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    assert one.livekit.api_secret != other.livekit.api_secret
    assert one.session.secret != other.session.secret
    assert os.listdir(tmp_path / "a") == ["settings.toml"]


def test_second_start_keeps_the_secrets(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == load_settings(tmp_path)


def test_processes_that_start_together_agree_on_the_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(load_settings, [tmp_path] * 32))
    assert len({settings.session.secret for settings in found}) == 1


def test_command_line_wins_over_the_file(tmp_path: Path) -> None:
    write(tmp_path, VALID + "[server]\nport = 9000\nhost = '10.0.0.1'\n")
    found = load_settings(tmp_path, {"server.port": 9001})
    assert (found.server.host, found.server.port) == ("10.0.0.1", 9001)


def test_secrets_are_not_shown_by_printing(tmp_path: Path) -> None:
    found = load_settings(tmp_path)
    assert found.livekit.api_secret.get_secret_value() not in repr(found)


def test_an_outside_engine_replaces_the_embedded_one(tmp_path: Path) -> None:
    embedded = load_settings(tmp_path, {"media.port": 7999})
    outside = load_settings(tmp_path, {"livekit.url": "wss://livekit.example/"})
    assert (embedded.embedded_engine, embedded.engine_url) == (True, "ws://127.0.0.1:7999")
    assert (outside.embedded_engine, outside.engine_url) == (False, "wss://livekit.example")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (VALID + "[server]\nport = 99999\n", ["server.port", "65535", "TCP port"]),
        (VALID + "[server]\nprot = 80\n", ["server.prot", "no setting"]),
        (VALID + "[server]\ntls_cert = 'a.pem'\n", ["tls_key", "both"]),
        (VALID + "[sever]\nport = 80\n", ["sever", "no setting"]),
        (VALID + "[media]\nudp_bind = 7\n", ["media.udp_bind"]),
        (VALID.replace("api_key", "#"), ["livekit.api_key", "missing"]),
        (VALID.replace("0123456789" * 4, "short", 1), ["livekit.api_secret", "32"]),
        ("[server\n", ["not valid TOML", "line 1"]),
        ("server = 3\n" + VALID, ["server", "section"]),
    ],
)
def test_mistake_names_file_key_and_way_out(tmp_path: Path, text: str, expected: list[str]) -> None:
    write(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    for part in [str(tmp_path / "settings.toml"), *expected]:
        assert part in str(caught.value)


def test_mistake_on_the_command_line_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"server\.port, given on the command line"):
        load_settings(tmp_path, {"server.port": -1})


def test_override_inside_what_is_no_section_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "server = 3\n" + VALID)
    with pytest.raises(SettingsError, match=r"\[server\]"):
        load_settings(tmp_path, {"server.port": 1})


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="data folder"):
        load_settings(tmp_path / "file" / "data")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_read_or_refused_with_a_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        load_settings(tmp_path)
