"""The page beside a helpdesk's ticket brings it its tags, once, and offers a note to its editor."""

from __future__ import annotations

from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from sidebar.actions.opening import Opened
from sidebar.store import helpdesk_tickets
from sidebar.store.helpdesks import Helpdesk
from sidebar.web.host_news import HEADER
from tests.helpdesk import connect_helpdesk
from tests.sidebar.from_helpdesk import bearer, come
from tests.sidebar.stage import reason_of
from tests.sidebar.web.counter import Counter, words

HOST = "4711"


@pytest.fixture
def helpdesk(counter: Counter) -> Helpdesk:
    return connect_helpdesk(counter.panel.stage.desk, counter.panel.stage.shop.id)


@pytest.fixture
def opened(counter: Counter, helpdesk: Helpdesk) -> Opened:
    """Camille of the helpdesk before Alix's order, whose ticket belongs to one of theirs."""
    desk = counter.panel.stage.desk
    opened = replace(counter.enter(), viewer=come(desk))
    with desk.database.writing() as store:
        helpdesk_tickets.link(store, helpdesk.id, HOST, opened.ticket.id, by="x", now=1)
    return opened


def ask(counter: Counter, opened: Opened, path: str, host: str = HOST, **form: str) -> TestResponse:
    """A request of a page that stands beside this ticket of the helpdesk's."""
    token = bearer(counter.panel, opened.viewer)
    headers = {"HX-Request": "true", "Authorization": f"Bearer {token}", HEADER: host}
    method = "POST" if form else "GET"
    return counter.panel.app.test_client().open(path, method=method, headers=headers, data=form)


def pulse(counter: Counter, opened: Opened, host: str = HOST) -> str:
    return ask(counter, opened, f"/tickets/{opened.ticket.id}/pulse", host, mark="").text


def news(counter: Counter) -> list[str]:
    return [row["id"] for row in counter.panel.stage.rows("helpdesk_news")]


def test_the_answer_that_moved_the_money_brings_the_tag(counter: Counter, opened: Opened) -> None:
    fields = counter.draft(opened)
    review = counter.review(opened, **fields).text
    seal = review.partition('name="seal" value="')[2].partition('"')[0]
    path = f"/tickets/{opened.ticket.id}/refund"

    answer = ask(counter, opened, path, seal=seal, **fields).text

    (one,) = news(counter)
    assert f'data-ticket="{HOST}" data-told="/helpdesk-news/told"' in answer
    assert f'name="news" value="{one}" data-tag="prestashop_refund"' in answer
    assert "data-put-note" in answer


def test_a_page_that_comes_later_brings_it_until_it_is_told(
    counter: Counter, opened: Opened
) -> None:
    counter.operation(opened)
    (one,) = news(counter)
    assert one in pulse(counter, opened)
    assert one in pulse(counter, opened)

    assert ask(counter, opened, "/helpdesk-news/told", news=one).status_code == 204

    assert "helpdesk-news" not in pulse(counter, opened)


@pytest.mark.parametrize("host", ["", "4712", "x" * 65, "4711 OR 1=1", "../4711"])
def test_beside_another_ticket_nothing_is_brought(
    counter: Counter, opened: Opened, host: str
) -> None:
    counter.operation(opened)

    assert "helpdesk-news" not in pulse(counter, opened, host)


def test_the_shops_own_people_are_told_nothing_and_tell_nothing(
    counter: Counter, opened: Opened
) -> None:
    operation = counter.operation(opened)
    own = counter.enter()
    shown = ask(counter, own, f"/tickets/{own.ticket.id}/operations/{operation}")
    told = ask(counter, own, "/helpdesk-news/told", news=news(counter)[0])

    assert "helpdesk-news" not in pulse(counter, own)
    assert "data-put-note" not in shown.text
    assert (told.status_code, reason_of(told)) == (404, "not_found")
    assert news(counter)[0] in pulse(counter, opened)


def test_another_helpdesk_reads_and_tells_nothing(counter: Counter, opened: Opened) -> None:
    counter.operation(opened)
    desk, shop = counter.panel.stage.desk, counter.panel.stage.shop
    other = connect_helpdesk(desk, shop.id, account="ailleurs", installation="83")
    with desk.database.writing() as store:
        store.run(
            "INSERT INTO agents (id, shop_id, host_id, name, email, language, profile,"
            " is_superuser, seen_at, helpdesk_id) VALUES ('agt_x', :shop, :host, 'X', '', 'fr',"
            " 'helpdesk:manage', 0, 1, :helpdesk)",
            shop=shop.id,
            host=f"{other.id}/501",
            helpdesk=other.id,
        )
    stranger = replace(
        opened, viewer=replace(opened.viewer, agent_id="agt_x", helpdesk_id=other.id)
    )

    assert "helpdesk-news" not in pulse(counter, stranger)
    assert ask(counter, stranger, "/helpdesk-news/told", news=news(counter)[0]).status_code == 204
    assert news(counter)[0] in pulse(counter, opened)


def test_the_note_is_on_the_page_of_what_is_done_to_be_copied(
    counter: Counter, opened: Opened
) -> None:
    operation = counter.operation(opened)
    path = f"/tickets/{opened.ticket.id}/operations/{operation}"

    beside, elsewhere = ask(counter, opened, path).text, ask(counter, opened, path, "4712").text

    assert operation in beside.partition('class="note-text"')[2].partition("</pre>")[0]
    assert "11,90 €" in words(beside.partition('class="note-text"')[2])
    assert "data-put-note" not in elsewhere
