"""Units on the shelf: a combination's row and its product's total move together."""

from __future__ import annotations

from platforms.prestashop.sandbox.core.context import Core
from platforms.prestashop.sandbox.core.tables import RETURNED, StockMovement
from platforms.prestashop.sandbox.shop import Row, Shop


def stock_row(shop: Shop, detail: Row) -> Row | None:
    """The row that a line of an order is taken from."""
    found = shop.rows(
        "stock_availables",
        id_product=detail["product_id"],
        id_product_attribute=detail["product_attribute_id"],
    )
    return found[0] if found else None


def keeps_stock(shop: Shop) -> bool:
    """PS_STOCK_MANAGEMENT, which is on unless it says otherwise."""
    return shop.setting("PS_STOCK_MANAGEMENT", "1") != "0"


def move(core: Core, detail: Row, units: int) -> None:
    """Put units on the shelf, or take them (negative). Nothing where no stock is kept."""
    row = stock_row(core.shop, detail)
    if row is None or not keeps_stock(core.shop):
        return
    _add(core.shop, row["id"], units)
    core.moved[row["id"]] = core.moved.get(row["id"], 0) + units
    if row["id_product_attribute"]:
        for total in core.shop.rows(
            "stock_availables",
            id_product=row["id_product"],
            id_product_attribute=0,
        ):
            _add(core.shop, total["id"], units)


def give_back(core: Core, detail: Row, units: int) -> int:
    """Reinject refunded units, never more than were sold; the units and their movement."""
    back = reinjectable(detail, units)
    row = stock_row(core.shop, detail)
    if back and row is not None and keeps_stock(core.shop):
        move(core, detail, back)
        note_movement(core, detail, back, reason=RETURNED)
    return back


def reinjectable(detail: Row, units: int) -> int:
    """As many of the units as core still counts as not put back."""
    left = int(detail["product_quantity"]) - int(detail["product_quantity_reinjected"])
    return max(0, min(units, left))


def note_movement(core: Core, detail: Row, units: int, *, reason: int) -> None:
    """A row of stock_mvt for units that moved, or that changed hands."""
    row = stock_row(core.shop, detail)
    if row is None:
        return
    core.tables.movements.append(
        StockMovement(
            stock=row["id"],
            order=detail["id_order"],
            employee=core.employee,
            reason=reason,
            quantity=abs(units),
            sign=1 if units > 0 else -1,
        ),
    )


def _add(shop: Shop, number: int, units: int) -> None:
    with shop.held():
        row = shop.row("stock_availables", number)
        if row is not None:
            shop.put("stock_availables", id=number, quantity=row["quantity"] + units)
