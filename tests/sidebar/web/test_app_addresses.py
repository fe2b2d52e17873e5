"""Every address that the app's files give Shopify leads, joined as Shopify joins it, to a page."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from werkzeug.test import TestResponse

import platforms.shopify
from platforms.shopify.proxy import signature
from platforms.shopify.sandbox.pages import HOME
from platforms.shopify.sandbox.pages import ORDER as ORDERS_LINK
from platforms.shopify.sandbox.webhooks import Message
from tests.sidebar.stage import reason_of
from tests.sidebar.web.in_shopify import APP, BOUTIQUE, ORDER, SAID_OF_ALIX, InShopify

FILES = Path(platforms.shopify.__path__[0]) / "app"
LINK = FILES / "extensions" / "order-link" / "shopify.extension.toml"


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def app() -> dict[str, Any]:
    return read(FILES / "shopify.app.toml")


def joined(app: dict[str, Any], url: str) -> str:
    """As Shopify's command line does: what begins with a slash is set behind the app's address."""
    base: str = app["application_url"]
    return base.removesuffix("/") + url if url.startswith("/") else url


def path_of(address: str) -> str:
    """What our routes see of it; the place of the service's own name stands for it."""
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("https", "fill-in.invalid")
    return parts.path or "/"


def test_each_webhook_arrives(app: dict[str, Any], admin: InShopify) -> None:
    admin.opened()
    now = admin.store(BOUTIQUE).clock.iso()
    for one in app["webhooks"]["subscriptions"]:
        topic = [*one.get("topics", ()), *one.get("compliance_topics", ())][-1]
        message = Message(BOUTIQUE, topic, b'{"id":1}', now)
        path, client = path_of(joined(app, one["uri"])), admin.app.test_client()
        signed = message.headers(APP.secret)
        assert client.post(path, data=message.body, headers=signed).status_code == 200
        assert client.post(path, data=b"{}", headers=signed).status_code == 401


def test_the_shops_site_finds_its_page(app: dict[str, Any], admin: InShopify) -> None:
    admin.opened()
    given = {
        "shop": BOUTIQUE,
        "path_prefix": f"/{app['app_proxy']['prefix']}/{app['app_proxy']['subpath']}",
        "timestamp": str(admin.stage.clock.now() // 1000),
        "logged_in_customer_id": "",
    }
    query = urlencode({**given, "signature": signature(given, APP.secret).decode()})
    path = path_of(joined(app, app["app_proxy"]["url"]))
    answer = admin.app.test_client().get(f"{path}?{query}")
    assert (answer.status_code, answer.mimetype) == (200, "application/liquid")


def test_the_app_opens_at_its_address(app: dict[str, Any], admin: InShopify) -> None:
    said = {"shop": BOUTIQUE, "host": "aG9zdA", "embedded": "1"}
    for address in (app["application_url"], *app["auth"]["redirect_urls"]):
        path = path_of(address)
        assert path == HOME
        page = admin.app.test_client().get(
            path, query_string={**said, "id_token": admin.proof("maud")}
        )
        assert page.status_code == 200
        assert 'data-address="/inbox/shp_' in page.text
        there = admin.app.test_client().get(path, query_string=said).location
        assert admin.app.test_client().get(there).status_code == 200


def test_an_orders_link_opens_its_ticket_whatever_it_is_joined_to(
    app: dict[str, Any], admin: InShopify
) -> None:
    (extension,) = read(LINK)["extensions"]
    (target,) = extension["targeting"]
    # Shopify does not say whether the app's address or its origin is meant: here they are the same.
    ways = {joined(app, target["url"]), urljoin(app["application_url"], target["url"])}
    (path,) = map(path_of, ways)
    assert path == ORDERS_LINK
    said = {"shop": BOUTIQUE, "host": "aG9zdA", "id": ORDER, "id_token": admin.proof()}
    page = admin.app.test_client().get(path, query_string=said)
    assert page.status_code == 200
    assert 'data-arrival="created"' in page.text


def at_the_front(admin: InShopify, **said: str) -> TestResponse:
    return admin.app.test_client().get("/", query_string=said)


def test_the_front_is_the_apps_home_where_its_host_asks(admin: InShopify) -> None:
    home = at_the_front(admin, shop=BOUTIQUE, host="aG9zdA", id_token=admin.proof("maud"))

    assert home.status_code == 200
    assert 'data-address="/inbox/shp_' in home.text
    assert f"frame-ancestors {admin.framing}" in home.headers["Content-Security-Policy"]
    assert at_the_front(admin, id_token=admin.proof("maud")).status_code == 200

    away = at_the_front(admin, shop=BOUTIQUE, host="aG9zdA")
    assert (away.status_code, admin.app.test_client().get(away.location).status_code) == (302, 200)
    reload = parse_qs(urlsplit(away.location).query)["shopify-reload"][0]
    assert reload.startswith(f"/embedded/shopify?shop={BOUTIQUE}&")


def test_the_front_tells_others_no_more_than_what_this_is(admin: InShopify) -> None:
    admin.opened()
    plain = at_the_front(admin)
    strangers = ({"shop": "evil.example"}, {"id_token": "x"}, {"host": "aG9zdA", "again": "1"})

    assert plain.status_code == 200
    assert "app-bridge" not in plain.text
    assert "frame-ancestors 'none'" in plain.headers["Content-Security-Policy"]
    for said in strangers:
        assert at_the_front(admin, **said).data == plain.data
    forged = at_the_front(admin, shop=BOUTIQUE, id_token=admin.proof(secret="x" * 40))
    assert (forged.status_code, reason_of(forged)) == (401, "launch_bad_signature")
    assert not any(word in forged.text for word in SAID_OF_ALIX)
