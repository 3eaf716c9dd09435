"""Reads the agent's secrets from files that nobody else may read."""

from __future__ import annotations

import stat
from pathlib import Path

from capture_agent.errors import ConfigError

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_secret(path: Path, kind: str) -> str:
    """The secret (`kind` names it in messages) in `path`, one line.

    Raises ConfigError when the file is missing, empty, or open to others than its owner.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise ConfigError(
            f"no {kind} file {path}; `consilium agent add` on the server prints its content"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the {kind} file {path}: {error}") from error
    if mode & OTHERS:
        raise ConfigError(
            f"others may read the {kind} file {path} (mode {mode & 0o777:o}); run: chmod 600 {path}"
        )
    if not text or len(text.split()) != 1:
        raise ConfigError(f"the {kind} file {path} must hold the {kind} on one line and nothing else")
    return text
