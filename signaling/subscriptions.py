"""What one participant wants to receive, and who may receive what one participant publishes. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from livekit.protocol.models import VideoQuality
from livekit.protocol.rtc import SubscriptionPermission, UpdateTrackSettings

from .tracks import PublishedTrack


@dataclass(frozen=True, slots=True)
class TrackSettings:
    """How a subscriber wants one track: at all, and how large."""

    enabled: bool = True
    quality: VideoQuality = VideoQuality.HIGH
    width: int = 0
    height: int = 0

    def quality_of(self, track: PublishedTrack) -> VideoQuality:
        """The highest layer wanted; a size in pixels counts more than a named quality."""
        if not self.enabled:
            return VideoQuality.OFF
        if self.width and self.height:
            return track.quality_for(self.width, self.height)
        return self.quality

    @classmethod
    def from_message(cls, message: UpdateTrackSettings) -> TrackSettings:
        """A client that names a size leaves quality at its zero value, which must not read as LOW."""
        disabled = message.disabled or message.quality == VideoQuality.OFF
        return cls(not disabled, message.quality, message.width, message.height)


@dataclass(slots=True)
class Wishes:
    """A subscriber's wishes, kept by track id whether the track exists already or not."""

    auto_subscribe: bool
    limit: int
    explicit: dict[str, bool] = field(default_factory=dict)
    settings: dict[str, TrackSettings] = field(default_factory=dict)

    def wants(self, track_sid: str) -> bool:
        return self.explicit.get(track_sid, self.auto_subscribe)

    def set_wanted(self, track_sid: str, wanted: bool) -> bool:
        """Remember a wish; False when there are too many already."""
        if track_sid not in self.explicit and len(self.explicit) >= self.limit:
            return False
        self.explicit[track_sid] = wanted
        return True

    def settings_for(self, track_sid: str) -> TrackSettings:
        return self.settings.get(track_sid, TrackSettings())

    def set_settings(self, track_sid: str, settings: TrackSettings) -> bool:
        """Remember settings; False when there are too many already."""
        if track_sid not in self.settings and len(self.settings) >= self.limit:
            return False
        self.settings[track_sid] = settings
        return True

    def forget(self, track_sid: str) -> None:
        """The track is gone for good."""
        self.explicit.pop(track_sid, None)
        self.settings.pop(track_sid, None)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may subscribe to a publisher's tracks, as its SubscriptionPermission says."""

    everyone: bool = True
    all_tracks: frozenset[str] = frozenset()  # identities and sids that may have every track
    single: frozenset[tuple[str, str]] = frozenset()  # (identity or sid, track sid)

    def allows(self, identity: str, sid: str, track_sid: str) -> bool:
        if self.everyone or identity in self.all_tracks or sid in self.all_tracks:
            return True
        return (identity, track_sid) in self.single or (sid, track_sid) in self.single

    @classmethod
    def from_message(cls, message: SubscriptionPermission) -> Audience:
        all_tracks: set[str] = set()
        single: set[tuple[str, str]] = set()
        for entry in message.track_permissions:
            who = entry.participant_identity or entry.participant_sid
            if not who:
                continue
            if entry.all_tracks:
                all_tracks.add(who)
            single.update((who, track_sid) for track_sid in entry.track_sids)
        return cls(message.all_participants, frozenset(all_tracks), frozenset(single))


def highest_demand(settings: Iterable[VideoQuality]) -> VideoQuality:
    """The layer to be published so that every subscriber gets what it wants; OFF without any."""
    wanted = [quality for quality in settings if quality != VideoQuality.OFF]
    return max(wanted, default=VideoQuality.OFF)
