"""Subscribing: who gets which track, in which quality, and how both protocol forms negotiate it."""

import json

from livekit.protocol.models import ParticipantTracks, SubscriptionError, VideoLayer, VideoQuality
from livekit.protocol.rtc import (
    LeaveRequest,
    RequestResponse,
    SessionDescription,
    SubscriptionPermission,
    TrackPermission,
    UpdateSubscription,
    UpdateTrackSettings,
)

from signaling import upkeep
from signaling.demand import LOWER_AFTER_S
from signaling.settings import Limits
from tests.signaling.fakes import Member, World

LAYERS = [
    VideoLayer(quality=VideoQuality.LOW, width=320, height=180),
    VideoLayer(quality=VideoQuality.MEDIUM, width=640, height=360),
    VideoLayer(quality=VideoQuality.HIGH, width=1280, height=720),
]


def received(member: Member) -> list[str]:
    return [s.track_id for s in member.down.subscriptions if not s.closed]


def test_a_newcomer_gets_what_is_published_in_the_first_offer(world: World) -> None:
    ann = world.join("ann").connect()
    sid = ann.publish()
    bob = world.join("bob")
    assert received(bob) == [sid]
    assert len(bob.sink.all("offer")) == 1


def test_nobody_receives_its_own_track(world: World) -> None:
    ann = world.join("ann").connect()
    ann.publish()
    assert received(ann) == []


