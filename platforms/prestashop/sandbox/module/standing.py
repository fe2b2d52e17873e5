"""The ``refund`` and ``stand`` parts of an order's answer."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from platforms.prestashop.sandbox.core.refund_sums import quantity_left
from platforms.prestashop.sandbox.module.figures import Figures, cancel_barred, figures
from platforms.prestashop.sandbox.module.state import Module
from platforms.prestashop.sandbox.shop import Row, Shop

BY_HAND = frozenset({"ps_checkpayment", "ps_wirepayment", "ps_cashondelivery", "free_order"})
"""Payment modules that listen to no refund: someone pays the money back."""


def figures_of(shop: Shop, module: Module, order: Row) -> Figures:
    """The order's figures, with what the ledger knows of it."""
    return figures(shop, order, module.ledger.done(order["id"]))


def stand(shop: Shop, order: Row) -> str:
    """Changes with anything that a refund or a cancellation depends on."""
    lines = [
        [
            it["id"],
            it["product_quantity"],
            it["product_quantity_refunded"],
            it["product_quantity_return"],
            it["total_refunded_tax_incl"],
        ]
        for it in shop.rows("order_details", id_order=order["id"])
    ]
    slips = [
        [it["id"], it["total_products_tax_incl"], it["total_shipping_tax_incl"]]
        for it in shop.rows("order_slip", id_order=order["id"])
    ]
    facts = [order["id"], order["current_state"], order["total_paid_real"], lines, slips]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def barred(counted: Figures, module: Module) -> str:
    """Why nothing can be refunded, or empty."""
    if not module.refunds_on:
        return "refunds_off"
    if not counted.is_paid:
        return "not_paid"
    return "nothing_left" if counted.is_empty else ""


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
                "left": quantity_left(detail),
                "most": counted.text(counted.most[number]),
                "restock": counted.restock,
                "stock": counted.stock[number],
            }
            for number, detail in counted.details.items()
        ],
        "shipping_left": counted.text(counted.shipping_left),
        "left": counted.text(counted.left),
        "offers": ["money", "voucher"] if order["id_customer"] else ["money"],
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
