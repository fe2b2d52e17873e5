"""One message becomes a ticket of its own, and goes back where it came from."""

from __future__ import annotations

import pytest

from sidebar.actions.grouping import linking, splitting
from sidebar.actions.post import deliver_due
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.ticket import Status
from sidebar.store import regroupings
from sidebar.store.tickets import Ticket
from tests.cast import LOU
from tests.sidebar.life import at, kinds_on, row_of, texts_on
from tests.sidebar.stage import Stage, together


def message_id(stage: Stage, text: str) -> str:
    return next(str(row["id"]) for row in stage.rows("messages") if row["body"] == text)


def step_of(stage: Stage, ticket: Ticket) -> str:
    with stage.desk.database.reading() as store:
        return regroupings.of_ticket(store, ticket.id)[0].id


def test_a_message_is_split_off_and_put_back(stage: Stage) -> None:
    opened = stage.enter()
    stage.note(opened, "reste ici")
    stage.note(opened, "Et une autre question\nsur la facture")
    asked = message_id(stage, "Et une autre question\nsur la facture")
    fresh = splitting.split(stage.desk, opened.viewer, opened.ticket.id, asked)

    assert fresh.subject == "Et une autre question"
    assert (fresh.order_id, fresh.is_main) == (opened.ticket.order_id, False)
    assert fresh.customer == opened.ticket.customer
    assert fresh.previous_id == opened.ticket.id
    assert texts_on(stage, opened.ticket) == ["reste ici"]
    assert row_of(stage, opened.ticket)["excerpt"] == "reste ici"
    assert kinds_on(stage, opened.ticket)[-1] == kinds_on(stage, fresh)[-1] == "split_off"

    back = linking.undo(stage.desk, opened.viewer, fresh.id, step_of(stage, fresh))
    assert back.id == opened.ticket.id
    assert len(texts_on(stage, opened.ticket)) == 2
    emptied = row_of(stage, fresh)
    assert (emptied["status"], emptied["merged_into"]) == ("closed", opened.ticket.id)


def test_a_new_ticket_with_words_of_its_own_stays_open(stage: Stage) -> None:
    opened = stage.enter()
    stage.note(opened, "à part")
    asked = message_id(stage, "à part")
    fresh = splitting.split(stage.desk, opened.viewer, opened.ticket.id, asked)
    stage.note(at(opened, fresh), "du nouveau")
    linking.undo(stage.desk, opened.viewer, opened.ticket.id, step_of(stage, fresh))
    assert texts_on(stage, opened.ticket) == ["à part"]
    assert (texts_on(stage, fresh), row_of(stage, fresh)["status"]) == (["du nouveau"], "open")


def test_its_letter_leaves_once_and_goes_with_it(stage: Stage) -> None:
    opened = stage.enter()
    stage.say(opened, "Réponse")
    asked = message_id(stage, "Réponse")
    fresh = splitting.split(stage.desk, opened.viewer, opened.ticket.id, asked)
    deliver_due(stage.desk)
    assert (stage.letter()["ticket_id"], stage.letter()["state"]) == (fresh.id, "sent")
    assert len(stage.post.letters) == 1


def test_a_message_is_split_off_once_however_often_it_is_pressed(stage: Stage) -> None:
    opened = stage.enter()
    stage.note(opened, "une fois")
    asked = message_id(stage, "une fois")

    def attempt() -> bool:
        try:
            splitting.split(stage.desk, opened.viewer, opened.ticket.id, asked)
        except NotFound:
            return False
        return True

    assert sum(together(attempt, attempt, attempt)) == 1
    assert stage.count("tickets") == 2


def test_a_message_that_went_on_to_another_ticket_is_not_fetched_back(stage: Stage) -> None:
    opened = stage.enter()
    stage.note(opened, "voyage")
    asked = message_id(stage, "voyage")
    first = splitting.split(stage.desk, opened.viewer, opened.ticket.id, asked)
    second = splitting.split(stage.desk, opened.viewer, first.id, asked)
    with stage.desk.database.reading() as store:
        earliest = regroupings.of_ticket(store, opened.ticket.id)[0]
    with pytest.raises(Refused, match="undo_moved"):
        linking.undo(stage.desk, opened.viewer, opened.ticket.id, earliest.id)
    (step,) = linking.links(stage.desk, opened.viewer, opened.ticket.id).steps
    assert step.fault == "undo_moved"
    assert texts_on(stage, second) == ["voyage"]


def test_nobody_splits_a_closed_ticket_or_another_ones_message(
    stage: Stage, elsewhere: Stage
) -> None:
    opened = stage.enter()
    stage.note(opened, "ici")
    asked = message_id(stage, "ici")
    theirs, lou = elsewhere.enter(), stage.enter(LOU)
    for viewer, ticket in (
        (theirs.viewer, opened.ticket),
        (theirs.viewer, theirs.ticket),
    ):
        with pytest.raises(NotFound):
            splitting.split(stage.desk, viewer, ticket.id, asked)
    with pytest.raises(Forbidden):
        splitting.split(stage.desk, lou.viewer, opened.ticket.id, asked)
    stage.move(opened, Status.CLOSED)
    with pytest.raises(Refused, match="split_closed"):
        splitting.split(stage.desk, opened.viewer, opened.ticket.id, asked)
