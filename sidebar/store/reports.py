"""What reports are counted from: a shop's operations of a time, with as little of each as counts.

An operation is of the moment at which it was settled, or asked for as long as it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from platforms.moves import Gives
from platforms.payback import MoneyState
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.reported import Product
from sidebar.store import subjects
from sidebar.store.database import Connection, Row
from sidebar.store.operations import COLUMNS, Operation, operation_in

PAGE = 2000
"""Operations read at once: what is counted of them is kept, what was reviewed is not."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The operations of one shop in a time, from ``begin`` to before ``end`` (UTC ms)."""

    shop_id: str
    begin: int
    end: int
    agent_id: str = ""
    """Only what this agent asked for; empty for everybody."""


class Place(NamedTuple):
    """Where an operation stands among those of a shop."""

    at: int
    id: str


class _Amount(msgspec.Struct, gc=False):
    minor: int


class _Line(msgspec.Struct, gc=False):
    line_id: str
    quantity: int
    amount: _Amount
    name: str = ""
    variant: str = ""


class _Way(msgspec.Struct, gc=False):
    amount: _Amount
    state: MoneyState = MoneyState.PLANNED


class _Review(msgspec.Struct):
    lines: list[_Line]
    gives: Gives = Gives.MONEY


class _Result(msgspec.Struct):
    lines: list[_Line] = []
    paid_back: list[_Way] = []


_NOTHING = _Result()
_KINDS = {kind.value: kind for kind in OperationKind}
_STATES = {state.value: state for state in OperationState}
_REVIEW, _RESULT = msgspec.json.Decoder(_Review), msgspec.json.Decoder(_Result)


class Counted(msgspec.Struct, frozen=True, gc=False):
    """One operation as it is kept; amounts in minor units of its currency."""

    id: str
    shop_id: str
    ticket_id: str
    kind: OperationKind
    state: OperationState
    at: int
    currency: str
    amount: int
    moved: int
    pending: int
    """Of what was moved, what the payment provider has not confirmed."""
    failed: int
    """What it did not carry: no part of what was moved."""
    money_state: str
    """How far the money has come, all ways together; see Operation."""
    gives: Gives
    reason: str
    agent_id: str
    is_approved: bool
    customer_id: str
    products: tuple[Product, ...]
    """As done where the shop says it; one product may be on several lines."""


class Asker(NamedTuple):
    """A person: ``key`` is theirs wherever they came from one helpdesk."""

    key: str
    name: str
    place: str
    """What their shop, or the helpdesk that they come from, is called."""
    number: str
    """The host's own for them."""


_MOMENT = "coalesce(o.settled_at, o.asked_at)"
"""Word for word what the index is on."""

_WHICH = (
    f" WHERE o.shop_id = :shop_id AND {_MOMENT} >= :begin AND {_MOMENT} < :end"
    " AND (:agent_id = '' OR o.agent_id = :agent_id)"
)


def page(store: Connection, stretch: Stretch, *, after: Place | None) -> list[Counted]:
    """The next operations of a stretch, the newest moment first; fewer than PAGE at its end."""
    last = after or Place(stretch.end, "")
    rows = store.all(
        f"SELECT o.id, o.ticket_id, o.kind, o.state, o.currency, {_MOMENT} AS moment, o.amount,"
        " o.moved, o.reason, o.approved_at, o.review, o.result, o.money_state, o.agent_id,"
        " t.customer_id FROM operations o JOIN tickets t ON t.id = o.ticket_id"
        f"{_WHICH} AND ({_MOMENT}, o.id) < (:last_at, :last_id)"
        f" ORDER BY {_MOMENT} DESC, o.id DESC LIMIT :most",
        last_at=last.at,
        last_id=last.id,
        most=PAGE,
        **_told(stretch),
    )
    return [_counted(stretch.shop_id, row) for row in rows]


