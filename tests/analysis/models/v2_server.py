"""A server of the Open Inference Protocol (KServe v2) for tests, which can also misbehave.

It is ours and follows the published protocol; test_mlserver.py holds the engine against somebody else's.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import numpy as np
import onnxruntime

JSON_LENGTH = "Inference-Header-Content-Length"


@dataclass
class Behaviour:
    """How it answers; changed by tests while it runs."""

    model: bytes
    binary: bool = True
    """Whether it names the extension; tensors come back as they were asked for."""
    shape: list[int] = field(default_factory=lambda: [-1, 1, 24, 32])
    status: int = 200
    answer: bytes | None = None
    """Instead of what the model says."""
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    byte_each_s: float = 0.0
    asked: list[str] = field(default_factory=list)
    bytes_taken: int = 0
    connections: int = 0


@contextmanager
def serving(behaviour: Behaviour, port: int = 0) -> Iterator[int]:
    """The port, on loopback, while it runs."""
    session = onnxruntime.InferenceSession(behaviour.model, providers=["CPUExecutionProvider"])

    connections: list[socket.socket] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            connections.append(self.connection)
            behaviour.connections += 1

        def do_GET(self) -> None:
            behaviour.asked.append(self.path)
            if self.path == "/v2":
                extensions = ["binary_tensor_data"] if behaviour.binary else []
                self._json({"name": "test", "version": "1", "extensions": extensions})
                return
            (entry,) = session.get_inputs()
            outputs = [
                {"name": one.name, "datatype": "FP32", "shape": _shape(one.shape)}
                for one in session.get_outputs()
            ]
            inputs = [{"name": entry.name, "datatype": "FP32", "shape": behaviour.shape}]
            self._json({"name": "small", "platform": "onnx", "inputs": inputs, "outputs": outputs})

        def do_POST(self) -> None:
            behaviour.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if behaviour.answer is not None:
                self._send(behaviour.answer, behaviour.answer_headers)
                return
            length = int(self.headers.get(JSON_LENGTH, len(body)))
            asked = json.loads(body[:length])
            behaviour.bytes_taken += len(body) - length
            (one,) = asked["inputs"]
            values = np.frombuffer(body[length:], "<f4") if length < len(body) else np.array(one["data"])
            feeds = {one["name"]: values.astype(np.float32).reshape(one["shape"])}
            names = [wanted["name"] for wanted in asked["outputs"]]
            as_bytes = all(wanted.get("parameters", {}).get("binary_data") for wanted in asked["outputs"])
            self._answer(dict(zip(names, session.run(names, feeds), strict=True)), as_bytes)

        def _answer(self, values: Mapping[str, np.ndarray], as_bytes: bool) -> None:
            outputs, rest = [], b""
            for name, value in values.items():
                told: dict[str, Any] = {"name": name, "datatype": "FP32", "shape": list(value.shape)}
                if as_bytes:
                    told["parameters"] = {"binary_data_size": value.nbytes}
                    rest += value.tobytes()
                else:
                    told["data"] = value.ravel().tolist()
                outputs.append(told)
            head = json.dumps({"model_name": "small", "outputs": outputs}).encode()
            self._send(head + rest, {JSON_LENGTH: str(len(head))} if as_bytes else {})

        def _json(self, told: object) -> None:
            self._send(json.dumps(told).encode(), {})

        def _send(self, body: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(behaviour.status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if not behaviour.byte_each_s:
                self.wfile.write(body)
                return
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                self.wfile.flush()
                time.sleep(behaviour.byte_each_s)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: tests tell what is wrong."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                # Whoever does not like an answer hangs up.
                self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
            for connection in connections:
                # Those that wait for a next request would go on answering.
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


def _shape(lengths: list[int | str]) -> list[int]:
    return [length if isinstance(length, int) else -1 for length in lengths]
