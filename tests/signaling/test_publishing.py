"""Publishing: what the publisher is answered, what the others are told, and what is not allowed."""

import pytest
from livekit.protocol.models import PacketTrailerFeature, TrackSource, TrackType, VideoLayer, VideoQuality
from livekit.protocol.rtc import (
    AddTrackRequest,
    LeaveRequest,
    MuteTrackRequest,
    RequestResponse,
    SessionDescription,
    SimulcastCodec,
    UpdateLocalAudioTrack,
    UpdateVideoLayers,
)

from signaling.settings import Limits
from tests.signaling.fakes import World


def test_an_announcement_is_answered_with_a_track_id(world: World) -> None:
    ann = world.join("ann").connect()
    layers = [VideoLayer(quality=VideoQuality.HIGH, width=1280, height=720)]
    ann.ask(
        add_track=AddTrackRequest(
            cid="c1",
            name="picture",
            type=TrackType.VIDEO,
            source=TrackSource.SCREEN_SHARE,
            width=1280,
            height=720,
            layers=layers,
            simulcast_codecs=[SimulcastCodec(codec="h264", cid="c1")],
            packet_trailer_features=[PacketTrailerFeature.PTF_FRAME_ID],
        )
    )
    response = ann.sink.last("track_published")
    track = response.track
    assert (response.cid, track.name, track.source) == ("c1", "picture", TrackSource.SCREEN_SHARE)
    assert track.sid.startswith("TR_")
    assert track.codecs[0].mime_type == "video/H264"
    assert list(track.packet_trailer_features) == [PacketTrailerFeature.PTF_FRAME_ID]
    assert [layer.width for layer in track.layers] == [1280]


def test_a_codec_that_is_not_enabled_is_replaced(world: World) -> None:
    ann = world.join("ann").connect()
    codecs = [SimulcastCodec(codec="h265", cid="c1")]
    ann.ask(add_track=AddTrackRequest(cid="c1", type=TrackType.VIDEO, simulcast_codecs=codecs))
    assert ann.sink.last("track_published").track.codecs[0].mime_type == "video/VP8"


