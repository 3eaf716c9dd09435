"""Source descriptions as written in a config file or on the command line:
`KIND:WHERE?option=value&option=value`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from capture_agent.errors import ConfigError

OPTIONS: Mapping[str, frozenset[str]] = {
    "dicom": frozenset({"timecode"}),
    "file": frozenset({"timecode"}),
    "screen": frozenset({"timecode", "rate", "pointer"}),
    "v4l2": frozenset({"timecode", "size", "rate", "format"}),
    "rtsp": frozenset({"timecode", "rtsp_transport"}),
    "test": frozenset({"timecode"}),
}
"""Each kind of source and the options it knows."""

SCHEMES = ("rtsp", "rtsps")
"""A camera's address is a source description as it stands: `rtsp://…` needs no second `rtsp:` in front."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    kind: str
    where: str
    options: Mapping[str, str] = field(default_factory=dict)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """An option that is 1 or 0. Raises ConfigError for anything else."""
        value = self.options.get(name)
        if value is None:
            return default
        if value not in ("0", "1"):
            raise ConfigError(f"source option {name}={value}: write {name}=1 or {name}=0")
        return value == "1"

    def number(self, name: str, default: float) -> float:
        """An option that is a number above 0. Raises ConfigError for anything else."""
        value = self.options.get(name, str(default))
        try:
            number = float(value)
        except ValueError:
            number = 0.0
        if not 0 < number < float("inf"):
            raise ConfigError(f"source option {name}={value}: write a number above 0")
        return number


def parse_spec(text: str) -> SourceSpec:
    """Raises ConfigError, naming the kinds or options there are, when `text` is not a source description."""
    kind, colon, rest = text.partition(":")
    if not colon or kind not in {*OPTIONS, *SCHEMES}:
        raise ConfigError(f"source {text!r}: write one of {', '.join(f'{name}:…' for name in OPTIONS)}")
    if kind in SCHEMES and rest.startswith("//"):
        kind, rest = "rtsp", text
    if kind not in OPTIONS:
        raise ConfigError(f"source {text!r}: a camera's address looks like {kind}://host/path")
    where, options = _split(rest, OPTIONS[kind], foreign_allowed=kind == "rtsp")
    return SourceSpec(kind, where, options)


def _split(rest: str, known: Collection[str], *, foreign_allowed: bool) -> tuple[str, dict[str, str]]:
    """Takes the known options off the end. A camera's own query parameters stay where they are."""
    where, mark, query = rest.partition("?")
    if not mark:
        return rest, {}
    options: dict[str, str] = {}
    foreign: list[str] = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name in known:
            options[name] = value
        else:
            foreign.append(pair)
    if foreign and not foreign_allowed:
        raise ConfigError(f"unknown source option {foreign[0]!r}; known here: {', '.join(sorted(known))}")
    return (f"{where}?{'&'.join(foreign)}" if foreign else where), options
