"""Audio and video of the unmodified python SDK: publishing, subscribing, muting, layers, frame metadata."""

from __future__ import annotations

import time

import pytest
from livekit import rtc

from tests.peers.conftest import Joining
from tests.peers.livekit_engine import first_frames, within


@pytest.mark.parametrize("single", [False, True], ids=["dual", "single"])
async def test_a_picture_arrives_soon_after_it_is_published(join: Joining, *, single: bool) -> None:
    ann, bob = await join("ann", single=single), await join("bob", single=single)
    started = time.monotonic()
    publication = await ann.show()
    track, _, publisher = await bob.sees("track_subscribed")
    frames = await first_frames(track, 20)
    assert publisher.identity == "ann"
    assert (frames[-1].frame.width, frames[-1].frame.height) == (640, 480)
    assert time.monotonic() - started < 5
    await within(5, publication.wait_for_subscription())


@pytest.mark.parametrize("single", [False, True], ids=["dual", "single"])
async def test_a_newcomer_gets_what_is_already_published(join: Joining, *, single: bool) -> None:
    ann = await join("ann")
    await ann.show()
    await ann.speak()
    late = await join("late", single=single)
    kinds = {rtc.TrackKind.KIND_AUDIO, rtc.TrackKind.KIND_VIDEO}
    for kind in kinds:
        track, *_ = await late.sees("track_subscribed", lambda track, *_, kind=kind: track.kind == kind)
        if kind == rtc.TrackKind.KIND_VIDEO:
            assert await first_frames(track, 5)


@pytest.mark.parametrize("codec", ["VP8", "H264", "VP9", "AV1"])
async def test_every_codec_of_the_sdk(join: Joining, codec: str) -> None:
    ann, bob = await join("ann"), await join("bob")
    await ann.show(video_codec=rtc.VideoCodec.Value(codec), simulcast=codec in ("VP8", "H264"))
    track, publication, _ = await bob.sees("track_subscribed")
    assert await first_frames(track, 5, seconds=20)
    assert publication.mime_type.lower() == f"video/{codec.lower()}"


async def test_sound_arrives_and_its_speaker_is_named(join: Joining) -> None:
    ann, bob = await join("ann"), await join("bob")
    await ann.speak()
    track, *_ = await bob.sees("track_subscribed")
    stream = rtc.AudioStream(track)
    loudest = 0
    async for event in stream:
        loudest = max(loudest, *event.frame.data)
        if loudest > 3_000:
            break
    await stream.aclose()
    await bob.sees("active_speakers_changed", lambda speakers: [s.identity for s in speakers] == ["ann"])


@pytest.mark.parametrize("single", [False, True], ids=["dual", "single"])
async def test_unpublishing_ends_the_track_for_others_and_another_may_follow(
    join: Joining, *, single: bool
) -> None:
    ann, bob = await join("ann", single=single), await join("bob", single=single)
    first = await ann.show()
    await bob.sees("track_subscribed")
    await ann.room.local_participant.unpublish_track(first.sid)
    await bob.sees("track_unpublished", lambda publication, _: publication.sid == first.sid)
    await bob.sees("track_unsubscribed")
    second = await ann.show()
    track, *_ = await bob.sees("track_subscribed", lambda track, *_: track.sid == second.sid)
    assert await first_frames(track, 3)


async def test_muting_and_unmuting(join: Joining) -> None:
    ann, bob = await join("ann"), await join("bob")
    publication = await ann.show()
    track, *_ = await bob.sees("track_subscribed")
    await first_frames(track, 3)
    publication.track.mute()
    await bob.sees("track_muted", lambda _, muted: muted.sid == publication.sid)
    publication.track.unmute()
    await bob.sees("track_unmuted", lambda _, muted: muted.sid == publication.sid)
    assert await first_frames(track, 5)


async def test_manual_subscription(join: Joining) -> None:
    ann, bob = await join("ann"), await join("bob", auto_subscribe=False)
    sid = (await ann.show()).sid
    publication, _ = await bob.sees("track_published")
    assert bob.seen("track_subscribed") == []
    publication.set_subscribed(True)
    track, *_ = await bob.sees("track_subscribed")
    assert await first_frames(track, 3)
    publication.set_subscribed(False)
    await bob.sees("track_unsubscribed", lambda _, publication, __: publication.sid == sid)


async def test_a_publisher_chooses_its_audience(join: Joining) -> None:
    ann, bob, eve = await join("ann"), await join("bob"), await join("eve")
    await ann.show()
    denied, *_ = await eve.sees("track_subscribed")
    assert await first_frames(denied, 3)
    allowed = rtc.ParticipantTrackPermission(participant_identity="bob", allow_all=True)
    ann.room.local_participant.set_track_subscription_permissions(
        allow_all_participants=False, participant_permissions=[allowed]
    )
    track, *_ = await bob.sees("track_subscribed")
    assert await first_frames(track, 60)
    with pytest.raises(TimeoutError):  # the SDK has no event for this
        await first_frames(denied, 30, seconds=3)


async def test_frame_numbers_and_times_arrive_with_their_frames(join: Joining) -> None:
    ann, bob = await join("ann"), await join("bob")
    features = [rtc.FrameMetadataFeature.FMF_FRAME_ID, rtc.FrameMetadataFeature.FMF_USER_TIMESTAMP]
    await ann.show(frame_metadata_features=features)
    track, publication, _ = await bob.sees("track_subscribed")
    assert set(publication.frame_metadata_features) == set(features)
    frames = await first_frames(track, 20)
    numbered = [frame.metadata for frame in frames if frame.metadata is not None]
    assert len(numbered) > 10
    assert all(metadata.user_timestamp == metadata.frame_id * 1000 for metadata in numbered)
    numbers = [metadata.frame_id for metadata in numbered]
    assert numbers == sorted(numbers)  # an encoder asked for a key frame may repeat a frame


async def test_a_subscriber_chooses_its_simulcast_layer(join: Joining) -> None:
    ann, bob = await join("ann"), await join("bob")
    await ann.show(simulcast=True)
    track, publication, _ = await bob.sees("track_subscribed")

    async def width_becomes(width: int) -> None:
        for _ in range(20):
            frames = await first_frames(track, 10)
            if frames[-1].frame.width == width:
                return
        raise AssertionError(f"still {frames[-1].frame.width} pixels wide, not {width}")

    await width_becomes(640)
    publication.set_video_quality(rtc.VideoQuality.VIDEO_QUALITY_LOW)
    await width_becomes(480)
    publication.set_video_quality(rtc.VideoQuality.VIDEO_QUALITY_HIGH)
    await width_becomes(640)


async def test_without_the_grant_nothing_is_published(join: Joining) -> None:
    ann = await join("ann", can_publish=False)
    with pytest.raises(Exception, match=r"publication timed out|permission"):
        await within(20, ann.show())
