"""What may still be given back of an order, line by line, and why nothing may where that is so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from platforms.prestashop.sandbox.core.history import has_been, has_been_in, is_paid
from platforms.prestashop.sandbox.core.stock import keeps_stock
from platforms.prestashop.sandbox.module.given import Given, given_back, has_given_back, minor
from platforms.prestashop.sandbox.module.ledger import Operation
from platforms.prestashop.sandbox.module.snapshot import stock_of
from platforms.prestashop.sandbox.shop import Row, Shop
from platforms.prestashop.sandbox.spreading import MICRO_DIGITS, Sold, SoldLine, Spread, spread

FORCED, OPTIONAL, NONE = "forced", "optional", "none"


@dataclass(frozen=True, slots=True)
class Figures:
    """One order's figures in minor units."""

    order: Row
    details: Mapping[int, Row]
    units_left: Mapping[int, int]
    """Units of each line that nothing says were given back."""
    digits: int
    spread: Spread
    left: int
    """Paid and not given back."""
    restock: str
    stock: Mapping[int, int | None]
    is_paid: bool

    @property
    def shipping_left(self) -> int:
        return self.spread.shipping

    @property
    def most(self) -> Mapping[int, int]:
        return dict(zip(self.details, self.spread.most, strict=True))

    @property
    def is_empty(self) -> bool:
        """Nothing is left to give back."""
        return self.left <= 0 or sum(self.spread.most) + self.spread.shipping == 0

    def text(self, minor: int) -> str:
        """An amount as it travels."""
        return f"{Decimal(minor).scaleb(-self.digits):.{self.digits}f}"


def figures(shop: Shop, order: Row, done: Sequence[Operation]) -> Figures:
    """``done``: what the module's own ledger says was done on this order."""
    currency = shop.row("currencies", order["id_currency"])
    digits = int(currency["precision"]) if currency else 2
    details = {it["id"]: it for it in shop.rows("order_details", id_order=order["id"])}
    given = given_back(shop, order, done, digits)
    units_left = {number: _units_left(it, given) for number, it in details.items()}
    sold = _sold(shop, order, given, digits)
    return Figures(
        order=order,
        details=details,
        units_left=units_left,
        digits=digits,
        spread=spread(sold),
        left=max(0, sold.paid_left),
        restock=_restock(shop, order),
        stock={number: stock_of(shop, it) for number, it in details.items()},
        is_paid=is_paid(shop, order) and _is_ours(shop, order, digits),
    )


def cancel_barred(shop: Shop, order: Row, *, cancellations_on: bool) -> str:
    """Why the order cannot be cancelled, or empty."""
    if not cancellations_on:
        return "cancellations_off"
    special = {
        name: int(shop.setting(name) or installed)
        for name, installed in (("PS_OS_CANCELED", 6), ("PS_OS_REFUND", 7), ("PS_OS_DELIVERED", 5))
    }
    number = order["id"]
    if order["current_state"] in {special["PS_OS_CANCELED"], special["PS_OS_REFUND"]}:
        return "already_cancelled"
    if has_been_in(shop, number, special["PS_OS_DELIVERED"]):
        return "already_delivered"
    if has_been(shop, number, "shipped"):
        return "already_shipped"
    return "partly_refunded" if has_given_back(shop, order) else ""


def _restock(shop: Shop, order: Row) -> str:
    released = {int(shop.setting("PS_OS_CANCELED") or 6), int(shop.setting("PS_OS_ERROR") or 8)}
    if order["current_state"] in released or not keeps_stock(shop):
        return NONE
    return OPTIONAL if has_been(shop, order["id"], "delivery") else FORCED


def _is_ours(shop: Shop, order: Row, digits: int) -> bool:
    """Whether this very order was paid: a payment may be another's of the same reference."""
    return has_been(shop, order["id"], "paid") or _paid(shop, order, digits) > 0


def _paid(shop: Shop, order: Row, digits: int) -> int:
    """What came in. Only a paid state of its own vouches for an order without a payment."""
    received = max(0, minor(order["total_paid_real"], digits))
    if received == 0 and has_been(shop, order["id"], "paid"):
        return minor(order["total_paid_tax_incl"], digits)
    return received


def _sold(shop: Shop, order: Row, given: Given, digits: int) -> Sold:
    number = order["id"]
    total = minor(order["total_shipping_tax_incl"], digits)
    rules = [it for it in shop.rows("order_cart_rules", id_order=number) if it["deleted"] != "1"]
    details = shop.rows("order_details", id_order=number)
    return Sold(
        lines=[_line(it, given, digits) for it in details],
        shipping_total=total,
        shipping_left=max(0, total - given.shipping),
        discounts=minor(order["total_discounts_tax_incl"], digits),
        has_free_shipping=any(it["free_shipping"] == "1" for it in rules),
        paid_left=_paid(shop, order, digits) - given.total,
        digits=digits,
    )


def _units_left(detail: Row, given: Given) -> int:
    return max(0, int(detail["product_quantity"]) - given.lines[detail["id"]].units)


def _line(detail: Row, given: Given, digits: int) -> SoldLine:
    return SoldLine(
        id=detail["id"],
        total=minor(detail["total_price_tax_incl"], digits),
        quantity=detail["product_quantity"],
        left=_units_left(detail, given),
        refunded=given.lines[detail["id"]].amount,
        unit_micro=minor(detail["unit_price_tax_incl"], MICRO_DIGITS),
    )
