"""A card says what its shop has words for, and offers no act that surely cannot work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.moves import MoneyWay
from platforms.shapes import PaymentStatus
from sidebar.clock import SetClock
from sidebar.store.database import Database
from tests.cast import ROBIN
from tests.sidebar.actions.money.scene import scene_over
from tests.sidebar.goods import euros, summary
from tests.sidebar.hosting import FakeHost, at_host
from tests.sidebar.stage import panel_over
from tests.sidebar.web.test_money_chosen import Chosen, chosen_by
from tests.wire import CHOOSES, Wire

BUTTON = 'id="to-{}"'


@pytest.fixture
def chosen(database: Database, clock: SetClock) -> Chosen:
    return chosen_by(ROBIN, scene_over(database, clock))


def at_a_host(chosen: Chosen) -> Chosen:
    """The same shop, which writes no credit slips."""
    host = FakeHost(chosen.scene.clock, kind="prestashop")
    return replace(
        chosen,
        panel=panel_over(replace(chosen.scene.stage, desk=at_host(chosen.scene.desk, host))),
    )


def test_a_shop_that_writes_no_slips_has_refunds(
    chosen: Chosen, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = chosen.scene.book
    chosen.refund()
    book.told = {**CHOOSES, "money_way": MoneyWay.BY_HAND}
    book.slips.append(replace(book.slips[0], id="9100110", total=euros(0)))

    assert "Credit slip 1" in chosen.get("/order")
    assert "the shop writes the credit slip" in chosen.get("/refund")
    able = replace(chosen.wire.capabilities, writes_slips=False)
    monkeypatch.setattr(Wire, "capabilities", able)
    hosted = at_a_host(chosen)

    card = hosted.get("/order")
    assert "Refund 1" in card
    assert "slip" not in card
    assert "9100110" not in card
    assert "the shop writes the refund down and moves no money" in hosted.get("/refund")
    assert "slip" not in hosted.get("/ledger")


def test_what_is_no_choice_has_no_legend(chosen: Chosen) -> None:
    form = chosen.panel.on(chosen.opened, path="/refund").text

    assert "data-carrier" in form
    assert "What the customer gets" not in form


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({}, (True, True, "")),
        ({"payment": PaymentStatus.REFUNDED}, (False, True, "nothing_left")),
        ({"payment": PaymentStatus.UNPAID}, (False, True, "not_paid")),
        ({"cancel_barred": "already_cancelled"}, (True, False, "already_cancelled")),
    ],
)
def test_an_act_that_surely_cannot_work_gives_way_to_its_reason(
    chosen: Chosen, told: dict[str, object], shown: tuple[bool, bool, str]
) -> None:
    book, payment = chosen.scene.book, told.get("payment", PaymentStatus.PAID)
    barred = str(told.get("cancel_barred", ""))
    book.order = replace(book.order, summary=summary(payment=payment), cancel_barred=barred)
    if payment is PaymentStatus.REFUNDED:
        book.shipping_given = book.paid
    if payment is PaymentStatus.UNPAID:
        book.paid = 0

    card = at_a_host(chosen).panel.on(chosen.opened, path="/order").text

    refund, cancel, reason = shown
    assert (BUTTON.format("refund") in card, BUTTON.format("cancel") in card) == (refund, cancel)
    assert reason in card
    assert card.count("data-barred") == (1 if reason else 0)
