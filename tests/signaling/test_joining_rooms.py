"""Who gets into a room, what they are told, and how they leave it."""

import pytest
from livekit.protocol.models import DisconnectReason, ParticipantInfo
from livekit.protocol.rtc import LeaveRequest, Ping

from signaling import upkeep
from signaling.errors import Refused
from signaling.grants import RoomOptions
from signaling.joining import JoinParameters
from tests.signaling.fakes import Sink, World


def test_join_response_comes_first_and_says_what_the_client_needs(world: World) -> None:
    ann = world.join("ann")
    bob = world.join("bob", name="Bob", metadata="m", attributes={"a": "1"})
    assert bob.sink.kinds()[0] == "join"
    join = bob.sink.last("join")
    me = join.participant
    assert (me.identity, me.name, me.metadata) == ("bob", "Bob", "m")
    assert me.state == ParticipantInfo.ACTIVE
    assert dict(me.attributes) == {"a": "1"}
    assert [p.identity for p in join.other_participants] == ["ann"]
    assert join.subscriber_primary
    assert join.server_info.version
    assert join.ping_interval
    assert {codec.mime for codec in join.enabled_publish_codecs} >= {"video/VP8", "audio/opus"}
    update = ann.sink.last("update").participants[0]
    assert (update.identity, update.state) == ("bob", ParticipantInfo.JOINED)


def test_others_learn_when_media_is_connected(world: World) -> None:
    ann, bob = world.join("ann"), world.join("bob")
    bob.connect()
    assert ann.sink.last("update").participants[0].state == ParticipantInfo.ACTIVE
    assert world.events.names == ["room_started", "participant_joined"]


def test_the_server_offers_at_once_in_the_dual_form(world: World) -> None:
    ann = world.join("ann")
    offer = ann.sink.last("offer")
    assert (offer.type, offer.id) == ("offer", 1)
    assert ann.down.channels == {"_reliable", "_lossy", "_data_track"}


def test_the_offer_of_a_single_form_join_is_answered_after_the_join_response(world: World) -> None:
    ann = world.join("ann", single=True, offer={"spare": [3, 3]})
    kinds = ann.sink.kinds()
    assert kinds.index("join") < kinds.index("answer")
    assert ann.sink.last("answer").id == 1
    assert not ann.sink.last("join").subscriber_primary
    assert "offer" not in kinds


def test_the_older_of_one_identity_is_told_and_closed(world: World) -> None:
    watcher, old = world.join("watcher"), world.join("ann")
    new = world.join("ann")
    leave = old.sink.last("leave")
    assert (leave.reason, leave.action) == (DisconnectReason.DUPLICATE_IDENTITY, LeaveRequest.DISCONNECT)
    assert old.sink.closed is not None
    assert old.down.closed
    states = [u.participants[0].state for u in watcher.sink.all("update")][-2:]
    assert states == [ParticipantInfo.DISCONNECTED, ParticipantInfo.JOINED]
    assert world.rooms.get("room").participants["ann"] is new.p  # type: ignore[union-attr]


def test_losing_the_older_connection_afterwards_leaves_the_newer_alone(world: World) -> None:
    old = world.join("ann")
    new = world.join("ann")
    world.rooms.signal_lost(old.presence, old.sink)
    assert new.p.signal_lost_at is None
    assert not new.p.gone


def test_a_full_room_admits_hidden_viewers_and_returning_identities_only() -> None:
    world = World(max_participants=1)
    world.join("ann")
    with pytest.raises(Refused) as refused:
        world.join("bob")
    assert refused.value.status == 403
    world.join("ann")
    world.join("viewer", hidden=True)


def test_hidden_participants_are_seen_by_nobody(world: World) -> None:
    ann = world.join("ann")
    viewer = world.join("viewer", hidden=True).connect()
    assert ann.sink.all("update") == []
    assert [p.identity for p in world.join("bob").sink.last("join").other_participants] == ["ann"]
    assert [p.identity for p in viewer.sink.last("join").other_participants] == ["ann"]
    assert world.rooms.get("room").info().num_participants == 2  # type: ignore[union-attr]


