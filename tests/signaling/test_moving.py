"""Moving: a participant changes rooms with everything it publishes."""

from livekit.protocol.models import DisconnectReason, ParticipantInfo
from livekit.protocol.rtc import LeaveRequest

from signaling import moving, tokens, upkeep
from signaling.grants import RoomOptions
from tests.signaling.fakes import KEY, SECRET, Member, World


def move(member: Member, target: str) -> None:
    moving.move(member.p, member.world.rooms.create(target, RoomOptions()))


def test_tracks_follow_their_publisher_and_subscriptions_change(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    eve = world.join("eve", room="other").connect()
    mine, _, hers = ann.publish(cid="a"), bob.publish(cid="b"), eve.publish(cid="e")
    for member in (ann, bob, eve):
        member.answered()
    move(ann, "other")
    assert list(ann.p.received) == [hers]
    assert list(eve.p.received) == [mine]
    assert list(bob.p.received) == []
    assert ann.p.presence.room is world.rooms.get("other")
    moved = ann.sink.last("room_moved")
    assert (moved.room.name, moved.participant.identity) == ("other", "ann")
    assert [other.identity for other in moved.other_participants] == ["eve"]
    claims = tokens.verify(moved.token, {KEY: SECRET}, world.services.clock.unix())
    assert tokens.room_to_join(claims) == "other"


def test_those_left_behind_see_it_leave_and_the_others_see_it_come(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    eve = world.join("eve", room="other").connect()
    move(ann, "other")
    assert bob.sink.last("update").participants[0].state == ParticipantInfo.DISCONNECTED
    assert eve.sink.last("update").participants[0].state == ParticipantInfo.ACTIVE
    assert world.events.names[-2:] == ["participant_left", "participant_joined"]
    assert not ann.down.closed
    assert ann.sink.closed is None


def test_what_happens_next_happens_in_the_new_room(world: World) -> None:
    ann = world.join("ann").connect()
    eve = world.join("eve", room="other").connect()
    move(ann, "other")
    ann.answered()
    sid = ann.publish()
    assert list(eve.p.received) == [sid]
    ann.ask(leave=LeaveRequest())
    assert eve.sink.last("update").participants[0].disconnect_reason == DisconnectReason.CLIENT_INITIATED
    world.now += 20
    upkeep.review(world.rooms)
    assert world.rooms.get("room") is None


def test_its_namesake_in_the_new_room_has_to_go(world: World) -> None:
    ann, namesake = world.join("ann").connect(), world.join("ann", room="other").connect()
    move(ann, "other")
    assert namesake.sink.last("leave").reason == DisconnectReason.DUPLICATE_IDENTITY
    assert not ann.p.gone
