"""A webhook is let in only with the app's signature over its very bytes, which proves no header."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.hooks import HookRefused
from platforms.shopify import hook_reading
from platforms.shopify.hook_reading import MOST_BYTES
from platforms.shopify.meanings import COMPLIANCE, GRAVE, TOPICS
from platforms.shopify.moments import moment
from tests.platforms.shopify.signing import (
    FOREIGN,
    HOST,
    NOW_MS,
    OLD,
    SECRET,
    embedding,
    hook_headers,
    hook_refused,
    hook_signature,
)

BODY = '{"id": 5551001, "note": "é"}'.encode()
UNAUTHORIZED = ("unauthorized", "")
AT = 1_795_320_000_123


def refusal(headers: dict[str, str], body: bytes = BODY, *, now: int = NOW_MS) -> tuple[str, str]:
    return hook_refused(lambda: embedding().delivery(headers, body, now=now))


@pytest.mark.parametrize("prefix", ["X-Shopify-", "x-shopify-", "shopify-", "Shopify-"])
@pytest.mark.parametrize("secret", [SECRET, OLD])
def test_a_good_delivery_is_let_in(prefix: str, secret: str) -> None:
    headers = hook_headers(BODY, prefix=prefix, hmac_sha256=hook_signature(BODY, secret=secret))
    found = embedding().delivery(headers, BODY, now=AT)
    assert (found.host, found.topic, found.body) == (HOST, "orders/updated", BODY)
    assert found.delivery_id == "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"
    assert found.event_id == "98880550-7158-44d4-b7cd-2c97c8a091b5"
    assert found.triggered_at == moment("2026-11-22T04:00:00.123Z")
    assert "5551001" not in repr(found)


GOOD = hook_signature(BODY)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "é" * 44,
        GOOD[:-1],
        GOOD + "=",
        GOOD[:-2] + "==",
        GOOD + "\n",
        " " + GOOD,
        GOOD.lower(),
        "A" * 43 + "=",
        "A" * 44,
        "\x00" * 44,
        "\ud800" * 44,
        GOOD.replace("=", "é"),
        hook_signature(BODY, secret=FOREIGN),
        hook_signature(BODY, secret=""),
        hook_signature(BODY + b" "),
        "x" * 100_000,
    ],
)
def test_a_signature_that_is_not_ours_is_refused_without_a_fault(signature: str) -> None:
    assert refusal(hook_headers(BODY, hmac_sha256=signature)) == UNAUTHORIZED


def test_no_signature_and_no_headers_at_all() -> None:
    headers = hook_headers(BODY)
    del headers["X-Shopify-Hmac-Sha256"]
    assert refusal(headers) == UNAUTHORIZED
    assert refusal({}) == UNAUTHORIZED


@pytest.mark.parametrize("changed", [BODY + b"\n", BODY[:-1], b"", BODY.replace(b"1", b"2")])
def test_a_changed_body_is_refused(changed: bytes) -> None:
    assert refusal(hook_headers(BODY), changed) == UNAUTHORIZED


def test_an_empty_secret_opens_nothing() -> None:
    headers = hook_headers(BODY, hmac_sha256=hook_signature(BODY, secret=""))
    refused = hook_refused(lambda: hook_reading.delivery(headers, BODY, secrets=("",), now=AT))
    assert refused == UNAUTHORIZED


def test_the_two_families_of_headers_are_not_mixed() -> None:
    old, new = (
        hook_headers(BODY),
        hook_headers(BODY, prefix="shopify-", shop_domain="a.myshopify.com"),
    )
    assert embedding().delivery({**new, **old}, BODY, now=AT).host == HOST
    signature_alone = {"X-Shopify-Hmac-Sha256": GOOD}
    assert refusal({**{k: v for k, v in new.items() if "Hmac" not in k}, **signature_alone})


@pytest.mark.parametrize(
    "host", ["", "evil.com", f"{HOST}.evil.com", f"{HOST}\n", HOST.upper(), "é"]
)
def test_a_shop_that_cannot_be_is_refused(host: str) -> None:
    assert refusal(hook_headers(BODY, shop_domain=host)) == ("bad_request", "shop_domain")


@pytest.mark.parametrize(
    "topic", ["", "orders/delete", "Orders/Updated", "shop/redact\n", "é", "x/y"]
)
def test_a_topic_that_we_did_not_ask_for_is_refused(topic: str) -> None:
    assert refusal(hook_headers(BODY, topic=topic), now=AT) == ("bad_request", "topic")


NO_IDS = ["", "a b", "x" * 65, "é", "a\x00", "../a"]


@pytest.mark.parametrize("value", NO_IDS)
def test_a_delivery_without_one_of_its_ids_is_known_by_the_other(value: str) -> None:
    both = embedding().delivery(hook_headers(BODY), BODY, now=AT)
    no_event = embedding().delivery(hook_headers(BODY, event_id=value), BODY, now=AT)
    no_webhook = embedding().delivery(hook_headers(BODY, webhook_id=value), BODY, now=AT)
    assert {no_event.delivery_id, no_event.event_id} == {both.delivery_id}
    assert {no_webhook.delivery_id, no_webhook.event_id} == {both.event_id}


@pytest.mark.parametrize("value", NO_IDS)
def test_without_both_it_is_known_by_what_was_signed(value: str) -> None:
    headers = hook_headers(BODY, webhook_id=value, event_id=value)
    found = embedding().delivery(headers, BODY, now=AT)
    assert found.delivery_id == found.event_id == sha256(BODY).hexdigest()


@pytest.mark.parametrize(
    "written",
    ["", "yesterday", "1795320000", "2026-11-22T04:00:00", "2026-13-22T04:00:00Z", "9999-99-99"],
)
def test_without_its_moment_it_has_just_happened(written: str) -> None:
    headers = hook_headers(BODY, triggered_at=written)
    assert embedding().delivery(headers, BODY, now=AT).triggered_at == AT


def test_no_age_keeps_a_delivery_out_and_nothing_happens_later_than_it_is_heard_of() -> None:
    headers = hook_headers(BODY)
    at = moment("2026-11-22T04:00:00.123Z") or 0
    for now in (at, at + 400 * 24 * 3600 * 1000):
        assert embedding().delivery(headers, BODY, now=now).triggered_at == at
    assert embedding().delivery(headers, BODY, now=at - 1).triggered_at == at - 1


def test_what_the_law_asks_for_is_known_as_such() -> None:
    def told(topic: str) -> tuple[bool, bool]:
        found = embedding().delivery(hook_headers(BODY, topic=topic), BODY, now=AT)
        return found.is_owed, found.is_grave

    assert {topic for topic in TOPICS if told(topic)[0]} == COMPLIANCE
    assert {topic for topic in TOPICS if told(topic)[1]} == GRAVE


def test_a_huge_body_is_not_even_hashed() -> None:
    assert refusal({}, b" " * (MOST_BYTES + 1)) == ("too_large", "")


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("1970-01-01T00:00:01Z", 1000),
        ("1970-01-01T00:00:01.5Z", 1500),
        ("1970-01-01T00:00:01.123456789Z", 1123),
        ("1970-01-01T01:00:00.007+01:00", 7),
        ("1969-12-31T19:00:00-05:00", 0),
        ("0000-01-01T00:00:00Z", None),
        ("2026-02-30T00:00:00Z", None),
        ("1970-01-01 00:00:01Z", None),
        ("1970-01-01T00:00:01+99:00", None),
    ],
)
def test_a_moment_is_read_to_the_millisecond(written: str, at: int | None) -> None:
    assert moment(written) == at


NAMES = st.sampled_from(sorted(hook_headers(BODY)))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, st.text(max_size=80), min_size=1), st.binary(max_size=80))
def test_no_headers_do_more_than_be_refused(changes: dict[str, str], body: bytes) -> None:
    for content in (BODY, body):
        try:
            found = embedding().delivery({**hook_headers(BODY), **changes}, content, now=AT)
        except HookRefused:
            continue
        assert found.body == BODY
