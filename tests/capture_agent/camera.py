"""A network camera for tests: RTSP with RTP over the same TCP connection (RFC 2326, section 10.12), H.264."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np

WIDTH, HEIGHT, FPS = 320, 240, 25
SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\n"
    f"a=framerate:{FPS}\r\na=control:video\r\n"
)


class Camera:
    """Shows a bright bar that moves; `unplug` breaks the line of whoever watches, `plug_in` lets them come
    again."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"rtsp://127.0.0.1:{self._listener.getsockname()[1]}/live"
        self.watchers = 0
        self._plugged = True
        self._connections: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        self._plugged = False
        for connection in self._connections:
            connection.shutdown(socket.SHUT_RDWR)
        self._connections.clear()

    def plug_in(self) -> None:
        self._plugged = True

    def close(self) -> None:
        self.unplug()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            if not self._plugged:
                connection.close()
                continue
            self._connections.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        """Answers requests until the watcher plays, then streams until the line breaks."""
        with connection, connection.makefile("rb") as lines:
            try:
                while request := lines.readline():
                    headers = {}
                    while line := lines.readline().strip():
                        name, _, value = line.partition(b":")
                        headers[name.strip().lower()] = value.strip().decode()
                    method = request.split(b" ")[0].decode()
                    connection.sendall(self._answer(method, headers[b"cseq"]))
                    if method == "PLAY":
                        self.watchers += 1
                        for packet in rtp_packets():
                            connection.sendall(b"$\0" + len(packet).to_bytes(2, "big") + packet)
            except OSError:
                return

    def _answer(self, method: str, sequence: str) -> bytes:
        answer = [f"RTSP/1.0 200 OK\r\nCSeq: {sequence}"]
        body = ""
        match method:
            case "OPTIONS":
                answer.append("Public: DESCRIBE, SETUP, PLAY, TEARDOWN")
            case "DESCRIBE":
                body = SDP
                answer += ["Content-Type: application/sdp", f"Content-Base: {self.url}/"]
            case "SETUP":
                answer += ["Transport: RTP/AVP/TCP;unicast;interleaved=0-1", "Session: 1"]
            case _:
                answer.append("Session: 1")
        answer.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(answer) + "\r\n\r\n" + body).encode()


def rtp_packets() -> Iterator[bytes]:
    """The moving bar at FPS, encoded and packetised by FFmpeg, without end."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(0.2)
        muxer = av.open(f"rtp://127.0.0.1:{receiver.getsockname()[1]}?pkt_size=1200", "w", format="rtp")
        with muxer:
            stream = muxer.add_stream("libx264", rate=FPS)
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            stream.options = {
                "tune": "zerolatency",
                "preset": "ultrafast",
                "g": str(FPS),
                "x264-params": "repeat-headers=1",
            }
            pause = threading.Event()
            number = 0
            while not pause.wait(1 / FPS):
                for packet in stream.encode(bar(number)):
                    muxer.mux(packet)
                    yield from waiting(receiver)
                number += 1


def bar(number: int) -> av.VideoFrame:
    luma = np.full((HEIGHT, WIDTH), 30, np.uint8)
    left = 8 * number % (WIDTH - 40)
    luma[:, left : left + 40] = 220
    i420 = np.concatenate((luma, np.full((HEIGHT // 2, WIDTH), 128, np.uint8)))
    frame = av.VideoFrame.from_ndarray(i420, format="yuv420p")
    frame.pts, frame.time_base = number, Fraction(1, FPS)
    return frame


def waiting(receiver: socket.socket) -> Iterator[bytes]:
    """The datagrams that have arrived: at least one, until none has come for a moment."""
    receiver.settimeout(0.2)
    try:
        while True:
            yield receiver.recv(2000)
            receiver.settimeout(0.002)
    except TimeoutError:
        return
