"""The order card: fresh when the shop answers, dated and explained when it does not."""

from __future__ import annotations

import pytest

from platforms.contract import (
    BadAnswer,
    InMaintenance,
    Match,
    MissingPermission,
    NotFound,
    PlatformError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from platforms.prestashop.sandbox import Fault, Kind
from tests.cast import CAMILLE, ORDER, ROBIN, Person, ShopStage
from tests.sidebar.goods import found, order
from tests.sidebar.stage import Panel, Stage, StillShop, panel_over, reason_of

WORDS = [
    (Unreachable("x"), "ne répond pas", "does not answer"),
    (InMaintenance("x"), "maintenance", "maintenance"),
    (Unauthorized("x"), "refuse notre clé", "refuses our key"),
    (MissingPermission("<b>"), "&lt;b&gt;", "&lt;b&gt;"),
    (NotFound("x"), "ne connaît plus", "no longer knows"),
    (Throttled(3), "attendre un peu", "wait a little"),
    (BadAnswer("x"), "illisible", "cannot be read"),
]


@pytest.mark.parametrize(("person", "word"), [(CAMILLE, 1), (ROBIN, 2)])
def test_a_shop_that_fails_shows_its_last_order_the_age_and_a_retry(
    stage: Stage, person: Person, word: int
) -> None:
    shop = StillShop(order())
    panel = panel_over(shop.at(stage))
    opened = panel.stage.enter(person)
    stage.clock.advance(3 * 60_000)
    for fault, *_ in WORDS:
        shop.fault = fault
        answer = panel.on(opened, path="/order")
        said = next(entry for entry in WORDS if entry[0] is fault)[word]
        assert answer.status_code == 200
        assert str(said) in answer.text
        assert "Coussin Ours brun" in answer.text
        assert ("il y a 3 minutes" if word == 1 else "3 minutes ago") in answer.text
        assert f"/tickets/{opened.ticket.id}/order" in answer.text


@pytest.mark.parametrize(
    "kind", [Kind.HTML, Kind.TRUNCATED, Kind.TYPES, Kind.CLOSE, Kind.EMPTY, Kind.MAINTENANCE]
)
def test_whatever_the_shop_does_the_panel_stays_alive(
    panel: Panel, lively_shop: ShopStage, kind: Kind
) -> None:
    opened = panel.stage.enter()
    lively_shop.sandbox.faults.set(Fault(kind))
    try:
        answers = [panel.on(opened, path=path) for path in ("/order", "/orders", "")]
    finally:
        lively_shop.sandbox.faults.reset()

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "QZVTRMALP" in answers[0].text


def test_without_any_reading_the_card_says_so_and_offers_to_try_again(stage: Stage) -> None:
    away = panel_over(StillShop(order(), fault=Unreachable("no")).at(stage))
    opened = away.stage.enter()

    card = away.on(opened, path="/order")

    assert card.status_code == 200
    assert "ne répond pas" in card.text
    assert "Réessayer" in card.text


def test_the_card_shows_lines_sums_and_customer_and_asks_for_the_others(panel: Panel) -> None:
    opened = panel.stage.enter()

    card = panel.on(opened, path="/order").text

    for shown in ("Coussin Ours brun", "56,80", "alix.moreau@courriel.example"):
        assert shown in card
    assert f'hx-get="/tickets/{opened.ticket.id}/orders"' in card


def test_other_orders_say_why_they_are_listed_and_what_they_come_to(stage: Stage) -> None:
    shop = StillShop(
        order(), (found("9", Match.EMAIL, reference="ZZZZZZZZZ"), found("8", Match.PHONE))
    )
    panel = panel_over(shop.at(stage))
    opened = panel.stage.enter(ROBIN)

    page = panel.on(opened, path="/orders").text

    assert "ZZZZZZZZZ" in page
    assert "same e-mail" in page
    assert "same phone" in page
    assert "2 orders" in page
    assert "€113.60" in page


def test_only_a_listed_order_can_be_opened(stage: Stage) -> None:
    shop = StillShop(order(), (found("9", Match.EMAIL),))
    panel = panel_over(shop.at(stage))
    opened = panel.stage.enter()

    for number in ("9", "1004", "9%20", "..%2F9"):
        answer = panel.on(opened, path=f"/orders/{number}")
        assert answer.status_code == 404
    panel.on(opened, path="/orders")
    assert panel.on(opened, path="/orders/9").status_code == 200
    assert panel.on(opened, path=f"/orders/{ORDER}").status_code == 200
    refused = panel.on(opened, path="/orders/1004")
    assert (refused.status_code, reason_of(refused)) == (404, "not_found")


def test_a_ticket_opened_on_the_shops_word_learns_its_customer_with_the_card(
    stage: Stage,
) -> None:
    shop = StillShop(order(), fault=Unreachable("no"))
    panel = panel_over(shop.at(stage))
    opened = panel.stage.enter()
    fault: PlatformError | None = None
    shop.fault = fault

    card = panel.on(opened, path="/order").text

    assert "alix@courriel.example" in card
    assert "alix@courriel.example" in panel.on(opened).text
