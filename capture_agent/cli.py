"""The command line: `consilium capture …`, or `python -m capture_agent …`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import ssl
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from capture_agent.agent import Agent, AgentSettings
from capture_agent.config import AgentConfig, load_config
from capture_agent.credentials import read_secret
from capture_agent.encoding import Codec
from capture_agent.errors import AgentError, ConfigError, ExitCode
from capture_agent.hub import ConsiliumHub, Hub, PlainLiveKit
from capture_agent.logs import set_up_logging
from capture_agent.profile_files import ProfileFolder, read_profiles
from capture_agent.sources import Source, create_source
from capture_agent.withholding import ClosedGuard, Guard, OpenGuard, ProfileGuard

log = logging.getLogger(__name__)

EPILOG = """sources:
  dicom:PATH                        a DICOM cine, looped at its own rate
  file:PATH                         a video file, looped
  screen:[DISPLAY][+X,Y,WxH]        an X11 screen, or a rectangle of it
  v4l2:/dev/videoN?size=WxH&rate=N  a frame grabber
  rtsp://HOST/PATH                  a network camera
  test:[WxH@FPS]                    a moving phantom with a clock
  ...?timecode=1                    draws the machine-readable time code over any of them

profiles of what may leave the hospital (consilium capture profile --help):
  profile learn|confirm|list|remove

exit codes:
  0 stopped by SIGTERM or Ctrl-C    3 the source can never work as configured
  1 a fault of the agent            4 the server refused the credential or token
  2 command line, config or file    5 another agent took over this identity"""


def main(argv: Sequence[str]) -> int:
    """Runs the agent until it is stopped, or one of the commands for profiles; returns an ExitCode."""
    if argv[:1] == ["profile"]:
        # Imported when needed: drawing and OpenCV take half a second that a running agent can save.
        from capture_agent import profile_cli

        return profile_cli.main(argv[1:])
    options = _parser().parse_args(argv)
    set_up_logging(options.log_level or "info")
    try:
        config = load_config(options.config, _overrides(options))
        set_up_logging(config.log_level)
        source = create_source(config.source)
        tls = _trust(config.ca_file)
        if options.check:
            _check_secret(config)
            if config.privacy.profiles is not None:
                read_profiles(config.privacy.profiles)
            print("the configuration is valid")
            return ExitCode.STOPPED
        asyncio.run(_run(config, source, tls))
    except AgentError as error:
        return _ended(error)
    return ExitCode.STOPPED


def _ended(error: AgentError) -> int:
    log.error("stopped: %s", error)
    return error.exit_code


async def _run(config: AgentConfig, source: Source, tls: ssl.SSLContext | None) -> None:
    picture = config.picture
    settings = AgentSettings(
        framing=picture.framing(),
        encoding=config.encoding.choice(),
        max_fps=picture.max_fps,
        deinterlace=picture.deinterlace,
        timecode=source.timecode,
    )
    agent = Agent(
        settings, source, _hub(config, tls), lambda line: print(line, flush=True), guard_for(config)
    )
    running = asyncio.create_task(agent.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, running.cancel)
    with suppress(asyncio.CancelledError):
        await running
    log.info("stopped")


def guard_for(config: AgentConfig) -> Guard:
    """What decides which pictures may leave."""
    if config.privacy.profiles is not None:
        return ProfileGuard(ProfileFolder(config.privacy.profiles), send_unknown=not config.withholds)
    return ClosedGuard() if config.withholds else OpenGuard()


def _hub(config: AgentConfig, tls: ssl.SSLContext | None) -> Hub:
    if config.url and config.credential_file:
        return ConsiliumHub(config.url, config.credential_file, tls)
    if config.livekit_url and config.token_file:
        return PlainLiveKit(config.livekit_url, config.token_file)
    raise ConfigError("no server is configured")


def _check_secret(config: AgentConfig) -> None:
    """Raises ConfigError when the credential or token cannot be read."""
    if config.credential_file:
        read_secret(config.credential_file, "credential")
    if config.token_file:
        read_secret(config.token_file, "token")


def _trust(ca_file: Path | None) -> ssl.SSLContext | None:
    """Trusts the certificates in `ca_file` and no others; None leaves it to the system's.

    Raises ConfigError when the file cannot be used.
    """
    if ca_file is None:
        return None
    try:
        context = ssl.create_default_context(cafile=str(ca_file))
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"ca_file {ca_file} is not a readable PEM certificate: {error}") from error
    # The SDK's own TLS (Rust) takes its trusted certificates from here, and only from here.
    os.environ["SSL_CERT_FILE"] = str(ca_file)
    return context


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="consilium capture",
        description="Sends a console's picture to a Consilium server. Options override the config file.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="the agent's config file (TOML)")
    parser.add_argument("--source", help="where the picture comes from, see below")
    parser.add_argument("--url", help="the Consilium server, as people open it in the browser")
    parser.add_argument(
        "--credential-file", type=Path, metavar="FILE", help="what `consilium agent add` printed"
    )
    parser.add_argument(
        "--livekit-url", metavar="URL", help="instead of --url: a plain LiveKit server, ws://…"
    )
    parser.add_argument("--token-file", type=Path, metavar="FILE", help="with --livekit-url: an access token")
    parser.add_argument("--ca-file", type=Path, metavar="FILE", help="trust this certificate (PEM)")
    parser.add_argument(
        "--codec", choices=["auto", *Codec], help="default auto: vp8, above 1920x1080 at 30/s h264"
    )
    parser.add_argument("--bitrate", type=int, metavar="KBPS", help="upper limit, in kbit/s")
    parser.add_argument("--max-fps", type=float, metavar="N", help="send at most so many frames a second")
    parser.add_argument("--log-level", choices=["debug", "info", "warning", "error"])
    parser.add_argument("--check", action="store_true", help="only check the configuration")
    return parser


def _overrides(options: argparse.Namespace) -> dict[str, Any]:
    """What was given on the command line, in the shape of the config file."""
    given = {
        "source": options.source,
        "url": options.url,
        "credential_file": options.credential_file,
        "livekit_url": options.livekit_url,
        "token_file": options.token_file,
        "ca_file": options.ca_file,
        "log_level": options.log_level,
        "picture": _present({"max_fps": options.max_fps}),
        "encoding": _present({"codec": options.codec, "bitrate_kbps": options.bitrate}),
    }
    return _present(given)


def _present(settings: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if value not in (None, {})}
