"""The stand-in's admin frames the app as Shopify does: signed, with a proof of who is there."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from platforms.shopify.id_token import IdTokens
from platforms.shopify.sandbox import CounterApp, create_sandbox, sandbox_of

APP = CounterApp("client", "s" * 40, url="http://localhost:9")
STORE = "/store/boutique-lumiere"


@pytest.fixture
def client() -> FlaskClient:
    return create_sandbox(APP).test_client()


def framed(client: FlaskClient, path: str) -> tuple[str, dict[str, str]]:
    """The path and the query of the page in the frame."""
    found = re.search(r'<iframe[^>]* src="([^"]+)"', client.get(path).text)
    assert found is not None
    address = urlsplit(html.unescape(found[1]))
    return address.path, {name: texts[0] for name, texts in parse_qs(address.query).items()}


def test_the_apps_page_comes_with_a_proof_of_who_is_signed_in(client: FlaskClient) -> None:
    path, said = framed(client, f"{STORE}/apps/comptoir?person=robin")

    assert path == "/"
    assert said["locale"] == "en"
    now = sandbox_of(client.application).clock.now()
    passport = IdTokens(APP.client_id, (APP.secret,)).read(said["id_token"], now=now)
    store = sandbox_of(client.application).stores[passport.host]
    assert store.staff[passport.person_id].handle == "robin"
    assert said["shop"] == store.host == passport.host


def test_the_link_of_an_order_names_it(client: FlaskClient) -> None:
    page = client.get(f"{STORE}/orders/5551001?person=maud").text
    found = re.search(r'href="([^"]+/apps/comptoir/order\?[^"]+)"', page)
    assert found is not None

    path, said = framed(client, html.unescape(found[1]))

    assert (path, said["id"]) == ("/embedded/shopify/order", "5551001")


def test_each_proof_is_another(client: FlaskClient) -> None:
    tokens = {client.post(f"{STORE}/apps/comptoir/token?person=lou").text for _ in range(3)}

    assert len(tokens) == 3


@pytest.mark.parametrize(
    ("lang", "word"), [("fr", "Plus d’actions"), ("en", "More actions")], ids=["fr", "en"]
)
def test_the_admin_speaks_both_languages(client: FlaskClient, lang: str, word: str) -> None:
    assert word in client.get(f"{STORE}/orders/5551001?lang={lang}").text


def test_every_order_of_every_store_has_a_page(client: FlaskClient) -> None:
    sandbox = sandbox_of(client.application)
    for store in sandbox.stores.values():
        for order in store.of_type("Order"):
            number = order["id"].rpartition("/")[2]
            page = client.get(f"/store/{store.handle}/orders/{number}")
            assert page.status_code == 200, order["name"]
            assert "<script>alert" not in page.text
    assert sandbox.troubles == []


def test_what_does_not_exist_is_said_so(client: FlaskClient) -> None:
    assert client.get("/store/nowhere").status_code == 404
    assert client.get(f"{STORE}/orders/1").status_code == 404
    assert client.get(f"{STORE}/customers/1").status_code == 404
    bare = create_sandbox(None).test_client()
    assert bare.get(f"{STORE}/apps/comptoir").status_code == 404
    assert bare.post(f"{STORE}/apps/comptoir/token").status_code == 404
