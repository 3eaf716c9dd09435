"""Which of the page's colours each attendee has: never that of somebody who is there with them.

Worked out from the stays alone: all processes and pages come to the same without anybody keeping it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

COLOURS = 8
"""As many as the page has (`personColours` in `web/src/app/palette.ts`)."""

Stay = tuple[str, datetime, datetime]
"""An attendee, when they came in, and until when they were, or are known to be, there."""


def colours(stays: Iterable[Stay]) -> Mapping[str, int]:
    """The number of each attendee's colour, given the stays in the order in which they began.

    Whoever stays keeps theirs. Whoever comes back gets theirs again, unless somebody else has it meanwhile.
    Where there are more people than colours, each is shared by as few as possible.
    """
    given: dict[str, int] = {}
    there: dict[str, datetime] = {}
    for attendee, entered_at, left_at in stays:
        there = {one: until for one, until in there.items() if until > entered_at}
        if attendee not in there:
            given[attendee] = _choice(attendee, given, there)
        there[attendee] = max(left_at, there.get(attendee, left_at))
    return given


def _choice(attendee: str, given: Mapping[str, int], there: Iterable[str]) -> int:
    taken = Counter(given[one] for one in there)
    own = given.get(attendee)
    least = min(taken[colour] for colour in range(COLOURS))
    if own is not None and taken[own] == least:
        return own
    # One that nobody had so far is left to whoever had another, should they come back.
    had = Counter(given.values())
    return min(range(COLOURS), key=lambda colour: (taken[colour], had[colour], colour))
