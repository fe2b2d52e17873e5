"""Spreads an order's vouchers over its lines, so that no more goes back than was really paid.

Whole numbers only: minor units of the order's currency, and unit prices in millionths of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MICRO_DIGITS = 6


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One line: ``total`` and ``refunded`` in minor units, ``unit_micro`` in millionths."""

    id: int
    total: int
    quantity: int
    left: int
    refunded: int
    unit_micro: int


@dataclass(frozen=True, slots=True)
class Sold:
    """An order's figures in minor units; ``digits`` are the decimals of its currency."""

    lines: Sequence[SoldLine]
    shipping_total: int
    shipping_left: int
    discounts: int
    has_free_shipping: bool
    paid_left: int
    digits: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The most that may still go back: per line (all units left of it), and of the shipping."""

    most: Sequence[int]
    shipping: int


def spread(sold: Sold) -> Spread:
    """The figures of every line, in the lines' order."""
    waived = min(sold.shipping_total, sold.discounts) if sold.has_free_shipping else 0
    totals = [line.total for line in sold.lines]
    shares = in_proportion(min(sold.discounts - waived, sum(totals)), totals)
    most = [_most(line, share, sold.digits) for line, share in zip(sold.lines, shares, strict=True)]
    shipping = max(0, sold.shipping_left - waived)
    over = max(0, sum(most) + shipping - sold.paid_left)
    cut = min(over, sum(most))
    cuts = in_proportion(cut, most)
    return Spread(
        most=[it - less for it, less in zip(most, cuts, strict=True)],
        shipping=max(0, shipping - (over - cut)),
    )


def amount_for(most: int, quantity: int, left: int) -> int:
    """The most for some of the units left of a line."""
    return most * quantity // left if left else 0


def in_proportion(amount: int, weights: Sequence[int]) -> list[int]:
    """The amount shared by largest remainder; of equal remainders the earlier is the larger."""
    whole = sum(weights)
    if whole <= 0 or amount <= 0:
        return [0] * len(weights)
    shares = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in order[: amount - sum(shares)]:
        shares[place] += 1
    return shares


def _most(line: SoldLine, share: int, digits: int) -> int:
    if line.left == 0:
        return 0
    micro = _power(MICRO_DIGITS)
    # Rounded half up, as the invoice rounds: a price may have more decimals than the currency.
    cap = (2 * line.unit_micro * line.left * _power(digits) + micro) // (2 * micro)
    return max(0, min(line.total - share - line.refunded, cap))


def _power(digits: int) -> int:
    """Ten to a number of decimals."""
    return int(10**digits)
