"""Runs a model on a KServe v2 (Open Inference Protocol) server such as Triton, over HTTP.

Called from a worker's thread, which it may keep waiting, so that a plain blocking client serves best.
tritonclient's brings an event loop of its own (gevent) for the same three requests, and reads answers of any
length; urllib3 keeps connections for several threads, and lets the length and the time be limited here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote

import urllib3

from analysis.models import kserve_wire, signature
from analysis.models.engine import Answer, Tensor
from analysis.models.errors import EngineError
from analysis.models.manifest import Manifest, Server

CONNECT_S = 1.0
LARGEST_ANSWER_BYTES = 80 * 1024 * 1024
"""The largest output that is looked through, as bytes, with room for JSON."""

LARGEST_TEXT_BYTES = 1024 * 1024
"""Of metadata."""

CHUNK_BYTES = 256 * 1024
CONNECTIONS = 4
"""That are kept: consoles of one worker which ask at the same time."""


class KServeEngine:
    """One model of one server, which the consoles of a worker share."""

    def __init__(
        self, manifest: Manifest, server: Server, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._manifest = manifest
        self._server = server
        self._clock = clock
        self._outputs = list(signature.expected_outputs(manifest))
        self._root = f"{server.url.rstrip('/')}/v2"
        version = f"/versions/{quote(server.version)}" if server.version else ""
        self._model = f"{self._root}/models/{quote(server.model)}{version}"
        timeout = urllib3.Timeout(connect=min(CONNECT_S, manifest.timeout_s), read=manifest.timeout_s)
        self._http = urllib3.PoolManager(
            num_pools=1, maxsize=CONNECTIONS, timeout=timeout, retries=False, block=False
        )
        self._meeting = threading.Lock()
        self._binary: bool | None = None

    def run(self, tensor: Tensor) -> Answer:
        """Asks the server; whether its model is that of the manifest is checked first, after each absence."""
        began = self._clock()
        binary = self._meet()
        headers, body = kserve_wire.request(self._manifest.input.name, tensor, self._outputs, binary=binary)
        try:
            told, answer = self._ask("POST", f"{self._model}/infer", LARGEST_ANSWER_BYTES, headers, body)
        except EngineError:
            # Whoever comes back may be another.
            self._binary = None
            raise
        outputs = kserve_wire.response(answer, told.get(kserve_wire.JSON_LENGTH))
        return Answer(outputs, self._clock() - began)

    def _meet(self) -> bool:
        """Whether the server takes tensors as bytes. Raises SignatureError where it has another model."""
        with self._meeting:
            if self._binary is None:
                _, told = self._ask("GET", self._model, LARGEST_TEXT_BYTES)
                inputs, outputs = kserve_wire.model_tensors(told)
                signature.check(self._manifest, inputs, outputs)
                self._binary = self._takes_bytes()
            return self._binary

    def _takes_bytes(self) -> bool:
        if self._server.binary is not None:
            return self._server.binary
        _, told = self._ask("GET", self._root, LARGEST_TEXT_BYTES)
        return kserve_wire.BINARY_EXTENSION in kserve_wire.server_extensions(told)

    def _ask(
        self,
        method: str,
        url: str,
        most_bytes: int,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> tuple[Mapping[str, str], bytes]:
        """Headers and body of the answer. Raises EngineError where there is none, in time, that says 200."""
        deadline = self._clock() + self._manifest.timeout_s
        try:
            # Redirects are not followed, nor is a compressed answer unpacked: none was asked for.
            answer = self._http.request(
                method,
                url,
                body=body or None,
                headers=headers,
                preload_content=False,
                decode_content=False,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise EngineError(f"{self._manifest.name}: {url} does not answer: {error}") from error
        try:
            data = self._read(
                answer, url, most_bytes if answer.status == 200 else LARGEST_TEXT_BYTES, deadline
            )
        except urllib3.exceptions.HTTPError as error:
            raise EngineError(f"{self._manifest.name}: {url} breaks off: {error}") from error
        finally:
            # What was read to its end has given its connection back already; any other has to be closed.
            answer.close()
        if answer.status != 200:
            said = data[:200].decode("utf-8", "replace")
            raise EngineError(f"{self._manifest.name}: {url} refuses ({answer.status}): {said}")
        return answer.headers, data

    def _read(self, answer: urllib3.BaseHTTPResponse, url: str, most_bytes: int, deadline: float) -> bytes:
        """A server that sends a byte now and then is late as well: the time counts for the whole answer."""
        data = bytearray()
        while chunk := answer.read1(CHUNK_BYTES):
            data += chunk
            if len(data) > most_bytes:
                raise EngineError(f"{self._manifest.name}: {url} answers more than {most_bytes} bytes")
            if self._clock() > deadline:
                raise EngineError(
                    f"{self._manifest.name}: {url} takes longer than {self._manifest.timeout_s} s"
                )
        return bytes(data)
