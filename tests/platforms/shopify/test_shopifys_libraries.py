"""Shopify's own libraries as witnesses: what they take rightly we take, what wrongly we refuse."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest
import shopify_app
from hypothesis import given
from hypothesis import strategies as st
from shopify import session_token
from shopify.utils.shop_url import sanitize_shop_domain

from platforms.shopify.domain import handle, host_of_claimed
from tests.platforms.shopify.signing import (
    CLIENT_ID,
    GONE,
    HOST,
    NOW_MS,
    SECRET,
    claims,
    embedding,
    hook_headers,
    hook_refused,
    refused,
    signed,
)

BODY = '{"id": 5551001, "note": "é"}'.encode()


def request(
    method: str = "GET", *, headers: Mapping[str, str], query: str = "", body: str = ""
) -> shopify_app.RequestInput:
    """A request as the newer library takes it."""
    url = f"https://counter.example/?{query}"
    return {"method": method, "url": url, "headers": dict(headers), "body": body}


def test_what_shopifys_own_library_takes_rightly_is_taken() -> None:
    now = int(time.time())
    token = signed(claims(iat=now - 5, nbf=now - 5, exp=now + 55))
    theirs = session_token.decode_from_header(f"Bearer {token}", CLIENT_ID, SECRET)
    ours = embedding().read(token, now=now * 1000)
    assert (f"https://{ours.host}", ours.person_id) == (theirs["dest"], theirs["sub"])


# Each of these is let in by one of Shopify's own libraries.
WRONGLY_TAKEN: tuple[tuple[dict[str, Any], str], ...] = (
    ({"exp": GONE}, "malformed"),
    ({"nbf": GONE}, "malformed"),
    ({"aud": [CLIENT_ID, "another"]}, "wrong_audience"),
    ({"exp": 10 * 365 * 86400}, "too_long"),
)


@pytest.mark.parametrize(("changes", "why"), WRONGLY_TAKEN)
def test_what_shopifys_older_library_takes_wrongly_is_refused(
    changes: dict[str, Any], why: str
) -> None:
    now = int(time.time())
    times = {"iat": now - 5, "nbf": now - 5, "exp": now + 55}
    if isinstance(changes.get("exp"), int):
        changes = {"exp": now + changes["exp"]}
    token = signed(claims(**{**times, **changes}))
    assert session_token.decode_from_header(f"Bearer {token}", CLIENT_ID, SECRET)["sub"] == "42"
    assert refused(lambda: embedding().read(token, now=now * 1000)) == why


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"dest": "https://evil.com"}, "unknown_shop"),
        ({"iss": "https://evil.com/admin"}, "unknown_shop"),
        ({"jti": GONE}, "malformed"),
        ({"sid": GONE}, "malformed"),
    ],
)
def test_what_shopifys_newer_library_takes_wrongly_is_refused(
    changes: dict[str, Any], why: str
) -> None:
    now = int(time.time())
    token = signed(claims(**{"iat": now - 5, "nbf": now - 5, "exp": now + 55, **changes}))
    app = shopify_app.ShopifyApp(CLIENT_ID, SECRET)
    headers = {"Authorization": f"Bearer {token}"}
    assert app.verify_app_home_req(request(headers=headers), "/patch").ok
    assert refused(lambda: embedding().read(token, now=now * 1000)) == why


def test_shopifys_own_library_lets_the_same_in() -> None:
    app = shopify_app.ShopifyApp("id", SECRET)
    headers = hook_headers(BODY)
    assert app.verify_webhook_req(request("POST", headers=headers, body=BODY.decode())).ok
    assert embedding().delivery(headers, BODY, now=NOW_MS).host == HOST


@pytest.mark.parametrize("signature", ["é" * 44, "\x80"])
def test_a_signature_at_which_the_newer_library_breaks_is_only_refused(signature: str) -> None:
    headers = {**hook_headers(BODY), "X-Shopify-Hmac-Sha256": signature}
    app = shopify_app.ShopifyApp("id", SECRET)
    with pytest.raises(TypeError):
        app.verify_webhook_req(request("POST", headers=headers, body=BODY.decode()))
    refusal = hook_refused(lambda: embedding().delivery(headers, BODY, now=NOW_MS))
    assert refusal == ("unauthorized", "")


@given(st.text(alphabet="abz09-._:/@\n ", max_size=30).map(lambda name: name + ".myshopify.com"))
def test_whatever_we_believe_shopifys_own_library_believes_too(claimed: str) -> None:
    host = host_of_claimed(claimed)
    # Theirs knows neither a name of one letter nor one that ends in a dash.
    if len(handle(host)) > 1 and not handle(host).endswith("-"):
        assert sanitize_shop_domain(claimed) == host
