"""What the proxy signed is read in one way only: no splitting makes a visitor another customer."""

from __future__ import annotations

import re
import time
from urllib.parse import parse_qsl, urlencode

import pytest
import shopify_app
from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.hooks import HookRefused
from platforms.shopify.proxy import MOST_LETTERS, ProxyPage, signature
from tests.platforms.shopify.signing import (
    FOREIGN,
    HOST,
    NOW,
    NOW_MS,
    OLD,
    SECRET,
    embedding,
    hook_refused,
)

PAGE = ProxyPage({"ticket": re.compile(r"[0-9a-z_]{1,40}")})
ANY = re.compile(r"[0-9A-Za-z,]{0,40}")
EVERYONES = ProxyPage(is_for_everyone=True)


def given_by_shopify(
    visitors: dict[str, str], *, customer: str = "", at: int = NOW
) -> dict[str, str]:
    """The parameters as the proxy passes them on: the visitor's, under its own."""
    own = {
        "shop": HOST,
        "path_prefix": "/apps/comptoir",
        "timestamp": str(at),
        "logged_in_customer_id": customer,
    }
    return {**visitors, **own}


def query(given: dict[str, str], *, secret: str = SECRET) -> str:
    return urlencode({**given, "signature": signature(given, secret).decode()})


def refusal(written: str, *, page: ProxyPage = PAGE, now: int = NOW_MS) -> str:
    return hook_refused(lambda: page.read(written, secrets=(SECRET, OLD), now=now))[0]


@pytest.mark.parametrize("secret", [SECRET, OLD])
@pytest.mark.parametrize("customer", ["", "777"])
def test_a_visitor_is_who_the_proxy_says(secret: str, customer: str) -> None:
    written = query(given_by_shopify({"ticket": "tkt_1"}, customer=customer), secret=secret)
    visit = PAGE.read(written, secrets=(SECRET, OLD), now=NOW_MS)
    assert (visit.host, visit.customer_id, visit.path_prefix) == (HOST, customer, "/apps/comptoir")
    assert visit.arguments == {"ticket": "tkt_1"}


def test_the_embedding_reads_a_visitor_with_the_apps_own_secrets() -> None:
    written = query(given_by_shopify({}, customer="777"), secret=OLD)
    visitor = embedding().visitor(written, now=NOW_MS)
    assert (visitor.host, visitor.customer_id) == (HOST, "777")


BESIDE: tuple[dict[str, str], ...] = (
    {"utm_source": "mail"},
    {"locale": "fr"},
    {"gclid": "Cj0KCQ==", "q": "a&b=c", "é": "œuf"},
    {"a": "1", "a1": "2", "empty": ""},
    {"workshop": "1", "customer_id": "5"},
)


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("customer", ["", "777"])
def test_a_page_for_everyone_opens_whatever_is_asked_beside_and_to_nobody_by_name(
    beside: dict[str, str], customer: str
) -> None:
    written = query(given_by_shopify(beside, customer=customer))
    visitor = embedding().visitor(written, now=NOW_MS)
    assert (visitor.host, visitor.customer_id) == (HOST, "")
    assert refusal(written) == "unauthorized"
    assert refusal(written.replace("mail", "post") + "x", page=EVERYONES) == "unauthorized"


def test_a_name_that_comes_twice_is_signed_with_a_comma() -> None:
    signed = signature(given_by_shopify({"extra": "1,2"}), SECRET).decode()
    written = urlencode({**given_by_shopify({}), "signature": signed})
    for order in (f"extra=1&extra=2&{written}", f"extra=1&{written}&extra=2&"):
        assert EVERYONES.read(order, secrets=(SECRET,), now=NOW_MS).host == HOST
    assert refusal(f"extra=2&extra=1&{written}", page=EVERYONES) == "unauthorized"


@pytest.mark.parametrize("name", ["logged_in_customer_id", "shop", "signature", "timestamp"])
def test_not_even_everyones_page_takes_a_name_of_the_proxy_twice(name: str) -> None:
    written = query(given_by_shopify({"utm_source": "mail"}))
    value = dict(parse_qsl(written, keep_blank_values=True))[name]
    assert refusal(f"{written}&{name}={value}", page=EVERYONES) == "unauthorized"
    assert refusal(f"{name}={value}&{written}", page=EVERYONES) == "unauthorized"


def test_the_official_vectors() -> None:
    said = {
        "extra": "1,2",
        "shop": "shop-name.myshopify.com",
        "path_prefix": "/apps/awesome_reviews",
        "timestamp": "1317327555",
    }
    without = "a9718877bea71c2484f91608a7eaea1532bdf71f5c56825065fa4ccabe549ef3"
    assert signature(said, "hush") == without.encode()
    said["logged_in_customer_id"] = "1"
    mark = "4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb"
    assert signature(said, "hush") == mark.encode()
    written = urlencode({**said, "signature": mark})
    visit = ProxyPage({"extra": ANY}).read(written, secrets=("hush",), now=1317327555_000)
    assert (visit.host, visit.customer_id) == ("shop-name.myshopify.com", "1")
    assert visit.arguments == {"extra": "1,2"}


def forged(at: int) -> str:
    """An anonymous visitor's own request, split again into that of customer 777."""
    asked = dict(parse_qsl("a=1logged_in_customer_id%3D777m%3D"))
    signed = signature(given_by_shopify(asked, at=at), SECRET).decode()
    again = {
        "a": "1",
        "logged_in_customer_id": "777",
        "m": "logged_in_customer_id=",
        "path_prefix": "/apps/comptoir",
        "shop": HOST,
        "timestamp": str(at),
    }
    assert signature(again, SECRET).decode() == signed
    return urlencode({**again, "signature": signed})


