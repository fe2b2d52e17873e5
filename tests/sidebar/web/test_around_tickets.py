"""Our tickets opened from a helpdesk's: once an order, tied both ways, with the whole panel."""

from __future__ import annotations

import re
from typing import Any

import pytest

from platforms.contract import Unreachable
from sidebar.actions import bulk
from sidebar.actions.grouping import merging
from sidebar.actions.helping import entering, linking
from sidebar.clock import DAY
from sidebar.rules.around import Said
from sidebar.rules.viewer import Viewer
from sidebar.store import around, helpdesk_tickets
from tests.cast import ORDER
from tests.helpdesk import MAUD, ORIGIN
from tests.sidebar.from_helpdesk import bearer, come
from tests.sidebar.stage import Stage, reason_of
from tests.sidebar.web.around_house import ALIX, TICKET, AroundHouse, around_house, context
from tests.sidebar.web.counter import words

SAID = Said(ticket_id=TICKET, subject="Ma commande", name="Alix", emails=(ALIX,))


@pytest.fixture
def house(stage: Stage) -> AroundHouse:
    return around_house(stage)


def hosts(house: AroundHouse, ticket_id: str) -> list[str]:
    with house.panel.stage.desk.database.reading() as store:
        return [one.host_ticket_id for one in helpdesk_tickets.of_ticket(store, ticket_id)]


def linked(house: AroundHouse) -> list[str]:
    with house.panel.stage.desk.database.reading() as store:
        return [one.id for one in around.linked(store, house.helpdesk.id, TICKET)]


def test_an_order_opens_its_ticket_once_with_the_whole_panel(house: AroundHouse) -> None:
    first, again = house.open(house.own), house.open(house.own)

    assert 'data-arrival="created"' in first.text
    assert 'data-arrival="found"' in again.text
    for part in ('id="composer"', 'id="orders"', 'id="to-around"', 'id="to-inbox"'):
        assert part in first.text
    (ticket,) = house.panel.stage.rows("tickets")
    assert (ticket["order_id"], ticket["shop_id"]) == (ORDER, house.own.id)


def test_somebody_elses_order_is_said_to_be_so_on_arrival(house: AroundHouse) -> None:
    james = {"name": "James O'Neill", "email": "james@courriel.example"}
    theirs = house.open(house.own, said=context(ticket_requester=james))
    phone = {"name": "Alix", "identities": [{"type": "phone_number", "value": "+33 612345678"}]}

    assert "Alix Moreau" in words(theirs.text.partition("data-owner")[2].partition("</p>")[0])
    assert "James O&#39;Neill" in theirs.text.partition("data-owner")[2].partition("</p>")[0]
    assert "data-owner" not in house.open(house.own).text
    assert "data-owner" not in house.open(house.own, said=context(ticket_requester=phone)).text
    assert "data-owner" not in house.open(house.own, said=context(ticket_requester=None)).text


def test_an_answer_is_said_to_go_by_the_shops_mail_only_from_a_helpdesk(house: AroundHouse) -> None:
    camille = house.panel.stage.enter()
    path = f"/tickets/{camille.ticket.id}"

    assert "by-mail" in house.open(house.own).text
    assert "by-mail" not in house.panel.ask("GET", path, camille).text


def test_the_two_tickets_know_each_other(house: AroundHouse) -> None:
    house.open(house.own)
    house.open(house.own)
    (ticket,) = house.panel.stage.rows("tickets")
    token = bearer(house.panel, house.viewer)
    card = house.panel.ask("GET", f"/tickets/{ticket['id']}/work", token)
    told = [row for row in house.panel.stage.rows("events") if row["kind"] == "linked"]

    assert hosts(house, ticket["id"]) == [TICKET]
    assert linked(house) == [ticket["id"]]
    assert f'href="{ORIGIN}/agent/tickets/{TICKET}"' in card.text
    assert [(row["old"], row["new"]) for row in told] == [("zendesk", TICKET)]
    assert f"/tickets/{ticket['id']}" in house.ask().text


