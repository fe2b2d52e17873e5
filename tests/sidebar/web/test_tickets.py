"""The ticket's page: painted from our own store in few statements, kept alive, moved, followed."""

from __future__ import annotations

import re

import pytest

from platforms.contract import Unreachable
from sidebar.actions.showing import PAGE_OF_MESSAGES
from sidebar.rules.ticket import Status
from tests.cast import ROBIN
from tests.sidebar.goods import order
from tests.sidebar.stage import Panel, StillShop, panel_over, reason_of
from tests.sidebar.web.doors import House

MOST_STATEMENTS = 8


def parts_of(page: str) -> list[str]:
    return re.findall(r'<hx-partial hx-target="#([a-z-]+[0-9]*)"', page)


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]*)"', page)
    return found.group(1) if found else ""


def test_the_panel_page_asks_the_store_at_most_eight_times(house: House) -> None:
    database = house.panel.stage.desk.database
    bearer = house.panel.bearer(house.opened)
    asked: list[str] = []
    database.on_statement = asked.append

    answer = house.panel.on(house.opened)
    database.on_statement = None

    assert bearer
    assert answer.status_code == 200
    assert 0 < len(asked) <= MOST_STATEMENTS


def test_the_panel_paints_without_the_shop(panel: Panel) -> None:
    opened = panel.stage.enter()
    away = panel_over(StillShop(order(), fault=Unreachable("no")).at(panel.stage))

    page = away.on(opened)

    assert parts_of(page.text) == ["panel"]
    assert "Coussin Ours brun" in page.text


def test_the_panel_page_shows_replies_notes_draft_and_what_became_of_the_letter(
    house: House,
) -> None:
    page = house.panel.on(house.opened).text

    for said in ("Bonjour Alix", "secret de la maison", "brouillon", 'data-fate="unsure"'):
        assert said in page
    assert "Camille Fournier a ouvert le ticket" in page


def test_a_pulse_without_news_brings_who_is_here_and_no_more(house: House) -> None:
    mark = mark_of(house.panel.on(house.opened).text)
    form = {"mark": mark, "body": "brouillon", "draft_version": "1"}

    brought = parts_of(house.panel.on(house.opened, "POST", "/pulse", **form).text)

    assert "presence" in brought
    assert not {"history", "bar", "composer", "seen", "notice"} & set(brought)


def test_a_pulse_brings_what_another_agent_wrote_and_that_they_are_here(house: House) -> None:
    mark = mark_of(house.panel.on(house.opened).text)
    stage = house.panel.stage
    robin = stage.enter(ROBIN)
    house.panel.on(robin, "POST", "/pulse", body="je tape")
    stage.note(robin, "vu avec le transporteur")

    answer = house.panel.on(house.opened, "POST", "/pulse", mark=mark, body="x")

    assert "vu avec le transporteur" in answer.text
    assert "Robin Baker" in answer.text
    assert "seen" not in parts_of(answer.text), "what is being typed was written on older ground"
    assert {"presence", "history", "bar", "pulse"} <= set(parts_of(answer.text))


def test_a_pulse_brings_the_fate_of_a_letter(house: House) -> None:
    mark = mark_of(house.panel.on(house.opened).text)
    with house.panel.stage.desk.database.writing() as store:
        store.run("UPDATE letters SET state = 'sent'")

    answer = house.panel.on(house.opened, "POST", "/pulse", mark=mark)

    assert 'data-fate="sent"' in answer.text


def test_a_closed_ticket_takes_the_composer_away_from_whoever_is_writing(house: House) -> None:
    robin = house.panel.stage.enter(ROBIN)
    house.panel.stage.move(robin, Status.CLOSED)

    answer = house.panel.on(house.opened, "POST", "/pulse", mark="", body="je tape")

    assert "composer" in parts_of(answer.text)
    assert 'name="body"' not in answer.text
    assert re.search(r'id="unsent" readonly[^>]*>je tape</textarea>', answer.text)

    fresh = house.panel.on(house.opened, "POST", "/next")
    assert "je tape</textarea>" in fresh.text
    assert 'name="body"' in fresh.text