def test_a_line_that_was_split_again_is_refused_where_shopifys_library_believes_it() -> None:
    now = int(time.time())
    written = forged(now)
    app = shopify_app.ShopifyApp("id", SECRET)
    theirs = app.verify_app_proxy_req(
        {"method": "GET", "url": f"https://counter.example/?{written}", "headers": {}, "body": ""}
    )
    assert (theirs.ok, theirs.logged_in_customer_id) == (True, "777")
    generous = ProxyPage({"a": re.compile(".*"), "m": re.compile(".*")})
    for page in (PAGE, ProxyPage(), generous, EVERYONES):
        assert refusal(written, page=page, now=now * 1000) == "unauthorized"


@pytest.mark.parametrize("name", ["id", "_id", "r_id", "customer_id", "op", "hop", "fix", "stamp"])
def test_a_name_that_another_ends_in_is_no_pages_own(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        ProxyPage({name: ANY})


@pytest.mark.parametrize(
    "name", ["shop", "signature", "logged_in_customer_id", "a=b", "", "myshop"]
)
def test_a_name_of_the_proxy_is_no_pages_own(name: str) -> None:
    with pytest.raises(ValueError, match="parameter"):
        ProxyPage({name: ANY})


@pytest.mark.parametrize(
    "changes",
    [
        {"logged_in_customer_id": "777,"},
        {"logged_in_customer_id": "0777"},
        {"logged_in_customer_id": "\u0667"},
        {"logged_in_customer_id": "7" * 21},
        {"shop": "evil.com"},
        {"shop": f"{HOST}.evil.com"},
        {"shop": HOST.upper()},
        {"path_prefix": "apps"},
        {"path_prefix": "/apps/a=b"},
        {"timestamp": "soon"},
        {"timestamp": f"{NOW}.5"},
        {"timestamp": ""},
        {"ticket": "a=b"},
        {"ticket": "é"},
        {"unknown": "1"},
    ],
)
def test_what_is_signed_and_still_not_in_its_form_is_refused(changes: dict[str, str]) -> None:
    assert refusal(query({**given_by_shopify({}), **changes})) == "unauthorized"


@pytest.mark.parametrize("name", sorted(given_by_shopify({})))
def test_every_parameter_of_the_proxy_must_be_there(name: str) -> None:
    given = given_by_shopify({})
    del given[name]
    assert refusal(query(given)) == "unauthorized"


@pytest.mark.parametrize("name", ["logged_in_customer_id", "shop", "signature", "ticket"])
def test_no_parameter_comes_twice(name: str) -> None:
    written = query(given_by_shopify({"ticket": "1"}))
    value = dict(parse_qsl(written, keep_blank_values=True))[name]
    assert refusal(f"{written}&{name}={value}") == "unauthorized"
    assert refusal(f"{name}=777&{written}") == "unauthorized"


def test_a_signature_lasts_ninety_seconds() -> None:
    written = query(given_by_shopify({}))
    for seconds in (-90, 90):
        assert PAGE.read(written, secrets=(SECRET,), now=NOW_MS + seconds * 1000).host == HOST
    for milliseconds in (-90_001, 90_001):
        assert refusal(written, now=NOW_MS + milliseconds) == "unauthorized"


GOOD = signature(given_by_shopify({}), SECRET).decode()


@pytest.mark.parametrize(
    "mark", ["", "é" * 64, GOOD.upper(), GOOD[:-1], GOOD + "0", GOOD + "\n", "0" * 64, "\x00" * 64]
)
def test_a_signature_that_is_not_ours_is_refused_without_a_fault(mark: str) -> None:
    assert refusal(urlencode({**given_by_shopify({}), "signature": mark})) == "unauthorized"


def test_a_foreign_or_empty_secret_opens_nothing() -> None:
    assert refusal(query(given_by_shopify({}), secret=FOREIGN)) == "unauthorized"
    empty = query(given_by_shopify({}), secret="")
    assert hook_refused(lambda: PAGE.read(empty, secrets=("",), now=NOW_MS))[0] == "unauthorized"


@pytest.mark.parametrize("written", ["", "&", "a", "a=%ff", "=&=", "%00=%00", "é=é", "&&a=1"])
def test_a_query_that_is_none_is_refused(written: str) -> None:
    assert refusal(written) == "unauthorized"


def test_a_huge_query_is_not_even_split() -> None:
    assert refusal("a=1&" * MOST_LETTERS) == "too_large"


PIECES = st.lists(
    st.sampled_from(
        ["logged_in_customer_id", "=", "777", "m", "ticket", "path_prefix", "shop", "&"]
    ),
    max_size=6,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(PIECES, PIECES, max_size=3), st.dictionaries(PIECES, PIECES, max_size=4))
def test_no_splitting_of_an_anonymous_line_makes_a_customer(
    visitors: dict[str, str], claimed: dict[str, str]
) -> None:
    mark = signature(given_by_shopify(visitors), SECRET).decode()
    for again in ({**given_by_shopify({}), **claimed}, {**given_by_shopify(visitors), **claimed}):
        for page in (PAGE, EVERYONES):
            try:
                written = urlencode({**again, "signature": mark})
                visit = page.read(written, secrets=(SECRET,), now=NOW_MS)
            except HookRefused:
                continue
            assert visit.customer_id == ""
