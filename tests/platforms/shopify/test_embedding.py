"""Every address that Shopify's embedding gives is built of its own settings and a believed name."""

from __future__ import annotations

import pytest

from platforms.embedding import Embedding
from platforms.shopify.domain import host_of_claimed, host_of_signed, is_host
from platforms.shopify.scopes import NEEDED, scopes_written
from tests.platforms.shopify.signing import APP, CLIENT_ID, HOST, embedding

SANDBOX = "http://127.0.0.1:5999"

HOSTILE = (
    "",
    "boutique",
    "evil.com",
    "boutique.myshopify.com.evil.com",
    "evil.com/boutique.myshopify.com",
    "boutique.myshopify.com/evil",
    "boutique.myshopify.com@evil.com",
    "evil.com@boutique.myshopify.com",
    "https://boutique.myshopify.com",
    "boutique.myshopify.com:443",
    "boutique.myshopify.com?x",
    "boutique.myshopify.com#x",
    "boutique.myshopify.com;script-src",
    "boutique.myshopify.com 'self'",
    "boutique.myshopify.com\nx",
    "boutique\x00.myshopify.com",
    "bout_ique.myshopify.com",
    "-boutique.myshopify.com",
    ".myshopify.com",
    "a.b.myshopify.com",
    "boutique.myshopify.com.",
    "boutiquexmyshopify.com",
    "bout\u0131que.myshopify.com",
    "\u212aiosk.myshopify.com",
    "boutique\u3002myshopify.com",
    "\uff42outique.myshopify.com",
    "\u00a0boutique.myshopify.com",
    "\x1cboutique.myshopify.com",
    "a" * 61 + ".myshopify.com",
    " " * 200 + "boutique.myshopify.com",
)


def test_it_keeps_the_promise_of_a_host() -> None:
    kept: Embedding = embedding()
    assert kept.kind == "shopify"
    assert (kept.bridge.key, kept.bridge.script) == (CLIENT_ID, APP.bridge)
    assert kept.bridge.connects == ("https://cdn.shopify.com",)


@pytest.mark.parametrize("claimed", [HOST, HOST.upper(), f" {HOST}\n", "a.myshopify.com"])
def test_a_name_that_can_be_is_read(claimed: str) -> None:
    assert host_of_claimed(claimed) == claimed.strip().lower()


@pytest.mark.parametrize("claimed", HOSTILE)
def test_a_name_that_cannot_be_is_none(claimed: str) -> None:
    assert host_of_claimed(claimed) == ""
    assert embedding().framing_claimed(claimed) == ()
    assert not is_host(claimed)
    with pytest.raises(ValueError, match="name"):
        embedding().base_url(claimed)


def test_a_signed_address_is_not_forgiven_what_a_claimed_name_is() -> None:
    assert host_of_signed(f"https://{HOST}") == HOST
    for other in (HOST, f"http://{HOST}", f"https://{HOST.upper()}", f"https://{HOST}\n"):
        assert host_of_signed(other) == ""


def test_the_addresses_of_a_shop_at_shopify_itself() -> None:
    it = embedding()
    assert it.base_url(HOST) == f"https://{HOST}"
    assert it.host_of(f"https://{HOST}") == HOST
    assert it.framing(HOST) == (f"https://{HOST}", "https://admin.shopify.com")
    assert it.framing_claimed(HOST.upper()) == it.framing(HOST)
    assert it.links(HOST) == {
        "order": "https://admin.shopify.com/store/boutique-lumiere/orders/{id}",
        "customer": "https://admin.shopify.com/store/boutique-lumiere/customers/{id}",
    }


def test_the_addresses_of_a_stand_in() -> None:
    it = embedding(address=SANDBOX + "/shops/{host}", admin=SANDBOX, bridge=SANDBOX + "/b.js")
    assert it.base_url(HOST) == f"{SANDBOX}/shops/{HOST}"
    assert it.host_of(f"{SANDBOX}/shops/{HOST}") == HOST
    assert it.framing(HOST) == (SANDBOX,)
    assert it.links(HOST)["order"] == f"{SANDBOX}/store/boutique-lumiere/orders/{{id}}"
    assert it.bridge.connects == (SANDBOX,)


@pytest.mark.parametrize("other", ["", HOST, f"http://{HOST}", f"https://{HOST}/", "https://a.com"])
def test_another_address_is_no_shops(other: str) -> None:
    assert embedding().host_of(other) == ""


@pytest.mark.parametrize("address", ["https://shop", "{host}{host}", "https://{shop}"])
def test_an_address_without_one_place_for_the_name_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="place"):
        embedding(address=address)


@pytest.mark.parametrize(
    ("written", "order_id"),
    [
        ("5551001", "5551001"),
        ("gid://shopify/Order/5551001", "5551001"),
        ("gid://shopify/Customer/5551001", ""),
        ("0", ""),
        ("5551001\n", ""),
        ("\u0665", ""),
        ("5 or 1", ""),
        ("9" * 21, ""),
    ],
)
def test_an_orders_page_names_its_order(written: str, order_id: str) -> None:
    assert embedding().order_named({"id": written}) == order_id
    assert embedding().order_named({}) == ""


def test_a_right_to_write_is_one_to_read() -> None:
    it = embedding()
    assert it.lacking(NEEDED) == ()
    assert it.lacking(tuple(name for name in NEEDED if name != "read_orders")) == ()
    assert it.lacking(tuple(name for name in NEEDED if name != "write_orders")) == ("write_orders",)
    assert it.lacking(()) == NEEDED
    assert "write_orders" in it.lacking(("read_orders", "read_write_orders"))


@pytest.mark.parametrize("written", ["read_orders;x", "read orders", "é", "a,,b", "READ", "x" * 65])
def test_scopes_that_are_none_are_not_read(written: str) -> None:
    assert scopes_written(written) is None


def test_scopes_are_read_each_once() -> None:
    assert scopes_written("read_orders, write_orders,read_orders") == (
        "read_orders",
        "write_orders",
    )
    assert scopes_written("") == ()
