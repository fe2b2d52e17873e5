"""Inside a host that vouches for each person: its proof opens every page, and nothing else does."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from platforms.contract import Unreachable
from platforms.embedding import ChainBroken, NotInstalled, Person, ProofSpent
from sidebar.actions import shops
from sidebar.actions.desk import Desk
from sidebar.clock import MINUTE, SetClock
from sidebar.store.database import Database
from sidebar.store.shops import Shop
from sidebar.web import create_app
from tests.cast import desk_over, settings_of
from tests.sidebar.goods import order
from tests.sidebar.hosting import (
    CAMILLE,
    ELSEWHERE,
    HOST,
    KIND,
    MAUD,
    NOOR,
    ROBIN,
    FakeHost,
    at_host,
)
from tests.sidebar.stage import COMPILED, StillShop, reason_of

AGAIN = "X-Shopify-Retry-Invalid-Session-Request"
FRAMED = f"frame-ancestors https://{HOST} https://admin.example"


@dataclass(frozen=True)
class Admin:
    """The host's admin, with our pages in its frame."""

    app: Flask
    desk: Desk
    host: FakeHost

    def document(self, path: str = "", person: Person = CAMILLE, **said: str) -> TestResponse:
        """One of our pages as the host's frame asks for it."""
        told = {"shop": HOST, "host": "aG9zdA", "locale": "fr", "id_token": self.host.proof(person)}
        said = {name.replace("reload", "shopify-reload"): text for name, text in said.items()}
        query = {name: text for name, text in {**told, **said}.items() if text}
        return self.app.test_client().get(f"/embedded/{KIND}{path}", query_string=query)

    def ask(
        self, path: str, person: Person = CAMILLE, *, proof: str = "", speaks: str = ""
    ) -> TestResponse:
        """A request of our page's script, with the proof that the host's script adds."""
        bearer = f"Bearer {proof or self.host.proof(person)}"
        told = {"HX-Request": "true", "Authorization": bearer, "Comptoir-Language": speaks}
        return self.app.test_client().get(path, headers=told)

    @property
    def shop(self) -> Shop:
        (shop,) = shops.connected(self.desk)
        return shop


@pytest.fixture
def admin(database: Database, clock: SetClock) -> Admin:
    host, still = FakeHost(clock), StillShop(order())
    desk = at_host(desk_over(database, clock=clock), host, lambda _kind, _connection: still)
    app = create_app(desk, settings_of(""))
    app.jinja_env.bytecode_cache = COMPILED
    return Admin(app, desk, host)


def policy(answer: TestResponse) -> str:
    return answer.headers["Content-Security-Policy"]


def ticket_of(answer: TestResponse) -> str:
    found = re.search(r'data-address="(/tickets/tkt_\w+)"', answer.text)
    assert found is not None, answer.text
    return found[1]


def test_the_apps_home_is_the_shops_inbox(admin: Admin) -> None:
    page = admin.document()

    assert page.status_code == 200
    assert f'data-address="/inbox/{admin.shop.id}"' in page.text
    assert "data-token" not in page.text
    assert 'lang="fr"' in page.text


def test_the_hosts_script_stands_first_and_waited_for_in_every_document(admin: Admin) -> None:
    opened = admin.document("/order", id="1001")
    ticket = ticket_of(opened)
    client = admin.app.test_client()
    admin.host.needed = ("read_orders", "write_everything")
    pages = [
        opened,
        admin.document(),
        admin.document("/order", id="none"),
        admin.document(id_token="host.forged.x"),
        admin.document("/patch", id_token="", reload=f"/embedded/{KIND}"),
        client.get(ticket),
        client.get(f"/inbox/{admin.shop.id}"),
    ]

    for page in pages:
        head = page.text.partition("<head>")[2].strip()
        first = re.sub(r"\s+", " ", head)
        assert first.startswith(
            '<meta name="shopify-api-key" content="app-id"> '
            '<script src="https://cdn.example/bridge.js"></script>'
        ), page.text
        assert "script-src 'self' https://cdn.example/;" in policy(page)


def test_only_the_verified_shop_frames_its_pages(admin: Admin) -> None:
    assert policy(admin.document()).endswith(FRAMED)
    assert policy(admin.document(shop=ELSEWHERE)).endswith(FRAMED)
    client = admin.app.test_client()
    assert policy(client.get(f"/inbox/{admin.shop.id}")).endswith(FRAMED)
    assert policy(admin.document(shop="evil.example", id_token="host.a.b")).endswith("'none'")
    assert policy(admin.document(shop=HOST, id_token="host.a.b")).endswith(FRAMED)


def test_the_link_of_an_order_creates_its_ticket_and_finds_it_again(admin: Admin) -> None:
    first = admin.document("/order", id="1001")
    again = admin.document("/order", ROBIN, id="1001")

    assert 'data-arrival="created"' in first.text
    assert 'data-arrival="found"' in again.text
    assert ticket_of(first) == ticket_of(again)


def test_a_document_without_a_proof_fetches_one_by_the_patch(admin: Admin) -> None:
    for spoilt in ("", admin.host.proof(lasts=-MINUTE)):
        answer = admin.document("/order", id="1001", id_token=spoilt)

        assert answer.status_code == 302
        there = answer.headers["Location"]
        assert there.startswith(f"/embedded/{KIND}/patch?")
        assert "id_token" not in there
        assert f"shop={HOST}" in there
        patch = admin.app.test_client().get(there)
        assert patch.status_code == 200
        assert policy(patch).endswith(FRAMED)
        assert patch.text.count("<script") == 1
    admin.host.fault = ProofSpent()
    assert admin.document().status_code == 302


