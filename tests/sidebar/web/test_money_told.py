"""Nothing is called refunded before it is, and nobody pays what a colleague has just given back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.moves import Act, Declined, Done, RefundReview
from platforms.shapes import Payment
from sidebar.actions.money import sweeping
from sidebar.clock import SetClock
from sidebar.rules.limits import Limit
from sidebar.store.database import Database
from tests.cast import MAUD, ORDER, ROBIN
from tests.sidebar.actions.money.scene import CUSHION, scene_over
from tests.sidebar.goods import euros
from tests.sidebar.stage import panel_over, reason_of
from tests.sidebar.web.counter import field, state, words
from tests.sidebar.web.test_money_chosen import CANCEL, Chosen, chosen_by
from tests.wire import CHOOSES, Wire


@pytest.fixture
def chosen(database: Database, clock: SetClock) -> Chosen:
    return chosen_by(ROBIN, scene_over(database, clock))


def failing(chosen: Chosen) -> None:
    """A refund of 20.00 that its payment provider does not carry."""
    chosen.wire.pends = lambda: True
    chosen.refund()
    chosen.wire.decide(fails=lambda: True)
    chosen.scene.clock.advance(180_000)
    sweeping.sweep(chosen.scene.desk)


def reviewed(chosen: Chosen, what: str = "refund", **told: str) -> dict[str, str]:
    """What the review's own form carries."""
    picked = {} if what == "cancel" else {"currency": "EUR", f"quantity-{CUSHION}": "1"}
    page = chosen.post(f"/{what}/review", **chosen.draft(what, **{**picked, **told})).text
    names = [part.split('"')[0] for part in page.split('type="hidden" name="')[1:]]
    return {name: field(page, name) for name in names}


def test_a_shop_without_an_address_offers_no_mail_of_its_own(chosen: Chosen) -> None:
    chosen.scene.book.told = {**CHOOSES, "can_notify": False}

    form = chosen.panel.on(chosen.opened, path="/cancel").text
    draft = chosen.draft("cancel", **CANCEL, notifies="yes")
    said = words(chosen.post("/cancel/review", **draft).text)

    assert 'name="notifies"' not in form
    assert "The shop itself does not write to the customer about it." in said


def test_what_is_not_confirmed_is_called_neither_refunded_nor_made(chosen: Chosen) -> None:
    chosen.wire.pends = lambda: True

    answer = chosen.refund().text

    said = words(answer)
    assert "Robin Baker asked for a refund of €20.00: accepted, not confirmed yet" in said
    assert "Robin Baker refunded" not in said
    assert 'data-tag="prestashop_refund_pending"' in answer
    assert 'data-tag="prestashop_refund"' not in answer

    chosen.wire.decide()
    (done,) = chosen.scene.operations()
    moved = chosen.post(f"/operations/{done.id}/check", seen_version="999").text

    assert 'data-tag="prestashop_refund"' in moved
    assert "refund_pending" not in moved


def test_a_cancellation_whose_money_is_open_says_so(chosen: Chosen) -> None:
    chosen.wire.pends = lambda: True

    answer = chosen.confirm("cancel", **CANCEL).text

    assert "cancelled the order and asked for €81.80 back: accepted" in words(answer)
    assert 'data-tag="prestashop_cancelled"' in answer


def test_what_failed_leaves_no_tag_no_green_and_no_slip_that_counts(chosen: Chosen) -> None:
    failing(chosen)
    (done,) = chosen.scene.operations()
    assert done.result is not None
    book = chosen.scene.book
    book.slips = [replace(slip, id=done.result.reference) for slip in book.slips]

    page = chosen.panel.on(chosen.opened).text
    pane = chosen.panel.on(chosen.opened, path=f"/operations/{done.id}").text
    card = chosen.panel.on(chosen.opened, path="/order").text

    assert "data-tag=" not in page
    assert 'data-reason="as_reviewed"' not in pane
    assert "The money did not arrive" in card
    assert card.count("<s>") == 1


def test_of_two_refunds_the_open_one_keeps_its_tag(chosen: Chosen) -> None:
    chosen.wire.pends = lambda: True
    chosen.refund()
    chosen.wire.decide()
    chosen.refund()
    first = chosen.scene.operations()[-1]

    page = chosen.post(f"/operations/{first.id}/check", seen_version="999").text

    assert 'data-tag="prestashop_refund"' in page
    assert 'data-tag="prestashop_refund_pending"' in page


