"""What an order has been through: core asks its history, not its present state."""

from __future__ import annotations

from platforms.prestashop.sandbox.shop import Row, Shop


def has_been(shop: Shop, order: int, flag: str) -> bool:
    """Whether any state of the history has the flag: paid, shipped, delivery."""
    return any(state is not None and state[flag] == "1" for state in _states(shop, order))


def has_been_in(shop: Shop, order: int, state: int) -> bool:
    """Whether the order ever stood in this state."""
    return any(
        row["id_order_state"] == state for row in shop.rows("order_histories", id_order=order)
    )


def is_paid(shop: Shop, order: Row) -> bool:
    """Core's rule before a refund: a paid state in the history, or any payment."""
    payments = shop.rows("order_payments", order_reference=order["reference"])
    return has_been(shop, order["id"], "paid") or bool(payments)


def _states(shop: Shop, order: int) -> list[Row | None]:
    rows = shop.rows("order_histories", id_order=order)
    return [shop.row("order_states", row["id_order_state"]) for row in rows]
