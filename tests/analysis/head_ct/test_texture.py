"""Co-occurrence against the worked example of Haralick 1973, and features against their definitions."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.head_ct.texture import co_occurrence, features

EXAMPLE = np.array([[0, 0, 1, 1], [0, 0, 1, 1], [0, 2, 2, 2], [2, 2, 3, 3]], np.int32)
"""Figure 3 of the paper, and below its four tables: 0, 90, 135 and 45 degrees."""
TABLES = np.array(
    [
        [[4, 2, 1, 0], [2, 4, 0, 0], [1, 0, 6, 1], [0, 0, 1, 2]],
        [[6, 0, 2, 0], [0, 4, 2, 0], [2, 2, 2, 2], [0, 0, 2, 0]],
        [[2, 1, 3, 0], [1, 2, 1, 0], [3, 1, 0, 2], [0, 0, 2, 0]],
        [[4, 1, 0, 0], [1, 2, 2, 0], [0, 2, 4, 1], [0, 0, 1, 0]],
    ]
)
ALL = np.ones(EXAMPLE.shape, np.bool_)


def test_the_papers_example_gives_the_papers_tables() -> None:
    table = co_occurrence(EXAMPLE, ALL, levels=4)

    assert table == pytest.approx(TABLES.sum(axis=0) / TABLES.sum())


def test_pairs_that_leave_the_mask_do_not_count() -> None:
    mask = ALL.copy()
    mask[:, 2:] = False

    assert co_occurrence(EXAMPLE, mask, levels=4) == pytest.approx(
        co_occurrence(EXAMPLE[:, :2].copy(), ALL[:, :2], levels=4)
    )


def test_an_even_field_has_no_contrast_and_all_energy() -> None:
    table = co_occurrence(np.full((5, 5), 2, np.int32), np.ones((5, 5), np.bool_), levels=4)

    assert features(table) == (0.0, 1.0, 1.0, 1.0)


def test_a_checkerboard_has_the_features_that_its_pairs_say() -> None:
    board = (np.indices((9, 9)).sum(axis=0) % 2 * 3).astype(np.int32)
    table = co_occurrence(board, np.ones((9, 9), np.bool_), levels=4)
    unlike = 144 / (144 + 128)  # pairs along rows and columns differ, those along diagonals do not

    contrast, correlation, homogeneity, energy = features(table)
    assert contrast == pytest.approx(9 * unlike)
    assert correlation == pytest.approx(1 - 2 * unlike, abs=1e-3)
    assert homogeneity == pytest.approx(unlike / 10 + 1 - unlike)
    assert energy == pytest.approx((table**2).sum())
