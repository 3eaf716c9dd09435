"""A line of one's own: a network namespace behind a link whose rate a test chooses."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PREFIX_LENGTH = 30


@dataclass(frozen=True, slots=True)
class Line:
    """The namespace, the addresses of its two ends, and the device on the near side."""

    namespace: str
    near: str
    far: str
    device: str

    def shape(self, rate: str, *, queue: str = "200ms") -> None:
        """Limits what the near end sends to a rate ("700kbit") with a queue of so long, as a modem does.

        A token bucket, because not every kernel carries netem.
        """
        _run(
            "tc",
            "qdisc",
            "replace",
            "dev",
            self.device,
            "root",
            *f"tbf rate {rate} burst 4kb".split(),
            "latency",
            queue,
        )

    def cut(self) -> None:
        """Nothing passes any more, in either direction."""
        _run("ip", "link", "set", self.device, "down")

    def mend(self) -> None:
        _run("ip", "link", "set", self.device, "up")

    def program(self, folder: Path, path: Path) -> Path:
        """A script that starts a program at the far end."""
        script = folder / f"{path.name}-at-the-far-end"
        script.write_text(f'#!/bin/sh\nexec ip netns exec {self.namespace} {path} "$@"\n')
        script.chmod(0o755)
        return script


@contextmanager
def line() -> Iterator[Line]:
    """Makes the namespace and the link; needs root."""
    # Addresses of RFC 2544 benchmarks, which no other network of this machine has.
    number = os.getpid() % 16_000
    base = f"198.18.{number // 64}.{number % 64 * 4}"
    near, far = (f"{base.rsplit('.', 1)[0]}.{number % 64 * 4 + host}" for host in (1, 2))
    name = f"consilium{os.getpid()}"
    device, far_device = f"cn{os.getpid()}", f"cf{os.getpid()}"
    _run("ip", "netns", "add", name)
    try:
        _run("ip", "link", "add", device, "type", "veth", "peer", "name", far_device, "netns", name)
        _run("ip", "address", "add", f"{near}/{PREFIX_LENGTH}", "dev", device)
        _run("ip", "link", "set", device, "up")
        for command in (
            ("address", "add", f"{far}/{PREFIX_LENGTH}", "dev", far_device),
            ("link", "set", far_device, "up"),
            ("link", "set", "lo", "up"),
        ):
            _run("ip", "-n", name, *command)
        yield Line(name, near, far, device)
    finally:
        _run("ip", "netns", "delete", name)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=20)
