"""What an order came to, and what was received, deducted and given back, in the shop's figures."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from platforms.prestashop.reading.lists import Lists
from platforms.prestashop.reading.row import Row
from platforms.shapes import CreditSlip, Discount, Money, Payment, Totals

Rows = tuple[Row, ...]


def read_totals(row: Row, *, currency: str, refunded: Money) -> Totals:
    """The order's totals.

    ``total_paid`` is what the cart announced and may differ from the document's own total (on
    four of the five orders a new shop comes with, it does); ``total_paid_tax_incl`` is what the
    invoice says, lines, shipping and discounts added up.
    """
    return Totals(
        products=row.money("total_products_wt", currency),
        products_untaxed=row.money("total_products", currency),
        discounts=row.money("total_discounts_tax_incl", currency),
        discounts_untaxed=row.money("total_discounts_tax_excl", currency),
        shipping=row.money("total_shipping_tax_incl", currency),
        shipping_untaxed=row.money("total_shipping_tax_excl", currency),
        wrapping=row.money("total_wrapping_tax_incl", currency),
        total=row.money("total_paid_tax_incl", currency),
        total_untaxed=row.money("total_paid_tax_excl", currency),
        paid=row.money("total_paid_real", currency),
        refunded=refunded,
    )


def read_slip(row: Row, *, currency: str, zone: ZoneInfo) -> CreditSlip:
    """One row of ``order_slip``; its total is what the back office prints on the document."""
    products = row.money("total_products_tax_incl", currency)
    shipping = row.money("total_shipping_tax_incl", currency)
    return CreditSlip(
        id=row.reference("id"),
        products=products,
        shipping=shipping,
        total=products + shipping,
        issued_at=row.moment("date_add", zone),
        lines=tuple(_slip_line(one, currency) for one in row.nested("order_slip_details")),
    )


def _slip_line(row: Row, currency: str) -> tuple[str, int, Money]:
    return (
        row.reference("id_order_detail"),
        row.number("product_quantity"),
        row.money("amount_tax_incl", currency),
    )


def read_payment(row: Row, *, lists: Lists, zone: ZoneInfo) -> Payment:
    """One row of ``order_payments``, in the currency it was paid in."""
    return Payment(
        method=row.text("payment_method"),
        amount=row.money("amount", lists.currency(row)),
        paid_at=row.moment("date_add", zone),
        transaction_id=row.text("transaction_id"),
    )


def read_discounts(rows: Rows, vouchers: Rows, *, currency: str) -> tuple[Discount, ...]:
    """The ``order_cart_rules`` that still count, each with its voucher's code where it has one."""
    codes = {row.reference("id"): row.text("code") for row in vouchers}
    return tuple(
        Discount(
            name=row.text("name"),
            amount=row.money("value", currency),
            amount_untaxed=row.money("value_tax_excl", currency),
            code=codes.get(row.reference("id_cart_rule"), ""),
            free_shipping=row.is_set("free_shipping"),
        )
        for row in rows
        if not (row.optional("deleted") and row.is_set("deleted"))
    )


def sum_of(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, Money(0, currency))
