"""Prometheus metrics of the engine: read from the rooms and the gateway whenever they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from media_gateway import GatewayMetrics

from .rooms import Rooms
from .webhooks import Webhooks

_GATEWAY_COUNTERS = {
    "packets_in": "Media packets received",
    "bytes_in": "Bytes received",
    "packets_out": "Media packets sent",
    "bytes_out": "Bytes sent",
    "sends": "System calls that sent packets",
    "nacks_in": "Packets asked for again by subscribers",
    "nacks_out": "Packets asked for again from publishers",
    "retransmitted": "Packets sent again",
    "plis_in": "Key frames asked for by subscribers",
    "plis_out": "Key frames asked for from publishers",
}
_GATEWAY_GAUGES = {
    "peers": "Peer connections",
    "tracks": "Published tracks",
    "subscriptions": "Tracks being sent to subscribers",
}


class EngineCollector(Collector):
    """Nothing is counted twice: the values live where they arise."""

    def __init__(self, rooms: Rooms, webhooks: Webhooks) -> None:
        self._rooms = rooms
        self._webhooks = webhooks

    def collect(self) -> Iterator[Metric]:
        yield from self._of_rooms()
        yield from self._of_signalling()
        yield from self._of_webhooks()
        yield from _of_gateway(self._rooms.services.gateway.metrics())

    def _of_rooms(self) -> Iterator[Metric]:
        rooms = self._rooms.all()
        participants = [participant for room in rooms for participant in room.participants.values()]
        yield GaugeMetricFamily("consilium_rooms", "Open rooms", len(rooms))
        yield GaugeMetricFamily("consilium_participants", "Participants, hidden ones too", len(participants))
        away = sum(1 for participant in participants if participant.signal_lost_at is not None)
        yield GaugeMetricFamily(
            "consilium_participants_away", "Participants without a signal connection", away
        )
        waiting = sum(participant.transport.dropped_packets for participant in participants)
        yield GaugeMetricFamily(
            "consilium_data_packets_unsent",
            "Reliable packets given up for participants in rooms now",
            waiting,
        )

    def _of_signalling(self) -> Iterator[Metric]:
        counters = self._rooms.services.counters
        for name, text in (
            ("joins", "Participants that joined"),
            ("resumes", "Signal connections resumed"),
            ("signal_requests", "Signal requests"),
            ("request_errors", "Signal requests refused"),
            ("malformed", "Messages that could not be parsed"),
            ("data_packets", "Data packets forwarded"),
            ("data_bytes", "Bytes of data packets forwarded"),
            ("data_refused", "Data packets refused"),
        ):
            yield CounterMetricFamily(f"consilium_{name}", text, getattr(counters, name))

    def _of_webhooks(self) -> Iterator[Metric]:
        hooks = self._webhooks
        yield GaugeMetricFamily("consilium_webhooks_waiting", "Webhook deliveries waiting", hooks.waiting)
        yield CounterMetricFamily("consilium_webhooks_delivered", "Webhook deliveries taken", hooks.delivered)
        yield CounterMetricFamily(
            "consilium_webhooks_failed_attempts",
            "Webhook deliveries that failed and are retried",
            hooks.failed_attempts,
        )
        yield CounterMetricFamily("consilium_webhooks_dropped", "Webhook events given up", hooks.dropped)


def _of_gateway(metrics: GatewayMetrics) -> Iterator[Metric]:
    for name, text in _GATEWAY_COUNTERS.items():
        yield CounterMetricFamily(f"consilium_media_{name}", text, getattr(metrics, name))
    for name, text in _GATEWAY_GAUGES.items():
        yield GaugeMetricFamily(f"consilium_media_{name}", text, getattr(metrics, name))
    dropped = CounterMetricFamily("consilium_media_dropped", "Packets dropped", labels=["reason"])
    for reason, count in sorted(metrics.dropped.items()):
        dropped.add_metric([reason], count)
    yield dropped
    offload = float(metrics.segmentation_offload)
    yield GaugeMetricFamily("consilium_media_segmentation_offload", "Whether UDP_SEGMENT is in use", offload)


def registry(rooms: Rooms, webhooks: Webhooks) -> CollectorRegistry:
    """A registry of this engine's own."""
    own = CollectorRegistry()
    own.register(EngineCollector(rooms, webhooks))
    ProcessCollector(registry=own)
    return own
