"""What follows a money command: the final state, the private note, stock that moved wrongly."""

from __future__ import annotations

from collections.abc import Sequence

from platforms.prestashop.sandbox.core.context import Core
from platforms.prestashop.sandbox.core.messages import add_message
from platforms.prestashop.sandbox.core.refusals import CoreRefusal
from platforms.prestashop.sandbox.core.states import update_status
from platforms.prestashop.sandbox.core.stock import move, stock_row
from platforms.prestashop.sandbox.module.deed import Run


def change_state(core: Core, order: int, special: tuple[str, int]) -> list[str]:
    """The warnings of a change whose money is already moved: nothing can stop it any more."""
    state = core.special(*special)
    try:
        update_status(core, order, state)
    except CoreRefusal as refusal:
        if refusal.name == "ChangeOrderStatusException":
            return ["mail_failed"] if is_reached(core, order, state) else ["state_not_reached"]
    return [] if is_reached(core, order, state) else ["state_not_reached"]


def is_reached(core: Core, order: int, state: int) -> bool:
    """Read again: what a command says is not enough."""
    row = core.shop.row("orders", order)
    return row is not None and row["current_state"] == state


def leave_note(run: Run, text: str) -> list[str]:
    """The private message on the order, in a context prepared anew."""
    if not text:
        return []
    try:
        core = run.call.core(run.employee, run.key)
        add_message(core, run.order["id"], text, is_private=True)
    except CoreRefusal:
        return ["note_failed"]
    return []


def undo_moves(moved: Sequence[Core], order: int) -> None:
    """Take back what core moved for an order whose units were on the shelf already."""
    core = moved[-1]
    units: dict[int, int] = {}
    for one in moved:
        for shelf, count in one.moved.items():
            units[shelf] = units.get(shelf, 0) + count
    for detail in core.shop.rows("order_details", id_order=order):
        row = stock_row(core.shop, detail)
        if row is not None and units.get(row["id"]):
            move(core, detail, -units.pop(row["id"]))
