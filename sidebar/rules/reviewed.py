"""What was reviewed, as it is kept beside its operation and compared with what was then done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from platforms.moves import (
    CancelChoice,
    CancelReview,
    Done,
    Gives,
    MoneyWay,
    MovedLine,
    PaidBack,
    Refundable,
    RefundReview,
)
from platforms.shapes import Money
from sidebar.rules.following import accepted
from sidebar.rules.refundable import seal


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One line as it was seen, with the name it had."""

    line_id: str
    name: str
    variant: str
    quantity: int
    amount: Money
    restock: int
    is_forced: bool = False
    stock_before: int | None = None
    stock_after: int | None = None
    place: str = ""
    """Where its units go back to stock; empty where the shop has one place only."""


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A review without its order: all that its page showed."""

    lines: tuple[StoredLine, ...]
    shipping: Money
    total: Money
    """Zero for a cancellation that gives nothing back."""
    paid: Money
    stand: str
    seal: str
    gives: Gives = Gives.MONEY
    empties_order: bool = False
    money_way: MoneyWay = MoneyWay.UNKNOWN
    payment_name: str = ""
    shop_mails: bool = False
    """The shop itself writes to the customer too."""
    other: Money | None = None
    """What the shop adds or takes off beside lines and shipping."""
    ways: tuple[PaidBack, ...] = ()
    """How the total goes back, where the shop carries it."""
    total_in_shop: Money | None = None
    choice: CancelChoice | None = None
    """Of a cancellation, where the shop lets its agents choose."""


def stored(review: RefundReview | CancelReview) -> StoredReview:
    """The review as it is kept."""
    refundable = review.refundable
    lines = tuple(_line(review, line) for line in review.lines)
    if isinstance(review, CancelReview):
        return _cancelling(review, lines)
    return StoredReview(
        lines=lines,
        shipping=review.shipping,
        total=review.total,
        paid=refundable.order.totals.paid,
        stand=refundable.stand,
        seal=seal(review),
        gives=review.gives,
        empties_order=review.empties_order,
        money_way=refundable.money_way,
        payment_name=refundable.payment_name,
        shop_mails=review.notifies if refundable.can_notify else refundable.shop_mails_refund,
        other=review.other if review.other is not None and review.other.minor else None,
        ways=review.ways,
        total_in_shop=review.total_in_shop,
    )


def _cancelling(review: CancelReview, lines: tuple[StoredLine, ...]) -> StoredReview:
    refundable = review.refundable
    nothing = Money(0, refundable.left.currency)
    choice = review.choice if refundable.cancel_chooses else None
    return StoredReview(
        lines=lines,
        shipping=nothing,
        total=review.gives_back or nothing,
        paid=review.paid,
        stand=refundable.stand,
        seal=seal(review),
        money_way=refundable.money_way,
        payment_name=refundable.payment_name,
        shop_mails=_mails_of_shop(refundable, choice),
        ways=review.ways,
        total_in_shop=review.total_in_shop,
        choice=choice,
    )


def _mails_of_shop(refundable: Refundable, choice: CancelChoice | None) -> bool:
    """Whether the shop writes to the customer: it may have no address to be told to write to."""
    if choice is None:
        return refundable.shop_mails_cancel
    return choice.notifies and refundable.can_notify


def _line(review: RefundReview | CancelReview, line: MovedLine) -> StoredLine:
    lines = review.refundable.order.lines
    known = next((one for one in lines if one.id == line.line_id), None)
    left = review.refundable.line(line.line_id)
    return StoredLine(
        line_id=line.line_id,
        name=known.name if known else "",
        variant=known.variant if known else "",
        quantity=line.quantity,
        amount=line.amount,
        restock=line.restock,
        is_forced=line.is_forced,
        stock_before=line.stock_before,
        stock_after=line.stock_after,
        place=left.place if left is not None and line.restock else "",
    )


def differences(review: StoredReview, result: Done) -> tuple[str, ...]:
    """What was done otherwise than reviewed: total, shipping, lines, restock, stock.

    A shop that does not say its lines (none at all) is compared by its amounts alone.
    """
    return tuple(dict.fromkeys(_differences(review, result)))


def _differences(review: StoredReview, result: Done) -> Iterator[str]:
    # What a payment provider did not carry was asked of it as reviewed: that is told apart.
    if accepted(result) != review.total:
        yield "total"
    # A cancellation gives back one sum: what of it is shipping is not reviewed.
    if review.choice is None and result.shipping != review.shipping:
        yield "shipping"
    if not result.lines:
        return
    done = {line.line_id: line for line in result.lines}
    wanted = {line.line_id: line for line in review.lines}
    if done.keys() != wanted.keys():
        yield "lines"
    for line_id in done.keys() & wanted.keys():
        yield from _line_differences(wanted[line_id], done[line_id])


def _line_differences(wanted: StoredLine, done: MovedLine) -> Iterator[str]:
    if (done.quantity, done.amount) != (wanted.quantity, wanted.amount):
        yield "lines"
    if done.restock != wanted.restock:
        yield "restock"
    # The shelf may move between review and act: only the step of this act is compared.
    if _step(done) not in (None, done.restock):
        yield "stock"


def _step(done: MovedLine) -> int | None:
    """By how much the stock grew; none where the shop does not say."""
    if done.stock_before is None or done.stock_after is None:
        return None
    return done.stock_after - done.stock_before
