"""Device profiles: how a console's screen looks, what of it is masked, and who confirmed that.

A confirmation seals the rectangles and the layout: whoever edits them afterwards has to confirm again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from capture_agent.config import Rectangle
from capture_agent.errors import AgentError, ExitCode
from capture_agent.geometry import Rect
from capture_agent.layout import ACROSS, DOWN, Cells, Chosen, Fingerprint


class ProfileError(AgentError):
    """A profile cannot be read, written or found; the text says which and what to do."""

    exit_code = ExitCode.CONFIGURATION


def _one_line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("write one line of text")
    return text.strip()


OneLine = Annotated[str, Field(max_length=120), AfterValidator(_one_line)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Confirmation(_Part):
    """Who at the hospital looked at the masks, when, and the seal of what they saw."""

    by: OneLine
    on: date
    seal: str


class Profile(_Part):
    """A device's screen layout and what of it is blacked out."""

    device: OneLine
    width: int = Field(ge=16, le=8192)
    height: int = Field(ge=16, le=8192)
    cells: str
    """Base64 of the layout's cells, two bytes each: all means row by row, then all contrasts."""
    compared: str
    """Base64 of which cells are compared, a bit each."""
    masks: tuple[Rectangle, ...] = ()
    varying: tuple[Rectangle, ...] = ()
    """Not compared: fields where the device writes what it measures."""
    confirmation: Confirmation | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _bytes(self.cells, 2 * DOWN * ACROSS, "cells")
        _bytes(self.compared, DOWN * ACROSS // 8, "compared")
        for rectangle in (*self.masks, *self.varying):
            if not rectangle.rect().inside(self.width, self.height):
                raise ValueError(f"{rectangle} does not lie within {self.width}x{self.height}")
        return self

    @classmethod
    def of(
        cls, device: str, layout: Fingerprint, masks: Sequence[Rect], varying: Sequence[Rect] = ()
    ) -> Profile:
        """A new one, which nobody has confirmed yet. Raises ProfileError for a name that is no line."""
        try:
            return cls(
                device=device,
                width=layout.width,
                height=layout.height,
                cells=_text(layout.cells.tobytes()),
                compared=_text(np.packbits(layout.compared).tobytes()),
                masks=tuple(_rectangle(rect) for rect in masks),
                varying=tuple(_rectangle(rect) for rect in varying),
            )
        except ValidationError as error:
            raise ProfileError(f"this is no profile: {told(error)}") from error

    def fingerprint(self) -> Fingerprint:
        cells: Cells = np.frombuffer(_bytes(self.cells, 2 * DOWN * ACROSS, "cells"), np.uint8)
        packed = np.frombuffer(_bytes(self.compared, DOWN * ACROSS // 8, "compared"), np.uint8)
        compared: Chosen = np.unpackbits(packed).astype(np.bool_)
        shape = (DOWN, ACROSS)
        return Fingerprint(self.width, self.height, cells.reshape(2, *shape), compared.reshape(shape))

    def seal(self) -> str:
        """Changes with everything that decides what leaves the hospital."""
        content = self.model_dump(mode="json", exclude={"confirmation"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def confirmed(self) -> bool:
        """Somebody confirmed it, and it is as they saw it."""
        return self.confirmation is not None and self.confirmation.seal == self.seal()

    def confirmed_by(self, person: str, on: date) -> Profile:
        """Raises ProfileError for a name that is no line."""
        try:
            confirmation = Confirmation(by=person, on=on, seal=self.seal())
        except ValidationError as error:
            raise ProfileError(f"name the person who confirms: {told(error)}") from error
        return self.model_copy(update={"confirmation": confirmation})


def _rectangle(rect: Rect) -> Rectangle:
    return Rectangle(x=rect.x, y=rect.y, width=rect.width, height=rect.height)


def _bytes(text: str, count: int, name: str) -> bytes:
    try:
        decoded = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"{name} is damaged: {error}") from error
    if len(decoded) != count:
        raise ValueError(f"{name} is damaged: {len(decoded)} bytes instead of {count}")
    return decoded


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def told(error: ValidationError) -> str:
    """What is wrong, in one line."""
    return "; ".join(
        f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}".removeprefix(": ")
        for one in error.errors()
    )
