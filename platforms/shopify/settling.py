"""What Shopify says that it did: a refund that is written is not yet money that has moved."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from platforms.amounts import Money
from platforms.contract import BadAnswer
from platforms.moves import Done, MovedLine
from platforms.payback import MoneyState, PaidBack
from platforms.shopify.money import amount
from platforms.shopify.reading.moneys import method_of, refunded_of, sum_of
from platforms.shopify.reading.node import Node
from platforms.shopify.reading.standing import state_of
from platforms.shopify.suggesting import line_of

_STATES = {
    "SUCCESS": MoneyState.MOVED,
    "FAILURE": MoneyState.FAILED,
    "ERROR": MoneyState.FAILED,
}
"""What is none of these has not come to its end."""

_BACK_TO_STOCK = frozenset({"RETURN", "CANCEL"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was to be done, to compare what was done with."""

    total: Money
    shipping: Money
    restocks: int
    """Units, of all lines."""


def wanted_by(written: str, total: Money) -> Wanted:
    """What a kept refund wanted; ``total`` as it was reviewed. Raises BadAnswer."""
    try:
        given = json.loads(written)["variables"]["input"]
        shipping = given.get("shipping", {}).get("amount", "0")
        restocks = [
            int(part["quantity"])
            for part in given["refundLineItems"]
            if part["restockType"] in _BACK_TO_STOCK
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadAnswer("what was kept is no refund") from None
    return Wanted(total, amount(shipping, total.currency), sum(restocks))


def done_of(refund: Node, order: Node, wanted: Wanted) -> Done:
    """A refund as it was written, with a warning for each thing that is not as it was wanted.

    One of more lines than were read is told, and compared, by its amounts alone.
    """
    taxes_included = order.is_set("taxesIncluded")
    ways = paid_back_of(refund)
    lines = () if _is_cut(refund) else _lines(refund, taxes_included=taxes_included)
    total = given_back(refund, ways, wanted.total.currency)
    failed = sum_of((one.amount for one in _failed(ways)), wanted.total.currency)
    warnings = list(money_warnings(ways))
    if total + failed != wanted.total:
        warnings.append("amount_differs")
    if not _is_cut(refund) and sum(line.restock for line in lines) < wanted.restocks:
        warnings.append("restock_failed")
    return Done(
        reference=refund.identity("Refund"),
        total=total,
        shipping=wanted.shipping,
        lines=lines,
        state=state_of(order),
        warnings=tuple(warnings),
        paid_back=ways,
    )


def paid_back_of(refund: Node) -> tuple[PaidBack, ...]:
    """Where each part of its money is by now."""
    return tuple(
        PaidBack(
            name=method_of(one),
            amount=one.money("amountSet"),
            state=_STATES.get(one.text("status"), MoneyState.PENDING),
            is_by_hand=one.is_set("manualPaymentGateway"),
            id=one.identity("OrderTransaction"),
        )
        for one in refund.nodes("transactions")
        if one.text("kind") == "REFUND"
    )


def given_back(refund: Node, ways: tuple[PaidBack, ...], currency: str) -> Money:
    """What it gives back: all that no provider has refused to carry."""
    if not ways:
        return refund.money("totalRefundedSet")
    carried = (one.amount for one in ways if one.state is not MoneyState.FAILED)
    return sum_of(carried, currency)


def money_warnings(ways: tuple[PaidBack, ...]) -> tuple[str, ...]:
    """The names of what is not moved yet, or never will be."""
    pending = any(one.state is MoneyState.PENDING for one in ways)
    failed = any(_failed(ways))
    return ("money_pending",) * pending + ("money_failed",) * failed


def _failed(ways: tuple[PaidBack, ...]) -> Iterable[PaidBack]:
    return (one for one in ways if one.state is MoneyState.FAILED)


def _is_cut(refund: Node) -> bool:
    """Whether it has more lines than were read; words kept from before did not ask."""
    pages = refund.needed("refundLineItems")
    return pages.has("pageInfo") and pages.needed("pageInfo").is_set("hasNextPage")


def _lines(refund: Node, *, taxes_included: bool) -> tuple[MovedLine, ...]:
    """Each line once: Shopify tells units apart by what became of them."""
    found: dict[str, MovedLine] = {}
    for one in refund.nodes("refundLineItems"):
        quantity, line_id = one.number("quantity"), line_of(one)
        value = refunded_of(one, taxes_included=taxes_included)
        restocked = quantity if _is_restocked(one) else 0
        known = found.get(line_id)
        found[line_id] = (
            MovedLine(line_id, quantity, value, restocked)
            if known is None
            else replace(
                known,
                quantity=known.quantity + quantity,
                amount=known.amount + value,
                restock=known.restock + restocked,
            )
        )
    return tuple(found.values())


def _is_restocked(one: Node) -> bool:
    return one.text("restockType") in _BACK_TO_STOCK and one.is_set("restocked")
