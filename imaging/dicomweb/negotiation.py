"""In which media type and transfer syntax a client gets pixels (PS3.18 section 8.7): pure choosing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from imaging.pixels.syntaxes import DEFAULT_OF_MEDIA_TYPE, EXPLICIT_LITTLE, OCTET_STREAM, Codec, syntax

DICOM = "application/dicom"
MULTIPART = "multipart/related"
ANY = "*/*"
AS_STORED = "*"
"""As a transfer syntax: whatever the instance is stored in."""

_MAX_RANGES = 100
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[^",;]+|[,;]')


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One entry of an Accept header; `media_type` and the names of `parameters` are in lower case."""

    media_type: str
    quality: float = 1.0
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a client gets. `transfer_syntax` may be AS_STORED for resources of several instances."""

    media_type: str
    """Of each part, or of the only one."""
    transfer_syntax: str
    multipart: bool

    @property
    def content_type(self) -> str:
        """With its transfer syntax, without which nobody can tell what an octet stream holds."""
        return f"{self.media_type}; transfer-syntax={self.transfer_syntax}"


def parse_accept(text: str) -> tuple[MediaRange, ...]:
    """The ranges of an Accept header that are not refused (q=0), best first; malformed ones are left out.

    Slashes in parameters without quotes are let through: common viewers send ``type=image/jls`` so.
    """
    ranges = [found for entry in _entries(text) if (found := _media_range(entry)) is not None]
    return tuple(
        sorted((wanted for wanted in ranges if wanted.quality > 0), key=lambda wanted: -wanted.quality)
    )


def _entries(text: str) -> Iterator[list[str]]:
    """The entries of a comma-separated list, each as its semicolon-separated pieces."""
    entry = [""]
    count = 1
    for piece in _PIECE.findall(text):
        if piece == ",":
            yield entry
            entry = [""]
            count += 1
            if count > _MAX_RANGES:
                return
        elif piece == ";":
            entry.append("")
        else:
            entry[-1] += piece
    yield entry


def _media_range(entry: list[str]) -> MediaRange | None:
    name, quality, parameters = _weighted(entry)
    main, slash, sub = name.partition("/")
    if quality is None or not (main and slash and sub):
        return None
    return MediaRange(name, quality, parameters)


def _weighted(entry: list[str]) -> tuple[str, float | None, dict[str, str]]:
    """What an entry names, in lower case, its weight (None where that is malformed), and its parameters."""
    named, *pieces = (piece.strip() for piece in entry)
    parameters = {}
    for piece in pieces:
        name, equals, value = piece.partition("=")
        if equals:
            parameters[name.strip().lower()] = _unquoted(value.strip())
    return named.lower(), _quality(parameters.pop("q", "1")), parameters


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if len(value) > 1 and value[0] == value[-1] == '"' else value


def _quality(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[01](\.\d{0,3})?", text) and float(text) <= 1 else None


def accepts_coding(text: str, coding: str) -> bool:
    """Whether an Accept-Encoding header names `coding` and does not refuse it (RFC 9110, section 12.5.3)."""
    weighted = (_weighted(entry) for entry in _entries(text))
    return any(name == coding and quality for name, quality, _ in weighted)


def choose_frames(
    accepted: Iterable[MediaRange], stored: str, why_not: Callable[[str], str], *, single_allowed: bool
) -> Choice | str:
    """How frames stored in `stored` go out, or the reason why in none of the ways that are accepted.

    `why_not` says why a transfer syntax cannot be had, "" where it can. Of what is wanted equally, what
    needs no re-encoding is taken.
    """
    native = as_native(stored)
    reasons = []
    best: tuple[float, bool] | None = None
    chosen: Choice | None = None
    for wanted in accepted:
        for choice in _frame_choices(wanted, native, single_allowed=single_allowed):
            rank = (-wanted.quality, choice.transfer_syntax != native)
            if best is not None and rank >= best:
                continue
            reason = "" if choice.transfer_syntax == native else why_not(choice.transfer_syntax)
            if reason:
                reasons.append(reason)
            else:
                best, chosen = rank, choice
    return chosen or " ".join(dict.fromkeys(reasons)) or _nothing_fits(stored)


def _frame_choices(wanted: MediaRange, stored: str, *, single_allowed: bool) -> Iterator[Choice]:
    multipart = wanted.media_type in (MULTIPART, "multipart/*", ANY)
    if not multipart and not single_allowed:
        return
    media_type = (wanted.parameters.get("type") or ANY).lower() if multipart else wanted.media_type
    own_type = syntax(stored).media_type
    named = wanted.parameters.get("transfer-syntax")
    if media_type == ANY or (media_type.endswith("/*") and own_type.startswith(media_type[:-1])):
        media_type = OCTET_STREAM if named not in (None, AS_STORED) else own_type
    if named == AS_STORED:
        target: str | None = stored
    elif named is not None:
        target = as_native(named)
    else:
        # Whoever asks for a family of codestreams takes each of them, the stored one first.
        target = stored if media_type == own_type else DEFAULT_OF_MEDIA_TYPE.get(media_type)
    if target is not None and media_type in (OCTET_STREAM, syntax(target).media_type):
        yield Choice(media_type, target, multipart)


def choose_instances(accepted: Iterable[MediaRange], *, single_allowed: bool) -> Choice | None:
    """How whole instances go out; None where the client takes none of the ways."""
    for wanted in accepted:
        multipart = wanted.media_type in (MULTIPART, "multipart/*", ANY)
        if not multipart and not (single_allowed and wanted.media_type in (DICOM, "application/*")):
            continue
        if multipart and (wanted.parameters.get("type") or DICOM).lower() not in (DICOM, ANY):
            continue
        # Explicit VR Little Endian is what an unnamed transfer syntax means (PS3.18 section 8.7.3.5.2);
        # a client that takes anything at all gets what is stored.
        default = AS_STORED if "*" in wanted.media_type else EXPLICIT_LITTLE
        return Choice(DICOM, wanted.parameters.get("transfer-syntax") or default, multipart)
    return None


def as_native(transfer_syntax: str) -> str:
    """What frames of `transfer_syntax` are in once they are cut out: native ones are always little endian."""
    return EXPLICIT_LITTLE if syntax(transfer_syntax).codec is Codec.NATIVE else transfer_syntax


def best_of(accepted: Iterable[MediaRange], offered: Iterable[str]) -> str | None:
    """The media type of `offered` (the default first) that is wanted most; None where none is."""
    choices = tuple(offered)
    for wanted in accepted:
        media_type = wanted.media_type
        if media_type in (MULTIPART, "multipart/*"):
            media_type = wanted.parameters.get("type", ANY).lower()
        for choice in choices:
            if media_type in (ANY, choice, choice.partition("/")[0] + "/*"):
                return choice
    return None


def _nothing_fits(stored: str) -> str:
    kind = syntax(stored).media_type
    return (
        f"The frames are stored as {kind} in transfer syntax {stored}; "
        f'ask for multipart/related; type="{OCTET_STREAM}"; transfer-syntax=* to get them so.'
    )
