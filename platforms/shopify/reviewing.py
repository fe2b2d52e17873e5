"""A choice becomes a review of exactly what Shopify would move for it, or a bar that names why not.

Pure: the same answer of the shop and the same choice always make the same review.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from platforms.amounts import Money
from platforms.contract import BadAnswer, Barred
from platforms.moves import (
    CancelChoice,
    CancelReview,
    MovedLine,
    Picked,
    PickedLine,
    Refundable,
    RefundableLine,
    RefundReview,
    Restock,
)
from platforms.shopify.gid import gid, is_digits
from platforms.shopify.money import decimal_text
from platforms.shopify.reading.moneys import sum_of
from platforms.shopify.refundable import Places, places_of, refundable_of
from platforms.shopify.suggesting import Suggestion, transactions_of
from platforms.shopify.weighing import Asked, Weighed


def asked_of(picked: Picked) -> Asked | None:
    """What a suggestion is wanted for; nothing where the shop cannot even be asked.

    Whether units go back to stock changes no amount: it is decided once the order is known.
    Raises Barred for a line that no order can have.
    """
    for one in picked.lines:
        if not is_digits(one.line_id):
            raise Barred("unknown_line", one.line_id)
    lines = [
        {"lineItemId": gid("LineItem", one.line_id), "quantity": one.quantity}
        for one in _chosen(picked)
        if one.quantity > 0
    ]
    is_askable = picked.shipping.minor >= 0 and (lines or picked.shipping.minor)
    return Asked(lines, decimal_text(picked.shipping)) if is_askable else None


def check_choice(refundable: Refundable, picked: Picked) -> None:
    """Raises Barred for what this order does not allow, naming the line where there is one."""
    if refundable.refund_barred:
        raise Barred(refundable.refund_barred)
    if picked.gives not in refundable.offers:
        raise Barred("not_offered")
    chosen = _chosen(picked)
    if len({one.line_id for one in chosen}) != len(chosen):
        raise Barred("bad_quantity", chosen[0].line_id)
    for one in chosen:
        _check_line(refundable.line(one.line_id), one)
    if picked.shipping.currency != refundable.shipping_left.currency or picked.shipping.minor < 0:
        raise Barred("bad_shipping")
    if picked.shipping.minor > refundable.shipping_left.minor:
        raise Barred("shipping_too_high")
    if not chosen and not picked.shipping.minor:
        raise Barred("nothing_to_refund")


def review_of(weighed: Weighed, picked: Picked) -> RefundReview:
    """What the shop would be asked to move. Raises Barred, or BadAnswer for figures that differ."""
    refundable = refundable_of(weighed)
    check_choice(refundable, picked)
    suggested = weighed.picked
    if suggested is None:
        raise BadAnswer("no suggestion for what was asked")
    if suggested.shipping != picked.shipping:
        raise BadAnswer("another amount of shipping than was asked for")
    given = _given(weighed, refundable, picked, suggested)
    if given.total.minor <= 0:
        raise Barred("nothing_to_refund")
    if given.movable != given.total:
        raise BadAnswer("a suggestion that does not add up")
    moved = (_moved(refundable, one, suggested) for one in _chosen(picked))
    lines = with_stock(refundable, moved)
    named = sum_of((line.amount for line in lines), weighed.currency) + picked.shipping
    return RefundReview(
        refundable=refundable,
        lines=lines,
        shipping=picked.shipping,
        total=given.total,
        gives=picked.gives,
        empties_order=given.total == refundable.left,
        other=None if given.total == named else given.total - named,
        ways=given.paid_back,
        total_in_shop=given.total_in_shop,
        notifies=picked.notifies and refundable.can_notify,
        words=json.dumps(_words(weighed, refundable, picked, given)),
    )


def cancellation_of(weighed: Weighed, choice: CancelChoice) -> CancelReview:
    """What cancelling the order would do. Raises Barred."""
    refundable, suggested = refundable_of(weighed), weighed.everything
    if refundable.cancel_barred:
        raise Barred(refundable.cancel_barred)
    is_given = choice.refunds and suggested is not None and suggested.total.minor > 0
    given = suggested if is_given else None
    returned = (_returned(line, restocks=choice.restocks) for line in refundable.lines if line.left)
    lines = with_stock(refundable, returned)
    return CancelReview(
        refundable=refundable,
        lines=lines,
        paid=weighed.order.money("netPaymentSet"),
        choice=choice,
        gives_back=given.total if given else None,
        ways=given.paid_back if given else (),
        total_in_shop=given.total_in_shop if given else None,
    )


def with_stock(refundable: Refundable, moved: Iterable[MovedLine]) -> tuple[MovedLine, ...]:
    """Each line with its stock before and after: lines of one variant share one stock."""
    variants = {line.id: line.variant_id for line in refundable.order.lines}
    now: dict[str, int] = {}
    found = []
    for one in moved:
        line = refundable.line(one.line_id)
        if line is None or line.stock is None:
            found.append(one)
            continue
        variant = variants.get(one.line_id) or one.line_id
        before = now.get(variant, line.stock)
        now[variant] = before + one.restock
        found.append(replace(one, stock_before=before, stock_after=now[variant]))
    return tuple(found)


def _chosen(picked: Picked) -> list[PickedLine]:
    return [one for one in picked.lines if one.quantity or one.restock]


def _check_line(line: RefundableLine | None, chosen: PickedLine) -> None:
    if line is None:
        raise Barred("unknown_line", chosen.line_id)
    if chosen.quantity < 1:
        raise Barred("bad_quantity", chosen.line_id)
    if chosen.quantity > line.left:
        raise Barred("quantity_too_high", chosen.line_id)
    most = 0 if line.restock is Restock.NONE else chosen.quantity
    if not 0 <= chosen.restock <= most:
        raise Barred("bad_restock", chosen.line_id)


def _given(
    weighed: Weighed, refundable: Refundable, picked: Picked, suggested: Suggestion
) -> Suggestion:
    """The suggestion to follow: for all that is left, the one that Shopify makes for everything."""
    units = {one.line_id: one.quantity for one in _chosen(picked)}
    is_all = picked.shipping == refundable.shipping_left and all(
        units.get(line.line_id, 0) == line.left for line in refundable.lines if line.most.minor
    )
    return weighed.everything if is_all and weighed.everything is not None else suggested


def _moved(refundable: Refundable, chosen: PickedLine, suggested: Suggestion) -> MovedLine:
    line = refundable.line(chosen.line_id)
    amount = suggested.lines.get(chosen.line_id)
    if line is None or amount is None:
        raise BadAnswer("a suggestion without a line that was asked for")
    return MovedLine(
        line_id=chosen.line_id,
        quantity=chosen.quantity,
        amount=amount,
        restock=chosen.restock,
    )


def _words(
    weighed: Weighed, refundable: Refundable, picked: Picked, given: Suggestion
) -> dict[str, Any]:
    """What Shopify will be told to move, in its own words."""
    places = places_of(weighed)
    shipping = {"amount": decimal_text(picked.shipping)} if picked.shipping.minor else None
    return {
        "orderId": gid("Order", weighed.id),
        "currency": weighed.currency,
        "refundLineItems": [
            part
            for one in _chosen(picked)
            for part in _parts(one, refundable.line(one.line_id), places[one.line_id])
        ],
        **({"shipping": shipping} if shipping else {}),
        "transactions": transactions_of(given.ways, weighed.id),
    }


def _parts(
    chosen: PickedLine, line: RefundableLine | None, places: Places
) -> Iterator[Mapping[str, Any]]:
    """Units never sent are taken off first; those that stay away from stock come last."""
    unsent = min(chosen.quantity, line.unfulfilled if line else 0)
    taken_off = min(chosen.restock, unsent)
    restocked = (
        ("CANCEL", taken_off, places.unsent),
        ("RETURN", chosen.restock - taken_off, places.sent),
    )
    item = {"lineItemId": gid("LineItem", chosen.line_id)}
    for kind, count, place in restocked:
        if count and place is None:
            raise Barred("bad_restock", chosen.line_id)
        if count and place is not None:
            location = gid("Location", place.id)
            yield {**item, "quantity": count, "restockType": kind, "locationId": location}
    if chosen.quantity > chosen.restock:
        left = chosen.quantity - chosen.restock
        yield {**item, "quantity": left, "restockType": "NO_RESTOCK"}


def _returned(line: RefundableLine, *, restocks: bool) -> MovedLine:
    units = line.left if restocks and line.restock is not Restock.NONE else 0
    return MovedLine(
        line_id=line.line_id,
        quantity=line.left,
        amount=Money(0, line.most.currency),
        restock=units,
    )
