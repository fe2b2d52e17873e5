"""What may still be given back of an order, line by line, and why nothing may where that is so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from platforms.prestashop.sandbox.core.history import has_been, has_been_in, is_paid
from platforms.prestashop.sandbox.core.refund_sums import quantity_left
from platforms.prestashop.sandbox.core.stock import keeps_stock
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
    sold = _sold(shop, order, done, digits)
    return Figures(
        order=order,
        details=details,
        digits=digits,
        spread=spread(sold),
        left=max(0, sold.paid_left),
        restock=_restock(shop, order),
        stock={number: stock_of(shop, it) for number, it in details.items()},
        is_paid=is_paid(shop, order),
    )


def minor(amount: str | Decimal, digits: int) -> int:
    """Minor units of a written amount, rounded half up."""
    return int(Decimal(amount).scaleb(digits).quantize(Decimal(1), ROUND_HALF_UP))


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
    if shop.rows("order_slip", id_order=number) or any(
        it["product_quantity_refunded"] + it["product_quantity_return"]
        for it in shop.rows("order_details", id_order=number)
    ):
        return "partly_refunded"
    return ""


def _restock(shop: Shop, order: Row) -> str:
    released = {int(shop.setting("PS_OS_CANCELED") or 6), int(shop.setting("PS_OS_ERROR") or 8)}
    if order["current_state"] in released or not keeps_stock(shop):
        return NONE
    return OPTIONAL if has_been(shop, order["id"], "delivery") else FORCED


def _paid_left(shop: Shop, order: Row, done: Sequence[Operation], digits: int) -> int:
    paid = minor(order["total_paid_real"], digits)
    if paid <= 0:
        paid = minor(order["total_paid_tax_incl"], digits) if is_paid(shop, order) else 0
    given = sum(
        minor(it["total_products_tax_incl"], digits) + minor(it["total_shipping_tax_incl"], digits)
        for it in shop.rows("order_slip", id_order=order["id"])
    )
    return paid - given - sum(amount for amount, _ in _vouchers(done, digits))


def _vouchers(done: Sequence[Operation], digits: int) -> Sequence[tuple[int, int]]:
    """(amount, of which shipping) of the store credits the module gave on the order."""
    return [
        (minor(it.result["voucher"]["amount"], digits), it.plan.shipping)
        for it in done
        if it.result and it.result.get("voucher")
    ]


def _sold(shop: Shop, order: Row, done: Sequence[Operation], digits: int) -> Sold:
    number = order["id"]
    total = minor(order["total_shipping_tax_incl"], digits)
    slips = shop.rows("order_slip", id_order=number)
    given = sum(minor(it["total_shipping_tax_incl"], digits) for it in slips)
    given += sum(shipping for _, shipping in _vouchers(done, digits))
    rules = [it for it in shop.rows("order_cart_rules", id_order=number) if it["deleted"] != "1"]
    return Sold(
        lines=[_line(it, digits) for it in shop.rows("order_details", id_order=number)],
        shipping_total=total,
        shipping_left=max(0, total - given),
        discounts=minor(order["total_discounts_tax_incl"], digits),
        has_free_shipping=any(it["free_shipping"] == "1" for it in rules),
        paid_left=_paid_left(shop, order, done, digits),
        digits=digits,
    )


def _line(detail: Row, digits: int) -> SoldLine:
    return SoldLine(
        id=detail["id"],
        total=minor(detail["total_price_tax_incl"], digits),
        quantity=detail["product_quantity"],
        left=quantity_left(detail),
        refunded=minor(detail["total_refunded_tax_incl"], digits),
        unit_micro=minor(detail["unit_price_tax_incl"], MICRO_DIGITS),
    )