def replies(store: Connection, stretch: Stretch) -> list[tuple[str, str, str]]:
    """(ticket, default reply, its title then) of the tickets of a stretch, the last used last."""
    rows = store.all(
        "SELECT m.ticket_id, m.reply_id, m.reply_title, max(m.id) AS last FROM messages m"
        f" WHERE m.ticket_id IN (SELECT o.ticket_id FROM operations o{_WHICH})"
        " AND m.reply_id <> '' AND m.kind = 'agent' AND m.retracted_at IS NULL"
        " GROUP BY m.ticket_id, m.reply_id, m.reply_title ORDER BY last",
        **_told(stretch),
    )
    return [(row["ticket_id"], row["reply_id"], row["reply_title"]) for row in rows]


def agents(store: Connection, stretch: Stretch) -> dict[str, Asker]:
    """Who asked for the operations of a stretch, by their ids.

    Someone who comes from a helpdesk is one person in all its shops: the key is the helpdesk's own.
    """
    rows = store.all(
        "SELECT a.id, CASE WHEN a.helpdesk_id IS NULL THEN a.id ELSE a.host_id END AS key, a.name,"
        " coalesce(h.name, s.name) AS place, a.host_id FROM agents a"
        " JOIN shops s ON s.id = a.shop_id LEFT JOIN helpdesks h ON h.id = a.helpdesk_id"
        f" WHERE a.id IN (SELECT o.agent_id FROM operations o{_WHICH})"
        " ORDER BY a.name, a.id",
        **_told(stretch),
    )
    return {
        row["id"]: Asker(row["key"], row["name"], row["place"], row["host_id"].rpartition("/")[2])
        for row in rows
    }


def names(store: Connection, customer_ids: Sequence[str]) -> dict[str, str]:
    """What these customers are called; empty for those who were forgotten."""
    found = subjects.rows(store, "SELECT id, name FROM customers WHERE ", "id", customer_ids)
    return {row["id"]: row["name"] for row in found}


def numbers(store: Connection, ticket_ids: Sequence[str]) -> dict[str, int]:
    """The numbers of these tickets."""
    found = subjects.rows(store, "SELECT id, number FROM tickets WHERE ", "id", ticket_ids)
    return {row["id"]: row["number"] for row in found}


def whole(store: Connection, operation_ids: Sequence[str]) -> dict[str, Operation]:
    """These operations, with everything that is kept of each."""
    found = subjects.rows(store, f"SELECT {COLUMNS} FROM operations WHERE ", "id", operation_ids)
    return {row["id"]: operation_in(row) for row in found}


def _told(stretch: Stretch) -> dict[str, object]:
    return {
        "shop_id": stretch.shop_id,
        "begin": stretch.begin,
        "end": stretch.end,
        "agent_id": stretch.agent_id,
    }


def _counted(shop_id: str, row: Row) -> Counted:
    review = _REVIEW.decode(row["review"])
    result = _RESULT.decode(row["result"]) if row["result"] else _NOTHING
    return Counted(
        id=row["id"],
        shop_id=shop_id,
        ticket_id=row["ticket_id"],
        kind=_KINDS[row["kind"]],
        state=_STATES[row["state"]],
        at=row["moment"],
        currency=row["currency"],
        amount=row["amount"],
        moved=row["moved"],
        pending=_in_state(result, MoneyState.PENDING),
        failed=_in_state(result, MoneyState.FAILED),
        money_state=row["money_state"],
        gives=review.gives,
        reason=row["reason"],
        agent_id=row["agent_id"],
        is_approved=row["approved_at"] is not None,
        customer_id=row["customer_id"] or "",
        products=_products(review, result),
    )


def _in_state(result: _Result, state: MoneyState) -> int:
    total = 0
    for way in result.paid_back:
        if way.state is state:
            total += way.amount.minor
    return total


def _products(review: _Review, result: _Result) -> tuple[Product, ...]:
    """The lines by what they are called; what was done has no names of its own."""
    reviewed = {line.line_id: line for line in review.lines}
    found: dict[str, Product] = {}
    for line in result.lines or review.lines:
        named = reviewed.get(line.line_id, line)
        name = named.name or line.line_id
        called = f"{name} · {named.variant}" if named.variant else name
        units, value = line.quantity, line.amount.minor
        known = found.get(called)
        if known is not None:
            units, value = units + known.units, value + known.value
        found[called] = Product(called, units, value)
    return tuple(found.values())
