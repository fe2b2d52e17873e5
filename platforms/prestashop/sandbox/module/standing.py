"""The ``refund`` and ``stand`` parts of an order's answer."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from platforms.prestashop.sandbox.core.vouchers import store_credits
from platforms.prestashop.sandbox.module.figures import Figures, cancel_barred, figures
from platforms.prestashop.sandbox.module.refund_plan import MONEY, VOUCHER
from platforms.prestashop.sandbox.module.state import Module
from platforms.prestashop.sandbox.shop import Row, Shop

BY_HAND = frozenset({"ps_checkpayment", "ps_wirepayment", "ps_cashondelivery", "free_order"})
"""Payment modules that listen to no refund: someone pays the money back."""

ORDER_FACTS = (
    "id",
    "current_state",
    "total_paid_real",
    "total_paid_tax_incl",
    "total_discounts_tax_incl",
    "total_shipping_tax_incl",
)
LINE_FACTS = (
    "id",
    "product_quantity",
    "product_quantity_refunded",
    "product_quantity_return",
    "total_refunded_tax_incl",
    "total_price_tax_incl",
    "unit_price_tax_incl",
)


def figures_of(shop: Shop, module: Module, order: Row) -> Figures:
    """The order's figures, with what the ledger knows of it."""
    return figures(shop, order, module.ledger.done(order["id"]))


def stand(shop: Shop, order: Row) -> str:
    """Changes with anything that a refund or a cancellation depends on."""
    number = order["id"]
    lines = [
        [it[field] for field in LINE_FACTS] for it in shop.rows("order_details", id_order=number)
    ]
    slips = [
        [it["id"], it["total_products_tax_incl"], it["total_shipping_tax_incl"], _parts(it)]
        for it in shop.rows("order_slip", id_order=number)
    ]
    payments = [
        [it["id"], it["amount"]]
        for it in shop.rows("order_payments", order_reference=order["reference"])
    ]
    vouchers = [[it["id"], it["reduction_amount"]] for it in store_credits(shop, order)]
    facts = [[order[field] for field in ORDER_FACTS], lines, slips, payments, vouchers]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def barred(counted: Figures, module: Module) -> str:
    """Why nothing can be refunded, or empty."""
    if not module.refunds_on:
        return "refunds_off"
    if not counted.is_paid:
        return "not_paid"
    return "nothing_left" if counted.is_empty else ""


def offers(module: Module, order: Row) -> list[str]:
    """No store credit where the payment module would move money for it as well."""
    is_safe = order["id_customer"] and order["module"] not in module.cancel_listeners
    return [MONEY, VOUCHER] if is_safe else [MONEY]


def refund_part(shop: Shop, module: Module, order: Row) -> dict[str, Any]:
    """What may be given back, whether it may be cancelled, and what the shop does by itself."""
    counted = figures_of(shop, module, order)
    cancelled = int(shop.setting("PS_OS_CANCELED") or 6)
    mails = shop.row("order_states", cancelled)
    return {
        "barred": barred(counted, module),
        "cancel_barred": cancel_barred(shop, order, cancellations_on=module.cancellations_on),
        "lines": [
            {
                "line": number,
                "left": counted.units_left[number],
                "most": counted.text(counted.most[number]),
                "restock": counted.restock,
                "stock": counted.stock[number],
            }
            for number in counted.details
        ],
        "shipping_left": counted.text(counted.shipping_left),
        "left": counted.text(counted.left),
        "offers": offers(module, order),
        "payment": {
            "module": order["module"],
            "name": order["payment"],
            "way": "by_hand" if order["module"] in BY_HAND else "unknown",
        },
        "mails_refund": True,
        "mails_cancel": mails is not None and mails["send_email"] == "1",
        "cancel_state": cancelled,
        "refunded_state": int(shop.setting("PS_OS_REFUND") or 7),
    }


def _parts(slip: Row) -> list[list[Any]]:
    parts = slip["associations"].get("order_slip_details", [])
    return [[it["id_order_detail"], it["product_quantity"], it["amount_tax_incl"]] for it in parts]
