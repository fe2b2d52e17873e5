"""Refunds and cancellations of a shop that lets its agents choose, as the pages tell them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from werkzeug.test import TestResponse

from platforms.contract import Connection
from sidebar.actions.money import sweeping
from sidebar.actions.opening import Opened
from sidebar.clock import SetClock
from sidebar.rules.limits import Limit
from sidebar.store.database import Database
from tests.cast import MAUD, ORDER, ROBIN, Person
from tests.sidebar.actions.money.scene import (
    BLANKET,
    CUSHION,
    Scene,
    moods,
    scene_over,
)
from tests.sidebar.hosting import FakeHost, at_host
from tests.sidebar.stage import Panel, panel_over
from tests.sidebar.web.counter import field, state, words
from tests.till import Mood
from tests.wire import CHOOSES, Wire


@dataclass
class Chosen:
    """The panel before such a shop, in English."""

    scene: Scene
    wire: Wire
    panel: Panel
    opened: Opened

    def get(self, path: str) -> str:
        return words(self.panel.on(self.opened, path=path).text)

    def post(self, path: str, **fields: str) -> TestResponse:
        return self.panel.on(self.opened, "POST", path, **fields)

    def draft(self, what: str, **told: str) -> dict[str, str]:
        form = self.panel.on(self.opened, path=f"/{what}").text
        fields = {"ask_id": field(form, "ask_id"), "reason": "other", "seen_version": "999"}
        return {**fields, **told}

    def confirm(self, what: str, **told: str) -> TestResponse:
        """Reviews, and sends what the review's own form carries."""
        reviewed = self.post(f"/{what}/review", **self.draft(what, **told)).text
        names = [part.split('"')[0] for part in reviewed.split('type="hidden" name="')[1:]]
        sent = {name: field(reviewed, name) for name in names}
        return self.post(f"/{what}", **sent)

    def refund(self, **told: str) -> TestResponse:
        picked = {"currency": "EUR", f"quantity-{CUSHION}": "1"}
        return self.confirm("refund", **{**picked, **told})


CANCEL = {"chooses": "yes", "restocks": "yes", "refunds": "yes"}


@pytest.fixture
def chosen(database: Database, clock: SetClock) -> Chosen:
    return chosen_by(ROBIN, scene_over(database, clock))


def chosen_by(person: Person, scene: Scene) -> Chosen:
    scene.book.told = CHOOSES
    scene.book.line(CUSHION).place = "Lyon"
    scene.book.line(BLANKET).unsent = 1
    wire = Wire(scene.till.books, now=scene.clock.now)

    def adapter(_kind: str, _connection: Connection) -> Wire:
        return wire

    scene.stage = replace(scene.stage, desk=replace(scene.desk, adapter=adapter))
    return Chosen(scene, wire, panel_over(scene.stage), scene.enter(person))


def test_the_form_says_where_units_go_and_what_was_never_sent(chosen: Chosen) -> None:
    said = chosen.get("/refund")

    assert "Back in stock at Lyon" in said
    assert "Not sent yet." in said
    assert "The shop's own mail to the customer too" in said
    assert "At most €5.90" in said


def test_units_of_which_some_were_sent_are_told_apart(chosen: Chosen) -> None:
    chosen.scene.book.line(CUSHION).unsent = 2

    assert "2 not sent yet, 1 sent: those not sent go first." in chosen.get("/refund")


def test_the_review_names_each_way_and_the_shops_own_mail(chosen: Chosen) -> None:
    fields = {"currency": "EUR", f"quantity-{CUSHION}": "1", f"restock-{CUSHION}": "1"}
    draft = chosen.draft("refund", notifies="yes", **fields)

    said = words(chosen.post("/refund/review", **draft).text)

    assert "How it goes back Visa •••• 4242 €20.00" in said
    assert "1 unit back in stock" in said
    assert "· Lyon" in said
    assert "The shop itself also writes to the customer about it." in said
    assert "credit slip" not in said
    assert "Refund €20.00 Back" in said


def test_what_the_review_carries_is_what_is_asked(chosen: Chosen) -> None:
    chosen.refund(notifies="yes")

    (done,) = chosen.scene.operations()
    assert done.picked is not None
    assert done.picked.notifies
    assert not done.mails