def test_two_clocks_that_differ_make_no_loop(admin: Admin) -> None:
    answer = admin.document(id_token=admin.host.proof(lasts=-MINUTE), again="1")

    assert (answer.status_code, reason_of(answer)) == (401, "launch_expired")


def test_a_host_that_takes_no_proof_makes_no_loop(admin: Admin) -> None:
    admin.host.fault = ProofSpent()
    for path in ("", "/order"):
        answer = admin.document(path, id="1001", again="1")

        assert (answer.status_code, reason_of(answer)) == (401, "session_ended")


def test_the_patch_leads_nowhere_but_back(admin: Admin) -> None:
    for place in ("https://evil.example", "//evil.example", "/tickets/x", ""):
        answer = admin.document("/patch", reload=place)
        assert answer.status_code == 404


def test_a_kind_that_nobody_serves_is_not_found(admin: Admin) -> None:
    client = admin.app.test_client()

    for path in ("/embedded/other", "/embedded/other/order", "/embedded/other/patch"):
        assert client.get(path).status_code == 404


def test_each_request_is_let_in_by_its_own_proof(admin: Admin) -> None:
    ticket = ticket_of(admin.document("/order", id="1001"))

    answer = admin.ask(ticket)

    assert answer.status_code == 200
    assert "Comptoir-Token" not in answer.headers


@pytest.mark.parametrize("lasts", [-MINUTE, 0])
def test_an_expired_proof_is_asked_for_once_more(admin: Admin, lasts: int) -> None:
    ticket = ticket_of(admin.document("/order", id="1001"))

    answer = admin.ask(ticket, proof=admin.host.proof(lasts=lasts))

    assert answer.status_code == 401
    assert answer.headers[AGAIN] == "1"
    assert reason_of(answer) == "session_ended"


def test_our_own_tokens_are_never_answered_with_the_hosts_header(admin: Admin) -> None:
    ticket = ticket_of(admin.document("/order", id="1001"))

    answer = admin.ask(ticket, proof="eyJ.forged.token")

    assert answer.status_code == 401
    assert AGAIN not in answer.headers


def test_a_person_who_never_arrived_is_sent_to_the_document(admin: Admin) -> None:
    ticket = ticket_of(admin.document("/order", id="1001"))

    answer = admin.ask(ticket, MAUD)

    assert (answer.status_code, reason_of(answer)) == (401, "not_arrived")
    assert AGAIN not in answer.headers


def test_another_shop_sees_nothing(admin: Admin) -> None:
    ticket = ticket_of(admin.document("/order", id="1001"))
    shop_id = admin.shop.id
    elsewhere = admin.host.proof(NOOR, ELSEWHERE)
    assert admin.document("", NOOR, id_token=elsewhere).status_code == 200

    for path in (ticket, f"/inbox/{shop_id}", f"{ticket}/order"):
        answer = admin.ask(path, proof=elsewhere)
        assert (answer.status_code, reason_of(answer)) == (404, "not_found")


def test_the_page_says_its_own_language(admin: Admin) -> None:
    ticket = ticket_of(admin.document("/order", id="1001"))

    assert "Commande" in admin.ask(ticket).text
    assert "Order " in admin.ask(ticket, speaks="en").text
    assert "Commande" in admin.ask(ticket, speaks="../../en").text


def test_links_lead_back_to_each_record(admin: Admin) -> None:
    ticket = ticket_of(admin.document("/order", id="1001"))

    assert f"https://admin.example/{HOST}/orders/1001" in admin.ask(ticket).text


def test_what_keeps_someone_out_is_told_with_what_to_do(admin: Admin) -> None:
    for fault, status, reason in (
        (NotInstalled(), 403, "not_installed"),
        (ChainBroken(), 403, "chain_broken"),
        (Unreachable(), 424, "shop_away"),
    ):
        admin.host.fault = fault
        answer = admin.document()
        assert (answer.status_code, reason_of(answer)) == (status, reason)
        assert policy(answer).endswith(FRAMED)


def test_a_permission_that_lacks_is_named_with_what_it_is_for(admin: Admin) -> None:
    admin.host.needed = ("read_orders", "read_locations")

    answer = admin.document()

    assert (answer.status_code, reason_of(answer)) == (403, "scopes_lacking")
    assert "<code>read_locations</code>" in answer.text
    assert "<code>read_orders</code>" not in answer.text


def test_an_order_that_the_shop_does_not_know_creates_nothing(admin: Admin) -> None:
    answer = admin.document("/order", id="x")

    assert (answer.status_code, reason_of(answer)) == (404, "order_unknown")
    with admin.desk.database.reading() as store:
        assert store.all("SELECT id FROM tickets") == []


def test_a_profile_without_access_is_told_so(admin: Admin) -> None:
    admin.document()
    shops.change(admin.desk, admin.shop.id, roles={"staff": "none"})

    answer = admin.document()

    assert (answer.status_code, reason_of(answer)) == (403, "no_order_rights")
