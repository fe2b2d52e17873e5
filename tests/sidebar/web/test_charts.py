"""Columns stand on zero, as high as their number says, and no part of the period is left out."""

from __future__ import annotations

import pytest

from sidebar.web.charts import BASE, HEIGHT, chart, round_above


@pytest.mark.parametrize("most", [0, 1, 2, 3, 7, 99, 100, 101, 12_345, 10**9 + 1])
def test_the_axis_ends_at_a_round_number_above_everything(most: int) -> None:
    top = round_above(most)

    assert top >= max(most, 2)
    assert top % 2 == 0
    assert top <= max(2, 2.5 * most)


def test_a_column_is_as_high_as_its_number_says_and_stands_on_zero() -> None:
    drawn = chart([(30, 0, 20), (0, 0, 0), (100, 0, 0)])

    first, empty, highest = drawn.columns
    assert drawn.top == 100
    assert empty.pieces == ()
    assert [(piece.which, piece.height) for piece in first.pieces] == [
        (0, round(HEIGHT * 0.3, 3)),
        (2, round(HEIGHT * 0.2, 3)),
    ]
    assert first.pieces[0].y + first.pieces[0].height == BASE
    assert first.pieces[1].y + first.pieces[1].height == first.pieces[0].y
    assert highest.pieces[0].height == HEIGHT
    assert 0 <= first.x < first.x + first.width < empty.x < highest.x + highest.width <= 100


@pytest.mark.parametrize(("many", "places"), [(0, []), (1, [0]), (2, [0, 1]), (30, [0, 15, 29])])
def test_the_first_and_the_last_part_are_named(many: int, places: list[int]) -> None:
    assert [mark.place for mark in chart([(1,)] * many).marks] == places
