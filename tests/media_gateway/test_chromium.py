"""A real Chromium publishes to the gateway and watches itself through it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Page

from media_gateway import Gateway, GatewaySettings, InboundTrack, Peer, Subscription
from tests.conftest import require
from tests.media_gateway.peers import Recorder
from tests.support.chromium import PROGRAM, chromium

pytestmark = pytest.mark.browser
_PAGE = Path(__file__).parent / "page.html"
_PATIENCE_S = 20.0


class Bench:
    """A gateway with an HTTP page in front of it, and what happened in it."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.recorder = Recorder()
        self.tracks: list[InboundTrack] = []
        self.subscriptions: list[Subscription] = []
        self.publisher: Peer | None = None
        self.subscriber: Peer | None = None

    async def page(self, request: web.Request) -> web.Response:
        return web.Response(text=_PAGE.read_text(), content_type="text/html")

    async def offer(self, request: web.Request) -> web.Response:
        if self.publisher is None:
            self.publisher = self.gateway.create_peer(self.recorder, label="publisher")
        offer = self.publisher.receive_offer((await request.json())["sdp"])
        for offered in offer.tracks:
            self.tracks.append(self.publisher.accept(offered.mid, f"TR_{offered.kind}"))
        return web.json_response({"sdp": self.publisher.answer()})

    async def subscribe(self, request: web.Request) -> web.Response:
        self.subscriber = self.gateway.create_peer(self.recorder, label="subscriber")
        self.subscriber.open_channel("_lossy", ordered=False, max_retransmits=0)
        for track in self.tracks:
            subscription = self.subscriber.subscribe(track, stream=f"PA_x|{track.id}", track_id=track.id)
            self.subscriptions.append(subscription)
        return web.json_response({"sdp": self.subscriber.offer()})

    async def answer(self, request: web.Request) -> web.Response:
        assert self.subscriber is not None
        self.subscriber.receive_answer((await request.json())["sdp"])
        return web.json_response({})


@asynccontextmanager
async def bench() -> AsyncIterator[tuple[Bench, Page]]:
    require(PROGRAM.exists(), f"no Chromium at {PROGRAM}")
    gateway = await Gateway.open(GatewaySettings(port=0))
    state = Bench(gateway)
    application = web.Application()
    application.router.add_get("/", state.page)
    application.router.add_post("/offer", state.offer)
    application.router.add_post("/subscribe", state.subscribe)
    application.router.add_post("/answer", state.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        async with chromium() as browser:
            page = await browser.new_page()
            await page.goto(f"http://127.0.0.1:{port}/")
            yield state, page
    finally:
        await runner.cleanup()
        await gateway.close()


async def until(condition: Callable[[], Awaitable[Any]]) -> Any:
    """Polls a real browser for a state it reaches on its own."""
    deadline = asyncio.get_running_loop().time() + _PATIENCE_S
    while True:
        value = await condition()
        if value:
            return value
        assert asyncio.get_running_loop().time() < deadline, "the browser never got there"
        await asyncio.sleep(0.1)


async def reports(page: Page, peer: str, kind: str) -> list[dict[str, Any]]:
    return [report for report in await page.evaluate(f"stats('{peer}')") if report["type"] == kind]


async def decoded(page: Page) -> dict[str, Any]:
    found = await reports(page, "subscriber", "inbound-rtp")
    return next((report for report in found if report["kind"] == "video"), {})


@pytest.mark.parametrize("codec", ["video/VP8", "video/VP9", "video/H264", "video/AV1"])
async def test_browser_sees_its_own_picture_through_the_gateway(codec: str) -> None:
    async with bench() as (state, page):
        await page.evaluate(f"publish({{codec: '{codec}'}})")
        await page.evaluate("subscribe()")
        await until(lambda: _with(decoded(page), lambda r: r.get("framesDecoded", 0) > 20))
        transport = (await reports(page, "subscriber", "transport"))[0]
        assert transport["srtpCipher"] == "SRTP_AEAD_AES_128_GCM"
        assert transport["dtlsState"] == "connected"
        assert state.tracks[0].mime == codec.lower()


async def _with(
    result: Awaitable[dict[str, Any]], check: Callable[[dict[str, Any]], bool]
) -> dict[str, Any] | None:
    value = await result
    return value if check(value) else None


async def test_simulcast_layers_are_switched_without_a_freeze() -> None:
    async with bench() as (state, page):
        await page.evaluate("publish({codec: 'video/VP8', simulcast: true})")
        await page.evaluate("subscribe()")
        track = next(track for track in state.tracks if track.kind == "video")
        assert [layer.rid for layer in track.layers] == ["q", "h", "f"]
        subscription = next(s for s in state.subscriptions if s.track is track)
        await until(lambda: _with(decoded(page), lambda r: r.get("frameWidth", 0) >= 480))
        subscription.set_quality(0)
        low = await until(lambda: _with(decoded(page), lambda r: r.get("frameWidth") == 240))
        assert subscription.current_quality == 0
        more = low["framesDecoded"] + 10
        await until(lambda: _with(decoded(page), lambda r: r["framesDecoded"] > more))
        subscription.set_quality(2)
        after = await until(lambda: _with(decoded(page), lambda r: r["frameWidth"] >= 480))
        assert after["packetsLost"] == 0
        assert after["nackCount"] == 0, "no hole in the numbers"
        assert after["pliCount"] == 0, "the decoder never lost its way"


async def test_one_connection_publishes_subscribes_and_carries_data() -> None:
    async with bench() as (state, page):
        await page.evaluate("publish({codec: 'video/VP8'})")
        assert state.publisher is not None
        for track in state.tracks:
            state.publisher.subscribe(track, stream=f"PA_x|{track.id}", track_id=track.id)
        assert state.publisher.unbound_subscriptions() == (1, 1)
        await page.evaluate("negotiate()")
        assert state.publisher.unbound_subscriptions() == (0, 0)
        assert sorted(state.publisher.section_tracks().values()) == ["TR_audio", "TR_video"]

        async def received() -> dict[str, Any]:
            found = await reports(page, "publisher", "inbound-rtp")
            return next((report for report in found if report["kind"] == "video"), {})

        await until(lambda: _with(received(), lambda r: r.get("framesDecoded", 0) > 20))
        message = "to the page, 中文"
        assert state.publisher.send("_reliable", message.encode())
        await page.wait_for_function("peers.messages.length == 1")
        assert await page.evaluate("peers.messages[0]") == message
        await page.evaluate("peers.channel.send('to the gateway')")
        await until(lambda: _told(state.recorder.messages))
        assert state.recorder.messages == [("_reliable", b"to the gateway")]


async def test_bursts_leave_in_few_system_calls_and_feedback_opens_the_uplink() -> None:
    async with bench() as (state, page):
        await page.evaluate("publish({codec: 'video/VP8'})")
        await page.evaluate("subscribe()")

        async def uplink() -> dict[str, Any]:
            pairs = await reports(page, "publisher", "candidate-pair")
            return next((pair for pair in pairs if pair.get("nominated")), {})

        await until(lambda: _with(uplink(), lambda r: r.get("availableOutgoingBitrate", 0) > 1_000_000))
        await until(lambda: _with(decoded(page), lambda r: r.get("framesDecoded", 0) > 60))
        metrics = state.gateway.metrics()
        assert metrics.segmentation_offload
        assert metrics.dropped == {}


async def _told(messages: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return messages
