"""What becomes of an operation: it waits for a manager, is unsure, settled, recorded by hand."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from platforms.notices import Notice
from sidebar.actions.opening import Opened
from sidebar.rules.limits import Limit
from sidebar.store import events
from sidebar.store.events import Event, EventKind
from tests.cast import CAMILLE, LOU, MAUD, ROBIN
from tests.sidebar.goods import order
from tests.sidebar.stage import reason_of
from tests.sidebar.web.counter import Counter, rule, state, words


@pytest.fixture
def limited(counter: Counter) -> Counter:
    """Agents may refund ten euros alone."""
    rule(counter.panel.stage, refund=Limit(operation="10.00"))
    return counter


def test_over_the_limit_the_button_asks_and_nothing_moves(limited: Counter) -> None:
    camille = limited.enter()
    fields = limited.draft(camille)

    review, answer = limited.review(camille, **fields), limited.confirm(camille, **fields)

    assert "Demander l’accord : 11,90 €" in words(review.text)
    assert state(answer.text) == "awaiting_approval"
    assert "Rien n’a bougé. Un responsable voit cette demande" in words(answer.text)
    assert 'value="approve"' not in answer.text
    assert limited.shop.asked == []


def test_who_asked_sees_by_itself_what_a_manager_decided(limited: Counter) -> None:
    camille, maud = limited.enter(), limited.enter(MAUD)
    operation = limited.operation(camille)
    polled = f"/operations/{operation}?known=awaiting_approval"

    waiting = limited.panel.on(camille, "GET", polled)
    limited.on_operation(maud, operation, "/approval", verdict="approve")
    decided = limited.panel.on(camille, "GET", polled)

    assert (waiting.status_code, waiting.text) == (204, "")
    assert state(decided.text) == "done"


def test_who_asked_takes_the_request_back(limited: Counter) -> None:
    camille = limited.enter()
    operation = limited.operation(camille)

    shown = limited.on_operation(camille, operation).text
    answer = limited.panel.on(camille, "DELETE", f"/operations/{operation}/approval")

    assert "Retirer la demande" in shown
    assert state(answer.text) == "refused"
    assert "La personne qui l’a demandé l’a retiré." in words(answer.text)
    assert limited.shop.asked == []


def test_a_manager_approves_from_the_ticket(limited: Counter) -> None:
    operation = limited.operation(limited.enter())
    maud = limited.enter(MAUD)

    page = limited.panel.on(maud).text
    shown = limited.on_operation(maud, operation).text
    answer = limited.on_operation(maud, operation, "/approval", verdict="approve")

    assert 'data-unsettled="awaiting_approval"' in page
    assert "Approuver : Remboursement de 11,90 €" in words(shown.replace("aria-label=", ">"))
    assert (answer.status_code, state(answer.text)) == (200, "done")
    assert "approuvé par Maud Keller" in words(answer.text)
    assert 'data-unsettled="' not in answer.text
    assert limited.shop.asked == [operation]


def test_a_manager_refuses_with_a_word_for_whoever_asked(limited: Counter) -> None:
    operation = limited.operation(limited.enter())
    maud = limited.enter(MAUD)

    silent = limited.on_operation(maud, operation, "/approval", verdict="refuse", why=" ")
    answer = limited.on_operation(maud, operation, "/approval", verdict="refuse", why="Trop tôt")

    assert (silent.status_code, reason_of(silent)) == (422, "no_why")
    assert state(answer.text) == "refused"
    assert "Un responsable l’a refusé." in words(answer.text)
    assert "Trop tôt" in words(answer.text)
    assert limited.shop.asked == []


def test_from_the_list_of_tickets_only_the_list_is_answered(limited: Counter) -> None:
    operation = limited.operation(limited.enter())
    maud = limited.enter(MAUD)

    inbox = limited.panel.ask("GET", f"/inbox/{maud.shop.id}", maud).text
    told = {"verdict": "approve", "place": "inbox"}
    answer = limited.on_operation(maud, operation, "/approval", **told)

    assert f'data-operation="{operation}"' in inbox
    assert reason_of(answer) == "operation_done"
    assert operation not in answer.text
    assert 'hx-target="#money"' not in answer.text


def test_nobody_approves_what_they_asked_for(limited: Counter) -> None:
    rule(limited.panel.stage, manage=Limit(operation="10.00"))
    maud = limited.enter(MAUD)
    operation = limited.operation(maud)

    shown = limited.on_operation(maud, operation)
    answer = limited.on_operation(maud, operation, "/approval", verdict="approve")

    assert 'value="approve"' not in shown.text
    assert (answer.status_code, reason_of(answer)) == (422, "own_request")


def test_who_comes_second_sees_what_the_first_decided(limited: Counter) -> None:
    operation = limited.operation(limited.enter())
    maud = limited.enter(MAUD)
    limited.on_operation(maud, operation, "/approval", verdict="approve")

    answer = limited.on_operation(maud, operation, "/approval", verdict="refuse", why="x")

    assert (answer.status_code, state(answer.text)) == (200, "done")


def test_an_order_that_changed_before_the_approval_is_not_refunded(limited: Counter) -> None:
    operation = limited.operation(limited.enter())
    limited.shop.refundable = replace(limited.shop.refundable, stand="another")

    answer = limited.on_operation(limited.enter(MAUD), operation, "/approval", verdict="approve")

    assert state(answer.text) == "refused"
    assert "La commande a changé dans la boutique entre-temps." in words(answer.text)


def test_a_lost_answer_is_unsure_and_resolves_by_asking(counter: Counter) -> None:
    camille = counter.enter()
    counter.shop.loses = counter.shop.still_going = True
    operation = counter.operation(camille)

    shown = counter.on_operation(camille, operation)
    said = words(shown.text)
    assert state(shown.text) == "unsure"
    assert "La boutique n’a pas encore confirmé. Rien ne sera envoyé deux fois." in said
    assert "Prochaine fois dans" in said
    polled = counter.panel.on(camille, path=f"/operations/{operation}?known=unsure")
    assert ('id="progress"' in polled.text, 'id="money"' in polled.text) == (True, False)
    checked = counter.on_operation(camille, operation, "/check")
    assert "Demandé une fois jusqu’ici." in words(checked.text)

    counter.shop.still_going = False
    counter.panel.stage.clock.advance(60_000)
    settled = counter.on_operation(camille, operation, "/check")

    assert state(settled.text) == "done"
    assert counter.shop.asked == [operation]
    later = counter.panel.on(camille, path=f"/operations/{operation}?known=unsure")
    assert state(later.text) == "done"
    assert 'hx-target="#history"' in later.text


def test_a_manager_records_what_was_found_and_an_agent_may_not(counter: Counter) -> None:
    camille, maud = counter.enter(), counter.enter(MAUD)
    counter.shop.loses = counter.shop.still_going = True
    operation = counter.operation(camille)
    found = {"found": "done", "amount": "11,90", "reference": "000007", "note": "Vu dans l’ERP"}

    assert 'name="found"' not in counter.on_operation(camille, operation).text
    assert counter.on_operation(camille, operation, "/record", **found).status_code == 403
    empty = counter.on_operation(maud, operation, "/record", amount="x")
    assert empty.status_code == 422
    for fault in ("Dites ce que vous avez constaté.", "Dites en quelques mots"):
        assert fault in words(empty.text)
    much = counter.on_operation(maud, operation, "/record", **{**found, "amount": "999"})
    assert (much.status_code, 'value="999"' in much.text) == (422, True)
    answer = counter.on_operation(maud, operation, "/record", **found)

    assert state(answer.text) == "done"
    assert "Maud Keller a regardé dans la boutique et noté : 11,90 € remboursés" in words(
        answer.text
    )
    assert "000007" in answer.text


def test_what_the_shop_did_otherwise_is_said_loudly(counter: Counter) -> None:
    counter.shop.short, counter.shop.warnings = 100, ("mail_failed",)
    camille = counter.enter()

    answer = counter.confirm(camille, **counter.draft(camille))

    said = words(answer.text)
    assert 'role="alert" data-reason="differs"' in answer.text
    assert "11,90 € vérifiés, la boutique a fait 10,90 €." in said
    assert "L’e-mail de la boutique au client n’est pas parti." in said
    assert "pas comme vérifié" in said


def test_a_shop_that_refuses_is_quoted_in_words(counter: Counter) -> None:
    counter.shop.declines = "employee_refused"
    camille = counter.enter()

    answer = counter.confirm(camille, **counter.draft(camille))

    assert (state(answer.text), reason_of(answer)) == ("refused", "employee_refused")
    assert "La boutique ne permet pas à cet employé" in words(answer.text)


def test_cancelling_says_what_stays_paid_and_ends_the_order(counter: Counter) -> None:
    robin = counter.enter(ROBIN)
    fields = counter.draft(robin, reason="fraud")

    review = counter.review(robin, "cancel", **fields)
    answer = counter.confirm(robin, "cancel", **fields)

    assert "€86.00 was paid. Cancelling is no refund" in words(review.text)
    assert "Refund instead" in words(review.text)
    assert "2 units back in stock: 300 → 302" in words(review.text)
    assert state(answer.text) == "done"
    assert "Robin Baker cancelled the order · Suspected fraud" in words(answer.text)


@pytest.mark.parametrize(
    "why",
    ["already_cancelled", "already_shipped", "already_delivered", "partly_refunded", "read_only"],
)
def test_an_order_that_cannot_be_cancelled_says_why(counter: Counter, why: str) -> None:
    camille = counter.enter()
    counter.shop.refundable = replace(counter.shop.refundable, cancel_barred=why)

    form = counter.panel.on(camille, path="/cancel")
    answer = counter.review(camille, "cancel", ask_id="a1", reason="fraud")

    assert (form.status_code, reason_of(form)) == (200, why)
    assert "La boutique l’a refusé" not in words(form.text)
    assert 'id="draft"' not in form.text
    assert (answer.status_code, reason_of(answer)) == (422, why)


def test_an_operation_is_only_found_on_its_own_order(counter: Counter) -> None:
    camille = counter.enter(CAMILLE)
    operation = counter.operation(camille)
    counter.shop.order = order("1002")
    other = counter.enter(order="1002")

    answer = counter.on_operation(other, operation)

    assert (answer.status_code, reason_of(answer)) == (404, "not_found")
    assert state(counter.on_operation(counter.enter(LOU), operation).text) == "done"


def test_hostile_words_are_shown_and_never_run(counter: Counter) -> None:
    camille = counter.enter()
    hostile = "<script>alert(1)</script>\u202e\" onload='x"

    answer = counter.confirm(camille, **counter.draft(camille, note=hostile))
    ledger = counter.panel.on(camille, path="/ledger")

    for page in (answer.text, ledger.text):
        assert "&lt;script&gt;" in page
        assert "[U+202E]" in page
        assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("kind", "said"),
    [("slip", "A credit slip was made in the shop"), ("new", "The order changed in the shop")],
)
def test_what_others_did_to_the_order_is_told_in_the_history(
    counter: Counter, kind: str, said: str
) -> None:
    robin = counter.enter(ROBIN)
    notice = Notice("n1", kind, robin.ticket.order_id, "", 0, {"state": 4, "note": "<b>"})
    with counter.panel.stage.desk.database.writing() as store:
        events.record(store, _changed(robin, notice))

    page = counter.panel.on(robin).text

    assert said in words(page)
    assert "<b>" not in page


def _changed(opened: Opened, notice: Notice) -> Event:
    return Event(
        id="evt_1",
        ticket_id=opened.ticket.id,
        kind=EventKind.SHOP_CHANGED,
        actor_id="",
        actor_name=opened.shop.name,
        old="",
        new=msgspec.json.encode({"kind": notice.kind, **notice.facts}).decode(),
        happened_at=opened.ticket.opened_at,
    )
