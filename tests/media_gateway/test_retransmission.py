"""What a subscriber asks for again it gets again, within limits and safely."""

from media_gateway.rtcp import KeyFrameRequest, Nack

from .stage import Publisher, Stage, simulcast


def test_nack_is_answered_with_the_very_same_packet() -> None:
    """Two plaintexts under one number would give AES-GCM's key away."""
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True, packets=3)
    datagrams = list(stage.transport.wire.datagrams)
    lost = stage.take()[1]
    stage.clock.now += 0.2
    stage.sender.receive(Nack(1, stage.subscription.ssrc, (lost.sequence,)), stage.clock.now)
    assert stage.transport.wire.datagrams == [datagrams[1]]
    assert stage.counters.retransmitted == 1


def test_nack_across_a_switch_finds_the_old_layers_packet() -> None:
    stage, publishers = simulcast()
    stage.take()
    old = publishers["f"].send_frame()
    stage.subscription.set_quality(0)
    stage.tick()
    publishers["q"].send_frame(key=True)
    old_out, _ = stage.take()
    stage.sender.receive(Nack(1, stage.subscription.ssrc, (old_out.sequence,)), stage.clock.now)
    assert len(stage.transport.wire.datagrams) == 1
    assert old[0].payload[6:] == old_out.payload[6:]


def test_nack_for_an_earlier_stream_of_the_layer_is_not_answered_with_packets_of_the_next() -> None:
    """Not even when the publisher comes back to an SSRC it had before."""
    stage = Stage()
    first = Publisher(stage, "", 1000, 5)
    first.send_frame(key=True)
    (sent,) = stage.take()
    stage.track.restarted(stage.track.layers[0])
    again = Publisher(stage, "", 1000, 5)
    again.send_frame(key=True)
    stage.take()
    stage.sender.receive(Nack(1, stage.subscription.ssrc, (sent.sequence,)), stage.clock.now)
    assert stage.take() == []


def test_streams_of_one_subscriber_never_share_an_ssrc() -> None:
    stage = Stage()
    pairs = [stage.sender.allocate_ssrcs() for _ in range(100)]
    assert len({ssrc for pair in pairs for ssrc in pair}) == 200


def test_nack_is_answered_by_rtx_where_negotiated() -> None:
    stage = Stage(repair=True)
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True, packets=3)
    lost = stage.take()[1]
    stage.sender.receive(Nack(1, stage.subscription.ssrc, (lost.sequence,)), stage.clock.now)
    (repair,) = stage.take()
    assert repair.ssrc == stage.subscription.repair_ssrc
    assert repair.payload_type == 50
    assert repair.payload == lost.sequence.to_bytes(2, "big") + lost.payload
    assert repair.timestamp == lost.timestamp


def test_retransmissions_stay_within_their_budget() -> None:
    stage = Stage(repair=True)
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True, packets=300)
    sequences = tuple(packet.sequence for packet in stage.take())
    stage.sender.receive(Nack(1, stage.subscription.ssrc, sequences), stage.clock.now)
    resent = sum(len(datagram) for datagram in stage.transport.wire.datagrams)
    assert 0 < resent < 50_000
    assert stage.counters.dropped["nack_budget"] > 0


def test_repeated_nack_for_one_packet_is_answered_once_in_a_round_trip() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    (packet,) = stage.take()
    for _ in range(5):
        stage.sender.receive(Nack(1, stage.subscription.ssrc, (packet.sequence,)), stage.clock.now)
    assert len(stage.transport.wire.datagrams) == 1


def test_nack_for_what_never_was_is_ignored() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    (packet,) = stage.take()
    for sequence in (packet.sequence + 5, packet.sequence - 5, packet.sequence + 30_000):
        stage.sender.receive(Nack(1, stage.subscription.ssrc, (sequence & 0xFFFF,)), stage.clock.now)
        stage.sender.receive(Nack(1, 12345, (packet.sequence,)), stage.clock.now)
    assert stage.transport.wire.datagrams == []


def test_storm_of_picture_loss_reaches_the_publisher_once() -> None:
    stage = Stage()
    publisher = Publisher(stage, "", 1000, 5)
    publisher.send_frame(key=True)
    stage.clock.now += 5
    stage.source.requests.clear()
    for _ in range(50):
        stage.sender.receive(KeyFrameRequest(1, stage.subscription.ssrc), stage.clock.now)
    assert stage.source.requests == [publisher.layer.ssrc]
