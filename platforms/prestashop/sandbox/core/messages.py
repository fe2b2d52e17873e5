"""AddOrderCustomerMessage: a note on the order, in a thread that the first one opens."""

from __future__ import annotations

import secrets
import string

from platforms.prestashop.sandbox.core.context import Core
from platforms.prestashop.sandbox.shop import Row


def add_message(core: Core, number: int, text: str, *, is_private: bool) -> int:
    """The new message's id. A public one is mailed. Raises CoreRefusal."""
    order, now = core.order(number), core.now()
    thread = _thread(core, order, now)
    message = core.shop.put(
        "customer_messages",
        id_customer_thread=thread["id"],
        id_employee=core.employee,
        message=text,
        private="1" if is_private else "0",
        date_add=now,
        date_upd=now,
    )
    facts = {"message": message["id"], "private": is_private, "by_customer": not core.employee}
    core.tell("message", number, facts)
    if not is_private:
        core.mail("order_merchant_comment", "New message regarding your order", order)
    return int(message["id"])


def _thread(core: Core, order: Row, now: str) -> Row:
    found = core.shop.rows("customer_threads", id_order=order["id"])
    if found:
        return core.shop.put("customer_threads", id=found[0]["id"], date_upd=now)
    customer = core.shop.row("customers", order["id_customer"]) or {"email": ""}
    letters = string.ascii_letters + string.digits
    return core.shop.put(
        "customer_threads",
        id_shop=order["id_shop"],
        id_lang=order["id_lang"],
        id_customer=order["id_customer"],
        id_order=order["id"],
        email=customer["email"],
        token="".join(secrets.choice(letters) for _ in range(12)),
        date_add=now,
        date_upd=now,
    )
