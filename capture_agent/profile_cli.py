"""The commands for device profiles: `consilium capture profile learn|confirm|list|remove`."""

from __future__ import annotations

import argparse
import logging
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from capture_agent.config import load_config
from capture_agent.errors import AgentError, ConfigError, ExitCode
from capture_agent.geometry import Rect
from capture_agent.learning import learn_profile, take_sample, write_preview
from capture_agent.logs import set_up_logging
from capture_agent.profile_files import path_of, read_profile, read_profiles, write_profile
from capture_agent.sources import create_source

PREVIEW_SUFFIX = ".preview.png"
DEFAULT_SECONDS = 5.0

_RECT = re.compile(r"(\d+),(\d+),(\d+)x(\d+)")

log = logging.getLogger(__name__)


def main(argv: Sequence[str]) -> int:
    """Runs one command; returns an ExitCode."""
    options = _parser().parse_args(argv)
    set_up_logging("info")
    try:
        config = load_config(options.config, {})
        folder = config.privacy.profiles
        if folder is None:
            raise ConfigError(f"{options.config} names no folder: write `profiles = …` under [privacy]")
        match options.command:
            case "learn":
                _learn(folder, options.source or config.source, options)
            case "confirm":
                _confirm(folder, options.name, options.by)
            case "remove":
                _remove(folder, options.name)
            case _:
                _list(folder)
    except AgentError as error:
        log.error("%s", error)
        return error.exit_code
    return ExitCode.STOPPED


def _learn(folder: Path, source: str, options: argparse.Namespace) -> None:
    path = path_of(folder, options.name)
    sample = take_sample(create_source(source), options.seconds)
    profile = learn_profile(options.device or options.name, sample, options.mask, options.varying)
    write_profile(path, profile)
    preview = _preview_of(path)
    write_preview(preview, sample.picture, profile)
    _say(
        f"learned {path}: {profile.width}x{profile.height}, {len(profile.masks)} masks\n"
        f"Look at {preview} (it shows the patient; only you can read it).\n"
        "Masks are red. Where one is missing or too many, edit the file, or learn again with --mask.\n"
        f'Then: consilium capture profile confirm "{options.name}" --config {options.config} --by "YOUR NAME"'
    )


def _confirm(folder: Path, name: str, person: str) -> None:
    path = path_of(folder, name)
    profile = read_profile(path).confirmed_by(person, datetime.now(UTC).astimezone().date())
    write_profile(path, profile)
    # It shows the patient, and has served.
    _preview_of(path).unlink(missing_ok=True)
    log.info(
        "profile %s (%s) with %d masks confirmed by %s", name, profile.device, len(profile.masks), person
    )


def _remove(folder: Path, name: str) -> None:
    path = path_of(folder, name)
    try:
        path.unlink()
    except FileNotFoundError as error:
        raise ConfigError(f"there is no profile {path}") from error
    _preview_of(path).unlink(missing_ok=True)
    log.info("profile %s removed", name)


def _list(folder: Path) -> None:
    for name, profile in ((one.name, one.profile) for one in read_profiles(folder)):
        told = profile.confirmation
        state = "not confirmed"
        if told is not None:
            state = f"confirmed by {told.by} on {told.on}" if profile.confirmed else "changed since confirmed"
        size = f"{profile.width}x{profile.height}"
        _say(f"{name}: {profile.device}, {size}, {len(profile.masks)} masks, {state}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _preview_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}{PREVIEW_SUFFIX}")


def _rect(text: str) -> Rect:
    match = _RECT.fullmatch(text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r}: write X,Y,WIDTHxHEIGHT, e.g. 0,0,640x48")
    return Rect(*(int(part) for part in match.groups()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="consilium capture profile",
        description="Profiles say which screen layouts may leave the hospital, and what of them is masked.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    learn = _command(commands, "learn", "look at the source, and propose what to mask")
    learn.add_argument("name", help="of the profile, e.g. `echo-2d`")
    learn.add_argument("--source", help="instead of the config file's")
    learn.add_argument("--device", help="the device as people call it; default: the profile's name")
    learn.add_argument("--seconds", type=float, default=DEFAULT_SECONDS, metavar="N", help="default: 5")
    learn.add_argument(
        "--mask", type=_rect, action="append", metavar="X,Y,WxH", help="mask this; default: all text seen"
    )
    learn.add_argument(
        "--varying",
        type=_rect,
        action="append",
        default=[],
        metavar="X,Y,WxH",
        help="do not compare this: measured values come and go there",
    )
    confirm = _command(commands, "confirm", "release the layout, with its masks, under your name")
    confirm.add_argument("name")
    confirm.add_argument("--by", required=True, metavar="PERSON", help="who looked at the masks")
    _command(commands, "list", "all profiles, and who confirmed them")
    _command(commands, "remove", "withhold this layout from now on").add_argument("name")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, explained: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=explained, description=explained)
    command.add_argument("--config", type=Path, required=True, metavar="FILE", help="the agent's config file")
    return command