def test_a_ticket_of_another_shop_keeps_every_part_of_its_panel(house: AroundHouse) -> None:
    """The token stays that of the first shop by name."""
    assert house.viewer.shop_id == house.sister.id
    opened = house.open(house.own)
    (ticket,) = house.panel.stage.rows("tickets")
    token = bearer(house.panel, house.viewer)

    assert opened.status_code == 200
    for method, path in (
        ("GET", ""),
        ("GET", "/order"),
        ("GET", "/orders"),
        ("GET", "/work"),
        ("GET", "/customer"),
        ("GET", "/timeline"),
        ("GET", "/history"),
        ("GET", "/refund"),
        ("GET", "/cancel"),
        ("GET", "/ledger"),
        ("POST", "/pulse"),
    ):
        answer = house.panel.ask(method, f"/tickets/{ticket['id']}{path}", token)
        assert answer.status_code == 200, path
    reply = {"body": "Bonjour", "kind": "note", "ask_id": "a1", "seen_version": "999999"}
    sent = house.panel.ask("POST", f"/tickets/{ticket['id']}/messages", token, **reply)
    assert sent.status_code == 200
    (message,) = house.panel.stage.rows("messages")
    authors = {row["id"]: row["shop_id"] for row in house.panel.stage.rows("agents")}
    assert authors[message["author_id"]] == house.own.id


def test_two_shops_may_have_an_order_under_one_id(house: AroundHouse) -> None:
    house.open(house.own)
    house.open(house.sister)

    assert {row["shop_id"] for row in house.panel.stage.rows("tickets")} == {
        house.own.id,
        house.sister.id,
    }
    assert len(linked(house)) == 2


def test_an_order_that_its_shop_cannot_confirm_opens_nothing(house: AroundHouse) -> None:
    house.shop(house.own).fault = Unreachable("off")
    answer = house.open(house.own)

    assert (answer.status_code, reason_of(answer)) == (424, "shop_away")
    assert house.panel.stage.rows("tickets") == []


def test_a_ticket_that_has_no_number_yet_is_opened_and_says_what_is_missing(
    house: AroundHouse,
) -> None:
    answer = house.open(house.own, said=context(ticket_id=None))

    assert answer.status_code == 200
    assert "has no number yet" in answer.text or "pas encore de numéro" in answer.text
    assert house.panel.stage.rows("helpdesk_tickets") == []
    house.open(house.own)
    assert len(linked(house)) == 1


def test_a_ticket_without_an_order_is_begun_once_for_a_helpdesks_ticket(
    house: AroundHouse,
) -> None:
    first = house.ask(f"/shops/{house.own.id}/tickets")
    again = house.ask(f"/shops/{house.own.id}/tickets")
    (ticket,) = house.panel.stage.rows("tickets")
    (customer,) = house.panel.stage.rows("customers")

    assert 'data-arrival="created"' in first.text
    assert 'data-arrival="found"' in again.text
    assert (ticket["order_id"], ticket["subject"]) == ("", "Ma commande")
    assert (customer["email"], customer["name"]) == (ALIX, "Alix Moreau")
    assert linked(house) == [ticket["id"]]


def alone(house: AroundHouse, **told: Any) -> int:
    """A click beside a ticket that has no number yet; answers how many of ours there are."""
    said = context(**{"ticket_id": None, **told})
    assert house.ask(f"/shops/{house.own.id}/tickets", said=said).status_code == 200
    return house.panel.stage.count("tickets")


