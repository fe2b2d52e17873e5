"""One look gathers the ticket from our own store alone, page by page, and nothing of another's."""

from __future__ import annotations

import pytest

from sidebar.actions import showing
from sidebar.actions.showing import PAGE_OF_MESSAGES, Conversation
from sidebar.errors import NotFound
from sidebar.rules.ticket import Status
from sidebar.store.events import Event
from sidebar.store.messages import Message
from tests.cast import ROBIN
from tests.sidebar.stage import Stage


def told(conversation: Conversation) -> list[str]:
    return [
        entry.body if isinstance(entry, Message) else entry.kind.value
        for entry in conversation.entries
    ]


def test_messages_and_events_stand_in_the_order_they_happened(stage: Stage) -> None:
    opened = stage.enter()
    stage.clock.advance(1000)
    stage.say(opened, "un")
    stage.clock.advance(1000)
    stage.move(opened, Status.PENDING)
    stage.clock.advance(1000)
    stage.note(opened, "deux")

    page = showing.show(stage.desk, opened.viewer, opened.ticket.id)

    assert told(page.conversation) == ["opened", "un", "status_changed", "deux"]
    assert page.conversation.older_than == ""


def test_a_long_history_comes_page_by_page_without_loss_or_repeat(stage: Stage) -> None:
    opened = stage.enter()
    bodies = [f"m{number}" for number in range(2 * PAGE_OF_MESSAGES + 5)]
    for number, body in enumerate(bodies):
        stage.clock.advance(1000)
        stage.note(opened, body)
        if number % 20 == 7:
            stage.clock.advance(1000)
            stage.move(opened, Status.PENDING if number % 40 == 7 else Status.OPEN)

    pages: list[Conversation] = []
    before = ""
    while not pages or before:
        page = showing.converse(stage.desk, opened.viewer, opened.ticket.id, before=before)
        before = page.older_than
        pages.append(page)

    entries = [entry for page in reversed(pages) for entry in page.entries]
    assert [entry.body for entry in entries if isinstance(entry, Message)] == bodies
    assert len(pages) == 3
    events = [entry.id for entry in entries if isinstance(entry, Event)]
    assert len(events) == len(set(events)) == stage.count("events")


def test_a_page_knows_the_customers_earlier_tickets(stage: Stage) -> None:
    first = stage.enter(order="1002", reference="HBDWKOSEN")
    second = stage.enter()

    page = showing.show(stage.desk, second.viewer, second.ticket.id)

    assert [ticket.id for ticket in page.earlier] == [first.ticket.id]


def test_what_is_of_another_shop_is_not_found(stage: Stage, elsewhere: Stage) -> None:
    ours, noor = stage.enter(), elsewhere.enter(ROBIN)
    for look in (showing.show, showing.locate, showing.converse):
        with pytest.raises(NotFound):
            look(stage.desk, noor.viewer, ours.ticket.id)


def test_a_message_of_another_shop_brings_nothing_of_it(stage: Stage, elsewhere: Stage) -> None:
    ours, noor = stage.enter(), elsewhere.enter(ROBIN)
    stage.note(ours, "secret")
    (theirs,) = stage.rows("messages")

    page = showing.converse(stage.desk, noor.viewer, noor.ticket.id, before=theirs["id"])

    assert "secret" not in told(page)


def test_a_shop_is_known_by_the_origin_of_its_back_office(stage: Stage, elsewhere: Stage) -> None:
    assert showing.shop_at_origin(stage.desk, "https://admin.example") == stage.shop
    assert showing.shop_at_origin(stage.desk, elsewhere.shop.base_url) == elsewhere.shop
    for origin in ("", "null", "https://admin.example.evil.example", "https://admin.example/"):
        assert showing.shop_at_origin(stage.desk, origin) is None
