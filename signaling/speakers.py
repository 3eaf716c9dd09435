"""Who is speaking: audio levels in, changes worth telling out. No I/O; called at a steady pace."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from livekit.protocol.models import SpeakerInfo

#: Audio levels (0..1, linear) above which somebody starts and below which somebody stops to count as
#: speaking: -35 and -40 dBov. Two thresholds keep a voice near one of them from flickering.
START_LEVEL = 10 ** (-35 / 20)
STOP_LEVEL = 10 ** (-40 / 20)

#: Updates in a row below STOP_LEVEL before a speaker counts as silent: pauses between words are shorter.
QUIET_UPDATES = 3

#: Changes of a speaker's level smaller than this many steps of 1/8 are not worth a message.
_LEVEL_STEPS = 8


@dataclass(slots=True)
class _Speaker:
    level: float
    quiet: int = 0


@dataclass(slots=True)
class ActiveSpeakers:
    """The speakers of one room."""

    _active: dict[str, _Speaker] = field(default_factory=dict)

    def update(self, levels: Mapping[str, float]) -> list[SpeakerInfo]:
        """The speakers that changed, given the levels (0..1) of all unmuted participants by sid."""
        changed: list[SpeakerInfo] = []
        for sid, raw in levels.items():
            level = _quantised(raw)
            speaker = self._active.get(sid)
            if speaker is None:
                if raw >= START_LEVEL:
                    self._active[sid] = _Speaker(level)
                    changed.append(SpeakerInfo(sid=sid, level=level, active=True))
                continue
            speaker.quiet = speaker.quiet + 1 if raw < STOP_LEVEL else 0
            if speaker.quiet < QUIET_UPDATES and level != speaker.level and not speaker.quiet:
                speaker.level = level
                changed.append(SpeakerInfo(sid=sid, level=level, active=True))
        changed.extend(self._fallen_silent(levels))
        return changed

    def _fallen_silent(self, levels: Mapping[str, float]) -> list[SpeakerInfo]:
        gone = [s for s, speaker in self._active.items() if s not in levels or speaker.quiet >= QUIET_UPDATES]
        for sid in gone:
            del self._active[sid]
        return [SpeakerInfo(sid=sid, level=0.0, active=False) for sid in gone]

    def active(self) -> list[SpeakerInfo]:
        """Everybody who speaks now, for a newcomer."""
        return [SpeakerInfo(sid=sid, level=s.level, active=True) for sid, s in self._active.items()]


def _quantised(level: float) -> float:
    """Rounded up in steps of 1/8 so that small changes do not count as changes."""
    return min(1.0, math.ceil(level * _LEVEL_STEPS) / _LEVEL_STEPS)
