"""Columns drawn on the server: from zero up, one for each part of a period, empty ones too.

Across, everything is in hundredths of the chart's width, so that words keep their size on any
screen; down, in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TOP, HEIGHT = 22, 132
"""Room for the highest word, and of the columns below it (px)."""

BASE = TOP + HEIGHT
WHOLE = BASE + 24
"""With the words under the axis."""

GAP = 0.22
"""Of a part's room, what stays free between columns."""

WIDEST = 9.0
"""Hundredths of the chart: a single column is no wall."""

_STEPS = (2, 3, 4, 5, 6, 8, 10, 15)
"""What a round number begins with; its half is on the axis too, and stays a whole number."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One colour of a column, by the place of its amount among those given."""

    which: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One part of the period; without pieces where there was nothing."""

    x: float
    width: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Which column is named under the axis, and where its words stand: start, middle or end."""

    place: int
    x: float
    side: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of columns. ``half`` and ``top`` are the numbers at the lines of the axis."""

    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]
    half: int
    top: int
    top_y: int = TOP
    half_y: int = TOP + HEIGHT // 2
    base_y: int = BASE
    height: int = WHOLE


def chart(amounts: Sequence[Sequence[int]]) -> Chart:
    """The columns of these parts; the amounts of each, none below zero, stand on one another."""
    top = round_above(max((sum(part) for part in amounts), default=0))
    room = 100 / max(len(amounts), 1)
    width = min(room * (1 - GAP), WIDEST)
    columns = tuple(
        Column(
            x=round(room * place + (room - width) / 2, 3),
            width=round(width, 3),
            pieces=tuple(_pieces(part, top)),
        )
        for place, part in enumerate(amounts)
    )
    return Chart(columns, _marks(len(columns)), half=top // 2, top=top)


def _marks(many: int) -> tuple[Mark, ...]:
    """The first column, the last, and one between them: more words find no room on a phone."""
    if many < 2:
        return (Mark(0, 50, "middle"),)[:many]
    middle = many // 2
    between = (Mark(middle, round(100 * (middle + 0.5) / many, 3), "middle"),) if many > 2 else ()
    return (Mark(0, 0, "start"), *between, Mark(many - 1, 100, "end"))


def _pieces(part: Sequence[int], top: int) -> list[Piece]:
    found, below = list[Piece](), 0
    for which, amount in enumerate(part):
        if amount:
            height = HEIGHT * amount / top
            base = BASE - HEIGHT * below / top
            found.append(Piece(which, round(base - height, 3), round(height, 3)))
        below += amount
    return found


def round_above(most: int) -> int:
    """The next round number that is no less, and even; two for nothing."""
    power = 1
    while True:
        for step in _STEPS:
            top = step * power
            if top >= most and top % 2 == 0:
                return top
        power *= 10