def test_before_theirs_has_a_number_one_ticket_is_begun_for_a_person_however_often(
    house: AroundHouse,
) -> None:
    stage, camille = house.panel.stage, house.viewer
    sacha = {"name": "Sacha", "email": "sacha@courriel.example"}

    assert [alone(house), alone(house, ticket_subject="Autre"), alone(house)] == [1, 1, 1]
    assert [alone(house, ticket_requester=sacha), alone(house, ticket_requester=sacha)] == [2, 2]
    house.viewer = come(stage.desk, MAUD)
    assert [alone(house), alone(house)] == [3, 3]

    house.viewer = camille
    assert alone(house, ticket_id=77) == 4, "what has a number gets its own"
    stage.clock.advance(DAY + 1)
    house.viewer = come(stage.desk)
    assert alone(house) == 5, "another day is another matter"
    with stage.desk.database.writing() as store:
        store.run("UPDATE tickets SET status = 'closed', closed_at = 1")
    assert alone(house) == 6


def test_where_nobody_is_named_the_same_empty_ticket_is_found_by_its_subject(
    house: AroundHouse,
) -> None:
    nobody = {"ticket_requester": {"name": "Visiteur"}}

    assert [alone(house, **nobody), alone(house, **nobody)] == [1, 1]
    assert alone(house, **nobody, ticket_subject="Autre visiteur") == 2
    with house.panel.stage.desk.database.writing() as store:
        store.run("UPDATE tickets SET last_message_at = 1")
    assert alone(house, **nobody) == 3, "what was said there is of somebody"


def test_who_may_not_reply_begins_no_ticket_without_an_order(house: AroundHouse) -> None:
    desk = house.panel.stage.desk
    with desk.database.writing() as store:
        roles = '{"*": "read"}'
        store.run("UPDATE helpdesks SET roles = :roles", roles=roles)
    house.viewer = entering.still(desk, house.viewer)
    answer = house.ask(f"/shops/{house.viewer.shop_id}/tickets")

    assert (answer.status_code, reason_of(answer)) == (403, "reply")
    assert f"/around/shops/{house.own.id}/tickets" not in house.ask().text


def test_going_back_closes_the_ticket_and_leaves_the_list(house: AroundHouse) -> None:
    answer = house.ask(method="GET")

    assert re.search(r'id="panel" class="bare"', answer.text)
    assert "around-found" not in answer.text


def test_a_merged_tickets_links_follow_it_for_as_long_as_it_is_merged(house: AroundHouse) -> None:
    desk, viewer = house.panel.stage.desk, come(house.panel.stage.desk, MAUD)
    in_shop = entering_in(house, viewer)
    one = linking.open_order(desk, in_shop, SAID, ORDER).ticket
    other = linking.open_alone(desk, in_shop, Said(ticket_id="36", emails=(ALIX,))).ticket
    merging.merge(desk, in_shop, one.id, other.id)

    assert sorted(hosts(house, other.id)) == [TICKET, "36"]
    assert linked(house) == [other.id]


def entering_in(house: AroundHouse, viewer: Viewer) -> Viewer:
    """The same person in the shop of the house."""
    if viewer.shop_id == house.own.id:
        return viewer
    with house.panel.stage.desk.database.reading() as store:
        found = entering.in_shop(store, viewer, house.own.id)
    assert found is not None
    return found


def test_all_tickets_are_those_of_every_shop_shown_and_of_no_other(house: AroundHouse) -> None:
    house.open(house.own)
    house.open(house.sister)
    token = bearer(house.panel, house.viewer)
    answer = house.panel.ask("GET", f"/inbox/{house.viewer.shop_id}", token)

    for row in house.panel.stage.rows("tickets"):
        assert f"/tickets/{row['id']}" in answer.text
    assert 'id="to-around"' in answer.text
    assert "Noor" not in answer.text


def test_one_act_on_many_tickets_reaches_every_shop_shown(house: AroundHouse) -> None:
    house.open(house.own)
    house.open(house.sister)
    desk = house.panel.stage.desk
    ticket_ids = [row["id"] for row in house.panel.stage.rows("tickets")]
    done = bulk.tag(desk, house.viewer, ticket_ids, "vip")

    assert done.changed == 2
