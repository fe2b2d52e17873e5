"""Guards on what any shop proposes to move: never more than is left, per line and in all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from platforms.moves import (
    CancelReview,
    MovedLine,
    PaidBack,
    Picked,
    PickedLine,
    Refundable,
    RefundableLine,
    RefundReview,
    Restock,
)
from platforms.shapes import Money


def fault_in(review: RefundReview | CancelReview) -> str:
    """The stable name of the first thing wrong with a review; empty when it is sound.

    A shop's adapter has checked all this already: an amount that two of us must find right.
    """
    if isinstance(review, CancelReview):
        return next(_cancel_faults(review), "")
    return next(_refund_faults(review), "")


def _refund_faults(review: RefundReview) -> Iterator[str]:
    amounts = [review.shipping, review.total, *(line.amount for line in review.lines)]
    if review.other is not None:
        amounts.append(review.other)
    if not _all_of(review.refundable.left.currency, amounts, review.ways):
        # Amounts of several currencies cannot even be compared: nothing below would hold.
        yield "other_currency"
        return
    named = [line.line_id for line in review.lines]
    if len(set(named)) != len(named):
        yield "unknown_line"
    for line in review.lines:
        yield from _line_faults(line, review.refundable.line(line.line_id))
    if not 0 <= review.shipping.minor <= review.refundable.shipping_left.minor:
        yield "shipping_too_high"
    yield from _total_faults(review)


def _line_faults(line: MovedLine, known: RefundableLine | None) -> Iterator[str]:
    if known is None:
        yield "unknown_line"
        return
    if line.quantity < 1:
        yield "bad_quantity"
    if line.quantity > known.left:
        yield "quantity_too_high"
    if not 0 <= line.amount.minor <= known.most.minor:
        yield "amount_too_high"
    if line.restock not in _restocks(known.restock, line.quantity):
        yield "bad_restock"


def _restocks(restock: Restock, quantity: int) -> range:
    """How many units may go back to stock."""
    if restock is Restock.FORCED:
        return range(quantity, quantity + 1)
    return range(quantity + 1) if restock is Restock.OPTIONAL else range(1)


def _total_faults(review: RefundReview) -> Iterator[str]:
    total = review.shipping.minor + sum(line.amount.minor for line in review.lines)
    total += review.other.minor if review.other is not None else 0
    if total != review.total.minor:
        yield "bad_total"
    if total <= 0:
        yield "nothing_to_refund"
    yield from _sum_faults(review.refundable, review.total, review.ways)


def _cancel_faults(review: CancelReview) -> Iterator[str]:
    back = review.gives_back
    if back is None:
        if review.ways:
            yield "bad_total"
        return
    if not _all_of(review.refundable.left.currency, [back], review.ways):
        yield "other_currency"
        return
    if back.minor < 0 or (back.minor and not review.choice.refunds):
        yield "bad_total"
    yield from _sum_faults(review.refundable, back, review.ways)


def _sum_faults(refundable: Refundable, total: Money, ways: tuple[PaidBack, ...]) -> Iterator[str]:
    """The ways by which it goes back are the whole of it, and it is within what is left."""
    if any(way.amount.minor < 0 for way in ways):
        yield "bad_total"
    if ways and sum(way.amount.minor for way in ways) != total.minor:
        yield "bad_total"
    if total.minor > refundable.left.minor:
        yield "over_paid"


def _all_of(currency: str, amounts: list[Money], ways: tuple[PaidBack, ...]) -> bool:
    return {one.currency for one in [*amounts, *(way.amount for way in ways)]} == {currency}


def ceiling(refundable: Refundable) -> Money:
    """What may ever go back for this order, by its totals: paid, or due where a shop writes none.

    Our own account of the order is held to it as well, whatever the shop says is left.
    """
    totals = refundable.order.totals
    return max(totals.paid, totals.total, key=lambda amount: amount.minor)


def everything(refundable: Refundable) -> Picked:
    """All that is left, shipping included; units go back to stock wherever they may.

    A gift that cost nothing has nothing to give back, and shops refuse to refund it.
    """
    lines = tuple(
        PickedLine(line.line_id, line.left, 0 if line.restock is Restock.NONE else line.left)
        for line in refundable.lines
        if line.left > 0 and line.most.minor > 0
    )
    return Picked(lines, refundable.shipping_left)


def seal(review: RefundReview | CancelReview) -> str:
    """What the agent saw, as 64 hex digits: another seal is another review.

    The stock figures are left out, because other customers move them.
    """
    refundable = review.refundable
    seen: dict[str, object] = {
        "order": refundable.order.id,
        "stand": refundable.stand,
        "currency": refundable.left.currency,
        "lines": [
            [line.line_id, line.quantity, line.amount.minor, line.restock, line.is_forced]
            for line in review.lines
        ],
    }
    if isinstance(review, RefundReview):
        seen |= {
            "shipping": review.shipping.minor,
            "total": review.total.minor,
            "gives": review.gives.value,
            "empties": review.empties_order,
        }
        if review.other is not None:
            seen["other"] = review.other.minor
        if refundable.can_notify:
            seen["notifies"] = review.notifies
    else:
        seen |= {"cancels": review.paid.minor}
        if refundable.cancel_chooses:
            choice = review.choice
            seen["choice"] = [choice.restocks, choice.refunds, choice.notifies]
        if review.gives_back is not None:
            seen["gives_back"] = review.gives_back.minor
    if review.ways:
        seen["ways"] = [[way.name, way.amount.minor, way.is_by_hand] for way in review.ways]
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()