def test_accepted_is_not_called_moved_and_is_asked_about_until_it_has(chosen: Chosen) -> None:
    chosen.wire.pends = lambda: True

    answer = chosen.refund()

    said = words(answer.text)
    assert state(answer.text) == "done"
    assert "Accepted; the payment provider has not confirmed €20.00 yet." in said
    assert "The shop accepted the refund of €20.00, as reviewed." in said
    assert "a refund of €20.00: accepted, not confirmed yet" in chosen.get("")

    chosen.wire.decide()
    (done,) = chosen.scene.operations()
    checked = words(chosen.post(f"/operations/{done.id}/check", seen_version="999").text)

    assert "Confirmed by the payment provider." in checked
    assert "The payment provider confirmed the refund of €20.00" in checked


def test_what_failed_stands_in_red_on_the_ticket_until_somebody_has_seen_to_it(
    chosen: Chosen,
) -> None:
    chosen.wire.pends = lambda: True
    chosen.refund()
    chosen.wire.decide(fails=lambda: True)
    chosen.scene.clock.advance(180_000)
    sweeping.sweep(chosen.scene.desk)
    (done,) = chosen.scene.operations()

    ticket = chosen.panel.on(chosen.opened).text
    assert 'class="notice error" data-unsettled="failed"' in ticket
    assert "The money did not arrive" in words(ticket)
    pane = chosen.get(f"/operations/{done.id}")
    assert "did not carry €20.00: the customer has nothing of it. Give it back" in pane

    answer = chosen.post(f"/operations/{done.id}/seen-to", seen_version="999")

    assert 'data-unsettled="failed"' not in answer.text
    assert "Robin Baker has seen to the €20.00 that did not arrive" in words(answer.text)
    assert "Seen to" in chosen.get("/ledger")


def test_a_cancellation_asks_what_becomes_of_goods_and_money(chosen: Chosen) -> None:
    said = chosen.get("/cancel")

    assert "Give €81.80 back now, the way it was paid" in said
    assert "Put the units back in stock" in said
    assert "The shop's own mail to the customer too" in said

    reviewed = words(chosen.post("/cancel/review", **chosen.draft("cancel", **CANCEL)).text)

    assert "€81.80 goes back to the customer, the way it was paid." in reviewed
    assert "Cancel the order and give €81.80 back" in reviewed
    assert "This cannot be undone." in reviewed


def test_a_cancellation_with_its_money_is_told_as_one(chosen: Chosen) -> None:
    answer = chosen.confirm("cancel", **CANCEL)

    said = words(answer.text)
    assert state(answer.text) == "done"
    assert "Cancellation of the order with €81.80 back" in said
    assert "The order is cancelled and the shop accepted to give €81.80 back" in said
    assert "Robin Baker cancelled the order and gave €81.80 back" in said
    assert chosen.wire.books[ORDER].left == 0


def test_money_and_goods_may_stay_where_they_are(chosen: Chosen) -> None:
    draft = chosen.draft("cancel", chooses="yes", refunds="no")

    said = words(chosen.post("/cancel/review", **draft).text)

    assert "€81.80 was paid, and nothing of it goes back." in said
    assert "No unit goes back to stock." in said
    assert "Cancel the order Back" in said


def test_money_over_the_limit_waits_for_approval_with_its_cancellation(chosen: Chosen) -> None:
    chosen.scene.limit({"refund": Limit("50.00")})

    answer = chosen.confirm("cancel", **CANCEL)

    assert state(answer.text) == "awaiting_approval"
    assert chosen.wire.moved == []


def test_a_cancellation_found_by_hand_may_have_given_less_back(chosen: Chosen) -> None:
    chosen.wire.mood = moods(Mood(loses_request=True))
    chosen.confirm("cancel", **CANCEL)
    (unsure,) = chosen.scene.operations()
    maud = replace(chosen, opened=chosen.scene.enter(MAUD))
    found = {"found": "done", "note": "vu", "reference": "9", "seen_version": "999"}

    unsaid = maud.post(f"/operations/{unsure.id}/record", **found)
    answer = maud.post(f"/operations/{unsure.id}/record", amount="0", **found)

    assert unsaid.status_code == 422
    assert state(answer.text) == "done"
    assert chosen.scene.account() == (0, 0)


def test_the_order_offers_money_where_its_module_or_its_host_moves_it(chosen: Chosen) -> None:
    assert "to-refund" not in chosen.panel.on(chosen.opened, path="/order").text

    host = FakeHost(chosen.scene.clock, kind="prestashop")
    stage = replace(chosen.scene.stage, desk=at_host(chosen.scene.desk, host))

    assert "to-refund" in panel_over(stage).on(chosen.opened, path="/order").text