def test_a_message_about_what_failed_is_prepared_and_not_sent(chosen: Chosen) -> None:
    failing(chosen)
    (done,) = chosen.scene.operations()
    assert "Prepare a message to the customer" in chosen.get(f"/operations/{done.id}")
    before = chosen.panel.stage.count("messages")

    begun = {"kind": "note", "body": "Vu avec la banque", "draft_version": "0"}
    answer = chosen.post(f"/operations/{done.id}/correction", **begun).text

    assert "Vu avec la banque" in answer
    assert "20,00" in answer
    (draft,) = chosen.panel.stage.rows("drafts")
    assert draft["kind"] == "note"
    assert draft["body"].startswith("Vu avec la banque\n\n")
    assert chosen.panel.stage.count("messages") == before

    chosen.post(f"/operations/{done.id}/correction", kind="note", body="", draft_version="9")
    (draft,) = chosen.panel.stage.rows("drafts")
    assert draft["kind"] == "agent"


def test_there_is_nothing_to_correct_where_nothing_failed(chosen: Chosen) -> None:
    chosen.refund()
    (done,) = chosen.scene.operations()

    answer = chosen.post(f"/operations/{done.id}/correction", body="")

    assert (answer.status_code, reason_of(answer)) == (422, "not_failed")


def test_a_review_that_changed_names_who_refunded_what_meanwhile(chosen: Chosen) -> None:
    sent = reviewed(chosen)
    maud = replace(chosen, opened=chosen.scene.enter(MAUD))
    chosen.scene.clock.advance(5000)
    maud.refund()
    chosen.scene.clock.advance(5000)

    answer = chosen.post("/refund", **sent)

    said = words(answer.text)
    assert (answer.status_code, reason_of(answer)) == (409, "review_changed")
    assert "Maud Keller refunded €20.00 on this order 5 seconds ago." in said
    assert "€81.80 could still be refunded before; now it is €61.80." in said
    again = chosen.post("/refund", **reviewed(chosen)).text
    assert (state(again), "data-meanwhile" in again) == ("done", False)


def test_a_change_that_is_not_ours_says_what_is_left(chosen: Chosen) -> None:
    replace(chosen, opened=chosen.scene.enter(MAUD)).refund()
    chosen.scene.clock.advance(1000)
    sent = reviewed(chosen)
    chosen.wire.give_back_elsewhere(ORDER, CUSHION)

    page = chosen.post("/refund", **sent).text

    said = words(page)
    assert 'data-meanwhile="' not in page

    assert "It was not changed from here: look at the order in the shop" in said
    assert "€61.80 could still be refunded before; now it is €41.80." in said


def test_a_refund_that_no_longer_fits_names_who_came_first(chosen: Chosen) -> None:
    sent = reviewed(chosen, **{f"quantity-{CUSHION}": "3"})
    maud = replace(chosen, opened=chosen.scene.enter(MAUD))
    maud.refund()

    answer = chosen.post("/refund", **sent)

    assert "Maud Keller refunded €20.00 on this order" in words(answer.text)


class Broken(Wire):
    """A shop whose answers break us, though it does what it is told."""

    def refund(self, review: RefundReview, act: Act, *, within: float) -> Done | Declined:
        super().refund(review, act, within=within)
        raise KeyError("flaw")


def test_whatever_breaks_after_the_call_the_page_shows_the_operation(chosen: Chosen) -> None:
    wire = Broken(chosen.wire.books, now=chosen.scene.clock.now)
    stage = replace(chosen.scene.stage, desk=replace(chosen.scene.desk, adapter=lambda *_: wire))
    broken = replace(chosen, panel=panel_over(stage), wire=wire)

    answer = broken.refund()

    assert (answer.status_code, state(answer.text)) == (200, "unsure")
    assert "Comptoir broke off while it read the shop's answer." in words(answer.text)
    assert 'id="confirm"' not in answer.text


def test_cancelling_says_that_what_is_reserved_is_released(chosen: Chosen) -> None:
    reserved = Payment("Visa", euros(18490), None, is_pending=True, is_reserved=True)
    under_way = Payment("Virement", euros(700), None, is_pending=True)
    book = chosen.scene.book
    book.order = replace(book.order, payments=(reserved, under_way))

    said = words(chosen.post("/cancel/review", **chosen.draft("cancel", **CANCEL)).text)

    assert "The authorised €184.90 is released: nothing of it is captured." in said
    assert "€7.00" not in said


def test_the_hint_is_in_the_shops_own_money(chosen: Chosen) -> None:
    book = chosen.scene.book
    book.currency = "GBP"
    book.order = replace(book.order, totals=replace(book.order.totals, total_in_shop=euros(9816)))
    chosen.scene.limit({"refund": Limit("50.00")})

    assert "Above €50.00, a manager has to approve it." in chosen.get("/refund")


def test_a_card_that_is_outdated_says_so_until_it_is_read(chosen: Chosen) -> None:
    chosen.panel.on(chosen.opened, path="/order")
    chosen.scene.clock.advance(1000)

    after = chosen.refund().text

    assert "Changed since: being read again…" in words(after)
    assert "Read 6" not in words(after)
    assert 'hx-trigger="load, every 12s"' in after
    read = chosen.panel.on(chosen.opened, path="/order").text
    assert "Changed since" not in read
    assert 'hx-trigger="load' not in read.split('id="related"')[0]
