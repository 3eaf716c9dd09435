"""Janus as the peer: its streaming plugin forwards one RTP stream to many WebRTC viewers.

Uses Debian's package (https://janus.conf.meetecho.com), started on free loopback ports with its own folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.peerconnection import Connection

LIBRARIES = Path("/usr/lib/x86_64-linux-gnu/janus")
START_TIMEOUT_S = 15.0
MOUNTPOINT = 1
PAYLOAD_TYPE = 100

GENERAL = """
general: { configs_folder = "%(folder)s" plugins_folder = "%(libraries)s/plugins"
  transports_folder = "%(libraries)s/transports" events_folder = "%(folder)s" loggers_folder = "%(folder)s"
  debug_level = 2 }
plugins: { disable = "libjanus_audiobridge.so,libjanus_echotest.so,libjanus_recordplay.so,libjanus_sip.so,\
libjanus_nosip.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_videoroom.so,libjanus_voicemail.so,\
libjanus_lua.so,libjanus_duktape.so" }
transports: { disable = "libjanus_rabbitmq.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,\
libjanus_websockets.so" }
"""
HTTP = """general: { json = "compact" base_path = "/janus" http = true port = %(port)d ip = "127.0.0.1" }
admin: { admin_http = false }
"""
STREAMING = """track: { type = "rtp" id = 1 audio = false video = true
  videoport = %(rtp_port)d videopt = 100 videocodec = "vp8" videoiface = "lo" videofmtp = "" }
"""


class JanusError(RuntimeError):
    """Janus is missing, did not start, or refused a request."""


@dataclass(frozen=True, slots=True)
class Janus:
    """A running Janus."""

    url: str
    rtp_port: int
    pid: int


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def running(session: aiohttp.ClientSession) -> AsyncIterator[Janus]:
    program = shutil.which("janus")
    if program is None:
        raise JanusError("Janus is not installed: apt-get install janus")
    values: Mapping[str, Any] = {
        "port": free_port(socket.SOCK_STREAM),
        "rtp_port": free_port(socket.SOCK_DGRAM),
        "libraries": LIBRARIES,
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        values = {**values, "folder": folder}
        (folder / "janus.jcfg").write_text(GENERAL % values)
        (folder / "janus.transport.http.jcfg").write_text(HTTP % values)
        (folder / "janus.plugin.streaming.jcfg").write_text(STREAMING % values)
        with (folder / "log").open("wb") as log:
            child = await asyncio.create_subprocess_exec(program, "-F", name, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{values['port']}/janus"
            try:
                await wait_until_up(session, url)
            except JanusError as error:
                raise JanusError(f"{error}:\n{(folder / 'log').read_text()[-2000:]}") from error
            yield Janus(url, values["rtp_port"], child.pid)
        finally:
            child.terminate()
            await child.wait()


async def wait_until_up(session: aiohttp.ClientSession, url: str) -> None:
    deadline = asyncio.get_running_loop().time() + START_TIMEOUT_S
    while asyncio.get_running_loop().time() < deadline:
        with contextlib.suppress(aiohttp.ClientError):
            async with session.get(f"{url}/info") as response:
                if response.status == 200:
                    return
        await asyncio.sleep(0.1)
    raise JanusError("Janus did not start")


async def call(session: aiohttp.ClientSession, url: str, **message: Any) -> dict[str, Any]:
    async with session.post(url, json={"transaction": secrets.token_hex(6), **message}) as response:
        reply: dict[str, Any] = await response.json(content_type=None)
    if reply.get("janus") == "error":
        raise JanusError(str(reply["error"]))
    return reply


async def watch(session: aiohttp.ClientSession, url: str) -> Connection:
    """One viewer of the mountpoint, connected."""
    created = await call(session, url, janus="create")
    base = f"{url}/{created['data']['id']}"
    attached = await call(session, base, janus="attach", plugin="janus.plugin.streaming")
    handle = f"{base}/{attached['data']['id']}"
    await call(session, handle, janus="message", body={"request": "watch", "id": MOUNTPOINT})
    connection = Connection()
    while True:
        async with session.get(base, params={"maxev": 1}) as response:
            event = await response.json(content_type=None)
        if "jsep" in event:
            break
    answer = {"type": "answer", "sdp": await connection.answer(event["jsep"]["sdp"])}
    await call(session, handle, janus="message", body={"request": "start"}, jsep=answer)
    await connection.connected()
    return connection
