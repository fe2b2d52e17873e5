"""A shop that is shown or put away while people look: known there at once, or told of no more."""

from __future__ import annotations

import pytest

from sidebar.actions import staffing
from sidebar.actions.helping import connecting
from sidebar.errors import NotFound
from sidebar.store import around, helpdesk_tickets, helpdesks, operations
from sidebar.store.shops import Shop
from tests import cast
from tests.helpdesk import CAMILLE, MAUD, ORIGIN, ROBIN, connect_helpdesk
from tests.sidebar.from_helpdesk import bearer, come, come_from_another
from tests.sidebar.stage import Stage, reason_of
from tests.sidebar.web.around_house import TICKET, AroundHouse, around_house
from tests.sidebar.web.furnishing import waiting_operation
from tests.sidebar.web.helpdesk_page import Page

THIRD = "http://127.0.0.1:9/tiers"


@pytest.fixture
def house(stage: Stage) -> AroundHouse:
    return around_house(stage)


@pytest.fixture
def third(house: AroundHouse) -> Shop:
    """A shop that the helpdesk does not show yet, with the same order of Alix's."""
    shop, _ = cast.connect_shop(house.panel.stage.desk, THIRD, name="Tiers")
    house.shops[THIRD] = house.shop(house.own)
    return shop


def show(house: AroundHouse, shop: Shop, *, is_shown: bool) -> None:
    with house.panel.stage.desk.database.writing() as store:
        connecting.show(store, house.helpdesk, shop.id, is_shown=is_shown)


def people_in(house: AroundHouse, shop: Shop) -> set[tuple[str, str, str, str]]:
    return {
        (row["name"], row["email"], row["language"], row["profile"])
        for row in house.panel.stage.rows("agents")
        if row["shop_id"] == shop.id
    }


CAMILLE_THERE = ("Camille Fournier", "camille@atelier.example", "fr", "helpdesk:refund")


def test_in_a_shop_shown_meanwhile_tickets_are_opened_under_the_same_name(
    house: AroundHouse, third: Shop
) -> None:
    assert house.open(third).status_code == 404
    show(house, third, is_shown=True)

    assert third.id in house.ask().text
    assert house.open(third).status_code == 200
    assert people_in(house, third) == {CAMILLE_THERE}


def test_a_shop_shown_again_keeps_who_was_known_there(house: AroundHouse) -> None:
    before = {row["id"] for row in house.panel.stage.rows("agents")}
    show(house, house.own, is_shown=False)
    show(house, house.own, is_shown=True)

    assert {row["id"] for row in house.panel.stage.rows("agents")} == before
    assert people_in(house, house.own) == {CAMILLE_THERE}


def test_who_was_named_elsewhere_alone_is_named_in_every_shop_by_the_next_page(
    house: AroundHouse, third: Shop
) -> None:
    with house.panel.stage.desk.database.writing() as store:
        helpdesks.show_shop(store, house.helpdesk.id, third.id, is_shown=True)
    come(house.panel.stage.desk, is_named=False)
    assert people_in(house, third) == {("Atelier · 501", "", "", "helpdesk:refund")}

    assert "Comptoir-Token" in house.ask().headers
    assert people_in(house, third) == {CAMILLE_THERE}
    assert "Comptoir-Token" not in house.ask().headers


def test_rights_are_written_once_a_role_however_many_people_and_shops(
    house: AroundHouse, third: Shop
) -> None:
    desk = house.panel.stage.desk
    for person in (CAMILLE, ROBIN, MAUD):
        come(desk, person)
    said = list[str]()
    desk.database.on_statement = said.append
    shown = {third.id: True, house.sister.id: False}
    connecting.change(desk, house.helpdesk, shown=shown)
    desk.database.on_statement = None

    rights = [row["profile"] for row in house.panel.stage.rows("agents")]
    assert sorted(rights) == [
        *["helpdesk:manage"] * 2,
        *["helpdesk:none"] * 3,
        *["helpdesk:refund"] * 4,
    ]
    assert sum("UPDATE agents" in one for one in said) == 3