def test_changes_while_an_offer_is_unanswered_follow_in_the_next(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob")
    ann.publish(cid="a")
    ann.publish(cid="b")
    assert len(bob.sink.all("offer")) == 1
    bob.connect()
    assert [offer.id for offer in bob.sink.all("offer")] == [1, 2]


def test_an_answer_to_a_replaced_offer_is_ignored(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob")
    ann.publish()
    bob.ask(answer=SessionDescription(type="answer", sdp="answer", id=99))
    assert len(bob.sink.all("offer")) == 1


def test_manual_subscription(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob", auto_subscribe=False).connect()
    sid = ann.publish()
    assert received(bob) == []
    bob.ask(subscription=UpdateSubscription(track_sids=[sid], subscribe=True))
    assert received(bob) == [sid]
    nested = [ParticipantTracks(participant_sid=ann.p.sid, track_sids=[sid])]
    bob.answered().ask(subscription=UpdateSubscription(participant_tracks=nested, subscribe=False))
    assert received(bob) == []


def test_a_wish_for_an_unknown_track_is_answered_and_remembered(world: World) -> None:
    bob = world.join("bob", auto_subscribe=False).connect()
    bob.ask(subscription=UpdateSubscription(track_sids=["TR_later"], subscribe=True))
    response = bob.sink.last("subscription_response")
    assert (response.track_sid, response.err) == ("TR_later", SubscriptionError.SE_TRACK_NOTFOUND)
    assert bob.p.wishes.wants("TR_later")


def test_wishes_are_limited() -> None:
    world = World(limits=Limits(wishes=3))
    bob = world.join("bob")
    bob.ask(subscription=UpdateSubscription(track_sids=[f"TR_{n}" for n in range(9)], subscribe=True))
    assert bob.sink.last("request_response").reason == RequestResponse.LIMIT_EXCEEDED
    assert len(bob.p.wishes.explicit) == 3


def test_without_the_grant_nothing_is_subscribed(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob", canSubscribe=False).connect()
    sid = ann.publish()
    bob.ask(subscription=UpdateSubscription(track_sids=[sid], subscribe=True))
    assert received(bob) == []


def test_a_publisher_decides_who_may_subscribe(world: World) -> None:
    ann = world.join("ann").connect()
    bob, eve = world.join("bob").connect(), world.join("eve").connect()
    sid = ann.publish()
    only_bob = [TrackPermission(participant_identity="bob", track_sids=[sid])]
    ann.ask(
        subscription_permission=SubscriptionPermission(all_participants=False, track_permissions=only_bob)
    )
    assert received(bob) == [sid]
    assert received(eve) == []
    update = eve.sink.last("subscription_permission_update")
    assert (update.participant_sid, update.track_sid, update.allowed) == (ann.p.sid, sid, False)
    assert bob.sink.all("subscription_permission_update") == []
    ann.ask(subscription_permission=SubscriptionPermission(all_participants=True))
    assert received(eve) == [sid]
    assert eve.sink.last("subscription_permission_update").allowed


def test_track_settings_choose_the_layer(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    sid = ann.publish(layers=LAYERS)
    subscription = bob.down.subscriptions[0]
    assert subscription.quality == VideoQuality.HIGH

    def ask(**fields: object) -> None:
        bob.ask(track_setting=UpdateTrackSettings(track_sids=[sid], **fields))

    ask(quality=VideoQuality.LOW)
    assert subscription.quality == VideoQuality.LOW
    ask(width=600, height=340)
    assert subscription.quality == VideoQuality.MEDIUM
    ask(width=360, height=640)
    assert subscription.quality == VideoQuality.MEDIUM
    ask(width=4000, height=3000)
    assert subscription.quality == VideoQuality.HIGH
    ask(disabled=True)
    assert not subscription.enabled
    ask(quality=VideoQuality.HIGH)
    assert subscription.enabled


def test_settings_made_before_the_track_exists_hold_when_it_comes(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob", auto_subscribe=False).connect()
    sid = ann.publish(layers=LAYERS)
    bob.ask(track_setting=UpdateTrackSettings(track_sids=[sid], quality=VideoQuality.LOW))
    bob.ask(subscription=UpdateSubscription(track_sids=[sid], subscribe=True))
    assert bob.down.subscriptions[0].quality == VideoQuality.LOW


def enabled(update: object) -> list[bool]:
    return [quality.enabled for quality in update.subscribed_codecs[0].qualities]  # type: ignore[attr-defined]


def test_the_publisher_is_told_which_layers_are_wanted(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    sid = ann.publish(layers=LAYERS)
    assert ann.sink.all("subscribed_quality_update") == [], "publishers begin with all layers"
    bob.ask(track_setting=UpdateTrackSettings(track_sids=[sid], quality=VideoQuality.LOW))
    upkeep.review(world.rooms)
    assert ann.sink.all("subscribed_quality_update") == [], "less is told after a while only"
    world.now += LOWER_AFTER_S
    upkeep.review(world.rooms)
    assert enabled(ann.sink.last("subscribed_quality_update")) == [True, False, False]
    bob.ask(track_setting=UpdateTrackSettings(track_sids=[sid], quality=VideoQuality.MEDIUM))
    assert enabled(ann.sink.last("subscribed_quality_update")) == [True, True, False]


def test_a_track_nobody_watches_may_pause_after_a_while(world: World) -> None:
    ann = world.join("ann").connect()
    ann.publish(layers=LAYERS)
    upkeep.review(world.rooms)
    assert ann.sink.all("subscribed_quality_update") == []
    world.now += LOWER_AFTER_S
    upkeep.review(world.rooms)
    assert enabled(ann.sink.last("subscribed_quality_update")) == [False, False, False]
    world.join("bob")
    assert enabled(ann.sink.last("subscribed_quality_update")) == [True, True, True]


def test_single_form_subscriptions_use_the_sections_of_the_join_offer(world: World) -> None:
    ann = world.join("ann").connect()
    sid = ann.publish()
    bob = world.join("bob", single=True, offer={"spare": [3, 3]})
    assert list(bob.sink.last("answer").mid_to_track_id.values()) == [sid]
    assert bob.sink.all("media_sections_requirement") == []


def test_single_form_clients_are_asked_for_missing_sections_only_once(world: World) -> None:
    ann = world.join("ann").connect()
    bob = world.join("bob", single=True, offer={"spare": [0, 0]})
    ann.publish(cid="a")
    ann.publish(cid="b")
    requirement = bob.sink.all("media_sections_requirement")
    assert [(r.num_audios, r.num_videos) for r in requirement] == [(0, 1)]
    bob.ask(offer=SessionDescription(type="offer", sdp=json.dumps({"spare": [0, 1]}), id=2))
    requirement = bob.sink.all("media_sections_requirement")
    assert [(r.num_audios, r.num_videos) for r in requirement] == [(0, 1), (0, 1)]
    bob.ask(offer=SessionDescription(type="offer", sdp=json.dumps({"spare": [0, 1]}), id=3))
    assert len(bob.sink.all("media_sections_requirement")) == 2
    assert len(bob.sink.last("answer").mid_to_track_id) == 2


def test_single_form_clients_renegotiate_when_a_track_ends(world: World) -> None:
    ann = world.join("ann").connect()
    sid = ann.publish()
    bob = world.join("bob", single=True, offer={"spare": [0, 1]})
    ann.offer(ended=[sid])
    requirement = bob.sink.last("media_sections_requirement")
    assert (requirement.num_audios, requirement.num_videos) == (0, 0)


def test_a_single_form_client_that_never_offers_has_to_rejoin(world: World) -> None:
    ann = world.join("ann").connect()
    bob = world.join("bob", single=True, offer={})
    bob.p.transport.peer_connected(bob.down)
    ann.publish()
    for _ in range(2):
        world.now += 8
        ann.p.last_heard = bob.p.last_heard = world.now
        upkeep.review(world.rooms)
    assert bob.sink.last("leave").action == LeaveRequest.RECONNECT


def test_a_broken_subscriber_does_not_disturb_the_publisher(world: World) -> None:
    ann, bob, eve = world.join("ann").connect(), world.join("bob").connect(), world.join("eve").connect()
    first = ann.publish(cid="first")
    bob.answered().down.lost = True
    ann.offer(ended=[first])
    second = ann.publish(cid="second")
    assert received(eve.answered()) == [second]
    assert received(bob) == []
    assert ann.sink.all("request_response") == []
    world.now += 1
    upkeep.review(world.rooms)
    assert bob.sink.last("leave").action == LeaveRequest.RECONNECT
    assert not eve.p.gone


def test_a_session_with_a_broken_transport_is_not_resumed(world: World) -> None:
    bob = world.join("bob").connect()
    bob.p.transport.peer_closed(bob.down, "consent expired")
    assert world.resume(bob).last("leave").action == LeaveRequest.RECONNECT
