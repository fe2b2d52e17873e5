"""What becoming paid writes: an invoice with the next number, and a payment of what was open."""

from __future__ import annotations

from decimal import Decimal

from platforms.prestashop.sandbox.core.context import Core
from platforms.prestashop.sandbox.shop import Row

METHODS = {
    "ps_checkpayment": "Payments by check",
    "ps_wirepayment": "Wire payment",
    "ps_cashondelivery": "Cash on delivery (COD)",
}
"""The payment modules' own names."""


def method_of(order: Row) -> str:
    """How the payment module calls itself, or the order calls it."""
    return METHODS.get(order["module"], str(order["payment"]))


def bill(core: Core, order: Row) -> None:
    """An invoice over the whole order."""
    now = core.now()
    number = max((it["number"] for it in core.shop.rows("order_invoices")), default=0) + 1
    invoice = core.shop.put(
        "order_invoices",
        id_order=order["id"],
        number=number,
        total_discount_tax_excl=order["total_discounts_tax_excl"],
        total_discount_tax_incl=order["total_discounts_tax_incl"],
        total_products=order["total_products"],
        total_products_wt=order["total_products_wt"],
        **{
            f"total_{part}_tax_{how}": order[f"total_{part}_tax_{how}"]
            for part in ("paid", "shipping", "wrapping")
            for how in ("excl", "incl")
        },
        shop_address=core.shop.rows("shops")[0]["name"],
        date_add=now,
    )
    for detail in core.shop.rows("order_details", id_order=order["id"]):
        core.shop.put("order_details", id=detail["id"], id_order_invoice=invoice["id"])
    core.shop.put("orders", id=order["id"], invoice_number=number, invoice_date=now)


def settle(core: Core, order: Row) -> None:
    """A payment of what was not paid yet; nothing where everything was."""
    paid = Decimal(order["total_paid_real"])
    rest = Decimal(order["total_paid_tax_incl"]) - paid
    if rest <= 0:
        return
    core.shop.put(
        "order_payments",
        order_reference=order["reference"],
        id_currency=order["id_currency"],
        amount=f"{rest:.6f}",
        payment_method=method_of(order),
        conversion_rate=order["conversion_rate"],
        date_add=core.now(),
    )
    core.shop.put("orders", id=order["id"], total_paid_real=f"{paid + rest:.6f}")
