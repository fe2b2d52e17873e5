"""Limits are the shop's, in its own currency, whatever the customer paid in."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from platforms.moves import MoneyState, PaidBack, Picked, PickedLine, RefundReview
from platforms.shapes import Money
from sidebar.actions.money import approving, drafting
from sidebar.clock import MINUTE
from sidebar.errors import Refused
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.store import operations, spending
from tests.cast import CAMILLE, MAUD, ORDER
from tests.sidebar.actions.money.scene import CUSHION, Scene, book_of
from tests.sidebar.goods import euros
from tests.till import Till

RATES = {"GBP": (120, 100), "JPY": (60, 100)}
"""A pound is 1.20 euros; a yen is 0.60 cents."""


@dataclass
class Abroad(Till):
    """A shop in euros whose customers pay in their own money."""

    def review_refund(self, order_id: str, picked: Picked, *, within: float) -> RefundReview:
        found = super().review_refund(order_id, picked, within=within)
        return replace(found, total_in_shop=in_euros(found.total))


def in_euros(amount: Money) -> Money:
    many, of = RATES[amount.currency]
    return euros(amount.minor * many // of)


def abroad(scene: Scene, currency: str) -> Abroad:
    book = book_of()
    totals = replace(book.order.totals, total_in_shop=in_euros(Money(8180, currency)))
    book.currency, book.order = currency, replace(book.order, totals=totals)
    till = Abroad({ORDER: book})
    scene.stage = replace(scene.stage, desk=replace(scene.desk, adapter=lambda *_: till))
    scene.till = till
    return till


def picked(currency: str, cushions: int = 1) -> Picked:
    return Picked((PickedLine(CUSHION, cushions, 0),), Money(0, currency))


@pytest.mark.parametrize(
    ("currency", "most", "state"),
    [
        ("GBP", "23.99", OperationState.AWAITING_APPROVAL),
        ("GBP", "24.00", OperationState.DONE),
        ("JPY", "11.99", OperationState.AWAITING_APPROVAL),
        ("JPY", "12.00", OperationState.DONE),
    ],
)
def test_an_order_in_other_money_is_held_to_the_shops_limit(
    scene: Scene, currency: str, most: str, state: OperationState
) -> None:
    abroad(scene, currency)
    scene.limit({"refund": Limit(most)})

    found = scene.confirm(scene.enter(), scene.wanted(picked=picked(currency)))

    assert found.state is state


@pytest.mark.parametrize("currency", ["GBP", "JPY"])
def test_a_day_counts_what_was_moved_in_any_money(scene: Scene, currency: str) -> None:
    scene.limit({"refund": Limit(day="40.00")})
    assert scene.confirm(scene.enter(), scene.wanted(1)).state is OperationState.DONE
    till = abroad(scene, currency)
    till.books["2002"] = book_of("2002")
    till.books["2002"].currency = currency
    reference = till.books["2002"].order.reference
    camille = scene.stage.enter(CAMILLE, order="2002", reference=reference)
    cushions = 1 if currency == "GBP" else 2

    found = scene.confirm(camille, scene.wanted(picked=picked(currency, cushions)))

    assert found.state is OperationState.AWAITING_APPROVAL
    with scene.desk.database.reading() as store:
        spent = spending.spent(store, found.agent_id, currency="EUR", since=0)
    assert spent == euros(2000 + 2400)


def test_whoever_approves_is_held_to_their_own_limit_in_the_shops_money(scene: Scene) -> None:
    abroad(scene, "GBP")
    scene.limit({"refund": Limit("1.00"), "manage": Limit("23.99")})
    waiting = scene.confirm(scene.enter(), scene.wanted(picked=picked("GBP")))

    with pytest.raises(Refused, match="over_limit"):
        approving.approve(scene.desk, scene.enter(MAUD).viewer, waiting.id)
    scene.limit({"manage": Limit("24.00")})

    done = approving.approve(scene.desk, scene.enter(MAUD).viewer, waiting.id)
    assert done.state is OperationState.DONE


def test_of_what_failed_in_part_the_rest_counts_in_the_shops_money(scene: Scene) -> None:
    abroad(scene, "GBP")
    done = scene.confirm(scene.enter(), scene.wanted(picked=picked("GBP")))
    assert done.result is not None
    ways = (
        PaidBack("Gift card", Money(999, "GBP"), MoneyState.MOVED),
        PaidBack("Visa", Money(1001, "GBP"), MoneyState.FAILED),
    )
    assert ways[0].amount + ways[1].amount == done.amount
    with scene.desk.database.writing() as store:
        store.run("UPDATE operations SET moved = 999")

    with scene.desk.database.reading() as store:
        assert operations.known(store, done.id) is not None
        spent = spending.spent(store, done.agent_id, currency="EUR", since=0)
        in_pounds = spending.spent(store, done.agent_id, currency="GBP", since=0)
    assert (spent, in_pounds) == (euros(1199), Money(0, "GBP"))


def test_the_form_counts_in_the_shops_money(scene: Scene) -> None:
    abroad(scene, "GBP")
    camille = scene.enter()
    scene.confirm(camille, scene.wanted(picked=picked("GBP")))
    scene.clock.advance(MINUTE)

    draft = drafting.prepare(scene.desk, camille.viewer, camille.ticket.id, OperationKind.REFUND)

    assert draft.spent_today == euros(2400)
