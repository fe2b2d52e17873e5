"""The same figures as a report's, counted the slow way over every row of the ledger."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sidebar.rules.operation import OperationKind
from sidebar.rules.tallying import Group, Report
from sidebar.store.database import Connection, Row
from sidebar.store.shops import Shop

AMOUNTS = (
    "asked",
    "arrived",
    "credit",
    "not_confirmed",
    "never_confirmed",
    "not_carried",
    "by_hand",
)

Figures = dict[tuple[str, str], dict[str, int]]
"""By table and line: refunds, cancellations, units, and each amount with its currency."""


def counted(
    store: Connection, shops: Sequence[Shop], first: date, last: date, **only: str
) -> tuple[Figures, list[str]]:
    """Every figure, and the ids of the operations behind them."""
    figures: Figures = defaultdict(lambda: defaultdict(int))
    by_id, often = {shop.id: shop for shop in shops}, defaultdict[str, list[Row]](list)
    used, who, people = _used(store), _customers(store), _people(store)
    ids = []
    for row in store.all("SELECT * FROM operations"):
        shop = by_id.get(row["shop_id"])
        told = {} if shop is None else _told(row, shop, people)
        if shop is None or not first <= (day := _day(row, shop)) <= last:
            continue
        if any(told[name] != value for name, value in only.items()):
            continue
        ids.append(row["id"])
        keys = [("stand", name) for name in _stands(row)]
        if row["state"] == "done":
            keys += [("part", _part(day, first, last))]
            keys += [(name, told[name]) for name in ("shop", "agent", "reason")]
            keys += [("reply", reply) for reply in used.get(row["ticket_id"], {"none"})]
            often[who[row["ticket_id"]]].append(row)
            _add_products(figures, row)
        for key in keys:
            _add(figures[key], row, _amounts(row))
    for customer, rows in often.items():
        for row in rows if customer and len(rows) > 1 else ():
            _add(figures["customer", customer], row, _amounts(row))
    return {key: {k: n for k, n in one.items() if n} for key, one in figures.items()}, ids


def _told(row: Row, shop: Shop, people: Mapping[str, str]) -> dict[str, str]:
    reasons = shop.money.reasons(OperationKind(row["kind"]))
    is_own = any(one.text for one in reasons if one.code == row["reason"])
    return {
        "shop": row["shop_id"],
        "kind": row["kind"],
        "currency": row["currency"],
        "agent": people[row["agent_id"]],
        "reason": f"{shop.id}.{row['kind']}.{row['reason']}" if is_own else row["reason"],
    }


def _add_products(figures: Figures, row: Row) -> None:
    """What its lines are worth, each line by itself, and apart where any payment failed."""
    worth = "worth, failed" if _ways(row, "failed") else "worth"
    names = {
        line["line_id"]: " · ".join(filter(None, (line["name"], line["variant"])))
        for line in json.loads(row["review"])["lines"]
    }
    seen = set[str]()
    for line in _result(row).get("lines") or json.loads(row["review"])["lines"]:
        figure = figures["product", names[line["line_id"]]]
        if names[line["line_id"]] not in seen:
            figure[row["kind"]] += 1
        seen.add(names[line["line_id"]])
        figure["units"] += line["quantity"]
        figure[f"{worth} {row['currency']}"] += line["amount"]["minor"]


def figures_of(report: Report) -> Figures:
    """The report's own, in the same form; lines that hold nothing are left out."""
    tables: Mapping[str, Sequence[Group]] = {
        "stand": tuple(report.stands.values()),
        "part": tuple(group for _, group in report.parts),
        "shop": report.shops,
        "reason": report.reasons,
        "agent": report.agents,
        "reply": report.replies,
        "product": report.products,
        "customer": report.customers,
    }
    return {
        (table, group.key): dict(_flat(group))
        for table, groups in tables.items()
        for group in groups
        if group.count
    }


def _flat(group: Group) -> Iterator[tuple[str, int]]:
    numbers = {"refund": group.refunds, "cancel": group.cancellations, "units": group.units}
    for currency, sums in group.sums.items():
        for name in AMOUNTS:
            numbers[f"{name} {currency}"] = getattr(sums, name)
    for currency, value in (group.values or {}).items():
        numbers |= {f"worth {currency}": value.carried, f"worth, failed {currency}": value.failed}
    yield from ((name, number) for name, number in numbers.items() if number)


def _add(line: dict[str, int], row: Row, amounts: Mapping[str, int]) -> None:
    line[row["kind"]] += 1
    for name, amount in amounts.items():
        line[f"{name} {row['currency']}"] += amount


def _day(row: Row, shop: Shop) -> date:
    at = row["settled_at"] if row["settled_at"] is not None else row["asked_at"]
    whole = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
    return whole.astimezone(ZoneInfo(shop.timezone)).date()


def _part(day: date, first: date, last: date) -> str:
    """The first day of its day, week or month within the period."""
    days = (last - first).days + 1
    if days <= 45:
        return str(day)
    begin = day - timedelta(days=day.weekday()) if days <= 200 else day.replace(day=1)
    return str(max(begin, first))


def _stands(row: Row) -> set[str]:
    named = {"awaiting_approval": "awaiting", "asked": "under_way", "sending": "under_way"}
    told = {str(named.get(row["state"], row["state"]))}
    if row["state"] == "done":
        told |= {"approved"} if row["approved_at"] is not None else set()
        told |= {name for name, amount in _elsewhere(row).items() if amount}
    return told


def _ways(row: Row, state: str) -> int:
    """What of its money goes the ways that are in this state."""
    ways = _result(row).get("paid_back", ())
    return sum(way["amount"]["minor"] for way in ways if way["state"] == state)


def _elsewhere(row: Row) -> dict[str, int]:
    """The money that is not with the customer, by what the operation says of it as a whole."""
    if row["money_state"] == "unconfirmed":
        return {"never_confirmed": _ways(row, "pending"), "not_carried": _ways(row, "failed")}
    if row["money_state"] == "settled_by_hand":
        return {"by_hand": _ways(row, "failed")}
    return {"not_confirmed": _ways(row, "pending"), "not_carried": _ways(row, "failed")}


def _amounts(row: Row) -> dict[str, int]:
    name = "credit" if json.loads(row["review"])["gives"] == "voucher" else "arrived"
    here = {name: row["moved"] - _ways(row, "pending")}
    return {"asked": row["amount"], **_elsewhere(row), **here}


def _result(row: Row) -> dict[str, Any]:
    return dict(json.loads(row["result"])) if row["result"] else {}


def _used(store: Connection) -> dict[str, set[str]]:
    used = defaultdict[str, set[str]](set)
    for row in store.all("SELECT * FROM messages"):
        if row["reply_id"] and row["kind"] == "agent" and row["retracted_at"] is None:
            used[row["ticket_id"]].add(row["reply_id"])
    return dict(used)


def _customers(store: Connection) -> dict[str, str]:
    rows = store.all("SELECT id, customer_id FROM tickets")
    return {row["id"]: row["customer_id"] or "" for row in rows}


def _people(store: Connection) -> dict[str, str]:
    rows = store.all("SELECT * FROM agents")
    return {row["id"]: row["host_id"] if row["helpdesk_id"] else row["id"] for row in rows}
