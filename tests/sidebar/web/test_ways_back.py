"""The list that somebody comes from goes along; numbers, names and waiting read as people mean."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest

from sidebar.actions import inbox, speaking, viewing
from sidebar.errors import Refused
from sidebar.rules.filtering import Filters, View
from sidebar.rules.searched import ticket_number
from sidebar.rules.ticket import Status
from tests.sidebar.filed import Filed, filed_in
from tests.sidebar.stage import Panel

LIST = "view=all&tag=lot"


@pytest.fixture
def filed(panel: Panel) -> Filed:
    return filed_in(panel.stage)


def kept_on(page: str) -> str:
    return unescape(re.findall(r'id="list" name="list" value="([^"]*)"', page)[0])


@pytest.mark.parametrize("path", ["", "/print", "/new"])
def test_each_page_of_a_ticket_keeps_the_list_of_whoever_asks(
    panel: Panel, filed: Filed, path: str
) -> None:
    ticket_id = filed.ticket("un", tag="lot")
    bearer = panel.bearer(panel.stage.enter())
    headers = {"Authorization": f"Bearer {bearer}", "Comptoir-List": f"{LIST}&place=1-x"}
    page = panel.app.test_client().get(f"/tickets/{ticket_id}{path}", headers=headers).text

    assert kept_on(page) == f"{LIST}&place=1-x"
    (address,) = re.findall(r'data-ticket="([^"]+)"', page)
    assert f"list={quote(LIST)}" in unescape(address)


def test_a_reload_of_a_ticket_asks_for_it_with_its_list(panel: Panel, filed: Filed) -> None:
    ticket_id = filed.ticket("un", tag="lot")
    address = f"/tickets/{ticket_id}?list={quote(LIST)}"
    shell = panel.app.test_client().get(address).text
    (loaded,) = re.findall(r'hx-get="([^"]+)" hx-trigger="load"', shell)

    assert kept_on(panel.ask("GET", unescape(loaded), panel.stage.enter()).text) == LIST


def test_nothing_but_a_list_is_kept(panel: Panel, filed: Filed) -> None:
    ticket_id = filed.ticket("un")
    told = quote('"><b>&view=all&other=1&place=' + "x" * 900)
    page = panel.ask("GET", f"/tickets/{ticket_id}?list={told}", panel.stage.enter()).text

    assert kept_on(page) == "view=all&place=" + "x" * 200


@pytest.mark.parametrize("sign", ["", "#", "n° ", "N°", "No. ", "Ticket n° ", "ticket "])
def test_a_ticket_is_found_by_its_number_however_it_is_written(filed: Filed, sign: str) -> None:
    filed.ticket("autre")
    ticket_id = filed.ticket("visé")
    number = next(row["number"] for row in filed.stage.rows("tickets") if row["id"] == ticket_id)
    asked = Filters(View.ALL, q=f"{sign}{number}")
    found = inbox.list_tickets(filed.stage.desk, filed.viewer, asked).entries

    assert [entry.ticket.id for entry in found] == [ticket_id]
    assert ticket_number(f"{sign}{number}") == number


def test_blanks_alone_look_for_nothing(panel: Panel, filed: Filed) -> None:
    filed.ticket("un")
    opened = panel.stage.enter()
    page = panel.ask("GET", f"/inbox/{opened.shop.id}?view=all&q=+++", opened).text

    assert 'class="entry"' in page


def test_nobody_waits_on_a_ticket_that_is_resolved(panel: Panel, filed: Filed) -> None:
    ticket_id = filed.ticket("un", "Où est mon colis ?")
    opened = panel.stage.enter()
    address = f"/inbox/{opened.shop.id}?view=all"
    assert "row-waits" in panel.ask("GET", address, opened).text
    speaking.change_status(panel.stage.desk, filed.viewer, ticket_id, Status.RESOLVED)
    assert "row-waits" not in panel.ask("GET", address, opened).text
    speaking.change_status(panel.stage.desk, filed.viewer, ticket_id, Status.OPEN)
    assert "row-waits" not in panel.ask("GET", address, opened).text


def test_two_views_that_read_alike_are_refused(filed: Filed) -> None:
    desk, viewer = filed.stage.desk, filed.viewer
    lots = viewing.save(desk, viewer, Filters(tag="lot"), "À voir", is_shared=False)
    with pytest.raises(Refused, match="view_name_taken"):
        viewing.save(desk, viewer, Filters(tag="autre"), " a VOIR ", is_shared=False)
    other = viewing.save(desk, viewer, Filters(tag="autre"), "Autre", is_shared=False)
    with pytest.raises(Refused, match="view_name_taken"):
        viewing.rename(desk, viewer, other.id, "à voir")
    assert viewing.rename(desk, viewer, lots.id, "A voir").name == "A voir"
