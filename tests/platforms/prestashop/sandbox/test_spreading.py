"""Vouchers are spread to the cent: on the vectors that the PHP is held to, and on any order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.prestashop.sandbox.spreading import (
    Sold,
    SoldLine,
    amount_for,
    in_proportion,
    spread,
)

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "vectors" / "spreading.json").read_text(encoding="utf-8"),
)

amounts = st.integers(0, 10**15)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda it: it["name"])
def test_the_figures_are_those_of_the_vectors(vector: dict[str, Any]) -> None:
    lines = [SoldLine(**it) for it in vector["lines"]]
    found = spread(
        Sold(
            lines,
            vector["shipping_total"],
            vector["shipping_left"],
            vector["discounts"],
            vector["free_shipping"],
            vector["paid_left"],
            vector["digits"],
        ),
    )
    most = {str(line.id): it for line, it in zip(lines, found.most, strict=True)}
    left = {str(line.id): line.left for line in lines}
    expected = vector["expected"]

    assert most == expected["mosts"]
    assert found.shipping == expected["shipping"]
    assert sum(found.most) + found.shipping == expected["left"]
    for line, quantity, amount in expected["amounts"]:
        assert amount_for(most[str(line)], quantity, left[str(line)]) == amount


@given(amounts, st.lists(amounts, max_size=12))
def test_what_is_shared_is_shared_whole(amount: int, weights: list[int]) -> None:
    shares = in_proportion(amount, weights)
    whole = sum(weights)

    assert sum(shares) == (amount if whole else 0)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * whole - amount * weight) <= whole


@st.composite
def sold(draw: st.DrawFn) -> Sold:
    lines = []
    for number in range(draw(st.integers(0, 6))):
        quantity = draw(st.integers(1, 9))
        unit = draw(st.integers(0, 10**11))
        total = (unit * quantity + 5000) // 10_000
        refunded = draw(st.integers(0, total))
        left = draw(st.integers(0, quantity))
        lines.append(SoldLine(number, total, quantity, left, refunded, unit))
    shipping = draw(st.integers(0, 10**5))
    return Sold(
        lines,
        shipping,
        draw(st.integers(0, shipping)),
        draw(st.integers(0, 10**8)),
        draw(st.booleans()),
        draw(st.integers(-(10**5), 10**8)),
        2,
    )


@given(sold())
def test_never_more_than_was_paid_and_never_below_nothing(order: Sold) -> None:
    found = spread(order)

    assert sum(found.most) + found.shipping <= max(0, order.paid_left)
    assert 0 <= found.shipping <= order.shipping_left
    for line, most in zip(order.lines, found.most, strict=True):
        assert 0 <= most <= max(0, line.total - line.refunded)
        assert most == 0 or line.left > 0


@given(amounts, st.integers(1, 20), st.data())
def test_parts_of_a_line_never_come_to_more_than_the_whole(
    most: int, left: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, left))
    one = amount_for(most, first, left)

    assert one + amount_for(most - one, left - first, left - first) <= most
