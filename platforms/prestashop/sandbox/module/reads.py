"""The module's reads: meta, order, orders, image, notices, op."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from platforms.prestashop.sandbox.employees import employees
from platforms.prestashop.sandbox.module import asked
from platforms.prestashop.sandbox.module.call import Call
from platforms.prestashop.sandbox.module.reconciling import op_answer
from platforms.prestashop.sandbox.module.refused import Refused
from platforms.prestashop.sandbox.module.rows import (
    Rows,
    of_orders,
    of_search,
    of_whole_order,
    shown,
)
from platforms.prestashop.sandbox.module.standing import refund_part, stand
from platforms.prestashop.sandbox.module.writes import DEEDS
from platforms.prestashop.sandbox.pictures import MEDIA_TYPE, picture
from platforms.prestashop.sandbox.shop import Row, Shop
from platforms.prestashop.sandbox.standin import VERSION

MODULE_VERSION = "0.1.0"
PHP_VERSION = "8.2.36"
PHONE = re.compile(r"[0-9]{4,20}")
"""What else is asked for as a number finds nothing."""
MOST_ORDERS = 100
MOST_NOTICES = 100

Result = Mapping[str, Any]


def meta(call: Call) -> Result:
    """What the shop and its module are."""
    shop, module = call.sandbox.shop, call.sandbox.module
    currency = shop.row("currencies", int(shop.setting("PS_CURRENCY_DEFAULT") or 1)) or {}
    profiles = {it.profile: it for it in employees().values()}
    return {
        "ps_version": VERSION,
        "module_version": MODULE_VERSION,
        "php_version": PHP_VERSION,
        "shop": {"id": 1, "name": shop.rows("shops")[0]["name"], "url": call.root},
        "admin_origin": call.root,
        "multistore": len(shop.rows("shops")) > 1,
        "timezone": shop.setting("PS_TIMEZONE", "UTC"),
        "currency": currency.get("iso_code", ""),
        "languages": [{"id": it["id"], "code": it["iso_code"]} for it in shop.rows("languages")],
        "clock": int(time.time()),
        "refunds_on": module.refunds_on,
        "cancellations_on": module.cancellations_on,
        "profiles": [
            {"id": number, "name": it.profile_name, "may_use": it.may_view_orders}
            for number, it in sorted(profiles.items())
        ],
        "states": {
            "cancelled": int(shop.setting("PS_OS_CANCELED") or 6),
            "refunded": int(shop.setting("PS_OS_REFUND") or 7),
        },
        "checks": [{"name": it, "ok": True, "detail": ""} for it in ("core_bus", "tables")],
    }


def order(call: Call) -> Result:
    """One order whole, what may be given back of it, and where it stands."""
    shop, row = call.sandbox.shop, call.order()
    rows = {**of_orders(shop, [row]), **of_whole_order(shop, row)}
    return {
        "rows": _all_shown(shop, rows),
        "refund": refund_part(shop, call.sandbox.module, row),
        "stand": stand(shop, row),
    }


def orders(call: Call) -> Result:
    """Orders that meet any criterion, newest first."""
    shop, body = call.sandbox.shop, call.body
    limit = min(asked.number(body, "limit"), MOST_ORDERS)
    customers = _customers(shop, body)
    references = {it.upper() for it in asked.texts(body, "references")}
    found = [
        row
        for row in shop.rows("orders")
        if row["id_customer"] in customers or row["reference"].upper() in references
    ]
    found.sort(key=lambda row: (row["date_add"], row["id"]), reverse=True)
    return {"rows": _all_shown(shop, of_search(shop, found[:limit])) if found else {}}


def image(call: Call) -> Result:
    """A product's small picture."""
    product = call.sandbox.shop.row("products", asked.number(call.body, "product"))
    number = asked.number(call.body, "image")
    images = product["associations"].get("images", []) if product else []
    if number not in {it["id"] for it in images}:
        raise Refused("unknown_image")
    return {"media_type": MEDIA_TYPE, "content": base64.b64encode(picture(number)).decode()}


def notices(call: Call) -> Result:
    """What happened since a row of the outbox."""
    outbox = call.sandbox.module.outbox
    after, limit = asked.number(call.body, "after", least=0), asked.number(call.body, "limit")
    found = outbox.after(after, min(limit, MOST_NOTICES))
    return {"notices": [it.written() for it in found], "last": outbox.last}


def op(call: Call) -> Result:
    """What became of an operation."""
    return op_answer(call, dict(DEEDS))


READS: Mapping[str, Callable[[Call], Result]] = {
    "meta": meta,
    "order": order,
    "orders": orders,
    "image": image,
    "notices": notices,
    "op": op,
}


def _all_shown(shop: Shop, rows: Mapping[str, Sequence[Row]]) -> Rows:
    return {name: shown(shop, name, found) for name, found in rows.items()}


def _customers(shop: Shop, body: asked.Body) -> set[int]:
    emails = {it.casefold() for it in asked.texts(body, "emails")}
    found = set(asked.numbers(body, "customers"))
    found |= {it["id"] for it in shop.rows("customers") if it["email"].casefold() in emails}
    for digits in asked.texts(body, "phones"):
        if PHONE.fullmatch(digits):
            found |= _called(shop, digits)
    return found


def _called(shop: Shop, digits: str) -> set[int]:
    """Customers with an address whose number has these digits in this order."""
    form = re.compile(".*".join(digits), re.DOTALL)
    return {
        it["id_customer"]
        for it in shop.rows("addresses")
        if it["id_customer"] and (form.search(it["phone"]) or form.search(it["phone_mobile"]))
    }
