"""What is being written when tickets are merged: it comes back, and reaches nobody else."""

from __future__ import annotations

from sidebar.actions.opening import Opened
from sidebar.store import drafts
from sidebar.store.drafts import Draft
from sidebar.store.tickets import Ticket
from tests.sidebar.actions.test_merging import merge, undo
from tests.sidebar.life import begun, same_order_twice
from tests.sidebar.stage import Stage


def write(stage: Stage, opened: Opened, ticket: Ticket, body: str) -> None:
    with stage.desk.database.writing() as store:
        agent = opened.viewer.agent_id
        version = getattr(drafts.find(store, ticket.id, agent), "version", 0)
        draft = Draft("agent", body, "", version)
        drafts.save(store, ticket.id, agent, draft, now=stage.clock.now())


def unsent_on(stage: Stage, opened: Opened, ticket: Ticket) -> str:
    with stage.desk.database.reading() as store:
        found = drafts.find(store, ticket.id, opened.viewer.agent_id)
    return found.body if found else ""


def test_what_was_being_written_comes_back_with_what_was_added_to_it(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    write(stage, opened, opened.ticket, "début")
    write(stage, opened, beside, "suite")
    merge(stage, opened, beside, opened.ticket)
    write(stage, opened, opened.ticket, "début\n\nsuite, et la fin")
    undo(stage, opened, opened.ticket)
    assert unsent_on(stage, opened, opened.ticket) == "début"
    assert unsent_on(stage, opened, beside) == "suite, et la fin"


def test_what_was_sent_from_the_other_ticket_is_not_offered_again(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    write(stage, opened, beside, "envoyé")
    merge(stage, opened, beside, opened.ticket)
    write(stage, opened, opened.ticket, "autre chose")
    undo(stage, opened, opened.ticket)
    assert unsent_on(stage, opened, opened.ticket) == "autre chose"
    assert unsent_on(stage, opened, beside) == ""


def test_a_text_meant_for_one_customer_never_waits_on_anothers_ticket(stage: Stage) -> None:
    opened = stage.enter()
    other = begun(stage, opened)
    write(stage, opened, opened.ticket, "Pour Alix seule")
    merge(stage, opened, opened.ticket, other)
    assert unsent_on(stage, opened, other) == ""
    assert unsent_on(stage, opened, opened.ticket) == "Pour Alix seule"
    undo(stage, opened, other)
    assert unsent_on(stage, opened, opened.ticket) == "Pour Alix seule"
