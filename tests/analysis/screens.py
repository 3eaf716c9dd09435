"""Screens that are no scans, as devices draw them: menus, reports, test patterns, grabbers' screens."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

_FIELDS = (
    "姓名 Name",
    "性别 Sex",
    "年龄 Age",
    "检查部位",
    "申请科室",
    "序列 Protocol",
    "剂量 Dose",
    "开始 Start",
)
_WORDS = "左侧后颞枕叶见片状低密度影边界欠清中线结构居中脑室系统未见扩大张李头颅平扫增强0123456789ABCDEF，。"

LOOKS: dict[str, tuple[Colour, Colour, Colour, Colour]] = {
    "grey": ((200, 200, 200), (235, 235, 235), (60, 110, 180), (20, 20, 20)),
    "dark": ((30, 32, 36), (55, 58, 66), (0, 120, 160), (220, 220, 220)),
    "blue": ((20, 40, 90), (40, 70, 140), (220, 150, 20), (240, 240, 240)),
}
"""Ground, panel, title bar and text of a device's menu."""


def menu(look: str, width: int = 640, height: int = 480) -> Picture:
    """A registration form with buttons and boxes."""
    ground, panel, title, ink = LOOKS[look]
    random = np.random.default_rng(0)
    image = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, 30), fill=title)
    draw.text((10, 4), "检查登记  Patient registration", font=_font(18), fill=ink)
    for row, name in enumerate(_FIELDS):
        top = 45 + row * 46
        draw.rectangle((20, top, 220, top + 34), fill=panel, outline=ink)
        draw.text((30, top + 8), name, font=_font(14), fill=ink)
        draw.rectangle((240, top, 620, top + 34), fill=panel)
        draw.text((250, top + 8), _words(random, 20), font=_font(14), fill=ink)
    return _bgr(image)


def report(*, dark: bool, size: int = 13, width: int = 640, height: int = 480) -> Picture:
    """A page of running Chinese text in letters of `size` pixels."""
    ground, ink = ((0, 0, 0), (230, 230, 230)) if dark else ((255, 255, 255), (0, 0, 0))
    random = np.random.default_rng(1)
    image = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(image)
    draw.text((width // 2 - 60, 8), "影像诊断报告", font=_font(22), fill=ink)
    for top in range(50, height - 20, int(size * 1.6)):
        draw.text((30, top), _words(random, int(random.integers(15, 44))), font=_font(size), fill=ink)
    return _bgr(image)


def grabber(colour: Colour, text: str, width: int = 640, height: int = 480) -> Picture:
    """What a grabber sends without a source: one colour (BGR), a message in the middle or none."""
    picture = np.full((height, width, 3), colour, np.uint8)
    if text:
        cv2.putText(picture, text, (width // 2 - 100, height // 2), 0, 1.2, (255, 255, 255), 2)
    return picture


def colour_bars(level: int = 191, width: int = 640, height: int = 480) -> Picture:
    """SMPTE bars: seven bars, the reversed row, and the lowest row with white; 191 of 255 are 75 %."""
    picture = np.zeros((height, width, 3), np.uint8)
    order = ("rgb", "rg", "gb", "g", "rb", "r", "b")
    for number, lit in enumerate(order):
        bar = [level * (channel in lit) for channel in "bgr"]
        picture[:, number * width // 7 : (number + 1) * width // 7] = bar
    picture[height * 2 // 3 : height * 3 // 4] = picture[height * 2 // 3 : height * 3 // 4, ::-1]
    picture[height * 3 // 4 :] = 0
    picture[height * 3 // 4 :, width // 6 : width // 3] = 255
    return picture


def ramp(steps: int = 256, width: int = 640, height: int = 480) -> Picture:
    """Grey from black to white in so many steps."""
    level = np.arange(width) * steps // width * 255 // (steps - 1)
    return _grey(np.tile(level, (height, 1)))


def checker(side: int = 40, width: int = 640, height: int = 480) -> Picture:
    """Black and white squares."""
    y, x = np.mgrid[:height, :width]
    return _grey((x // side + y // side) % 2 * 255)


def _grey(levels: NDArray[np.int64]) -> Picture:
    return np.asarray(cv2.cvtColor(levels.astype(np.uint8), cv2.COLOR_GRAY2BGR), np.uint8)


def _bgr(image: Image.Image) -> Picture:
    return np.ascontiguousarray(np.asarray(image)[..., ::-1])


def _words(random: np.random.Generator, count: int) -> str:
    return "".join(random.choice(list(_WORDS), count))


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(sans_path(), size)
