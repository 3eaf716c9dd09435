"""Real screens with what they show of persons, and lines of text to be put into real ultrasound pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

from analysis.frame import Plane
from analysis.privacy.sorts import Sort
from benchmarks.screening.data import as_bgr, real_pictures
from imaging.pixels.render import draw
from imaging.pixels.source import open_source

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

PSEUDO = "burned_in_text/presidio_pseudo_phi"
TRUTH_PADDING = 25
"""Presidio reads pictures with a rim of so many pixels added, and its ground truth counts from there."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A picture of the data, and its words that tell of a person, by hand or from `ground_truth.json`."""

    name: str
    path: str
    words: tuple[tuple[Sort, Box], ...] = ()
    truth: str = ""
    """Key of the ground truth, where there is one."""


SCREENS = (
    Screen("chest, frontal", f"{PSEUDO}/0_ORIGINAL_compressed.dcm", truth="sample_data/0_ORIGINAL.dcm"),
    Screen("chest, lateral", f"{PSEUDO}/1_ORIGINAL.png", truth="sample_data/1_ORIGINAL.dcm"),
    Screen("PET-CT, no text", f"{PSEUDO}/RGB_ORIGINAL.dcm"),
    Screen(
        "echo",
        "us_cine/echo_acuson_65f_DIRW0007.dcm",
        (
            (Sort.NUMBER, (6, 2, 136, 20)),
            (Sort.DATE, (501, 2, 575, 18)),
            (Sort.INSTITUTION, (28, 17, 187, 31)),
            (Sort.NUMBER, (446, 80, 491, 94)),
        ),
    ),
    Screen("pancreas (GH364)", "us_cine/stills/fodicom_GH364_pancreas_jpegls.dcm"),
    Screen(
        "CT patient page",
        "burned_in_text/philips_exam_summary/I30",
        ((Sort.NUMBER, (322, 40, 395, 58)), (Sort.NAME, (321, 66, 375, 86))),
    ),
    Screen(
        "CT dose page",
        "burned_in_text/philips_exam_summary/I40",
        ((Sort.NUMBER, (320, 40, 371, 58)), (Sort.DATE, (324, 68, 483, 86))),
    ),
    Screen("CT results page", "burned_in_text/philips_exam_summary/I50"),
    Screen(
        "eye, annotated",
        "burned_in_text/interson-image-annotation.jpg",
        ((Sort.DATE, (871, 4, 948, 18)),),
    ),
    Screen("eye", "burned_in_text/sonosite-anon-eye1.jpg", ((Sort.DATE, (787, 8, 957, 32)),)),
    Screen("lymph node", "us_cine/stills/examples_jpeg2k.dcm", ((Sort.INSTITUTION, (15, 22, 173, 40)),)),
)
"""Boxes by hand are in pixels of the picture at most 960 wide."""

HAND_WIDTH = 960


@cache
def shown(screen: Screen) -> Plane:
    """BGR as stored; not to be changed."""
    path = real_pictures() / screen.path
    if path.suffix in {".png", ".jpg"}:
        return np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR), np.uint8)
    return as_bgr(draw(open_source(path), 0))


def words_of(screen: Screen) -> Sequence[Box]:
    """In pixels of the picture as stored."""
    if screen.truth:
        words = json.loads((real_pictures() / PSEUDO / "ground_truth.json").read_text())[screen.truth]
        corners = [(word["left"] - TRUTH_PADDING, word["top"] - TRUTH_PADDING, word) for word in words]
        return [(left, top, left + word["width"], top + word["height"]) for left, top, word in corners]
    scale = max(1.0, shown(screen).shape[1] / HAND_WIDTH)
    return [tuple(side * scale for side in box) for _, box in screen.words]


