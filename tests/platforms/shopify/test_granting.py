"""Keys are asked for in the field's own words, believed only whole, and never seen in an error."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from platforms.contract import (
    BadAnswer,
    InMaintenance,
    PlatformError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from platforms.embedding import ChainBroken, Grant, NotInstalled, ProofSpent
from platforms.http import wall_clock
from platforms.shopify.embedding import ShopifyEmbedding
from tests.platforms.shopify.answering import shop
from tests.platforms.shopify.signing import APP, CLIENT_ID, HOST, SECRET

SHOPS = {
    "access_token": "shpat_of_the_shop",
    "scope": "write_orders,read_customers",
    "expires_in": 3600,
    "refresh_token": "shprt_next",
    "refresh_token_expires_in": 7776000,
}
CAMILLE = {
    "id": 42,
    "first_name": "Camille",
    "last_name": "Dubois\u202e",
    "email": "camille@shop.example",
    "email_verified": True,
    "account_owner": False,
    "locale": "fr",
    "collaborator": False,
}
PERSONS = {
    "access_token": "shpua_of_camille",
    "scope": "write_orders,read_customers",
    "expires_in": 86399,
    "associated_user_scope": "read_orders",
    "associated_user": CAMILLE,
}


def for_shop(it: ShopifyEmbedding) -> Grant:
    return it.exchange(HOST, "the.id.token", for_person=False, within=5)


def for_person(it: ShopifyEmbedding) -> Grant:
    return it.exchange(HOST, "the.id.token", for_person=True, within=5)


def renewed(it: ShopifyEmbedding) -> Grant:
    return it.renew(HOST, "shprt_last", within=5)


CALLS = (for_shop, for_person, renewed)


def test_the_shops_key_ends_and_can_be_renewed() -> None:
    with shop(200, SHOPS) as (it, server):
        before = wall_clock()
        grant = for_shop(it)
        after = wall_clock()
    assert (grant.key, grant.renewal) == ("shpat_of_the_shop", "shprt_next")
    assert grant.scopes == ("write_orders", "read_customers")
    assert before <= grant.expires_at - 3_600_000 <= after
    assert before <= grant.renewal_expires_at - 7_776_000_000 <= after
    assert grant.person is None
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", f"/shops/{HOST}/admin/oauth/access_token")
    assert json.loads(asked.body) == {
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": "the.id.token",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
        "expiring": 1,
    }


def test_a_persons_key_says_whose_it_is() -> None:
    with shop(200, PERSONS) as (it, server):
        grant = for_person(it)
    assert (grant.key, grant.renewal, grant.scopes) == ("shpua_of_camille", "", ("read_orders",))
    assert grant.person is not None
    assert (grant.person.id, grant.person.name) == ("42", "Camille Dubois")
    assert (grant.person.email, grant.person.language) == ("camille@shop.example", "fr")
    assert (grant.person.is_owner, grant.person.is_collaborator) == (False, False)
    asked = json.loads(server.asked[0].body)
    assert asked["requested_token_type"].endswith(":online-access-token")
    assert "expiring" not in asked


def test_an_address_that_nobody_proved_is_not_one_to_write_to() -> None:
    body = {**PERSONS, "associated_user": {**CAMILLE, "email_verified": False}}
    with shop(200, body) as (it, _):
        person = for_person(it).person
    assert person is not None
    assert person.email == ""


def test_a_renewal_brings_the_next_pair() -> None:
    with shop(200, SHOPS) as (it, server):
        assert renewed(it).renewal == "shprt_next"
    asked = json.loads(server.asked[0].body)
    assert asked == {
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "grant_type": "refresh_token",
        "refresh_token": "shprt_last",
    }


WRONG_SHOPS: tuple[dict[str, Any], ...] = (
    {"access_token": ""},
    {"access_token": None},
    {"access_token": "two words"},
    {"access_token": "line\nline"},
    {"expires_in": None},
    {"expires_in": "3600"},
    {"expires_in": True},
    {"expires_in": 0},
    {"expires_in": -1},
    {"expires_in": 1.5},
    {"refresh_token": None},
    {"refresh_token_expires_in": None},
    {"scope": 7},
    {"scope": "read_orders;write"},
)


@pytest.mark.parametrize("wrong", WRONG_SHOPS)
def test_a_shops_key_that_is_not_whole_is_refused(wrong: dict[str, Any]) -> None:
    with shop(200, {**SHOPS, **wrong}) as (it, _), pytest.raises(BadAnswer):
        for_shop(it)


WRONG_PERSONS: tuple[dict[str, Any], ...] = (
    {"id": "gid"},
    {"id": 0},
    {"id": None},
    {"account_owner": 1},
    {"collaborator": None},
    {"email_verified": "yes"},
    {"locale": "<fr>"},
    {"first_name": 7},
    {"email": "x" * 400},
)


@pytest.mark.parametrize("wrong", WRONG_PERSONS)
def test_a_person_that_is_not_whole_is_refused(wrong: dict[str, Any]) -> None:
    body = {**PERSONS, "associated_user": {**CAMILLE, **wrong}}
    with shop(200, body) as (it, _), pytest.raises(BadAnswer):
        for_person(it)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b"\xff", b'{"a":' * 9999, b"{}"])
@pytest.mark.parametrize("call", CALLS)
def test_an_answer_that_is_none_is_named_so(
    call: Callable[[ShopifyEmbedding], Grant], body: bytes
) -> None:
    with shop(200, body) as (it, _), pytest.raises(BadAnswer):
        call(it)


INACTIVE = {
    "error": "invalid_request",
    "error_description": "This request requires an active refresh_token",
}


@pytest.mark.parametrize(
    ("call", "status", "body", "fault"),
    [
        (for_shop, 400, {"error": "invalid_subject_token"}, ProofSpent),
        (for_person, 400, {"error": "invalid_subject_token"}, ProofSpent),
        (renewed, 401, INACTIVE, ChainBroken),
        (renewed, 400, {"error": "invalid_grant"}, ChainBroken),
        (renewed, 400, {"error": "invalid_subject_token"}, Unauthorized),
        (for_shop, 401, INACTIVE, Unauthorized),
        (for_shop, 400, {"error": "invalid_client"}, Unauthorized),
        (renewed, 401, {"error": "invalid_client"}, Unauthorized),
        (for_shop, 400, {"error": "app_not_installed"}, NotInstalled),
        (renewed, 404, {"error": "application_not_installed"}, NotInstalled),
        (renewed, 404, b"<html>Not Found", Unreachable),
        (renewed, 404, {"errors": "Not Found"}, Unreachable),
        (for_shop, 404, b"", Unreachable),
        (for_person, 408, b"", Unreachable),
        (for_shop, 402, {"errors": "Unavailable Shop"}, InMaintenance),
        (renewed, 423, b"", InMaintenance),
        (for_shop, 403, {"errors": ["x"]}, Unauthorized),
        (renewed, 500, b"", Unreachable),
        (for_shop, 503, {"error": ["x"]}, Unreachable),
        (for_shop, 418, b"", BadAnswer),
    ],
)
def test_a_refusal_says_what_would_help(
    call: Callable[[ShopifyEmbedding], Grant],
    status: int,
    body: object,
    fault: type[PlatformError],
) -> None:
    with shop(status, body) as (it, _), pytest.raises(PlatformError) as caught:
        call(it)
    assert type(caught.value) is fault


@pytest.mark.parametrize(("asked", "seconds"), [("1.5", 1.5), ("soon", 2.0), ("-3", 2.0)])
def test_a_shop_that_asks_to_wait_says_how_long(asked: str, seconds: float) -> None:
    with shop(429, {}, Retry_After=asked) as (it, _), pytest.raises(Throttled) as caught:
        for_shop(it)
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("call", CALLS)
def test_a_secret_follows_no_redirect(
    call: Callable[[ShopifyEmbedding], Grant], status: int
) -> None:
    with (
        shop(200, SHOPS) as (_, elsewhere),
        shop(status, {}, Location=elsewhere.url) as (it, server),
        pytest.raises(BadAnswer),
    ):
        call(it)
    assert len(server.asked) == 1
    assert elsewhere.asked == []


def test_an_answer_without_end_is_cut_off() -> None:
    with shop(200, b" " * 200_000) as (it, _), pytest.raises(BadAnswer):
        for_shop(it)


def test_a_shop_that_is_away_is_out_of_reach() -> None:
    with shop(200, SHOPS) as (it, _):
        pass
    with pytest.raises(Unreachable):
        for_shop(it)


@pytest.mark.parametrize("status", [200, 400, 401, 404, 500])
def test_neither_key_nor_secret_is_ever_in_an_error(status: int) -> None:
    said = {
        "error": "shpat_SEEN the.id.token",
        "error_description": SECRET,
        "access_token": "shpat_SEEN again",
        "refresh_token": "shprt_SEEN",
    }
    with shop(status, said) as (it, _), pytest.raises(PlatformError) as caught:
        for_shop(it)
    told = f"{caught.value!r} {caught.value} {caught.value.detail}"
    assert not any(word in told for word in ("SEEN", "id.token", SECRET))
    assert caught.value.__cause__ is None


def test_no_repr_shows_a_key() -> None:
    with shop(200, SHOPS) as (it, _):
        grant = for_shop(it)
        told = f"{grant!r} {it!r} {APP!r}"
    assert not any(word in told for word in ("shpat", "shprt", SECRET))
