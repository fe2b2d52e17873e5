"""Pages of an embedded shop load the bridge and their own files, framed by that shop, no cookie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from werkzeug.test import TestResponse

from platforms.embedding import Embedding, Grant, Person, ShopFacts
from platforms.shopify.embedding import ShopifyApp, ShopifyEmbedding
from platforms.shopify.scopes import NEEDED
from sidebar.clock import SystemClock
from tests.sidebar.goods import order
from tests.sidebar.stage import StillShop, panel_over
from tests.sidebar.web.doors import DOORS
from tests.sidebar.web.in_shopify import (
    APP,
    ATELIER,
    BOUTIQUE,
    KIND,
    NOOR,
    ORDER,
    InShopify,
)

LOADS = ("src", "srcset", "href", "action", "formaction", "data", "poster", "background", "ping")
LED_TO = {"a": "href"}
"""Attributes that load nothing until a person follows them."""


class Loaded(HTMLParser):
    """The addresses that a page asks for by itself, and the scripts and styles inside it."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in LOADS and LED_TO.get(tag) != name:
                self.addresses.append(value or "")
            if name == "style" or name.startswith("on"):
                self.inside.append(f"{tag} {name}")
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.inside.append(tag)


def read(page: str) -> Loaded:
    loaded = Loaded()
    loaded.feed(page)
    return loaded


def every_answer(admin: InShopify) -> Iterator[TestResponse]:
    """One of each kind that Camille's and Maud's frame may be given, good and bad."""
    house = admin.house()
    maud = admin.opened("maud")
    yield admin.document("", admin.proof())
    yield admin.document("", admin.proof("maud"))
    yield admin.document("/order", admin.proof(), id=ORDER)
    yield admin.document("/order", admin.proof(), id="404")
    yield admin.document("/order", admin.proof(), id="'\"><script>")
    yield admin.document("", admin.proof(secret="x" * 40))
    yield admin.document("")
    yield admin.document("/patch", **{"shopify-reload": f"/embedded/{KIND}"})
    yield admin.document("/patch", **{"shopify-reload": "https://evil.example"})
    client = admin.app.test_client()
    yield client.get(f"/tickets/{maud.ticket.id}")
    yield client.get(f"/inbox/{maud.shop.id}")
    for door in DOORS:
        yield house.knock(door, admin.proof("maud"))
        yield house.knock(door, admin.proof(secret="x" * 40))


def test_nothing_is_loaded_from_elsewhere_but_the_bridge(admin: InShopify) -> None:
    bridge = f"{admin.framing}/app-bridge.js"
    scripts = 0
    for answer in every_answer(admin):
        where = f"{answer.request.method} {answer.request.path} {answer.status_code}"
        if answer.mimetype == "application/vnd.sqlite3":
            continue
        loaded = read(answer.text)
        scripts += bridge in loaded.addresses
        for address in loaded.addresses:
            is_own = re.match(r"/(?![/\\])|#|\?|$", address) is not None
            assert is_own or address == bridge, (where, address)
        assert loaded.inside == [], where
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, where
        assert "*" not in policy, where
        sources = set(re.findall(r"https?://\S+?(?=[\s;]|$)", policy.partition("frame-an")[0]))
        assert sources <= {f"{admin.framing}/", admin.framing}, where
        assert policy.startswith("default-src 'none'; script-src 'self'"), where
    assert scripts > 8


class AtShopify(ShopifyEmbedding):
    """Shopify at its own addresses, where nobody is asked: any token gives a key."""

    def exchange(self, host: str, token: str, *, for_person: bool, within: float) -> Grant:
        assert within > 0
        passport = self.read(token, now=SystemClock().now())
        person = Person(passport.person_id, host, "", "fr", is_owner=True, is_collaborator=False)
        return Grant("key", 2**50, NEEDED, "next", 2**50, person if for_person else None)

    def facts(self, host: str, key: str, *, within: float) -> ShopFacts:
        assert within > 0
        return ShopFacts(f"{key} {host}", "Europe/Paris", "EUR", "")


@pytest.fixture
def at_shopify(admin: InShopify) -> InShopify:
    """The same two stores, known by the addresses that they have in the world."""
    stage, still = admin.panel.stage, StillShop(order())
    embedding: Embedding = AtShopify(ShopifyApp(APP.client_id, (APP.secret,)))
    desk = replace(stage.desk, embeddings={KIND: embedding}, adapter=lambda _kind, _shop: still)
    return replace(admin, panel=panel_over(replace(stage, desk=desk)))


def framed(answer: TestResponse) -> str:
    return answer.headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]


def test_only_the_verified_shop_and_the_admin_frame_a_page(at_shopify: InShopify) -> None:
    for handle, name in (("camille", BOUTIQUE), (NOOR, ATELIER)):
        proof, own = at_shopify.proof(handle), f"https://{name} https://admin.shopify.com"
        opened = at_shopify.document("/order", proof, id="1001", shop=name)
        (shell,) = re.findall(r"/tickets/tkt_\w+(?=\")", opened.text)[:1]
        for claimed in (BOUTIQUE, ATELIER, "evil.example", "*", "https://evil.example;", ""):
            assert framed(at_shopify.document("", proof, shop=claimed)) == own
            assert framed(at_shopify.document("/order", proof, id="1001", shop=claimed)) == own
            client = at_shopify.app.test_client()
            assert framed(client.get(shell, query_string={"shop": claimed})) == own


def test_what_is_only_claimed_frames_nothing_that_cannot_be_a_shop(at_shopify: InShopify) -> None:
    forged = at_shopify.proof(secret="x" * 40)
    for claimed in ("evil.example", f"{BOUTIQUE}.evil.example", "*", "'self'", "a b", "; x", ""):
        for path, token in (("", ""), ("", forged), ("/patch", "")):
            assert framed(at_shopify.document(path, token, shop=claimed)) == "'none'", claimed


def test_no_answer_ever_sets_a_cookie_or_is_kept(admin: InShopify) -> None:
    for answer in every_answer(admin):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Comptoir-Token" not in answer.headers
