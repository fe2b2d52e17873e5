"""Only a launch that the shop signed, for us, now and for a minute, opens the door."""

from __future__ import annotations

from collections.abc import Sequence

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.prestashop.launch import LONGEST_SECONDS, MOST_BYTES
from tests.platforms.prestashop.signing import (
    AUDIENCE,
    GONE,
    NOW,
    OLD,
    READER,
    SECRET,
    claims,
    packed,
    read,
    reason,
    signed,
)


def test_a_good_launch_says_who_stands_on_which_order() -> None:
    token = jwt.encode(claims(), SECRET, algorithm="HS256")
    assert READER.claimed_shop(token) == "shp_01JABC"
    launch = read(token)
    assert (launch.shop_id, launch.token_id) == ("shp_01JABC", "f3b1-77")
    assert launch.expires_at == (NOW + 60) * 1000
    assert (launch.order_id, launch.order_reference) == ("1", "XKBKNABJK")
    assert (launch.customer_id, launch.currency, launch.language) == ("2", "EUR", "fr")
    assert (launch.employee_id, launch.employee_name) == ("3", "Camille Dubois")
    assert (launch.employee_email, launch.profile) == ("camille@shop.example", "4")
    assert (launch.is_superuser, launch.may_view_orders, launch.may_edit_orders) == (
        False,
        True,
        True,
    )
    assert set(launch.links) == {"order", "customer"}


@pytest.mark.parametrize("secrets", [(SECRET, OLD), (OLD, SECRET), ("short", SECRET)])
def test_any_of_the_shops_secrets_opens(secrets: tuple[str, ...]) -> None:
    assert read(signed(claims()), secrets=secrets).order_id == "1"


@pytest.mark.parametrize("secrets", [(), (OLD,), (SECRET[:-1],), ("",), ("short",)])
def test_no_other_secret_opens(secrets: tuple[str, ...]) -> None:
    assert reason(lambda: read(signed(claims()), secrets=secrets)) == "bad_signature"


def test_a_secret_too_short_for_its_hash_opens_nothing() -> None:
    assert reason(lambda: read(signed(claims(), secret="abc"), secrets=("abc",))) == "bad_signature"


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "", "hs256", "HS384", "HS512", "RS256"])
def test_no_other_algorithm_is_believed(alg: str) -> None:
    token = signed(claims(), header={"alg": alg, "typ": "JWT"})
    assert reason(lambda: read(token)) == "bad_signature"
    unsigned = token.rpartition(".")[0] + "."
    assert reason(lambda: read(unsigned)) == "bad_signature"


def test_a_public_key_as_secret_does_not_open() -> None:
    key = "-----BEGIN PUBLIC KEY-----\n" + "A" * 64 + "\n-----END PUBLIC KEY-----"
    token = signed(claims(), secret=key)
    assert reason(lambda: read(token, secrets=(key,))) == "bad_signature"


def test_a_token_signed_again_by_another_or_changed_after_is_refused() -> None:
    assert reason(lambda: read(signed(claims(), secret=OLD))) == "bad_signature"
    head, _, mark = signed(claims()).split(".")
    forged = f"{head}.{packed(claims(order__id=2))}.{mark}"
    assert reason(lambda: read(forged)) == "bad_signature"


@pytest.mark.parametrize(
    "audience",
    [GONE, "", None, "http://127.0.0.1:8000/", "http://evil.example", [AUDIENCE], {}, 1],
)
def test_a_launch_for_another_audience_is_refused(audience: object) -> None:
    assert reason(lambda: read(signed(claims(aud=audience)))) == "wrong_audience"


@pytest.mark.parametrize(
    ("issued", "expires", "why"),
    [
        (NOW - 60, NOW, "expired"),
        (NOW - 120, NOW - 60, "expired"),
        (NOW, NOW + LONGEST_SECONDS + 1, "too_long"),
        (NOW - 3600, NOW + 3600, "too_long"),
        (NOW + 11, NOW + 60, "expired"),
        (NOW + 1, NOW + 1, "expired"),
        (NOW + 5, NOW + 1, "expired"),
    ],
)
def test_a_launch_is_short_and_now(issued: int, expires: int, why: str) -> None:
    assert reason(lambda: read(signed(claims(iat=issued, exp=expires)))) == why


@pytest.mark.parametrize("issued", [NOW - 59, NOW, NOW + 10])
def test_a_clock_a_little_off_still_opens(issued: int) -> None:
    assert read(signed(claims(iat=issued, exp=issued + 60))).order_id == "1"


PAYLOADS: Sequence[object] = (
    [],
    [1],
    "text",
    7,
    None,
    True,
    b"not json",
    b"\xff\xfe",
    b"",
    b"<x/>",
)
DEEP: Sequence[object] = (b"[" * 3000, b'{"a":' * 1000, b'{"iat":' + b"9" * 5000 + b"}")
HEADERS: Sequence[object] = ([], "x", b"junk", {"alg": "HS256", "crit": ["x"]}, {"typ": "JWT"})


@pytest.mark.parametrize(
    "token",
    [
        *("", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "\0", " ", "eyJ9.eyJ9.x"),
        *(signed(claims()) + end for end in ("\n", " ", "=", ".", ".x")),
        *(signed(payload) for payload in (*PAYLOADS, *DEEP)),
        *(signed(claims(), header=header) for header in HEADERS),
    ],
)
def test_a_malformed_token_is_refused(token: str) -> None:
    assert reason(lambda: read(token)) in {"malformed", "bad_signature"}


@pytest.mark.parametrize("token", ["x" * 1_000_000, "a.b." + "c" * MOST_BYTES])
def test_an_oversized_token_is_refused_before_it_is_read(token: str) -> None:
    assert reason(lambda: read(token)) == "oversized"
    assert reason(lambda: READER.claimed_shop(token)) == "oversized"


def test_a_launch_with_every_field_at_its_longest_still_fits() -> None:
    token = signed(
        claims(
            employee__firstname="x" * 255,
            employee__lastname="x" * 255,
            employee__email="x" * 320,
            links__order="https://shop.example/" + "x" * 1000,
            links__customer="https://shop.example/" + "x" * 1000,
        )
    )
    assert read(token).order_id == "1"


@given(st.text())
def test_no_text_opens_or_breaks_the_door(token: str) -> None:
    assert reason(lambda: read(token)) in {"malformed", "oversized"}
    assert reason(lambda: READER.claimed_shop(token)) in {"malformed", "oversized"}


def test_the_shop_is_claimed_even_under_a_bad_signature() -> None:
    assert READER.claimed_shop(signed(claims(), secret=OLD)) == "shp_01JABC"


@pytest.mark.parametrize("shop", [GONE, "", 7, [], "x" * 65, "a/b", "shp\n"])
def test_a_shop_that_is_no_id_is_malformed(shop: object) -> None:
    assert reason(lambda: READER.claimed_shop(signed(claims(iss=shop)))) == "malformed"
