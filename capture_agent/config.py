"""The agent's config file (TOML) and command line, validated into one object."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from capture_agent.encoding import Codec, EncodingChoice, GivesWay
from capture_agent.errors import ConfigError
from capture_agent.geometry import Framing, Rect
from capture_agent.sources.spec import parse_spec

PATH_KEYS = ("credential_file", "token_file", "ca_file")

CONSOLE_SOURCES = frozenset({"v4l2", "screen", "rtsp"})
"""These show whatever is on a real console's screen; the others play a chosen file, or a phantom."""

LogLevel = Literal["debug", "info", "warning", "error"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rectangle(_Section):
    """Pixels of the source's picture, from its top left corner."""

    x: int = Field(ge=0)
    y: int = Field(ge=0)
    width: int = Field(gt=0)
    height: int = Field(gt=0)

    def rect(self) -> Rect:
        return Rect(self.x, self.y, self.width, self.height)


class PictureConfig(_Section):
    crop: Rectangle | None = None
    max_width: int | None = Field(default=None, ge=128, le=4096)
    max_height: int | None = Field(default=None, ge=96, le=4096)
    max_fps: float | None = Field(default=None, ge=1, le=120)
    deinterlace: bool = False
    masks: tuple[Rectangle, ...] = ()

    def framing(self) -> Framing:
        return Framing(
            crop=self.crop.rect() if self.crop else None,
            max_width=self.max_width,
            max_height=self.max_height,
            masks=tuple(mask.rect() for mask in self.masks),
        )


class EncodingConfig(_Section):
    codec: Codec | Literal["auto"] = "auto"
    bitrate_kbps: Annotated[int, Field(ge=100, le=50_000)] | Literal["auto"] = "auto"
    simulcast: bool | Literal["auto"] = "auto"
    gives_way: GivesWay = GivesWay.QUANTISER

    def choice(self) -> EncodingChoice:
        return EncodingChoice(
            codec=None if self.codec == "auto" else self.codec,
            bitrate_bps=None if self.bitrate_kbps == "auto" else self.bitrate_kbps * 1000,
            simulcast=None if self.simulcast == "auto" else self.simulcast,
            gives_way=self.gives_way,
        )


class PrivacyConfig(_Section):
    """What leaves of a screen layout that nobody at the hospital has confirmed."""

    profiles: Path | None = None
    unknown_layout: Literal["withhold", "send"] | None = None
    """None: chosen from the source; a folder of profiles that is named asks for `withhold`."""


class AgentConfig(_Section):
    """Either `url` with `credential_file`, or `livekit_url` with `token_file`."""

    source: str
    url: str | None = None
    credential_file: Path | None = None
    livekit_url: str | None = None
    token_file: Path | None = None
    ca_file: Path | None = None
    log_level: LogLevel = "info"
    picture: PictureConfig = PictureConfig()
    encoding: EncodingConfig = EncodingConfig()
    privacy: PrivacyConfig = PrivacyConfig()

    @property
    def withholds(self) -> bool:
        """Whether pictures of unknown layouts stay at the hospital."""
        if self.privacy.unknown_layout is not None:
            return self.privacy.unknown_layout == "withhold"
        return self.privacy.profiles is not None or parse_spec(self.source).kind in CONSOLE_SOURCES

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        return _address(value, ("http", "https"), "the address that people open in the browser")

    @field_validator("livekit_url")
    @classmethod
    def _livekit_address(cls, value: str | None) -> str | None:
        return _address(value, ("ws", "wss"), "a LiveKit server's address")

    @model_validator(mode="after")
    def _one_server(self) -> Self:
        consilium = (self.url, self.credential_file)
        livekit = (self.livekit_url, self.token_file)
        if all(consilium) and not any(livekit):
            return self
        if all(livekit) and not any(consilium):
            return self
        raise ValueError(
            "give `url` and `credential_file` (a Consilium server), or `livekit_url` and `token_file` "
            "(a plain LiveKit server), and not parts of both"
        )


def _address(value: str | None, schemes: Sequence[str], meaning: str) -> str | None:
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"write {meaning}, beginning with {' or '.join(f'{name}://' for name in schemes)}")
    return value


def load_config(file: Path | None, overrides: Mapping[str, Any]) -> AgentConfig:
    """The config in `file` (None: none), with `overrides` from the command line on top.

    `overrides` has the shape of the file. Relative paths in the file are relative to the file. Raises
    ConfigError that names file, line and key, and what to write instead.
    """
    text = ""
    settings: dict[str, Any] = {}
    if file is not None:
        text, settings = _read(file)
        for key in PATH_KEYS:
            if isinstance(settings.get(key), str):
                settings[key] = _beside(file, settings[key])
        privacy = settings.get("privacy")
        if isinstance(privacy, dict) and isinstance(privacy.get("profiles"), str):
            privacy["profiles"] = _beside(file, privacy["profiles"])
    try:
        return AgentConfig.model_validate(_merged(settings, overrides))
    except ValidationError as error:
        raise ConfigError(_explained(error, file, text)) from error


def _beside(file: Path, path: str) -> str:
    return str(file.parent / Path(path).expanduser())


def _read(file: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the config file {file}: {error}") from error
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is not valid TOML: {error}") from error


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, Mapping):
            merged[key] = _merged(below, value)
        else:
            merged[key] = value
    return merged


def _explained(error: ValidationError, file: Path | None, text: str) -> str:
    """One line for each mistake: where it is, and what to write."""
    messages: dict[tuple[str, ...], list[str]] = {}
    for mistake in error.errors():
        # The branches of a union add their own names to the location; those are no keys of the file.
        path = tuple(str(part) for part in mistake["loc"] if isinstance(part, int) or _KEY.fullmatch(part))
        message = mistake["msg"].removeprefix("Value error, ")
        if mistake["type"] == "extra_forbidden":
            message = "there is no such key; docs/capture-agent.md explains those there are"
        messages.setdefault(path, []).append(message)
    return "\n".join(f"{_place(path, file, text)}{', or: '.join(told)}" for path, told in messages.items())


def _place(path: Sequence[str], file: Path | None, text: str) -> str:
    line = line_of(text, path)
    where = f"{file}, line {line}: " if line else (f"{file}: " if file else "")
    return f"{where}{'.'.join(path)}: " if path else where


_KEY = re.compile(r"[a-z_]+")
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\s]+?)\s*\]")
_ASSIGNMENT = re.compile(r"\s*([\w.-]+)\s*=")


def line_of(text: str, path: Sequence[str]) -> int | None:
    """The line (from 1) of `text` on which the key `path` is written; tomllib does not tell.

    Knows `key = value` under `[section]` and `[[section]]`, which is how the agent's file is written; a
    number in `path` counts the entries of a `[[section]]`.
    """
    names = [part for part in path if not part.isdigit()]
    wanted = next((int(part) for part in path if part.isdigit()), 0)
    section: list[str] = []
    entry, meant = -1, True
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            section = [part.strip() for part in header[2].split(".")]
            if header[1] == "[[" and section == names[: len(section)]:
                entry += 1
                meant = entry == wanted
            else:
                meant = True
            if meant and section == names:
                return number
        elif (key := _ASSIGNMENT.match(line)) and meant:
            full = [*section, *key[1].split(".")]
            if full == names[: len(full)]:
                return number
    return None