def test_a_closed_panel_says_that_its_agent_left(house: House) -> None:
    assert house.panel.stage.count("presence") == 1

    answer = house.panel.on(house.opened, "DELETE", "/pulse")

    assert (answer.status_code, answer.text) == (204, "")
    assert house.panel.stage.count("presence") == 0


def test_a_status_is_changed_and_said_in_the_history(house: House) -> None:
    answer = house.panel.on(house.opened, "PUT", "/status", status="resolved")

    assert answer.status_code == 200
    assert 'data-status="resolved"' in answer.text
    assert "Résolu" in answer.text
    assert house.panel.stage.rows("tickets")[0]["status"] == "resolved"


def test_closing_is_asked_for_once_and_done_when_confirmed(house: House) -> None:
    first = house.panel.on(house.opened, "PUT", "/status", status="closed")
    assert (first.status_code, reason_of(first)) == (409, "confirm_close")
    assert house.panel.stage.rows("tickets")[0]["status"] == "open"

    second = house.panel.on(house.opened, "PUT", "/status", status="closed", confirmed="yes")
    assert second.status_code == 200
    assert house.panel.stage.rows("tickets")[0]["status"] == "closed"
    assert "Nouveau ticket sur cette commande" in second.text


@pytest.mark.parametrize("status", ["", "lost", "client_replied", "OPEN", "open\x00"])
def test_a_status_that_cannot_be_is_refused(house: House, status: str) -> None:
    before = house.whole()

    answer = house.panel.on(house.opened, "PUT", "/status", status=status)

    assert (answer.status_code, reason_of(answer)) == (422, "illegal_move")
    assert house.whole() == before


def test_a_new_ticket_follows_a_closed_one_once(house: House) -> None:
    refused = house.panel.on(house.opened, "POST", "/next")
    assert refused.status_code == 422

    house.panel.stage.move(house.opened, Status.CLOSED)
    created = house.panel.on(house.opened, "POST", "/next")
    found = house.panel.on(house.opened, "POST", "/next")

    assert 'data-arrival="created"' in created.text
    assert 'data-arrival="found"' in found.text
    assert house.panel.stage.count("tickets") == 2


def test_the_language_is_switched_and_remembered_by_the_bearer(house: House) -> None:
    answer = house.panel.on(house.opened, "PUT", "/language", language="en")

    assert "Send the message" in answer.text
    fresh = answer.headers["Comptoir-Token"]
    again = house.panel.ask("GET", f"/tickets/{house.opened.ticket.id}", fresh)
    assert "Send the message" in again.text
    assert house.panel.on(house.opened, "PUT", "/language", language="xx").status_code == 422


def test_earlier_messages_are_brought_page_by_page(house: House) -> None:
    last = PAGE_OF_MESSAGES + 4
    for number in range(last + 1):
        house.panel.stage.note(house.opened, f"note {number:02}")
    page = house.panel.on(house.opened).text
    assert f"note {last}" in page
    assert "secret de la maison" not in page
    (address,) = re.findall(r'hx-get="/tickets/[^/]+(/history\?before=[^"]+)"', page)

    older = house.panel.on(house.opened, path=address).text

    assert parts_of(older) == ["older"]
    assert "secret de la maison" in older
    assert f"note {last}" not in older


def test_an_id_with_a_nul_is_not_found_on_either_engine(house: House) -> None:
    for path in ("/tickets/%00", "/tickets/a%00b/order"):
        assert house.panel.ask("GET", path, house.opened).status_code == 404
    assert house.panel.on(house.opened, path="/history?before=%00").status_code == 404
    assert house.panel.on(house.opened, path="/orders/%00").status_code == 404
