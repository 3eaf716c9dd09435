"""A machine-readable code of a frame's id and capture time, drawn into the picture and read back out of it.

It measures glass to glass: whoever sees the picture, a canvas in a browser included, can tell which frame it
is and when it was captured, after any compression and scaling.

Geometry, in fractions of the picture's width W and height H, so that a scaled picture is read the same way:

* 64 cells in 2 rows of 32; each cell is W/32 wide and H/24 high; the strip is the picture's full width and
  its top H/12. Cell (row r, column c) covers x in [c W/32, (c+1) W/32) and y in [r H/24, (r+1) H/24).
* A black cell (luma 16) is 0, a white one (luma 235) is 1. Read a cell as 1 when the mean luma of its middle
  half (a quarter of the cell left out on each side) is above 128 on the 0 to 255 scale of a canvas, or of
  luma.

Bits, most significant first, row 0 from left to right, then row 1:

* row 0, columns 0 to 31: capture time in milliseconds since the epoch, in server time, modulo 2^32 (49.7
  days);
* row 1, columns 0 to 15: frame id modulo 2^16;
* row 1, columns 16 to 31: CRC-16/CCITT-FALSE (polynomial 0x1021, start value 0xFFFF, not reflected, no final
  exclusive or) of the six bytes before it. The start value makes an all-black strip invalid.
"""

from __future__ import annotations

from binascii import crc_hqx
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

COLUMNS = 32
ROWS = 2
ROWS_PER_HEIGHT = 24
"""Rows of cells that would fill the picture's height."""
BLACK, WHITE, THRESHOLD = 16, 235, 128
NEUTRAL_CHROMA = 128
MINIMUM_WIDTH, MINIMUM_HEIGHT = 4 * COLUMNS, 4 * ROWS_PER_HEIGHT
"""Below four pixels a cell's middle half is a single blurred pixel."""

TIME_MODULUS = 1 << 32
ID_MODULUS = 1 << 16

Plane = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Timecode:
    """What a code says: `frame_id` modulo 2^16 and `time_ms` modulo 2^32."""

    frame_id: int
    time_ms: int

    def age_ms(self, now_ms: int) -> int:
        """Milliseconds from capture to `now_ms` (since the epoch, same clock), exact up to 24 days either
        way."""
        half = TIME_MODULUS // 2
        return (now_ms - self.time_ms + half) % TIME_MODULUS - half


def fits(width: int, height: int) -> bool:
    """Whether a picture is large enough for a code that can be read."""
    return width >= MINIMUM_WIDTH and height >= MINIMUM_HEIGHT


def encode(frame_id: int, time_ms: int) -> NDArray[np.bool_]:
    """The cells, 2 x 32, True for white; both numbers are taken modulo their field's size."""
    payload = (time_ms % TIME_MODULUS).to_bytes(4, "big") + (frame_id % ID_MODULUS).to_bytes(2, "big")
    code = payload + crc_hqx(payload, 0xFFFF).to_bytes(2, "big")
    return np.unpackbits(np.frombuffer(code, np.uint8)).reshape(ROWS, COLUMNS).astype(np.bool_)


def decode(cells: NDArray[np.bool_]) -> Timecode | None:
    """The inverse of `encode`; None when the check does not match."""
    code = np.packbits(cells.reshape(-1)).tobytes()
    payload, check = code[:6], int.from_bytes(code[6:], "big")
    if crc_hqx(payload, 0xFFFF) != check:
        return None
    return Timecode(int.from_bytes(payload[4:], "big"), int.from_bytes(payload[:4], "big"))


def draw(luma: Plane, chroma: tuple[Plane, Plane], frame_id: int, time_ms: int) -> None:
    """Draws the code over the top of an I420 picture, in place.

    `luma` is H x W, each plane of `chroma` H/2 x W/2. Raises ValueError for a picture below 128 x 96.
    """
    height, width = luma.shape
    if not fits(width, height):
        raise ValueError(
            f"a time code needs a picture of at least {MINIMUM_WIDTH}x{MINIMUM_HEIGHT}, not {width}x{height}"
        )
    levels = np.where(encode(frame_id, time_ms), WHITE, BLACK).astype(np.uint8)
    strip = -(-ROWS * height // ROWS_PER_HEIGHT)
    # The last row of pixels may already lie below H/12 when H is not divisible by 12; it continues row 1.
    rows = np.minimum(np.arange(strip) * ROWS_PER_HEIGHT // height, ROWS - 1)
    columns = np.arange(width) * COLUMNS // width
    luma[:strip] = levels[rows[:, None], columns]
    for plane in chroma:
        plane[: -(-strip // 2)] = NEUTRAL_CHROMA


def read(luma: Plane) -> Timecode | None:
    """Reads the code from a picture's luma (H x W), or from any channel of its RGB form; None when there is
    none."""
    height, width = luma.shape
    if not fits(width, height):
        return None
    cell_width, cell_height = width / COLUMNS, height / ROWS_PER_HEIGHT
    cells = np.empty((ROWS, COLUMNS), np.bool_)
    for row in range(ROWS):
        top, bottom = _middle(row, cell_height)
        for column in range(COLUMNS):
            left, right = _middle(column, cell_width)
            cells[row, column] = luma[top:bottom, left:right].mean() > THRESHOLD
    return decode(cells)


def _middle(index: int, size: float) -> tuple[int, int]:
    """First and one-past-last pixel of the middle half of cell `index`; never empty."""
    first = int((index + 0.25) * size)
    return first, max(first + 1, int((index + 0.75) * size))
