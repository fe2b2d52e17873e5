"""What a choice of units comes to: the shop's own figure for all that is left, shared by the unit.

Pure: the same answer of the shop and the same choice always make the same review, or the same bar.
"""

from __future__ import annotations

from platforms.contract import Barred
from platforms.moves import (
    CancelReview,
    MovedLine,
    Picked,
    PickedLine,
    Refundable,
    RefundableLine,
    RefundReview,
    Restock,
)
from platforms.shapes import Money


def review_of(refundable: Refundable, picked: Picked) -> RefundReview:
    """What the shop would be asked to move. Raises Barred, naming the line where there is one."""
    if refundable.refund_barred:
        raise Barred(refundable.refund_barred)
    if picked.gives not in refundable.offers:
        raise Barred("not_offered")
    chosen = [one for one in picked.lines if one.quantity or one.restock]
    if len({one.line_id for one in chosen}) != len(chosen):
        raise Barred("bad_quantity", next(iter(chosen)).line_id)
    lines = tuple(_moved(refundable, one) for one in chosen)
    _check_shipping(refundable, picked.shipping)
    total = sum((line.amount for line in lines), picked.shipping)
    if total.minor <= 0:
        raise Barred("nothing_to_refund")
    if total.minor > refundable.left.minor:
        raise Barred("over_paid")
    return RefundReview(
        refundable=refundable,
        lines=lines,
        shipping=picked.shipping,
        total=total,
        gives=picked.gives,
        empties_order=_is_emptied(refundable, lines, picked.shipping, total),
    )


def cancellation_of(refundable: Refundable) -> CancelReview:
    """What cancelling the order would do: every unit goes back, no money moves. Raises Barred."""
    if refundable.cancel_barred:
        raise Barred(refundable.cancel_barred)
    zero = Money(0, refundable.left.currency)
    lines = tuple(
        _returned(refundable.line(line.id), line.id, quantity=line.quantity, zero=zero)
        for line in refundable.order.lines
    )
    return CancelReview(refundable=refundable, lines=lines, paid=refundable.left)


def amount_of(line: RefundableLine, quantity: int) -> Money:
    """The line's share for some of the units left, rounded down: never more than was paid."""
    if quantity == line.left:
        return line.most
    return Money(line.most.minor * quantity // line.left, line.most.currency)


def _moved(refundable: Refundable, chosen: PickedLine) -> MovedLine:
    line = refundable.line(chosen.line_id)
    if line is None:
        raise Barred("unknown_line", chosen.line_id)
    if chosen.quantity < 1:
        raise Barred("bad_quantity", chosen.line_id)
    if chosen.quantity > line.left:
        raise Barred("quantity_too_high", chosen.line_id)
    _check_restock(line, chosen)
    amount = amount_of(line, chosen.quantity)
    if amount.minor <= 0:
        # The shop's core refuses a line of no money, and with it the whole refund.
        raise Barred("nothing_to_refund", chosen.line_id)
    return MovedLine(
        line_id=line.line_id,
        quantity=chosen.quantity,
        amount=amount,
        restock=chosen.restock,
        is_forced=line.restock is Restock.FORCED,
        stock_before=line.stock,
        stock_after=None if line.stock is None else line.stock + chosen.restock,
    )


def _check_restock(line: RefundableLine, chosen: PickedLine) -> None:
    most = 0 if line.restock is Restock.NONE else chosen.quantity
    if not 0 <= chosen.restock <= most:
        raise Barred("bad_restock", line.line_id)
    if line.restock is Restock.FORCED and chosen.restock != chosen.quantity:
        raise Barred("restock_forced", line.line_id)


def _check_shipping(refundable: Refundable, shipping: Money) -> None:
    if shipping.currency != refundable.shipping_left.currency or shipping.minor < 0:
        raise Barred("bad_shipping")
    if shipping.minor > refundable.shipping_left.minor:
        raise Barred("shipping_too_high")


def _is_emptied(
    refundable: Refundable, lines: tuple[MovedLine, ...], shipping: Money, total: Money
) -> bool:
    """Whether nothing is left to refund: no money at all, or none that any line still has."""
    taken = sum(line.amount.minor for line in lines)
    most = sum(line.most.minor for line in refundable.lines)
    is_shipping_gone = shipping == refundable.shipping_left
    return total == refundable.left or (taken == most and is_shipping_gone)


def _returned(
    line: RefundableLine | None, line_id: str, *, quantity: int, zero: Money
) -> MovedLine:
    is_kept = line is not None and line.restock is not Restock.NONE
    stock = line.stock if line is not None else None
    restock = quantity if is_kept else 0
    return MovedLine(
        line_id=line_id,
        quantity=quantity,
        amount=zero,
        restock=restock,
        is_forced=is_kept,
        stock_before=stock,
        stock_after=None if stock is None else stock + restock,
    )
