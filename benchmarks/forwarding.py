"""What forwarding costs: CPU per packet, added delay and memory, beside Janus with the same load.

One track in bursts goes to 50 viewers, each an ordinary WebRTC connection. CPU is the whole process's, user
and system; delay is the kernel's arrival time at the viewer less the time just before the source encrypts.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import psutil

from benchmarks import engine_process, janus, livekit_load
from benchmarks.burst_source import BurstSource
from benchmarks.peerconnection import Connection, Drain, Received
from benchmarks.report import Row, percentile

VIEWERS = 50
SETTLE_S = 3.0
MEASURE_S = 10.0
JOIN_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class Forwarding:
    """The figures of one server."""

    cpu_us_per_packet: float
    packets: int
    expected: int
    delay_p50_ms: float
    delay_p99_ms: float
    memory_per_viewer_mb: float


@asynccontextmanager
async def engine() -> AsyncIterator[tuple[int, psutil.Process]]:
    """The engine in its own process: its HTTP port and its process."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.engine_process", stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    try:
        line = await asyncio.wait_for(child.stdout.readline(), 20)
        if not line:
            raise RuntimeError("the engine did not start")
        yield int(line.split()[0]), psutil.Process(child.pid)
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


async def measure_engine(session: aiohttp.ClientSession) -> Forwarding:
    async with engine() as (port, process):
        url = f"http://127.0.0.1:{port}"

        def token(identity: str, *, publish: bool) -> str:
            key, secret = engine_process.KEY, engine_process.SECRET
            return livekit_load.token(key, secret, "load", identity, publish=publish)

        source = livekit_load.Participant(session, url, token("source", publish=True))
        await source.join()
        await source.publish()
        assert source.publisher is not None
        before = process.memory_info().rss
        viewers = [
            livekit_load.Participant(session, url, token(f"viewer-{n}", publish=False))
            for n in range(VIEWERS)
        ]
        for start in range(0, VIEWERS, JOIN_AT_ONCE):
            group = viewers[start : start + JOIN_AT_ONCE]
            await asyncio.gather(*(viewer.join() for viewer in group))
            await asyncio.gather(*(viewer.subscriber.connected() for viewer in group))
        try:
            send = sender(source.publisher)
            protect = source.publisher.dtls._tx_srtp.protect
            ssrc, payload_type = negotiated(source.publisher)
            return await measure(
                process,
                [viewer.subscriber for viewer in viewers],
                lambda: BurstSource(protect, send, ssrc, payload_type),
                before,
            )
        finally:
            await asyncio.gather(*(participant.close() for participant in [source, *viewers]))


async def measure_janus(session: aiohttp.ClientSession) -> Forwarding:
    async with janus.running(session) as peer:
        process = psutil.Process(peer.pid)
        before = process.memory_info().rss
        viewers: list[Connection] = []
        for _ in range(0, VIEWERS, JOIN_AT_ONCE):
            viewers += await asyncio.gather(*(janus.watch(session, peer.url) for _ in range(JOIN_AT_ONCE)))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            target = ("127.0.0.1", peer.rtp_port)
            try:
                return await measure(
                    process,
                    viewers,
                    lambda: BurstSource(
                        bytes, lambda packet: out.sendto(packet, target), 1, janus.PAYLOAD_TYPE
                    ),
                    before,
                )
            finally:
                await asyncio.gather(*(viewer.close() for viewer in viewers))


async def measure(
    process: psutil.Process, viewers: Sequence[Connection], start: Callable[[], BurstSource], rss_before: int
) -> Forwarding:
    drain = Drain(viewers)
    source = start()
    try:
        await asyncio.sleep(SETTLE_S)
        cpu = sum(process.cpu_times()[:2])
        drain.begin()
        await asyncio.sleep(MEASURE_S)
        drain.end()
        cpu = sum(process.cpu_times()[:2]) - cpu
        rss = process.memory_info().rss - rss_before
    finally:
        source.stop()
        drain.stop()
    packets = sum(len(received.times) for received in drain.received)
    delays = [
        delay
        for connection, received in zip(viewers, drain.received, strict=True)
        for delay in delays_ms(connection, received, source.left)
    ]
    if not delays:
        raise RuntimeError("nothing was forwarded")
    return Forwarding(
        cpu_us_per_packet=cpu / packets * 1e6,
        packets=packets,
        expected=int(VIEWERS * MEASURE_S * 390),
        delay_p50_ms=percentile(delays, 0.5),
        delay_p99_ms=percentile(delays, 0.99),
        memory_per_viewer_mb=rss / VIEWERS / 1e6,
    )


def delays_ms(connection: Connection, received: Received, left: dict[int, int]) -> list[float]:
    """The delay of each packet; the sample, decrypted, tells how the server renumbered the stream."""
    if not received.sample:
        return []
    plain = connection.dtls._rx_srtp.unprotect(received.sample)
    shift = int.from_bytes(plain[2:4], "big") - int.from_bytes(plain[-2:], "big")
    pairs = zip(received.times, received.sequences, strict=True)
    return [
        (arrived - left[(sequence - shift) & 0xFFFF]) / 1e6
        for arrived, sequence in pairs
        if (sequence - shift) & 0xFFFF in left
    ]


def sender(connection: Connection) -> Callable[[bytes], object]:
    """Sends from the source's thread on the socket that ICE chose."""
    _, raw, address = connection.pair()
    plain = socket.socket(fileno=socket.dup(raw.fileno()))
    return lambda packet: plain.sendto(packet, address)


def negotiated(connection: Connection) -> tuple[int, int]:
    """The SSRC that was offered and the payload type that was agreed for VP8."""
    transceiver = connection.pc.getTransceivers()[0]
    codec = next(codec for codec in transceiver._codecs if codec.name == "VP8")
    return transceiver.sender._ssrc, codec.payloadType


async def rows() -> list[Row]:
    async with aiohttp.ClientSession() as session:
        ours = await measure_engine(session)
        try:
            theirs = await measure_janus(session)
        except janus.JanusError as error:
            return table(ours, None, str(error).splitlines()[0])
    return table(ours, theirs, "")


def table(ours: Forwarding, theirs: Forwarding | None, why: str) -> list[Row]:
    def peer(show: Callable[[Forwarding], str]) -> str:
        return f"Janus {show(theirs)}" if theirs else why

    def row(what: str, goal: str, show: Callable[[Forwarding], str]) -> Row:
        return Row(what, show(ours), goal, peer(show))

    return [
        row(
            f"CPU per forwarded packet, {VIEWERS} viewers", "4 us", lambda f: f"{f.cpu_us_per_packet:.2f} us"
        ),
        row("added delay p50", "1 ms", lambda f: f"{f.delay_p50_ms:.2f} ms"),
        row("added delay p99", "5 ms", lambda f: f"{f.delay_p99_ms:.2f} ms"),
        row("packets delivered of sent", "all", lambda f: f"{f.packets}/{f.expected}"),
        row("memory per viewer", "0.5 MB", lambda f: f"{f.memory_per_viewer_mb:.2f} MB"),
    ]


if __name__ == "__main__":
    from benchmarks.report import machine
    from benchmarks.report import table as text

    print(machine(), "\n" + text(asyncio.run(rows())))
