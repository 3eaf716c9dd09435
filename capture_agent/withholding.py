"""Decides for each picture whether it may leave the hospital, and under which masks; closed when in doubt."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from capture_agent.geometry import Rect
from capture_agent.layout import Fingerprint, Hysteresis, Release, Thumbnailer
from capture_agent.picture import Picture
from capture_agent.profile_files import Known, ProfileFolder
from capture_agent.profiles import ProfileError

Masks = tuple[Rect, ...]
"""Rectangles of the source's picture that are to be blacked out."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Withheld:
    """The source delivers, but its picture may not leave; `reason` is for the technician."""

    reason: str


class Guard(Protocol):
    """Asked for each picture, on one thread."""

    def masks(self, picture: Picture) -> Masks | None:
        """What to black out; None: the picture must not leave."""

    @property
    def withheld(self) -> Withheld | None:
        """What viewers are to be told; None while pictures leave, and during a flicker."""


class OpenGuard:
    """Lets everything pass: for sources that show no patient, and where the hospital decided so."""

    withheld: Withheld | None = None

    def masks(self, picture: Picture) -> Masks | None:
        return ()


class ClosedGuard:
    """Lets nothing pass: layouts would have to be known, but no folder of profiles is configured."""

    withheld: Withheld | None = Withheld(
        "no layout can be known without a folder of profiles; name one in the config file, "
        "`profiles = …` under [privacy]"
    )

    def masks(self, picture: Picture) -> Masks | None:
        return None


class ProfileGuard:
    """Lets pass what a confirmed profile knows, under its masks."""

    def __init__(
        self, folder: ProfileFolder, *, send_unknown: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`send_unknown`: pictures of unknown layouts leave without masks, which the hospital has to want."""
        self._folder = folder
        self._send_unknown = send_unknown
        self._clock = clock
        self._thumbnailer = Thumbnailer()
        self._hysteresis = Hysteresis()
        self._profiles: tuple[Known, ...] = ()
        self._layouts: tuple[tuple[Known, Fingerprint], ...] = ()
        self._matched: tuple[str, ...] = ()
        self._reason = ""
        self.withheld: Withheld | None = None

    def masks(self, picture: Picture) -> Masks | None:
        """Those of all confirmed profiles that know the picture's layout."""
        matched = self._matching(picture)
        if self._send_unknown:
            return _masks_of(matched)
        release = self._hysteresis.see(picture.captured_s, known=bool(matched))
        if release is Release.SHOWN:
            self._released(matched)
            return _masks_of(matched)
        if release is Release.WITHHELD:
            self._withhold(f"{picture.frame.width}x{picture.frame.height}: {self._reason}")
        return None

    def _matching(self, picture: Picture) -> list[Known]:
        try:
            self._follow(self._folder.current(self._clock()))
        except ProfileError as error:
            self._reason = f"{error}; nothing leaves until it is repaired or removed"
            return []
        frame = picture.frame
        sized = [
            (known, layout)
            for known, layout in self._layouts
            if (layout.width, layout.height) == (frame.width, frame.height)
        ]
        if not sized:
            self._reason = "no confirmed profile has a picture of this size"
            return []
        cells = self._thumbnailer.cells(frame)
        matched = [known for known, layout in sized if layout.matches(cells)]
        if not matched:
            self._reason = "no confirmed profile knows this layout of the screen"
        return matched

    def _follow(self, profiles: tuple[Known, ...]) -> None:
        """Takes up what has changed in the folder."""
        if profiles is self._profiles:
            return
        self._profiles = profiles
        self._layouts = tuple((one, one.profile.fingerprint()) for one in profiles if one.profile.confirmed)
        for one in profiles:
            if not one.profile.confirmed:
                log.warning("profile %s: nobody has confirmed it as it is; it releases nothing", one.name)

    def _released(self, matched: list[Known]) -> None:
        names = tuple(known.name for known in matched)
        if names == self._matched and self.withheld is None:
            return
        self._matched, self.withheld = names, None
        for known in matched:
            told = known.profile.confirmation
            if told is not None:
                log.info(
                    "layout %s (%s), %d masks, confirmed by %s on %s",
                    known.name,
                    known.profile.device,
                    len(known.profile.masks),
                    told.by,
                    told.on,
                )

    def _withhold(self, reason: str) -> None:
        if self.withheld is None or self.withheld.reason != reason:
            self._matched, self.withheld = (), Withheld(reason)


def _masks_of(matched: list[Known]) -> Masks:
    return tuple(mask.rect() for known in matched for mask in known.profile.masks)


PATTERN_WIDTH, PATTERN_HEIGHT = 320, 180


def pattern() -> NDArray[np.uint8]:
    """What is sent while a picture is withheld: wide dark grey stripes, no text; I420, shape (270, 320)."""
    rows, columns = np.mgrid[:PATTERN_HEIGHT, :PATTERN_WIDTH]
    luma = np.where((rows + columns) // 40 % 2 == 0, 44, 56)
    chroma = np.full((PATTERN_HEIGHT // 2, PATTERN_WIDTH), 128)
    return np.concatenate((luma, chroma)).astype(np.uint8)
