"""MLServer, somebody else's server of the Open Inference Protocol (KServe v2), with one ONNX model.

It lives in an environment of its own, because what it needs is not what Consilium needs.
"""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.support.processes import Child, free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
EXECUTABLE = ROOT / ".setup" / "mlserver" / "bin" / "mlserver"
RUNTIME = Path(__file__).with_name("mlserver_runtime.py")
START_WITHIN_S = 120.0
"""Its first start compiles what was installed."""


def available() -> bool:
    return EXECUTABLE.exists()


class MlServer:
    """Serves `model`, an ONNX file, as `name`; started with `start`, ended with `stop`."""

    def __init__(
        self,
        folder: Path,
        name: str,
        model: Path,
        inputs: list[dict[str, Any]],
        outputs: list[dict[str, Any]],
    ) -> None:
        """`inputs` and `outputs` are their descriptions in the words of the protocol."""
        self._folder = folder
        self._port = free_port()
        self._process: Child | None = None
        self._settings = {
            "name": name,
            "implementation": f"{RUNTIME.stem}.OnnxModel",
            "parameters": {"uri": str(model)},
            "inputs": inputs,
            "outputs": outputs,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Alone in its folder: it is the folder that goes on the server's path.
        shutil.copy(RUNTIME, self._folder)
        listen = {"http_port": self._port, "grpc_port": free_port(), "metrics_port": free_port()}
        server = {"host": "127.0.0.1", "parallel_workers": 0, **listen}
        (self._folder / "settings.json").write_text(json.dumps(server))
        (self._folder / "model-settings.json").write_text(json.dumps(self._settings))
        self._process = Child(
            [str(EXECUTABLE), "start", str(self._folder)],
            self._folder / "mlserver.log",
            {"PYTHONPATH": str(self._folder)},
        )
        try:
            wait_for("MLServer", self._ready, START_WITHIN_S)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{self._process.text}") from error

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/v2/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
