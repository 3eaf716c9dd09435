"""Bodies of several parts, as they are sent (RFC 2046 section 5.1, RFC 2387)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MultipartWriter:
    """Frames parts of one media type. The boundary is random: no stored bytes can have it."""

    media_type: str
    boundary: str = field(default_factory=lambda: secrets.token_hex(16))

    def content_type(self, transfer_syntax: str = "") -> str:
        """Of the whole body; with the transfer syntax of all parts where there is one."""
        suffix = f"; transfer-syntax={transfer_syntax}" if transfer_syntax else ""
        return f'multipart/related; type="{self.media_type}"; boundary={self.boundary}{suffix}'

    def head(self, content_type: str, location: str) -> bytes:
        """What stands before a part's bytes."""
        lines = (f"\r\n--{self.boundary}", f"Content-Type: {content_type}", f"Content-Location: {location}")
        return "\r\n".join((*lines, "", "")).encode()

    def tail(self) -> bytes:
        """What stands after the last part."""
        return f"\r\n--{self.boundary}--\r\n".encode()
