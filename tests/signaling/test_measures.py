"""Speakers, link grades and rate limits: numbers in, decisions out."""

import pytest
from livekit.protocol.models import ConnectionQuality

from media_gateway import LinkQuality
from signaling import quality, upkeep
from signaling.rate import RateLimit
from signaling.speakers import QUIET_UPDATES, START_LEVEL, ActiveSpeakers
from tests.signaling.fakes import World


def test_a_voice_makes_a_speaker_at_once_and_silence_ends_it_later() -> None:
    speakers = ActiveSpeakers()
    (started,) = speakers.update({"a": 0.3, "b": START_LEVEL / 2})
    assert (started.sid, started.active) == ("a", True)
    for _ in range(QUIET_UPDATES - 1):
        assert speakers.update({"a": 0.0}) == []
    (stopped,) = speakers.update({"a": 0.0})
    assert (stopped.sid, stopped.active, stopped.level) == ("a", False, 0.0)


def test_a_short_pause_does_not_end_a_speaker() -> None:
    speakers = ActiveSpeakers()
    for level in (0.3, 0.0, 0.0, 0.3, 0.0, 0.0, 0.3):
        changes = speakers.update({"a": level})
    assert all(change.active for change in changes)
    assert [speaker.sid for speaker in speakers.active()] == ["a"]


def test_small_changes_of_level_are_not_told() -> None:
    speakers = ActiveSpeakers()
    speakers.update({"a": 0.30})
    assert speakers.update({"a": 0.31}) == []
    assert speakers.update({"a": 0.9})[0].level > 0.8


def test_who_mutes_or_leaves_falls_silent_at_once() -> None:
    speakers = ActiveSpeakers()
    speakers.update({"a": 0.3})
    assert [change.active for change in speakers.update({})] == [False]


def test_the_room_is_told_who_speaks(world: World) -> None:
    ann, bob = world.join("ann").connect(), world.join("bob").connect()
    sid = ann.publish(kind="audio")
    ann.up.accepted["m-cid"].level = 0.5
    upkeep.speakers(world.rooms)
    for member in (ann, bob):
        (speaker,) = member.sink.last("speakers_changed").speakers
        assert (speaker.sid, speaker.active) == (ann.p.sid, True)
    late = world.join("late")
    assert late.sink.last("speakers_changed").speakers[0].sid == ann.p.sid
    ann.p.tracks[sid].info.muted = True
    upkeep.speakers(world.rooms)
    assert not bob.sink.last("speakers_changed").speakers[0].active


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (LinkQuality(0.02, 0.0, 0.0, 0.002, None), ConnectionQuality.EXCELLENT),
        (LinkQuality(None, 0.0, 0.0, 0.0, None), ConnectionQuality.EXCELLENT),
        (LinkQuality(0.02, 0.0, 0.05, 0.002, None), ConnectionQuality.GOOD),
        (LinkQuality(0.5, 0.0, 0.0, 0.01, None), ConnectionQuality.GOOD),
        (LinkQuality(0.02, 0.3, 0.0, 0.002, None), ConnectionQuality.POOR),
        (LinkQuality(9.0, 1.0, 1.0, 1.0, None), ConnectionQuality.POOR),
    ],
)
def test_grades_follow_loss_and_delay(link: LinkQuality, expected: ConnectionQuality) -> None:
    assert quality.grade(quality.score(link)) == expected


def test_everybody_learns_the_grades_of_those_it_may_see(world: World) -> None:
    ann, viewer = world.join("ann").connect(), world.join("viewer", hidden=True).connect()
    upkeep.grade(world.rooms)
    assert [u.participant_sid for u in ann.sink.last("connection_quality").updates] == [ann.p.sid]
    sids = {u.participant_sid for update in viewer.sink.all("connection_quality") for u in update.updates}
    assert sids == {ann.p.sid, viewer.p.sid}
    world.rooms.signal_lost(ann.presence, ann.sink)
    viewer.sink.clear()
    upkeep.grade(world.rooms)
    assert viewer.sink.all("connection_quality")[0].updates[0].quality == ConnectionQuality.LOST


def test_a_burst_is_allowed_and_then_the_rate() -> None:
    limit = RateLimit(rate=10, burst=5)
    assert [limit.allow(0.0) for _ in range(6)] == [True] * 5 + [False]
    assert not limit.allow(0.05)
    assert limit.allow(0.2)
    assert [limit.allow(100.0) for _ in range(6)] == [True] * 5 + [False]
