"""An order's quantities at one moment, so that a crash can be understood afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from platforms.prestashop.sandbox.core.stock import stock_row
from platforms.prestashop.sandbox.core.tables import Tables
from platforms.prestashop.sandbox.core.vouchers import store_credits
from platforms.prestashop.sandbox.shop import Row, Shop


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a refund, a cancellation or a message may change."""

    state: int
    histories: int
    units: Mapping[int, int]
    """Refunded and returned, by line."""
    amounts: Mapping[int, Decimal]
    """Refunded, tax included, by line."""
    reinjected: Mapping[int, int]
    stock: Mapping[int, int | None]
    """Units for sale, by line; None where none is kept."""
    slips: frozenset[int]
    vouchers: frozenset[int]
    messages: frozenset[int]
    movements: int


def snapshot(shop: Shop, tables: Tables, order: int) -> Snapshot:
    """The order as it stands now."""
    row = shop.row("orders", order) or {"current_state": 0}
    credited = store_credits(shop, row) if "id" in row else ()
    lines = shop.rows("order_details", id_order=order)
    return Snapshot(
        state=row["current_state"],
        histories=len(shop.rows("order_histories", id_order=order)),
        units={
            it["id"]: it["product_quantity_refunded"] + it["product_quantity_return"]
            for it in lines
        },
        amounts={it["id"]: Decimal(it["total_refunded_tax_incl"]) for it in lines},
        reinjected={it["id"]: it["product_quantity_reinjected"] for it in lines},
        stock={it["id"]: stock_of(shop, it) for it in lines},
        slips=frozenset(it["id"] for it in shop.rows("order_slip", id_order=order)),
        vouchers=frozenset(it["id"] for it in credited),
        messages=_messages(shop, order),
        movements=sum(1 for it in tables.movements if it.order == order),
    )


def stock_of(shop: Shop, detail: Row) -> int | None:
    """Units for sale of what a line sold."""
    row = stock_row(shop, detail)
    return None if row is None else int(row["quantity"])


def _messages(shop: Shop, order: int) -> frozenset[int]:
    threads = {it["id"] for it in shop.rows("customer_threads", id_order=order)}
    rows = shop.rows("customer_messages")
    return frozenset(it["id"] for it in rows if it["id_customer_thread"] in threads)
