"""UpdateOrderStatus: stock, sales and movements by the two states' flags, then state and history.

Cancelling gives the whole ordered quantity back, also what a refund gave back before: core's bug.
"""

from __future__ import annotations

from platforms.prestashop.sandbox.core.context import Core
from platforms.prestashop.sandbox.core.payments import bill, settle
from platforms.prestashop.sandbox.core.refund_sums import quantity_left
from platforms.prestashop.sandbox.core.refusals import mail_not_sent, order_exception
from platforms.prestashop.sandbox.core.stock import move, note_movement
from platforms.prestashop.sandbox.core.tables import NOT_ORDERED, ORDERED
from platforms.prestashop.sandbox.shop import Row
from platforms.prestashop.sandbox.showing_json import wording


def update_status(core: Core, number: int, state: int) -> None:
    """Raises CoreRefusal: before anything is written, or after all of it where the mail failed."""
    order = core.order(number)
    new = core.shop.row("order_states", state)
    if new is None:
        raise order_exception(f'Order status with id "{state}" was not found.')
    if order["current_state"] == state:
        raise order_exception("The order has already been assigned this status.")
    old = core.shop.row("order_states", order["current_state"])
    if old is not None:
        for detail in core.shop.rows("order_details", id_order=number):
            _move_stock(core, detail, old=old, new=new)
    core.passed("stock")
    _write_state(core, order, new)
    core.passed("state")
    core.shop.put(
        "order_histories",
        id_order=number,
        id_order_state=state,
        id_employee=core.employee,
        date_add=core.now(),
    )
    core.tell("state", number, {"state": state})
    if new["send_email"] == "1" and not _mail(core, order, new):
        raise mail_not_sent()


def gives_back_on(core: Core, *, old: Row, new: Row) -> int:
    """1 where the change puts every ordered unit on the shelf, -1 where it takes them, else 0."""
    lost = {core.special("PS_OS_ERROR", 8), core.special("PS_OS_CANCELED", 6)}
    counts, counted = new["logable"] == "1", old["logable"] == "1"
    if counts != counted:
        lost_side = new["id"] if counted else old["id"]
        return (1 if counted else -1) if lost_side in lost else 0
    if counts:
        return 0
    return int(new["id"] in lost) - int(old["id"] in lost)


def _move_stock(core: Core, detail: Row, *, old: Row, new: Row) -> None:
    way = gives_back_on(core, old=old, new=new)
    if way:
        move(core, detail, way * detail["product_quantity"])
    left = quantity_left(detail)
    if new["shipped"] != old["shipped"] and left > 0:
        is_shipped = new["shipped"] == "1"
        reason = ORDERED if is_shipped else NOT_ORDERED
        note_movement(core, detail, -left if is_shipped else left, reason=reason)


def _write_state(core: Core, order: Row, new: Row) -> None:
    number = order["id"]
    core.shop.put(
        "orders",
        id=number,
        current_state=new["id"],
        valid=new["logable"],
        date_upd=core.now(),
    )
    if new["invoice"] == "1" and not order["invoice_number"]:
        bill(core, order)
    elif new["delivery"] == "1" and not order["delivery_number"]:
        top = max(it["delivery_number"] for it in core.shop.rows("orders"))
        core.shop.put("orders", id=number, delivery_number=top + 1, delivery_date=core.now())
    if new["paid"] == "1":
        settle(core, order)


def _mail(core: Core, order: Row, state: Row) -> bool:
    language = order["id_lang"]
    return core.mail(
        wording(state["template"], language),
        wording(state["name"], language),
        order,
    )
