"""Reads what a recorded command changed, and what the same command changes in the stand-in."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from platforms.prestashop.sandbox import Sandbox

EFFECT = re.compile(r"([+~-]) (\w+)(?:\[(\d+)\])?(?: (\{.*\}))?", re.DOTALL)

NAMES = {
    "orders": "orders",
    "order_detail": "order_details",
    "order_slip": "order_slip",
    "order_history": "order_histories",
    "order_payment": "order_payments",
    "order_invoice": "order_invoices",
    "order_carrier": "order_carriers",
    "cart_rule": "cart_rules",
    "customer_thread": "customer_threads",
    "customer_message": "customer_messages",
    "stock": "stock_availables",
}
"""The resource that shows each recorded table."""

FIELDS = {
    "qref": "product_quantity_refunded",
    "qrei": "product_quantity_reinjected",
    "tre": "total_refunded_tax_excl",
    "tri": "total_refunded_tax_incl",
}

COMPARED = {
    "orders": {"current_state", "valid", "total_paid_real", "invoice_number", "total_paid"},
    "order_details": set(FIELDS.values()),
    "stock_availables": {"quantity"},
    "order_carriers": {"tracking_number"},
    "customer_threads": set(),
}
"""Of a changed row; the capture looked at these."""

LEFT_OUT = {"product_sale", "log"}
"""Tables that the stand-in does not keep."""

VARYING = {
    "id_stock_mvt",
    "id_order_history",
    "token",
    "date_add",
    "date_upd",
    "date_from",
    "date_to",
    "employee_lastname",
    "physical_quantity",
    "reserved_quantity",
    "unit_price_tax_excl",
    "unit_price_tax_incl",
    "total_price_tax_excl",
    "total_price_tax_incl",
}
"""Dates, and columns that no resource of the webservice shows."""

Change = tuple[str, str, str, tuple[tuple[str, str], ...]]
Picture = Mapping[str, Mapping[int, Mapping[str, Any]]]


def recorded(effects: Iterable[str]) -> list[Change]:
    """Sign, table, row, fields; sorted."""
    found = [_recorded(effect) for effect in effects]
    return sorted(it for it in found if it is not None)


def picture(sandbox: Sandbox) -> Picture:
    """Every table that a command may change, as it is now."""
    tables = {
        resource: {row["id"]: row for row in sandbox.shop.rows(resource)}
        for resource in NAMES.values()
    }
    details = {
        (slip["id"], it["id_order_detail"]): it
        for slip in sandbox.shop.rows("order_slip")
        for it in slip["associations"].get("order_slip_details", [])
    }
    return {
        **tables,
        "order_slip_detail": dict(enumerate(details.values())),
        "stock_mvt": dict(enumerate(asdict(it) for it in sandbox.tables.movements)),
        "mail": dict(enumerate(asdict(it) for it in sandbox.tables.mails)),
    }


def same(expected: list[Change], before: Picture, after: Picture) -> None:
    """The stand-in changed the recorded rows, as recorded, and no other."""
    seen = Counter((sign, table, row) for sign, table, row, _ in expected)
    assert _changed(before, after) == seen
    for sign, table, row, fields in expected:
        if sign == "~":
            for name, text in fields:
                old, _, new = text.partition(" -> ")
                assert str(before[table][int(row)][name]) == old, (table, row, name)
                assert str(after[table][int(row)][name]) == new, (table, row, name)
        else:
            added = [it for key, it in after[table].items() if key not in before[table]]
            assert any(_fits(it, fields) for it in added), (table, fields, added)


def _recorded(effect: str) -> Change | None:
    found = EFFECT.fullmatch(effect)
    assert found is not None, effect
    sign, table, row, text = found.groups()
    if table in LEFT_OUT:
        return None
    fields = json.loads(text or "{}")
    if table == "mail":
        return sign, table, "", _mail(fields["l"])
    resource = NAMES.get(table, table)
    kept = {FIELDS.get(it, it): value for it, value in fields.items() if it not in VARYING}
    if sign == "~" and not kept:
        return None
    kept = _renamed(kept, table)
    return sign, resource, row or "", tuple(sorted(kept.items()))


def _renamed(fields: Mapping[str, str], table: str) -> dict[str, str]:
    """A table's own id is ``id`` in a resource; movements and slip rows have shorter names."""
    names = {
        f"id_{table}": "id",
        **({"id_order_slip": "id"} if table == "order_slip_detail" else {}),
        **(
            {
                "id_stock": "stock",
                "id_order": "order",
                "id_employee": "employee",
                "id_stock_mvt_reason": "reason",
            }
            if table == "stock_mvt"
            else {}
        ),
    }
    return {names.get(it, it): value for it, value in fields.items()}


def _mail(written: str) -> tuple[tuple[str, str], ...]:
    to, _, subject = written.partition("\t")
    return (("subject", subject.replace("[Atelier]", "").strip()), ("to", to.strip("[]'")))


def _fits(row: Mapping[str, Any], fields: Iterable[tuple[str, str]]) -> bool:
    return all(
        text in str(row[name]) if name == "subject" else str(row[name]) == text
        for name, text in fields
    )


def _changed(before: Picture, after: Picture) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for table, rows in after.items():
        for number, row in rows.items():
            old = before[table].get(number)
            names = COMPARED.get(table, set(row))
            if old is None:
                found["+", table, ""] += 1
            elif any(old[name] != row[name] for name in names):
                found["~", table, str(number)] += 1
        found.update(("-", table, str(it)) for it in before[table] if it not in rows)
    return found
