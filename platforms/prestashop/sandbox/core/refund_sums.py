"""What a refund comes to, as core counts it: capped per line, shipping capped to what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from platforms.prestashop.sandbox.core.refusals import (
    INVALID_AMOUNT,
    INVALID_QUANTITY,
    NO_REFUNDS,
    QUANTITY_TOO_HIGH,
    CoreRefusal,
    no_refund,
)
from platforms.prestashop.sandbox.shop import Row, Shop

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LineSum:
    """One line of a refund; ``amount`` is tax included and not rounded."""

    detail: Row
    quantity: int
    amount: Decimal
    rounded: Decimal
    untaxed: Decimal


@dataclass(frozen=True, slots=True)
class RefundSums:
    """A refund's lines and its shipping, tax included and without."""

    lines: Sequence[LineSum]
    shipping: Decimal
    shipping_untaxed: Decimal

    @property
    def products(self) -> Decimal:
        return sum((it.amount for it in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        return self.products + self.shipping


def checked_lines(asked: Mapping[int, tuple[int, str]]) -> Mapping[int, tuple[int, Decimal]]:
    """What the command's own constructor lets through. Raises CoreRefusal."""
    return {line: _checked(quantity, text) for line, (quantity, text) in asked.items()}


def number_of(text: str) -> Decimal:
    """Raises CoreRefusal for what is no number."""
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise CoreRefusal("InvalidAmountException") from error
    if not amount.is_finite():
        raise CoreRefusal("InvalidAmountException")
    return amount


def sums(
    shop: Shop,
    order: Row,
    lines: Mapping[int, tuple[int, Decimal]],
    shipping: Decimal,
) -> RefundSums:
    """Raises CoreRefusal. That a line is of this order is not core's concern."""
    digits = _digits(shop, order)
    counted = [_line(shop, line, *asked, digits) for line, asked in lines.items()]
    carried = min(shipping, shipping_left(shop, order)) if shipping > 0 else ZERO
    if not counted and carried <= 0:
        raise no_refund(NO_REFUNDS)
    rate = 1 + Decimal(order["carrier_tax_rate"]) / 100
    return RefundSums(counted, carried, rounded(carried / rate, digits))


def shipping_left(shop: Shop, order: Row) -> Decimal:
    """Shipping that no slip has given back yet, tax included."""
    slips = shop.rows("order_slip", id_order=order["id"])
    given = sum((Decimal(it["total_shipping_tax_incl"]) for it in slips), ZERO)
    return Decimal(order["total_shipping_tax_incl"]) - given


def quantity_left(detail: Row) -> int:
    """Units of a line that core would still refund."""
    gone = int(detail["product_quantity_refunded"]) + int(detail["product_quantity_return"])
    return int(detail["product_quantity"]) - gone


def rounded(amount: Decimal, digits: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _checked(quantity: int, text: str) -> tuple[int, Decimal]:
    amount = number_of(text)
    if amount <= 0:
        raise no_refund(INVALID_AMOUNT)
    if quantity < 1:
        raise no_refund(INVALID_QUANTITY)
    return quantity, amount


def _line(shop: Shop, line: int, quantity: int, amount: Decimal, digits: int) -> LineSum:
    detail = shop.row("order_details", line)
    left = quantity_left(detail) if detail else 0
    if detail is None or quantity > left:
        raise no_refund(QUANTITY_TOO_HIGH, left=left)
    unit, untaxed = (Decimal(detail[f"unit_price_tax_{it}"]) for it in ("incl", "excl"))
    capped = min(amount, unit * quantity)
    share = untaxed / unit if unit else Decimal(1)
    return LineSum(
        detail, quantity, capped, rounded(capped, digits), rounded(capped * share, digits)
    )


def _digits(shop: Shop, order: Row) -> int:
    currency = shop.row("currencies", order["id_currency"])
    return int(currency["precision"]) if currency else 2