def test_others_hear_of_a_track_once_it_is_negotiated(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    bob.sink.clear()
    ann.ask(add_track=AddTrackRequest(cid="c", type=TrackType.VIDEO))
    assert bob.sink.messages == []
    ann.offer(tracks=[["0", "video", "c"]])
    sid = ann.sink.last("track_published").track.sid
    kinds = bob.sink.kinds()
    assert kinds.index("update") < kinds.index("offer")
    assert [t.sid for t in bob.sink.last("update").participants[0].tracks] == [sid]
    assert bob.down.subscriptions[0].stream == f"{ann.p.sid}|{sid}"
    assert "track_published" in world.events.names
    assert bob.sink.last("update").participants[0].tracks[0].mime_type == "video/VP8"
    assert ann.sink.last("answer").id == 7


def test_the_publisher_learns_of_its_first_subscriber_once(world: World) -> None:
    ann = world.join("ann").connect()
    sid = ann.publish()
    world.join("bob")
    world.join("eve")
    assert [m.track_sid for m in ann.sink.all("track_subscribed")] == [sid]


def test_a_section_without_announcement_stays_unaccepted(world: World) -> None:
    ann = world.join("ann").connect()
    ann.offer(tracks=[["0", "video", "unknown"]])
    assert ann.up.accepted == {}
    assert ann.sink.last("answer").sdp


def test_a_track_ends_with_its_section(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    sid = ann.publish()
    bob.answered()
    offers = bob.down.offers
    ann.offer(ended=[sid])
    assert list(bob.sink.last("update").participants[0].tracks) == []
    assert bob.down.subscriptions[0].closed
    assert bob.down.offers == offers + 1
    assert world.events.names[-1] == "track_unpublished"


def test_a_publisher_that_leaves_takes_its_tracks_along(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    ann.publish()
    ann.ask(leave=LeaveRequest())
    assert bob.p.received == {}
    assert world.rooms.get("room").tracks == {}  # type: ignore[union-attr]
    assert world.events.names[-2:] == ["track_unpublished", "participant_left"]


def test_muting_pauses_forwarding_and_tells_the_others(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    sid = ann.publish(kind="audio")
    ann.ask(mute=MuteTrackRequest(sid=sid, muted=True))
    assert ann.up.accepted["m-cid"].paused
    assert bob.sink.last("update").participants[0].tracks[0].muted
    ann.ask(mute=MuteTrackRequest(sid=sid, muted=False))
    assert not ann.up.accepted["m-cid"].paused
    assert not bob.sink.last("update").participants[0].tracks[0].muted


def test_muting_an_unknown_track_is_refused(world: World) -> None:
    ann = world.join("ann")
    ann.ask(mute=MuteTrackRequest(sid="TR_none", muted=True))
    assert ann.sink.last("request_response").reason == RequestResponse.NOT_FOUND


@pytest.mark.parametrize(
    "grants",
    [
        {"canPublish": False},
        {"canPublishSources": ["microphone"]},
        {"canPublishSources": ["something new"]},
        {"hidden": True},
    ],
)
def test_publishing_without_permission_is_refused(world: World, grants: dict[str, object]) -> None:
    ann = world.join("ann", **grants).connect()
    request = AddTrackRequest(cid="c", type=TrackType.VIDEO, source=TrackSource.CAMERA)
    ann.ask(add_track=request)
    response = ann.sink.last("request_response")
    assert response.reason == RequestResponse.NOT_ALLOWED
    assert response.add_track == request
    ann.offer(tracks=[["0", "video", "c"]])
    assert ann.up.accepted == {}


def test_a_granted_source_may_be_published(world: World) -> None:
    ann = world.join("ann", canPublishSources=["screen_share"]).connect()
    assert ann.publish(source=TrackSource.SCREEN_SHARE)


def test_there_is_a_limit_to_the_number_of_tracks() -> None:
    world = World(limits=Limits(tracks=2))
    ann = world.join("ann").connect()
    ann.publish(cid="a")
    ann.publish(cid="b")
    ann.ask(add_track=AddTrackRequest(cid="c", type=TrackType.VIDEO))
    assert ann.sink.last("request_response").reason == RequestResponse.LIMIT_EXCEEDED


def test_announcements_that_are_never_negotiated_make_room_for_others() -> None:
    world = World(limits=Limits(tracks=2))
    ann = world.join("ann").connect()
    for cid in "abcd":
        ann.ask(add_track=AddTrackRequest(cid=cid, type=TrackType.VIDEO))
    assert list(ann.p.pending) == ["c", "d"]


@pytest.mark.parametrize(
    "request_",
    [
        AddTrackRequest(cid="c", type=TrackType.DATA),
        AddTrackRequest(type=TrackType.VIDEO),
        AddTrackRequest(cid="c", sid="TR_x", type=TrackType.VIDEO),
        AddTrackRequest(cid="c" * 300, type=TrackType.VIDEO),
        AddTrackRequest(cid="c", name="n" * 300, type=TrackType.VIDEO),
        AddTrackRequest(cid="c", type=TrackType.VIDEO, layers=[VideoLayer()] * 17),
        AddTrackRequest(cid="c", type=TrackType.VIDEO, simulcast_codecs=[SimulcastCodec()] * 9),
        AddTrackRequest(cid="c", type=TrackType.AUDIO, audio_features=["TF_STEREO"] * 17),
    ],
)
def test_announcements_that_are_malformed_or_too_large_are_refused(request_: AddTrackRequest) -> None:
    ann = World().join("ann").connect()
    ann.ask(add_track=request_)
    assert ann.sink.last("request_response").reason != RequestResponse.OK
    assert ann.p.pending == {}


def test_a_malformed_offer_is_refused_and_the_session_goes_on(world: World) -> None:
    ann = world.join("ann").connect()
    ann.ask(offer=SessionDescription(type="offer", sdp="garbage"))
    assert ann.sink.last("request_response").reason == RequestResponse.INVALID_REQUEST
    assert ann.publish()


def test_a_publisher_may_change_what_it_says_of_its_tracks(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob")
    sid, audio = ann.publish(), ann.publish(cid="a", kind="audio")
    layers = [VideoLayer(quality=VideoQuality.HIGH, width=640, height=480)]
    ann.ask(update_layers=UpdateVideoLayers(track_sid=sid, layers=layers))
    ann.ask(update_audio_track=UpdateLocalAudioTrack(track_sid=audio, features=["TF_STEREO"]))
    tracks = {t.sid: t for t in bob.sink.last("update").participants[0].tracks}
    assert (tracks[sid].width, tracks[sid].height) == (640, 480)
    assert len(tracks[audio].audio_features) == 1


def test_versions_rise_with_every_change(world: World) -> None:
    ann, bob = world.join("ann"), world.join("bob")
    ann.connect()
    ann.publish()
    versions = [u.participants[0].version for u in bob.sink.all("update")]
    assert versions == sorted(set(versions))