def test_a_hidden_shops_tickets_are_listed_beside_theirs_no_more(house: AroundHouse) -> None:
    house.open(house.own)
    house.open(house.sister)
    (hidden,) = (r["id"] for r in house.panel.stage.rows("tickets") if r["shop_id"] == house.own.id)
    assert f"/tickets/{hidden}" in house.ask().text
    show(house, house.own, is_shown=False)

    assert f"/tickets/{hidden}" not in house.ask().text
    with house.panel.stage.desk.database.reading() as store:
        linked = around.linked(store, house.helpdesk.id, TICKET)
    assert [one.shop_id for one in linked] == [house.sister.id]


def test_a_hidden_shop_tells_the_helpdesk_nothing_until_it_is_shown_again(
    house: AroundHouse,
) -> None:
    house.open(house.own)
    (ticket,) = house.panel.stage.rows("tickets")
    operation = waiting_operation(house.panel.stage.enter())

    def waiting() -> list[str]:
        with house.panel.stage.desk.database.reading() as store:
            return [one.tag for one in helpdesk_tickets.to_tell(store, house.helpdesk.id, TICKET)]

    with house.panel.stage.desk.database.writing() as store:
        operations.ask(store, operation)
        (host,) = helpdesk_tickets.of_ticket(store, ticket["id"])
        news = (ticket["id"], operation.id, "refunded")
        helpdesk_tickets.stage(store, "hnw_1", host, news, now=1)
    assert waiting() == ["refunded"]

    show(house, house.own, is_shown=False)
    assert waiting() == []
    show(house, house.own, is_shown=True)
    assert waiting() == ["refunded"]


def test_another_helpdesk_learns_nothing_of_the_first(house: AroundHouse) -> None:
    stage = house.panel.stage
    house.open(house.own)
    (ticket,) = stage.rows("tickets")
    stranger = come_from_another(stage.desk, house.own.id)
    address = f"{ORIGIN}/agent/tickets/{TICKET}"

    def card(token: str) -> str:
        return house.panel.ask("GET", f"/tickets/{ticket['id']}/work", token).text

    assert address in card(house.come())
    assert address in card(bearer(house.panel, stage.enter(cast.MAUD).viewer))
    theirs = card(bearer(house.panel, stranger))
    assert 'id="work' in theirs
    assert address not in theirs

    page = Page(house.panel, stranger)
    assert "concurrent.zendesk.com" in page.text
    assert ORIGIN.removeprefix("https://") not in page.text
    refused = page.rule(house.helpdesk, role__504="manage")
    assert (refused.status_code, reason_of(refused)) == (404, "not_found")


def test_who_comes_from_a_helpdesk_is_granted_no_sister_shop(house: AroundHouse) -> None:
    stage = house.panel.stage
    with stage.desk.database.writing() as store:
        store.run("UPDATE shops SET family = 'maison'")
    maud = stage.enter(cast.MAUD).viewer
    in_sister = next(r["id"] for r in stage.rows("agents") if r["shop_id"] == house.sister.id)

    with pytest.raises(NotFound):
        staffing.grant(stage.desk, maud, in_sister, "reply")
    assert stage.rows("grants") == []
    assert staffing.show(stage.desk, maud).neighbours == ()


def test_a_removed_helpdesk_leaves_names_and_neither_addresses_nor_launches(
    house: AroundHouse,
) -> None:
    stage = house.panel.stage
    other = come_from_another(stage.desk, house.own.id)
    connecting.remove(stage.desk, house.helpdesk.id)

    assert people_in(house, house.sister) == {("Camille Fournier", "", "fr", "helpdesk:none")}
    kept = {row["helpdesk_id"] for row in stage.rows("helpdesk_launches")}
    assert kept == {other.helpdesk_id}
    assert connect_helpdesk(stage.desk, house.own.id).id != house.helpdesk.id
