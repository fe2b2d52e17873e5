"""What a shop adds, and the ways by which it gives money back, are held to the total and sealed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from platforms.moves import (
    CancelChoice,
    CancelReview,
    Done,
    Gives,
    MovedLine,
    PaidBack,
    RefundReview,
)
from platforms.shapes import Money
from sidebar.rules.refundable import fault_in, seal
from sidebar.rules.reviewed import differences, stored
from tests.sidebar.actions.money.scene import CUSHION, book_of
from tests.sidebar.goods import euros
from tests.wire import CARD, CHOOSES


def review(**told: Any) -> RefundReview:
    """One cushion of 20.00 less 0.50 given back before, by card."""
    book = book_of()
    book.told = CHOOSES
    known: dict[str, Any] = {
        "refundable": book.refundable(),
        "lines": (MovedLine(CUSHION, 1, euros(2000), 1),),
        "shipping": euros(0),
        "total": euros(1950),
        "gives": Gives.MONEY,
        "empties_order": False,
        "other": euros(-50),
        "ways": (PaidBack(CARD, euros(1950)),),
    }
    return RefundReview(**{**known, **told})


def cancellation(**told: Any) -> CancelReview:
    """All of 81.80 goes back with it."""
    book = book_of()
    book.told = CHOOSES
    known: dict[str, Any] = {
        "refundable": book.refundable(),
        "lines": (),
        "paid": euros(8180),
        "choice": CancelChoice(refunds=True),
        "gives_back": euros(8180),
        "ways": (PaidBack(CARD, euros(8180)),),
    }
    return CancelReview(**{**known, **told})


def test_what_adds_up_is_sound() -> None:
    assert fault_in(review()) == ""
    assert fault_in(cancellation()) == ""
    assert fault_in(cancellation(gives_back=None, ways=())) == ""


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (review(other=None), "bad_total"),
        (review(other=euros(50)), "bad_total"),
        (review(ways=(PaidBack(CARD, euros(2000)),)), "bad_total"),
        (review(ways=(PaidBack(CARD, euros(2000)), PaidBack("x", euros(-50)))), "bad_total"),
        (review(ways=(PaidBack(CARD, Money(1950, "CHF")),)), "other_currency"),
        (review(other=Money(-50, "CHF")), "other_currency"),
        (
            review(other=euros(7000), total=euros(9000), ways=(PaidBack(CARD, euros(9000)),)),
            "over_paid",
        ),
        (
            cancellation(gives_back=euros(8181), ways=(PaidBack(CARD, euros(8181)),)),
            "over_paid",
        ),
        (cancellation(ways=(PaidBack(CARD, euros(8000)),)), "bad_total"),
        (cancellation(choice=CancelChoice(refunds=False)), "bad_total"),
        (cancellation(gives_back=None), "bad_total"),
        (cancellation(gives_back=Money(8180, "CHF")), "other_currency"),
        (cancellation(gives_back=euros(-1), ways=()), "bad_total"),
    ],
)
def test_amounts_that_do_not_add_up_or_are_not_left_are_named(
    found: RefundReview | CancelReview, fault: str
) -> None:
    assert fault_in(found) == fault


def test_another_way_another_addition_or_another_choice_is_another_review() -> None:
    gift = (PaidBack(CARD, euros(1000)), PaidBack("Gift card", euros(950)))
    seals = {
        seal(review()),
        seal(review(ways=gift)),
        seal(review(ways=(PaidBack(CARD, euros(1950), is_by_hand=True),))),
        seal(review(other=euros(-51))),
        seal(review(notifies=True)),
        seal(cancellation()),
        seal(cancellation(gives_back=euros(8179))),
        seal(cancellation(choice=CancelChoice(refunds=True, restocks=False))),
        seal(cancellation(choice=CancelChoice(refunds=True, notifies=True))),
        seal(cancellation(ways=(PaidBack("Visa •••• 1881", euros(8180)),))),
    }

    assert len(seals) == 10


def test_the_kept_review_says_what_goes_back_how_and_where_to() -> None:
    book = book_of()
    book.told, book.line(CUSHION).place = CHOOSES, "Lyon"
    kept = stored(review(refundable=book.refundable(), notifies=True))

    assert (kept.other, kept.ways, kept.shop_mails) == (euros(-50), review().ways, True)
    assert kept.lines[0].place == "Lyon"

    cancelled = stored(cancellation())
    assert (cancelled.total, cancelled.choice) == (euros(8180), CancelChoice(refunds=True))


def test_a_cancellation_that_gave_less_back_differs_and_its_shipping_does_not() -> None:
    kept = stored(cancellation())

    assert differences(kept, Done("1", euros(8180), euros(590))) == ()
    assert differences(kept, Done("1", euros(0), euros(0))) == ("total",)


def test_a_shop_that_lets_nobody_choose_is_reviewed_as_ever() -> None:
    plain = replace(review(), refundable=book_of().refundable())

    assert stored(plain).shop_mails is False
    assert stored(replace(cancellation(), refundable=book_of().refundable())).choice is None
