"""A picture that stands is answered from memory; one that changes is looked at."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from analysis.detectors.head_ct import HeadCt
from analysis.frame import frame_of
from tests.analysis.head_ct.conftest import Shown


def test_a_standing_picture_gets_the_same_answer_again(shown: Shown) -> None:
    detector = HeadCt()
    first = detector.detect(shown(16, captured_s=10.0))
    noisy = shown(16, captured_s=10.5).bgr.astype(np.int16)
    noisy += np.random.default_rng(0).integers(-3, 4, noisy.shape, np.int16)

    again = detector.detect(frame_of(np.asarray(np.clip(noisy, 0, 255), np.uint8), 10.5))

    assert again is first


def test_a_pointer_that_moves_does_not_make_it_look_again(shown: Shown) -> None:
    detector = HeadCt()
    first = detector.detect(shown(16))
    picture = shown(16).bgr.copy()
    cv2.line(picture, (100, 100), (112, 112), (255, 255, 255), 2)

    assert detector.detect(frame_of(picture, 0.2)) is first


def test_the_next_slice_is_looked_at(shown: Shown) -> None:
    detector = HeadCt()
    first = detector.detect(shown(16))
    second = detector.detect(shown(17, captured_s=0.1))

    assert second is not first
    assert second[0] != first[0]


def test_a_standing_picture_is_looked_at_again_after_a_second(shown: Shown) -> None:
    detector = HeadCt()
    frame = shown(16)
    first = detector.detect(frame)
    later = detector.detect(replace(frame, captured_s=1.0))

    assert later is not first
    assert list(later) == list(first)


def test_another_size_of_the_same_picture_is_looked_at(shown: Shown) -> None:
    detector = HeadCt()
    first = detector.detect(shown(16))
    half = cv2.resize(shown(16).bgr, (320, 240), interpolation=cv2.INTER_AREA)

    assert detector.detect(frame_of(np.asarray(half, np.uint8), 0.1)) is not first
