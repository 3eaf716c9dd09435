"""How long a client waits: queries, series metadata, one frame, one rendered picture, here and at Orthanc."""

from __future__ import annotations

from pathlib import Path

from benchmarks.archive.ingest import store_rate
from benchmarks.archive.servers import Reader, Server
from benchmarks.archive.slices import SliceMaker, SliceSeries
from benchmarks.report import Row, percentile

SLICES = 300
TIMES = 200
FEWER = 30

JSON = "application/dicom+json"
FRAME = 'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1'
RENDERED = "image/jpeg"


def rows(ours: Server, peer: Server, maker: SliceMaker, folder: Path) -> list[Row]:
    """Latencies with a series of 300 slices, p50 and p95, warm; each asks for another slice."""
    series = maker.series(folder / "reading", SLICES, "READING")
    store_rate(ours, [series])
    store_rate(peer, [series])
    study = f"/studies/{series.study_uid}"
    one_series = f"{study}/series/{series.series_uid}"
    wanted = [
        ("QIDO studies", "", [f"/studies?PatientID=READING&limit={n + 1}" for n in range(TIMES)], JSON),
        ("QIDO series", "", [f"{study}/series"] * TIMES, JSON),
        ("series metadata, 300 slices", "10 ms p50", [f"{one_series}/metadata"] * FEWER, JSON),
        ("one frame, 512 x 512", "peer's", _frames(one_series, series, "frames/1"), FRAME),
        ("one rendered frame", "peer's", _frames(one_series, series, "rendered"), RENDERED),
    ]
    table = []
    for name, goal, paths, accept in wanted:
        seen, other = _latency(ours, paths, accept), _latency(peer, paths, accept)
        table.append(Row(f"{name}, p50 / p95", seen, goal, other))
    return table


def _frames(one_series: str, series: SliceSeries, what: str) -> list[str]:
    uids = series.instance_uids
    return [f"{one_series}/instances/{uids[n % len(uids)]}/{what}" for n in range(TIMES)]


def _latency(server: Server, paths: list[str], accept: str) -> str:
    reader = Reader(server)
    for path in paths[:5]:
        reader.milliseconds(path, accept)
    taken = [reader.milliseconds(path, accept)[0] for path in paths]
    return f"{percentile(taken, 0.5):.1f} / {percentile(taken, 0.95):.1f} ms"