def test_leaving_tells_the_others_and_closes_the_transport(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob")
    ann.ask(leave=LeaveRequest())
    gone = bob.sink.last("update").participants[0]
    assert (gone.state, gone.disconnect_reason) == (
        ParticipantInfo.DISCONNECTED,
        DisconnectReason.CLIENT_INITIATED,
    )
    assert ann.down.closed
    assert world.events.names[-1] == "participant_left"


def test_who_stays_without_signal_for_longer_than_the_resume_window_is_gone(world: World) -> None:
    ann, bob = world.join("ann"), world.join("bob")
    world.rooms.signal_lost(ann.presence, ann.sink)
    world.now += 14.9
    bob.p.last_heard = world.now
    upkeep.review(world.rooms)
    assert not ann.p.gone
    world.now += 0.2
    upkeep.review(world.rooms)
    assert ann.p.gone
    assert bob.sink.last("update").participants[0].identity == "ann"


def test_a_silent_signal_connection_counts_as_lost(world: World) -> None:
    ann = world.join("ann").connect()
    world.now += 21
    upkeep.review(world.rooms)
    assert ann.sink.closed == "ping timeout"
    assert ann.p.signal_lost_at == world.now


def test_who_never_connects_media_is_dismissed(world: World) -> None:
    ann = world.join("ann").answered()
    for _ in range(4):
        world.now += 10
        ann.p.last_heard = world.now
        upkeep.review(world.rooms)
    assert ann.sink.last("leave").reason == DisconnectReason.JOIN_FAILURE
    assert "participant_left" not in world.events.names


def test_a_client_that_leaves_an_offer_unanswered_has_to_rejoin(world: World) -> None:
    ann = world.join("ann")
    ann.p.transport.peer_connected(ann.down)
    for _ in range(2):
        world.now += 8
        ann.p.last_heard = world.now
        upkeep.review(world.rooms)
    assert ann.sink.last("leave").action == LeaveRequest.RECONNECT


def test_a_failed_transport_asks_for_a_fresh_join(world: World) -> None:
    ann = world.join("ann").connect()
    ann.p.transport.peer_closed(ann.down, "consent expired")
    assert not ann.p.gone, "the client may be about to say goodbye"
    world.now += 1
    upkeep.review(world.rooms)
    assert ann.sink.last("leave").action == LeaveRequest.RECONNECT
    assert ann.p.gone


def test_a_room_ends_some_time_after_the_last_participant_left(world: World) -> None:
    world.join("ann").ask(leave=LeaveRequest())
    world.now += 19
    upkeep.review(world.rooms)
    assert world.rooms.get("room") is not None
    world.now += 1
    upkeep.review(world.rooms)
    assert world.rooms.get("room") is None
    assert world.events.names[-1] == "room_finished"


def test_a_room_nobody_joined_stays_for_its_empty_timeout() -> None:
    world = World(empty_timeout_s=60)
    world.rooms.create("room", RoomOptions())
    world.now += 59
    upkeep.review(world.rooms)
    assert world.rooms.get("room") is not None
    world.now += 1
    upkeep.review(world.rooms)
    assert world.rooms.get("room") is None


def test_agents_do_not_keep_a_room_open(world: World) -> None:
    agent, ann = world.join("agent", kind="agent").answered(), world.join("ann")
    ann.ask(leave=LeaveRequest())
    world.now += 20
    agent.p.last_heard = world.now
    upkeep.review(world.rooms)
    assert world.rooms.get("room") is None
    assert agent.sink.last("leave").reason == DisconnectReason.ROOM_CLOSED


def test_the_token_may_say_how_its_room_is_created(world: World) -> None:
    world.join("ann", roomConfig={"maxParticipants": 2, "metadata": "m", "departureTimeout": 5})
    info = world.rooms.get("room").info()  # type: ignore[union-attr]
    assert (info.max_participants, info.metadata, info.departure_timeout) == (2, "m", 5)


def test_metadata_sent_with_the_join_counts_only_with_the_grant(world: World) -> None:
    parameters = JoinParameters(single=False, metadata="mine", attributes={"k": "v"})
    sink = Sink()
    world.rooms.join(world.claims("ann"), parameters, sink)
    assert sink.last("join").participant.metadata == ""
    world.rooms.join(world.claims("bob", canUpdateOwnMetadata=True), parameters, sink)
    assert sink.last("join").participant.metadata == "mine"
    assert dict(sink.last("join").participant.attributes) == {"k": "v"}


def test_stopping_the_engine_asks_clients_to_come_back(world: World) -> None:
    ann = world.join("ann")
    world.rooms.shut_down()
    leave = ann.sink.last("leave")
    assert (leave.reason, leave.action) == (DisconnectReason.SERVER_SHUTDOWN, LeaveRequest.RECONNECT)
    assert world.events.names[-1] == "room_finished"
    with pytest.raises(Refused) as refused:
        world.join("ann")
    assert refused.value.status == 503


@pytest.mark.parametrize("grants", [{"roomJoin": False}, {"room": ""}])
def test_without_the_join_grant_or_a_room_nobody_gets_in(world: World, grants: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        world.join("ann", **grants)
    assert refused.value.status == 403
    assert world.rooms.all() == []


def test_ping_is_answered_in_both_forms(world: World) -> None:
    ann = world.join("ann")
    ann.ask(ping=5)
    ann.ask(ping_req=Ping(timestamp=123, rtt=1))
    assert ann.sink.last("pong") == int((world.now + 1_700_000_000) * 1000)
    assert ann.sink.last("pong_resp").last_ping_timestamp == 123
