"""A card says what makes its order another than most, and who may have written what on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.contract import Match
from platforms.partly import FoundInPart
from platforms.shapes import Payment, ShopMessage
from tests.cast import CAMILLE, ROBIN, Person
from tests.sidebar.goods import ALIX, euros, found, order, summary
from tests.sidebar.stage import Panel, Stage, StillShop, panel_over

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def shop() -> StillShop:
    return StillShop(order())


@pytest.fixture
def panel(stage: Stage, shop: StillShop) -> Panel:
    return panel_over(shop.at(stage))


def card(panel: Panel, person: Person = ROBIN) -> str:
    return panel.on(panel.stage.enter(person), path="/order").text


def test_a_test_order_is_marked_where_it_is_folded_and_where_it_is_open(
    panel: Panel, shop: StillShop
) -> None:
    assert "badge test" not in card(panel)
    shop.order = order(summary=summary(is_test=True))

    said = card(panel)

    assert '<span class="badge test">Test</span>' in said
    assert "This is a test order" in said


@pytest.mark.parametrize(
    ("risk", "words", "tone"),
    [
        ("cancel", "advises to cancel this order", "notice error"),
        ("investigate", "advises to look into this order", "notice warning"),
        ("accept", "nothing to report", "quiet"),
    ],
)
def test_the_shops_advice_on_fraud_is_told(
    panel: Panel, shop: StillShop, risk: str, words: str, tone: str
) -> None:
    assert "fraud" not in card(panel)
    shop.order = order(risk=risk)

    before, _, _ = card(panel).partition(words)

    assert before.rpartition("class=")[2].startswith(f'"{tone}"')


def test_tags_are_text_and_nothing_else(panel: Panel, shop: StillShop) -> None:
    shop.order = order(tags=("cadeau", HOSTILE))

    said = card(panel)

    assert "<bdi>cadeau</bdi>" in said
    assert "<bdi>&lt;script&gt;" in said
    assert HOSTILE not in said


@pytest.mark.parametrize(
    ("person", "words"),
    [(ROBIN, "refunds, payments"), (CAMILLE, "remboursements, paiements")],
)
def test_a_part_that_was_not_read_whole_is_named(
    panel: Panel, shop: StillShop, person: Person, words: str
) -> None:
    shop.order = order(cuts=("refunds", "payments"))

    assert words in card(panel, person)


def test_a_note_that_anyone_may_have_written_is_not_called_the_customers(
    panel: Panel, shop: StillShop
) -> None:
    note = ShopMessage("Ne pas rembourser", None, from_customer=False, is_anyones=True)
    shop.order = order(messages=(note,))

    said = card(panel)

    assert "Note on the order, by the customer or the shop" in said
    assert "Customer's message" not in said


def test_money_that_was_only_promised_is_not_shown_as_received(
    panel: Panel, shop: StillShop
) -> None:
    promised = Payment("Visa", euros(5680), None, is_pending=True)
    shop.order = order(payments=(replace(promised, is_pending=False),))
    assert "not received yet" not in card(panel)
    shop.order = order(payments=(promised,))

    assert "not received yet" in card(panel)


def test_a_customer_who_is_hidden_or_nobody_is_told_apart_from_a_shop_that_is_away(
    panel: Panel, shop: StillShop
) -> None:
    nobody = replace(ALIX, id="", first_name="", last_name="", email="", phones=(), is_guest=True)
    shop.order = order(customer=nobody, gaps=("customer",), delivery_address=None)
    hidden = card(panel)
    shop.order = replace(shop.order, gaps=())
    nameless = card(panel)

    assert "may not read who the customer is" in hidden
    assert "This order names nobody" in nameless
    assert "the shop has not answered" not in hidden + nameless


def test_a_list_that_may_lack_orders_says_so(panel: Panel, shop: StillShop) -> None:
    opened = panel.stage.enter(ROBIN)
    shop.fault = FoundInPart(("customers",), (found("2", Match.EMAIL),))

    said = panel.on(opened, path="/orders").text

    assert "may not read: customers" in said
    assert "Other orders may be missing here." in said