LINES: tuple[tuple[Sort, str], ...] = (
    (Sort.NAME, "SMITH, JOHN"),
    (Sort.NAME, "DOE^JANE^M"),
    (Sort.NAME, "Maria Gonzalez"),
    (Sort.NAME, "KOWALSKI ADAM [M]"),
    (Sort.NAME, "Name: Oyelaran"),
    (Sort.NAME, "姓名：王小明"),
    (Sort.NAME, "张伟 男 45岁"),
    (Sort.NAME, "欧阳文静"),
    (Sort.BIRTH_DATE, "DOB: 06/16/1976"),
    (Sort.BIRTH_DATE, "Born 3 Mar 1951"),
    (Sort.BIRTH_DATE, "出生日期：1976年6月16日"),
    (Sort.NUMBER, "12975-20-2"),
    (Sort.NUMBER, "ID: A0048812"),
    (Sort.NUMBER, "MRN 00381127"),
    (Sort.NUMBER, "住院号：0012345"),
    (Sort.NUMBER, "11010519491231002X"),
    (Sort.DATE, "2021-12-09"),
    (Sort.DATE, "18 Jul 2008"),
    (Sort.DATE, "2023年11月5日"),
    (Sort.INSTITUTION, "County Hospital"),
    (Sort.INSTITUTION, "市第二人民医院"),
)
HARMLESS = (
    "HR= 61bpm",
    "180mm",
    "Gain 13dB",
    "MI 0.8",
    "3.5MHz",
    "深度 12cm",
    "增益 45",
    "Freeze",
    "FR 46Hz",
)


@dataclass(frozen=True, slots=True)
class Planted:
    sort: Sort | None
    """None for a line that tells of nobody."""
    box: Box
    height: int
    """Of the letters, in pixels: from the top of a capital or Chinese sign to its foot."""
    contrast: int
    """Levels of 255 between the letters and what lies around."""


def plant(
    picture: Plane, heights: Sequence[int], contrasts: Sequence[int], random: np.random.Generator
) -> tuple[Plane, list[Planted]]:
    """Lines of random text at random free places, one of each height; two in nine are harmless."""
    out, planted = picture.copy(), list[Planted]()
    for height, contrast in zip(heights, contrasts, strict=True):
        harmless = random.random() < 2 / 9
        sort, text = (None, str(random.choice(HARMLESS))) if harmless else LINES[random.integers(len(LINES))]
        letters = _letters(text, height, hershey=text.isascii() and random.random() < 0.5)
        place = _free_place(letters.shape, out.shape, [one.box for one in planted], random)
        if place is None:
            continue
        left, top = place
        down, across = letters.shape
        under = out[top : top + down, left : left + across]
        level = min(255.0, float(under.mean()) + contrast)
        share = letters[..., None].astype(np.float32) / 255
        under[:] = np.rint(under * (1 - share) + level * share).astype(np.uint8)
        planted.append(Planted(sort, (left, top, left + across, top + down), height, contrast))
    return out, planted


def _letters(text: str, height: int, *, hershey: bool) -> Plane:
    """How much each pixel is covered, 0 to 255; cut to the letters. `hershey`: thin strokes."""
    if hershey:
        scale = height / 21
        (across, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
        drawn = np.zeros((2 * height + 4, across + 8), np.uint8)
        cv2.putText(
            drawn, text, (3, round(1.5 * height)), cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 1, cv2.LINE_AA
        )
    else:
        # A capital of Noto Sans SC is 0.73 of the font's size high, a Chinese sign 0.92.
        size = height / (0.73 if text.isascii() else 0.92)
        font = ImageFont.truetype(sans_path(), size)
        right = int(font.getlength(text)) + 8
        image = Image.new("L", (right, int(2 * size) + 4), 0)
        ImageDraw.Draw(image).text((3, 2), text, font=font, fill=255)
        drawn = np.asarray(image, np.uint8)
    rows, columns = np.nonzero(drawn)
    return drawn[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def _free_place(
    size: tuple[int, ...], within: tuple[int, ...], taken: Sequence[Box], random: np.random.Generator
) -> tuple[int, int] | None:
    down, across = size
    for _ in range(60):
        if across + 4 >= within[1] or down + 4 >= within[0]:
            return None
        left, top = (
            int(random.integers(2, within[1] - across - 2)),
            int(random.integers(2, within[0] - down - 2)),
        )
        room = (left - 24, top - 12, left + across + 24, top + down + 12)
        if not any(_overlap(room, box) for box in taken):
            return left, top
    return None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
