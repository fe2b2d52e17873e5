"""The inbox: the shop's menu opens it, it lists this shop's tickets only, page after page."""

from __future__ import annotations

import re

import jwt
import pytest

from sidebar.actions import shops
from sidebar.actions.inbox import PAGE_OF_TICKETS
from sidebar.rules.ticket import Status
from sidebar.store import data_requests, erasing
from sidebar.store.data_requests import DataRequest
from sidebar.store.erasing import Erasure
from tests.cast import CAMILLE, LOU, MAUD, ROBIN, Person, connect_shop, launch
from tests.sidebar.stage import Panel, reason_of


def menu_token(panel: Panel, person: Person = CAMILLE) -> str:
    """What the module signs for its menu entry: the same launch, without an order."""
    claims = jwt.decode(panel.stage.token(person), options={"verify_signature": False})
    del claims["order"]
    return jwt.encode(claims, panel.stage.secret, algorithm="HS256")


def open_many(panel: Panel, count: int) -> list[str]:
    """As many tickets, each of an order of its own; their references, first opened first."""
    references = [f"REF{number:06}" for number in range(count)]
    with panel.stage.desk.database.writing() as store:
        for number, reference in enumerate(references):
            store.run(
                "INSERT INTO tickets (id, number, shop_id, order_id, order_reference, subject,"
                " status, channel, version, opened_at, updated_at) VALUES (:id, :number, :shop,"
                " :order_id, :reference, '', 'open', 'back_office', 1, 1, :at)",
                id=f"tkt_{number:06}",
                number=number + 1,
                shop=panel.stage.shop.id,
                order_id=str(number + 1),
                reference=reference,
                # Three at a time share a moment: the page must not skip between them.
                at=1000 + number // 3,
            )
    return references


@pytest.mark.parametrize(("person", "word"), [(CAMILLE, "Tickets"), (ROBIN, "Tickets")])
def test_the_shops_menu_opens_the_inbox(panel: Panel, person: Person, word: str) -> None:
    opened = panel.stage.enter()
    page = panel.post_launch(menu_token(panel, person))

    assert page.status_code == 200
    assert word in page.text
    assert opened.ticket.order_reference in page.text
    assert f'data-address="/inbox/{panel.stage.shop.id}"' in page.text


@pytest.mark.parametrize("role", ["read", "reply", "refund", "approve", "manage"])
def test_everyone_who_may_see_orders_has_the_inbox(panel: Panel, role: str) -> None:
    shops.change(panel.stage.desk, panel.stage.shop.id, roles={"4": role})
    page = panel.post_launch(menu_token(panel))

    assert page.status_code == 200
    assert '<html lang="fr">' in page.text


def test_a_menu_launch_is_accepted_once_and_creates_nothing(panel: Panel) -> None:
    token = menu_token(panel)

    assert panel.post_launch(token).status_code == 200
    assert reason_of(panel.post_launch(token)) == "launch_replayed"
    assert panel.stage.count("tickets") == 0


def test_the_list_is_paged_without_losing_or_repeating_a_ticket(panel: Panel) -> None:
    opened = panel.stage.enter()
    references = open_many(panel, 2 * PAGE_OF_TICKETS + 3)
    address = f"/inbox/{panel.stage.shop.id}?view=open"
    seen = list[str]()
    pages = 0
    while address:
        text = panel.ask("GET", address, opened).text
        seen += re.findall(r"REF\d{6}", text)
        more = re.search(r'id="more-tickets" hx-get="([^"]+)"', text)
        address = more.group(1).replace("&amp;", "&") if more else ""
        pages += 1

    assert pages == 3
    assert len(seen) == len(set(seen))
    assert set(seen) == set(references)


def test_each_view_holds_the_tickets_of_its_states(panel: Panel) -> None:
    opened = panel.stage.enter()
    panel.stage.move(opened, Status.RESOLVED)
    inbox = f"/inbox/{panel.stage.shop.id}"

    reference = opened.ticket.order_reference
    assert reference not in panel.ask("GET", f"{inbox}?view=open", opened).text
    assert reference in panel.ask("GET", f"{inbox}?view=resolved", opened).text
    assert reference not in panel.ask("GET", f"{inbox}?view=nonsense", opened).text


def test_another_shops_inbox_is_not_found(panel: Panel) -> None:
    desk = panel.stage.desk
    noors, secret = connect_shop(desk, "https://noor.example", name="Noor")
    token = launch(desk, noors, secret)
    mine = panel.stage.enter()

    assert panel.ask("GET", f"/inbox/{noors.id}", mine).status_code == 404
    assert reason_of(panel.ask("PUT", f"/inbox/{noors.id}/language", mine, language="en")) == (
        "not_found"
    )
    assert mine.ticket.order_reference not in panel.post_launch(token).text


def test_the_language_changes_in_place(panel: Panel) -> None:
    opened = panel.stage.enter(LOU)
    answer = panel.ask("PUT", f"/inbox/{panel.stage.shop.id}/language", opened, language="en")

    assert "To do" in answer.text
    assert answer.headers["Comptoir-Token"]
    assert (
        panel.ask(
            "PUT", f"/inbox/{panel.stage.shop.id}/language", opened, language="tlh"
        ).status_code
        == 422
    )


def test_the_way_back_into_the_shop_is_shown_for_the_launched_order_alone(panel: Panel) -> None:
    shop = panel.stage.shop.base_url
    links = {"order": f"{shop}/admin/orders/1001?_token=t", "customer": f"{shop}/admin/c/2"}
    page = panel.post_launch(panel.stage.token(links=links))
    (bearer,) = [part.split('"')[0] for part in page.text.split('data-token="')[1:]]
    (address,) = [part.split('"')[0] for part in page.text.split('data-address="')[1:]]
    other = panel.stage.enter(order="1002", reference="HBDWKOSEN")

    assert f'href="{links["order"]}"' in page.text
    assert f'href="{links["customer"]}"' in panel.ask("GET", address, bearer).text
    assert links["order"] not in panel.ask("GET", f"/tickets/{other.ticket.id}", bearer).text


def test_a_manager_is_told_at_once_of_what_customers_ask(panel: Panel) -> None:
    """In the inbox: nobody opens the settings every day."""
    shop_id, now = panel.stage.shop.id, panel.stage.clock.now()
    with panel.stage.desk.database.writing() as store:
        request = DataRequest("ask_1", "9", now, now + 1000)
        data_requests.keep(store, shop_id, request, host_customer_id="2", sealed="x")
        unmatched = Erasure("ers_1", shop_id, "unmatched", "customers/redact 1", {}, now, now)
        erasing.record(store, unmatched)

    def told(person: Person) -> int:
        page = panel.ask("GET", f"/inbox/{shop_id}", panel.stage.enter(person)).text
        found = re.search(r'id="asked">(.*?)</div>', page, re.DOTALL)
        return found[1].count("<p>") if found else 0

    assert (told(MAUD), told(CAMILLE)) == (2, 0)
    panel.stage.clock.advance(1000)
    assert told(MAUD) == 1
