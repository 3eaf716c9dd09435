"""Images taken in per second: C-STORE from one and several senders, and STOW, here and by Orthanc."""

from __future__ import annotations

import http.client
import subprocess
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from benchmarks.archive.servers import Server
from benchmarks.archive.slices import SliceMaker, SliceSeries
from benchmarks.report import Row

IMAGES = 320
SENDERS = (1, 4, 8)
STOW_BATCH = 20
GOAL = "1.3 x peer"
NODELAY = {"TCP_NODELAY": "1"}
"""Debian's dcmtk sets the option only where the environment says so; an image takes 47 ms longer without."""


def rows(ours: Server, peer: Server, maker: SliceMaker, folder: Path) -> list[Row]:
    """C-STORE and STOW figures; the same files go to both, one server after the other."""
    table = []
    for senders in SENDERS:
        share = [
            maker.series(folder / f"store-{senders}-{number}", IMAGES // senders, f"S{senders}N{number}")
            for number in range(senders)
        ]
        seen, other = store_rate(ours, share), store_rate(peer, share)
        name = f"C-STORE, {senders} sender{'s' if senders > 1 else ''}, 0.5 MB images"
        table.append(Row(name, f"{seen:.0f}/s ({seen / other:.2f} x)", GOAL, f"{other:.0f}/s"))
    series = maker.series(folder / "stow", IMAGES, "STOW")
    seen, other = stow_rate(ours, series), stow_rate(peer, series)
    table.append(Row("STOW, one client", f"{seen:.0f}/s ({seen / other:.2f} x)", "", f"{other:.0f}/s"))
    return table


def store_rate(server: Server, share: Sequence[SliceSeries]) -> float:
    """Images per second over all senders together, from their start to the last answer."""
    began = time.monotonic()
    senders = [
        subprocess.Popen(
            [
                *("storescu", "-aet", server.sender_aet, "-aec", server.aet),
                *("127.0.0.1", str(server.dicom_port), *map(str, series.paths)),
            ],
            env=NODELAY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for series in share
    ]
    for sender in senders:
        output, _ = sender.communicate()
        if sender.returncode != 0 or b"W:" in output or b"E:" in output:
            raise RuntimeError(f"storescu to {server.aet}: {output.decode(errors='replace')[-500:]}")
    return sum(len(series.paths) for series in share) / (time.monotonic() - began)


def stow_rate(server: Server, series: SliceSeries) -> float:
    """Images per second, `STOW_BATCH` in a request, one request at a time."""
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=120)
    bodies = [
        _multipart(series.paths[start : start + STOW_BATCH])
        for start in range(0, len(series.paths), STOW_BATCH)
    ]
    began = time.monotonic()
    for boundary, body in bodies:
        content_type = f'multipart/related; type="application/dicom"; boundary={boundary}'
        headers = {**server.headers, "Content-Type": content_type, "Accept": "application/dicom+json"}
        connection.request("POST", f"{server.root}/studies", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"STOW to {server.aet}: {answer.status} {text[:500]!r}")
    return len(series.paths) / (time.monotonic() - began)


def _multipart(paths: Sequence[Path]) -> tuple[str, bytes]:
    boundary = uuid.uuid4().hex
    head = f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode()
    body = b"".join(head + path.read_bytes() + b"\r\n" for path in paths)
    return boundary, body + f"--{boundary}--\r\n".encode()
