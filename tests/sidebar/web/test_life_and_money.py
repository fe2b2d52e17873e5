"""Money stays with the ticket that asked for it: no merge and no untying takes it away."""

from __future__ import annotations

from sidebar.rules.limits import Limit
from tests.cast import CAMILLE
from tests.sidebar.life import begun, letters_left, row_of
from tests.sidebar.stage import reason_of
from tests.sidebar.web.counter import Counter, rule


def test_a_ticket_is_not_merged_while_its_money_is_not_settled(counter: Counter) -> None:
    rule(counter.panel.stage, refund=Limit(operation="10.00"))
    camille = counter.enter(CAMILLE)
    counter.operation(camille)
    other = begun(counter.panel.stage, camille)
    answer = counter.panel.on(camille, "POST", "/merge", into=other.id)
    preview = counter.panel.on(camille, path=f"/merge?number={other.number}")

    assert reason_of(answer) == "merge_money"
    assert 'id="confirm-merge"' not in preview.text
    assert row_of(counter.panel.stage, camille.ticket)["status"] == "open"


def test_the_order_stays_on_the_ticket_that_moved_its_money(counter: Counter) -> None:
    camille = counter.enter(CAMILLE)
    counter.operation(camille)
    letters_left(counter.panel.stage)
    answer = counter.panel.on(camille, "DELETE", "/tied-order")
    assert reason_of(answer) == "untie_money"
    assert row_of(counter.panel.stage, camille.ticket)["order_id"] == camille.ticket.order_id


def test_no_money_moves_on_a_ticket_without_an_order(counter: Counter) -> None:
    camille = counter.enter(CAMILLE)
    ticket = begun(counter.panel.stage, camille)
    for path in ("refund", "cancel", "ledger"):
        answer = counter.panel.ask("GET", f"/tickets/{ticket.id}/{path}", camille)
        assert (answer.status_code, reason_of(answer)) == (422, "no_order")
    assert counter.shop.asked == []
