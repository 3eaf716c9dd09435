"""Resuming: a client whose signal connection broke goes on where it was."""

from livekit.protocol.models import DataPacket, ParticipantInfo, UserPacket
from livekit.protocol.rtc import (
    AddTrackRequest,
    LeaveRequest,
    SessionDescription,
    SyncState,
    TrackPublishedResponse,
    UpdateSubscription,
)

from tests.signaling.fakes import World


def test_a_resumed_client_is_answered_first_and_its_receiving_connection_restarted(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    sid = ann.publish()
    bob.answered()
    world.rooms.signal_lost(bob.presence, bob.sink)
    world.now += 5
    sink = world.resume(bob)
    assert sink.kinds()[0] == "reconnect"
    assert [p.identity for p in sink.last("update").participants] == ["ann", "bob"]
    assert sink.last("offer").type == "offer"
    assert bob.down.restarts == 1
    assert not bob.down.closed
    assert list(bob.p.received) == [sid]
    assert bob.p.signal_lost_at is None


def test_an_offer_whose_answer_was_lost_is_made_again(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    ann.publish()
    sink = world.resume(bob)
    assert sink.last("offer").id == 3
    bob.ask(answer=SessionDescription(type="answer", sdp="answer", id=2))
    ann.publish(cid="second")
    assert len(sink.all("offer")) == 1
    bob.ask(answer=SessionDescription(type="answer", sdp="answer", id=3))
    assert len(sink.all("offer")) == 2


def test_departures_it_missed_are_told(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    world.rooms.signal_lost(bob.presence, bob.sink)
    world.now += 1
    ann.ask(leave=LeaveRequest())
    update = world.resume(bob).last("update")
    assert [(p.identity, p.state) for p in update.participants] == [
        ("ann", ParticipantInfo.DISCONNECTED),
        ("bob", ParticipantInfo.ACTIVE),
    ]


def test_an_older_connection_is_replaced_at_once(world: World) -> None:
    bob = world.join("bob").connect()
    sink = world.resume(bob)
    assert bob.sink.closed == "replaced by a newer connection"
    world.rooms.signal_lost(bob.presence, bob.sink)
    assert bob.p.sink is sink


def test_a_session_that_does_not_exist_has_to_be_joined_afresh(world: World) -> None:
    bob = world.join("bob").connect()
    for sid in ("PA_another",):
        sink = world.resume(bob, sid)
        assert sink.last("leave").action == LeaveRequest.RECONNECT
        assert sink.closed
    bob.ask(leave=LeaveRequest())
    assert world.resume(bob).last("leave").action == LeaveRequest.RECONNECT


def test_the_wishes_of_the_synchronised_state_count(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    sid = ann.publish()
    world.resume(bob)
    state = SyncState(subscription=UpdateSubscription(track_sids=[sid], subscribe=False))
    bob.ask(sync_state=state)
    assert bob.p.received == {}


def test_announcements_whose_answer_was_lost_are_answered_again(world: World) -> None:
    ann = world.join("ann").connect()
    known = ann.publish(cid="known")
    ann.ask(add_track=AddTrackRequest(cid="lost"))
    sink = world.resume(ann)
    published = TrackPublishedResponse(cid="known")
    published.track.sid = known
    ann.ask(sync_state=SyncState(publish_tracks=[published]))
    assert [response.cid for response in sink.all("track_published")] == ["lost"]


def test_packets_repeated_after_a_resume_are_delivered_once(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    packet = DataPacket(kind=DataPacket.RELIABLE, user=UserPacket(payload=b"x"), sequence=4)
    ann.say(packet.SerializeToString())
    assert world.resume(ann).last("reconnect").last_message_seq == 4
    ann.say(packet.SerializeToString())
    packet.sequence = 5
    ann.say(packet.SerializeToString())
    assert [DataPacket.FromString(data).sequence for _, data in bob.down.sent] == [4, 5]


def test_a_single_form_client_resumes_with_its_own_offer(world: World) -> None:
    ann = world.join("ann", single=True, offer={})
    sink = world.resume(ann)
    assert sink.kinds()[0] == "reconnect"
    assert sink.all("offer") == []
    assert sink.all("media_sections_requirement") == []
    ann.offer()
    assert sink.last("answer").id == 7
