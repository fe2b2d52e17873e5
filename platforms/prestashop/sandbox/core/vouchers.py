"""Store credit made by a refund: one year, one use, named after itself, customer and order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from platforms.prestashop.sandbox.core.context import Core
from platforms.prestashop.sandbox.shop import Row, Shop


def make_voucher(core: Core, order: Row, amount: Decimal) -> Row:
    """The new cart rule; the customer is mailed its code."""
    customer, now = order["id_customer"], core.now()
    rule = core.shop.put("cart_rules", id_customer=customer, date_from=now)
    code = f"V{rule['id']}C{customer}O{order['id']}"
    made = core.shop.put(
        "cart_rules",
        id=rule["id"],
        code=code,
        name=code,
        description=f"Credit slip for order #{order['id']}",
        quantity=1,
        quantity_per_user=1,
        partial_use="1",
        active="1",
        reduction_amount=f"{amount:.6f}",
        reduction_tax="1",
        reduction_currency=order["id_currency"],
        minimum_amount_currency=order["id_currency"],
        date_to=_in_a_year(now),
        date_add=now,
        date_upd=now,
    )
    core.mail("voucher", f"New voucher for your order #{order['reference']}", order)
    return made


def store_credits(shop: Shop, order: Row) -> Sequence[Row]:
    """Every store credit that core made of an order, whoever asked for it, known by its code."""
    customer, number = order["id_customer"], order["id"]
    rules = shop.rows("cart_rules", id_customer=customer)
    return [it for it in rules if it["code"] == f"V{it['id']}C{customer}O{number}"]


def _in_a_year(written: str) -> str:
    """The same day next year; from 29 February it is 1 March, as PHP counts."""
    moment = datetime.fromisoformat(written)
    try:
        return str(moment.replace(year=moment.year + 1))
    except ValueError:
        return str(moment.replace(year=moment.year + 1, month=3, day=1))
