"""A refund as its pages tell it: filled in, reviewed, confirmed; nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from platforms.contract import Unreachable
from platforms.moves import MoneyWay
from tests.cast import CAMILLE, LOU, MAUD, ROBIN, Person
from tests.sidebar.stage import Panel, reason_of
from tests.sidebar.web.counter import Counter, field, state, words


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (
            CAMILLE,
            (
                "74,10 € peuvent encore être remboursés.",
                "Remboursable : 2 sur 3, jusqu’à 23,80 €",
                "La boutique les remet d’elle-même en stock",
                "Virement bancaire : la boutique établit l’avoir et ne verse rien.",
                "Au plus 8,40 €",
            ),
        ),
        (
            ROBIN,
            (
                "€74.10 can still be refunded.",
                "2 of 3 can be refunded, up to €23.80",
                "The shop puts them back by itself: this order was never delivered.",
                "Virement bancaire: the shop writes the credit slip and moves no money.",
                "At most €8.40",
            ),
        ),
    ],
)
def test_the_form_says_what_is_left_what_is_forced_and_who_pays(
    counter: Counter, person: Person, said: tuple[str, ...]
) -> None:
    answer = counter.panel.on(counter.enter(person), path="/refund")

    assert answer.status_code == 200
    for sentence in said:
        assert sentence in words(answer.text)
    assert answer.text.count('value="0" data-all=') == 4


def test_the_review_shows_what_will_move_and_writes_nothing(counter: Counter) -> None:
    camille = counter.enter()

    answer = counter.review(camille, **counter.draft(camille, shipping="4,20", mails="yes"))

    said = words(answer.text)
    assert answer.status_code == 200
    assert "1 × Mug" in said
    assert "300 → 301" in said
    assert "Rembourser 16,10 €" in said
    assert "Rendez vous-même 16,10 € au client." in said
    assert "Le remboursement de 16,10 €" in said
    assert counter.panel.stage.rows("operations") == []


def test_a_confirmed_refund_shows_its_slip_and_refreshes_card_and_history(
    counter: Counter,
) -> None:
    camille = counter.enter()

    answer = counter.confirm(camille, **counter.draft(camille, note="Anse cassée"))

    said = words(answer.text)
    assert (answer.status_code, state(answer.text)) == (200, "done")
    assert "La boutique a établi l’avoir n° 7 de 11,90 €, comme vérifié." in said
    assert "Camille Fournier a remboursé 11,90 €, avoir n° 7 · Abîmé ou défectueux" in said
    assert 'data-tag="prestashop_refund"' in answer.text
    assert f'hx-get="/tickets/{camille.ticket.id}/order" hx-trigger="load, every' in answer.text
    assert 'id="seen"' in answer.text
    assert len(counter.shop.asked) == 1


def test_the_same_ask_again_shows_the_same_refund(counter: Counter) -> None:
    camille = counter.enter()
    fields = counter.draft(camille)
    seal = field(counter.review(camille, **fields).text, "seal")

    first = counter.confirm(camille, seal=seal, **fields)
    again = counter.confirm(camille, seal=seal, **fields)

    assert (state(first.text), state(again.text)) == ("done", "done")
    assert len(counter.shop.asked) == len(counter.panel.stage.rows("operations")) == 1


def test_every_fault_stands_beside_its_field_and_nothing_typed_is_lost(counter: Counter) -> None:
    camille = counter.enter()
    typed = {"quantity-201": "deux", "shipping": "9,001x", "reason": "", "note": "<b>cassé"}

    answer = counter.review(camille, **counter.draft(camille, **typed))

    assert answer.status_code == 422
    assert 'id="pick-1-fault" class="fault">Écrivez un nombre entier' in answer.text
    assert 'id="pick-shipping-fault" class="fault">Écrivez un montant' in answer.text
    assert 'id="why-fault" class="fault">Choisissez un motif.' in answer.text
    assert answer.text.count("autofocus") == 1
    for kept in ('value="deux"', 'value="9,001x"', "&lt;b&gt;cassé"):
        assert kept in answer.text
    assert 'name="mails"' in answer.text
    assert 'value="yes" autocomplete="off" checked' not in answer.text


@pytest.mark.parametrize(
    ("typed", "place", "said"),
    [
        ({"quantity-201": "3"}, "pick-1", "plus que ce qui peut encore être remboursé"),
        ({"restock-201": "2"}, "back-1", "pas remettre en stock plus d’unités"),
        ({"shipping": "8,41"}, "pick-shipping", "plus que ce qui reste des frais de livraison"),
        ({"quantity-201": "0"}, "", "Choisissez au moins une unité"),
        ({"reason": "because"}, "why", "Choisissez un motif."),
        ({"note": "x" * 1001}, "money-note", "La note est trop longue."),
    ],
)
def test_what_cannot_be_refunded_is_said_where_it_was_typed(
    counter: Counter, typed: dict[str, str], place: str, said: str
) -> None:
    camille = counter.enter()

    answer = counter.review(camille, **counter.draft(camille, **typed))

    assert answer.status_code == 422
    begin = f'id="{place}-fault"' if place else 'id="money-fault"'
    assert said in answer.text.partition(begin)[2][:400]


def test_an_order_that_changed_is_reviewed_anew_and_nothing_moved(counter: Counter) -> None:
    camille = counter.enter()
    fields = counter.draft(camille)
    seal = field(counter.review(camille, **fields).text, "seal")
    counter.shop.refundable = replace(counter.shop.refundable, stand="another")

    answer = counter.confirm(camille, seal=seal, **fields)

    assert (answer.status_code, reason_of(answer)) == (409, "review_changed")
    assert "La commande a changé\N{NO-BREAK SPACE}; rien n’a bougé." in answer.text
    assert counter.shop.asked == []
    fresh = field(answer.text, "seal")
    assert state(counter.confirm(camille, seal=fresh, **fields).text) == "done"


def test_a_second_refund_waits_for_the_first_and_says_whose_it_is(counter: Counter) -> None:
    camille, maud = counter.enter(), counter.enter(MAUD)
    fields = counter.draft(maud)
    seal = field(counter.review(maud, **fields).text, "seal")
    counter.shop.loses = True
    counter.operation(camille)

    answer = counter.confirm(maud, seal=seal, **fields)
    form = counter.panel.on(maud, path="/refund")

    # The order is read before the ask, and by then it is not what Maud reviewed.
    assert answer.status_code == 409
    assert reason_of(form) == "busy"
    assert "Camille Fournier l’a demandé" in words(form.text)
    assert 'id="draft"' not in form.text


def test_an_ask_with_another_choice_is_refused_and_gets_a_new_id(counter: Counter) -> None:
    camille = counter.enter()
    fields = counter.draft(camille)
    counter.confirm(camille, **fields)

    answer = counter.confirm(camille, seal="x", **{**fields, "quantity-202": "1"})

    assert (answer.status_code, reason_of(answer)) == (422, "ask_reused")
    assert field(answer.text, "ask_id") != fields["ask_id"]
    assert len(counter.shop.asked) == 1


@pytest.mark.parametrize("verb", ["/refund/review", "/refund"])
def test_a_shop_that_is_away_leaves_the_form_alone(counter: Counter, verb: str) -> None:
    camille = counter.enter()
    fields = counter.draft(camille)
    counter.shop.fault = Unreachable("x")

    answer = counter.panel.on(camille, "POST", verb, seal="x", **fields)

    assert (answer.status_code, reason_of(answer)) == (424, "shop_away")
    assert 'hx-target="#money-fault"' in answer.text
    assert 'hx-target="#money"' not in answer.text


def test_without_the_shop_no_form_is_shown(counter: Counter) -> None:
    camille = counter.enter()
    counter.shop.fault = Unreachable("x")

    answer = counter.panel.on(camille, path="/refund")

    assert answer.status_code == 200
    assert "La boutique ne répond pas." in answer.text
    assert 'id="draft"' not in answer.text


def test_who_else_prepares_money_on_the_order_is_shown_until_they_leave(counter: Counter) -> None:
    camille, maud = counter.enter(), counter.enter(MAUD)
    counter.panel.on(maud, path="/refund")

    form = counter.panel.on(camille, path="/refund").text
    assert "Maud Keller prépare aussi une opération" in words(form)

    counter.panel.on(maud, "DELETE", "/preparing")
    assert "Maud Keller" not in counter.panel.on(camille, "POST", "/preparing").text


def test_the_card_offers_what_the_viewer_may_do(counter: Counter) -> None:
    agent = counter.panel.on(counter.enter()).text
    reader = counter.panel.on(counter.enter(LOU)).text

    assert ('id="to-refund"' in agent, 'id="to-cancel"' in agent) == (True, True)
    assert ('id="to-refund"' in reader, 'id="to-ledger"' in reader) == (False, False)


def test_a_shop_without_the_module_says_that_it_is_read_only(panel: Panel) -> None:
    page = panel.on(panel.stage.enter(MAUD)).text

    assert 'id="to-refund"' not in page
    assert "Lecture seule\N{NO-BREAK SPACE}: le module Comptoir n’est pas installé" in page


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"money_way": MoneyWay.UNKNOWN}, "on ne sait pas si ce module rend l’argent"),
        ({"money_way": MoneyWay.BY_SHOP}, "La boutique rend l’argent elle-même."),
        ({"shop_mails_refund": False}, "La boutique n’écrit pas elle-même au client."),
    ],
)
def test_the_review_says_how_the_money_travels(
    counter: Counter, told: dict[str, Any], said: str
) -> None:
    camille = counter.enter()
    counter.shop.refundable = replace(counter.shop.refundable, **told)

    assert said in words(counter.review(camille, **counter.draft(camille)).text)


def test_a_voucher_is_named_as_one_and_never_as_money(counter: Counter) -> None:
    camille = counter.enter()
    fields = counter.draft(camille, gives="voucher")

    review, result = counter.review(camille, **fields), counter.confirm(camille, **fields)

    assert "bon d’achat de 11,90 €" in words(review.text)
    assert "établit un avoir" not in words(review.text)
    assert "La boutique a créé un bon d’achat de 11,90 €, comme vérifié." in words(result.text)
    assert "V12C2O1001" in result.text
