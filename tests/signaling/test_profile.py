"""Names, metadata, attributes, permissions and the tokens that follow them."""

from livekit.protocol.models import ParticipantInfo, TrackSource
from livekit.protocol.rtc import RequestResponse, UpdateParticipantMetadata

from signaling import profile, tokens, upkeep
from signaling.grants import Permission
from tests.signaling.fakes import KEY, SECRET, World


def test_a_participant_updates_itself_with_the_grant(world: World) -> None:
    ann = world.join("ann", canUpdateOwnMetadata=True, attributes={"keep": "1", "drop": "2"})
    bob = world.join("bob")
    request = UpdateParticipantMetadata(
        metadata="m", name="Ann", attributes={"drop": "", "new": "3"}, request_id=9
    )
    ann.ask(update_metadata=request)
    response = ann.sink.last("request_response")
    assert (response.request_id, response.reason) == (9, RequestResponse.OK)
    for member in (ann, bob):
        info = member.sink.last("update").participants[0]
        assert (info.identity, info.name, info.metadata) == ("ann", "Ann", "m")
        assert dict(info.attributes) == {"keep": "1", "new": "3"}


def test_without_the_grant_the_update_is_refused(world: World) -> None:
    ann, bob = world.join("ann"), world.join("bob")
    ann.ask(update_metadata=UpdateParticipantMetadata(metadata="m", request_id=4))
    response = ann.sink.last("request_response")
    assert (response.request_id, response.reason) == (4, RequestResponse.NOT_ALLOWED)
    assert bob.sink.all("update") == []


def test_what_is_too_long_is_refused(world: World) -> None:
    ann = world.join("ann", canUpdateOwnMetadata=True)
    for request in (
        UpdateParticipantMetadata(metadata="x" * 64_001),
        UpdateParticipantMetadata(name="x" * 257),
        UpdateParticipantMetadata(attributes={"k": "x" * 64_000}),
    ):
        ann.ask(update_metadata=request)
        assert ann.sink.last("request_response").reason == RequestResponse.LIMIT_EXCEEDED
    assert ann.p.metadata == ""


def test_a_withdrawn_permission_takes_tracks_and_subscriptions_back(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    mine, his = ann.publish(source=TrackSource.CAMERA), bob.publish(cid="b")
    room = world.rooms.get("room")
    assert room is not None
    profile.set_permission(room, ann.p, Permission(can_publish=False, can_subscribe=False))
    assert ann.sink.last("track_unpublished").track_sid == mine
    assert list(room.tracks) == [his]
    assert ann.p.received == {}
    assert not ann.sink.last("update").participants[0].permission.can_publish
    profile.set_permission(room, ann.p, Permission())
    assert list(ann.p.received) == [his]


def test_only_tracks_of_withdrawn_sources_go(world: World) -> None:
    ann = world.join("ann").connect()
    camera = ann.publish(cid="c", source=TrackSource.CAMERA)
    screen = ann.publish(cid="s", source=TrackSource.SCREEN_SHARE)
    sources = frozenset({TrackSource.CAMERA})
    profile.set_permission(ann.presence.room, ann.p, Permission(can_publish_sources=sources))
    assert list(ann.p.tracks) == [camera]
    assert ann.sink.last("track_unpublished").track_sid == screen


def test_who_becomes_hidden_vanishes_for_the_others(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    profile.set_permission(ann.presence.room, ann.p, Permission(hidden=True))
    assert bob.sink.last("update").participants[0].state == ParticipantInfo.DISCONNECTED
    profile.set_permission(ann.presence.room, ann.p, Permission())
    assert bob.sink.last("update").participants[0].state == ParticipantInfo.ACTIVE


def test_tokens_are_renewed_before_they_expire(world: World) -> None:
    ann = world.join("ann", name="Ann", canPublish=False).connect()
    assert len(ann.sink.all("refresh_token")) == 1
    world.now += world.settings.token_ttl_s / 2 + 1
    ann.p.last_heard = world.now
    upkeep.review(world.rooms)
    first, second = ann.sink.all("refresh_token")
    keys = {KEY: SECRET}
    claims = tokens.verify(second, keys, world.services.clock.unix())
    assert (claims.identity, claims.name, claims.video.can_publish) == ("ann", "Ann", False)
    assert tokens.room_to_join(claims) == "room"
    assert first != second
