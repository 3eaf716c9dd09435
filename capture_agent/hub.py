"""What the agent asks a server for: admission to its room, and the time.

`ConsiliumHub` is a Consilium server, reached over HTTP with the agent's credential. `PlainLiveKit` is any
LiveKit
server: there the token lies in a file, and this machine's own clock has to do.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from capture_agent.clock import ClockSample
from capture_agent.credentials import read_secret
from capture_agent.errors import RefusedError, UnreachableError

ANSWER_WITHIN_S = 5.0
REFUSALS = frozenset({401, 403, 404})
"""404: the server knows no such agent, or is no Consilium server at all; neither heals by itself."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Where to join, as whom."""

    url: str
    token: str
    room: str
    identity: str


class Hub(Protocol):
    async def admission(self) -> Admission:
        """A fresh token. Raises RefusedError or UnreachableError."""

    async def clock_sample(self) -> ClockSample:
        """One comparison of the clocks. Raises UnreachableError."""

    async def aclose(self) -> None: ...


class _AdmissionAnswer(BaseModel):
    model_config = ConfigDict(extra="ignore")
    url: str
    token: str
    room: str
    identity: str


class _ClockAnswer(BaseModel):
    model_config = ConfigDict(extra="ignore")
    now_us: int


class ConsiliumHub:
    """`url` is the address a person would open in the browser; the credential is read anew for each
    admission, so that a replaced file takes effect without a restart."""

    def __init__(self, url: str, credential_file: Path, tls: ssl.SSLContext | None) -> None:
        self._url = url.rstrip("/")
        self._credential_file = credential_file
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S),
            connector=aiohttp.TCPConnector(ssl=tls if tls is not None else True),
        )

    async def admission(self) -> Admission:
        credential = read_secret(self._credential_file, "credential")
        body, _, _ = await self._ask("POST", "/api/agent/token", {"Authorization": f"Bearer {credential}"})
        try:
            answer = _AdmissionAnswer.model_validate_json(body)
        except ValidationError as error:
            raise UnreachableError(f"{self._url} does not answer like a Consilium server") from error
        return Admission(answer.url, answer.token, answer.room, answer.identity)

    async def clock_sample(self) -> ClockSample:
        body, sent_s, received_s = await self._ask("GET", "/api/clock", {})
        try:
            return ClockSample(sent_s, received_s, _ClockAnswer.model_validate_json(body).now_us)
        except ValidationError as error:
            raise UnreachableError(f"{self._url}/api/clock does not tell the time") from error

    async def aclose(self) -> None:
        await self._session.close()

    async def _ask(self, method: str, path: str, headers: dict[str, str]) -> tuple[bytes, float, float]:
        """The body of a good answer, and the monotonic times around the exchange."""
        sent_s = time.monotonic()
        try:
            async with self._session.request(
                method, self._url + path, headers=headers, json={} if method == "POST" else None
            ) as response:
                received_s = time.monotonic()
                body = await response.read()
        except aiohttp.ClientConnectorCertificateError as error:
            raise UnreachableError(
                f"the certificate of {self._url} is not trusted ({error.certificate_error}); "
                "set `ca_file` to the hospital's or the server's certificate"
            ) from error
        except TimeoutError as error:
            raise UnreachableError(f"{self._url} did not answer within {ANSWER_WITHIN_S:.0f} s") from error
        except aiohttp.ClientConnectorError as error:
            raise UnreachableError(f"cannot reach {self._url}: {_why(error.os_error)}") from error
        except aiohttp.ClientError as error:
            raise UnreachableError(f"the connection to {self._url} broke: {error}") from error
        if response.status in REFUSALS:
            raise RefusedError(f"{self._url} refused this agent (HTTP {response.status}): {_told(body)}")
        if response.status != 200:
            raise UnreachableError(f"{self._url} answered HTTP {response.status}: {_told(body)}")
        return body, sent_s, received_s


def _why(error: OSError) -> str:
    """The system's words. asyncio puts its own in their place; name resolution numbers its errors
    differently."""
    if error.errno is None or isinstance(error, socket.gaierror):
        return error.strerror or str(error)
    return os.strerror(error.errno)


def _told(body: bytes) -> str:
    """The server's own words out of its error document, or the start of whatever else it sent."""
    try:
        return str(json.loads(body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return body[:120].decode(errors="replace").strip() or "no reason given"


class PlainLiveKit:
    """`unix_us` is this machine's clock, in microseconds since the epoch."""

    def __init__(
        self, url: str, token_file: Path, unix_us: Callable[[], int] = lambda: time.time_ns() // 1000
    ) -> None:
        self._url = url
        self._token_file = token_file
        self._unix_us = unix_us

    async def admission(self) -> Admission:
        token = read_secret(self._token_file, "token")
        claims = _claims(token, self._token_file)
        if claims.exp is not None and claims.exp * 1_000_000 < self._unix_us():
            raise RefusedError(f"the token in {self._token_file} has expired; put a new one into the file")
        return Admission(self._url, token, claims.video.room, claims.sub)

    async def clock_sample(self) -> ClockSample:
        now_s = time.monotonic()
        return ClockSample(now_s, now_s, self._unix_us())

    async def aclose(self) -> None:
        """Nothing is held open."""


class _VideoGrant(BaseModel):
    model_config = ConfigDict(extra="ignore")
    room: str


class _Claims(BaseModel):
    model_config = ConfigDict(extra="ignore")
    sub: str
    video: _VideoGrant
    exp: int | None = None


def _claims(token: str, file: Path) -> _Claims:
    """What the token says, unverified: only the server can verify it (RFC 7519, section 3)."""
    parts = token.split(".")
    try:
        return _Claims.model_validate_json(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (IndexError, ValueError) as error:
        raise RefusedError(f"{file} does not hold a LiveKit access token for a room") from error
