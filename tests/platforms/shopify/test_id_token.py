"""Only a token that Shopify signed, for this app, of one shop and now, opens the door."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.launches import LaunchRefused
from platforms.shopify import id_token
from platforms.shopify.id_token import LEEWAY_MS, LONGEST_SECONDS, MOST_BYTES, MOST_KEPT
from tests.platforms.shopify.signing import (
    CLIENT_ID,
    FOREIGN,
    GONE,
    HOST,
    NOW,
    NOW_MS,
    OLD,
    SECRET,
    claims,
    embedding,
    packed,
    refused,
    signed,
)


def reason(token: str, *, now: int = NOW_MS) -> str:
    return refused(lambda: embedding().read(token, now=now))


def test_a_good_token_says_who_from_which_shop() -> None:
    passport = embedding().read(jwt.encode(claims(), SECRET, algorithm="HS256"), now=NOW_MS)
    assert passport.host == HOST
    assert passport.person_id == "42"
    assert passport.token_id == "f8912129-1af6-4cad-9ca3-76b0f7621087"
    assert passport.session_id.startswith("aaea182f")
    assert passport.expires_at == (NOW + 55) * 1000


@pytest.mark.parametrize("secrets", [(SECRET,), (SECRET, OLD), (OLD, SECRET)])
def test_while_the_secret_changes_both_open(secrets: tuple[str, ...]) -> None:
    assert embedding(secrets=secrets).read(signed(claims()), now=NOW_MS).person_id == "42"


@pytest.mark.parametrize("secrets", [(OLD,), (FOREIGN,), (SECRET + "5",)])
def test_no_other_secret_opens(secrets: tuple[str, ...]) -> None:
    reader = embedding(secrets=secrets)
    assert refused(lambda: reader.read(signed(claims()), now=NOW_MS)) == "bad_signature"


def test_a_secret_that_could_be_guessed_is_no_secret() -> None:
    for secrets in ((), ("",), ("hush",), (SECRET, "hush")):
        with pytest.raises(ValueError, match="secret"):
            embedding(secrets=secrets)


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "", "hs256", "HS384", "RS256", "ES256"])
def test_no_other_algorithm_is_believed(alg: str) -> None:
    token = signed(claims(), header={"alg": alg, "typ": "JWT"})
    assert reason(token) == "bad_signature"
    assert reason(token.rpartition(".")[0] + ".") == "malformed"
    assert reason(token.rpartition(".")[0] + ".AA") == "bad_signature"


def test_a_public_key_is_no_secret() -> None:
    key = "-----BEGIN PUBLIC KEY-----\n" + "A" * 64 + "\n-----END PUBLIC KEY-----"
    reader = embedding(secrets=(key,))
    token = signed(claims(), secret=key)
    assert refused(lambda: reader.read(token, now=NOW_MS)) == "bad_signature"


def test_a_token_signed_again_or_changed_after_is_refused() -> None:
    assert reason(signed(claims(), secret=FOREIGN)) == "bad_signature"
    head, _, mark = signed(claims()).split(".")
    assert reason(f"{head}.{packed(claims(sub='1'))}.{mark}") == "bad_signature"


@pytest.mark.parametrize(
    "audience",
    ["another", CLIENT_ID.upper(), CLIENT_ID + " ", "", None, GONE, [CLIENT_ID], {CLIENT_ID: 1}, 1],
)
def test_a_token_for_another_app_is_refused(audience: object) -> None:
    assert reason(signed(claims(aud=audience))) == "wrong_audience"


EVIL = (
    "https://evil.com",
    "https://boutique-lumiere.myshopify.com.evil.com",
    "https://evil.com/boutique-lumiere.myshopify.com",
    "https://boutique-lumiere.myshopify.com@evil.com",
    "https://evil.com@boutique-lumiere.myshopify.com",
    "https://boutique-lumiere.myshopify.com\n",
    "https://boutique-lumiere.myshopify.com/",
    "https://boutique-lumiere.myshopify.com:443",
    "https://boutique-lumiere.myshopify.com#",
    "https://boutique-lumiere.myshopify.com\x00",
    "https://BOUTIQUE-LUMIERE.myshopify.com",
    "HTTPS://boutique-lumiere.myshopify.com",
    "http://boutique-lumiere.myshopify.com",
    "//boutique-lumiere.myshopify.com",
    "boutique-lumiere.myshopify.com",
    " https://boutique-lumiere.myshopify.com",
    "https://bout\u0131que.myshopify.com",
    "https://boutique\uff0emyshopify.com",
    "https://xn--n3h.myshopify.com.",
    "https://-boutique.myshopify.com",
    "https://a.b.myshopify.com",
    "https://.myshopify.com",
    "https://myshopify.com",
    "https://a_b.myshopify.com",
    "https://" + "a" * 61 + ".myshopify.com",
    "",
)


@pytest.mark.parametrize("address", EVIL)
def test_a_shop_that_cannot_be_is_unknown_whoever_signed_it(address: str) -> None:
    token = signed(claims(dest=address, iss=f"{address}/admin"))
    assert reason(token) == "unknown_shop"


@pytest.mark.parametrize(
    "issuer",
    [
        "https://atelier-nord.myshopify.com/admin",
        f"https://{HOST}",
        f"https://{HOST}/admin/",
        f"https://{HOST}/admin\n",
        f"https://{HOST}/Admin",
        f"https://{HOST}/admin?x",
        "",
    ],
)
def test_the_issuer_is_the_same_shops(issuer: str) -> None:
    assert reason(signed(claims(iss=issuer))) == "unknown_shop"


@pytest.mark.parametrize("name", ["exp", "nbf", "iat", "iss", "dest", "sub", "jti", "sid"])
@pytest.mark.parametrize("value", [GONE, None, True, [], {}])
def test_every_claim_must_be_there_and_of_its_kind(name: str, value: object) -> None:
    assert reason(signed(claims(**{name: value}))) == "malformed"


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
@pytest.mark.parametrize("value", [float(NOW), str(NOW), -1, 2**40, 10**400, False])
def test_a_time_is_a_whole_number_of_seconds(name: str, value: object) -> None:
    assert reason(signed(claims(**{name: value}))) == "malformed"


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "1e9", "9" * 1500])
def test_a_number_that_is_no_time_is_none(written: str) -> None:
    text = json.dumps(claims(exp="@")).replace('"@"', written)
    assert reason(signed(text.encode())) == "malformed"


@pytest.mark.parametrize("person", ["", "0", "042", "-1", "4 2", "42\n", "٤٢", "abc", "4" * 21, 42])
def test_a_person_is_a_number_in_digits(person: object) -> None:
    assert reason(signed(claims(sub=person))) == "malformed"


@pytest.mark.parametrize("name", ["jti", "sid"])
@pytest.mark.parametrize("value", ["", "a b", "a\x00", "é", "x" * 129])
def test_a_name_of_a_machine_is_plain_and_short(name: str, value: str) -> None:
    assert reason(signed(claims(**{name: value}))) == "malformed"


def test_clocks_may_differ_by_ten_seconds_and_no_more() -> None:
    token = signed(claims())
    last, first = (NOW + 55) * 1000 + LEEWAY_MS, (NOW - 5) * 1000 - LEEWAY_MS
    reader = embedding()
    assert reader.read(token, now=last - 1).host == HOST
    assert refused(lambda: reader.read(token, now=last)) == "expired"
    assert reader.read(token, now=first).host == HOST
    assert refused(lambda: reader.read(token, now=first - 1)) == "expired"


@pytest.mark.parametrize("name", ["nbf", "iat"])
def test_a_token_from_the_future_is_not_yet_good(name: str) -> None:
    assert reason(signed(claims(**{name: NOW + 11}))) == "expired"
    assert embedding().read(signed(claims(**{name: NOW + 10})), now=NOW_MS).host == HOST


def test_a_token_of_ten_years_is_refused() -> None:
    assert reason(signed(claims(exp=NOW + 10 * 365 * 86400))) == "too_long"
    assert reason(signed(claims(exp=NOW - 5 + LONGEST_SECONDS + 1))) == "too_long"
    longest = signed(claims(exp=NOW - 5 + LONGEST_SECONDS))
    assert embedding().read(longest, now=NOW_MS).host == HOST
    assert reason(signed(claims(iat=0, exp=NOW + 5))) == "too_long"
    assert reason(signed(claims(exp=NOW - 5))) == "expired"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{",
        b"\xff\xfe{}",
        b'{"a":' * 400,
        b"[" * 2500,
        json.dumps(claims()).encode("utf-16"),
        json.dumps(claims()).encode() + b"\x00",
    ],
)
def test_a_payload_that_is_no_object_is_malformed(payload: bytes) -> None:
    assert reason(signed(payload)) == "malformed"


@pytest.mark.parametrize("name", ["dest", "aud", "exp", "sub"])
def test_a_claim_said_twice_says_nothing(name: str) -> None:
    text = json.dumps(claims())
    twice = text[:-1] + f', "{name}": ' + json.dumps(claims()[name]) + "}"
    assert reason(signed(twice.encode())) == "malformed"
    inside = text[:-1] + ', "more": {"a": 1, "a": 1}}'
    assert reason(signed(inside.encode())) == "malformed"


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.b", "a.b.c.d", "é.é.é", "a.b.c\n", "\x00", "\ud800"]
)
def test_what_is_no_token_is_malformed(token: str) -> None:
    assert reason(token) == "malformed"


def test_a_huge_token_is_not_even_looked_at() -> None:
    assert reason("x" * (MOST_BYTES + 1)) == "oversized"
    assert reason(signed(claims(more="x" * MOST_BYTES))) == "oversized"


@pytest.mark.parametrize(
    "header", [{"alg": "HS256", "crit": ["x"]}, {"alg": "HS256", "b64": False}, [], {}]
)
def test_a_strange_header_opens_nothing(header: object) -> None:
    assert reason(signed(claims(), header=header)) in {"malformed", "bad_signature"}


def test_a_remembered_token_still_ends() -> None:
    reader, token = embedding(), signed(claims())
    assert reader.read(token, now=NOW_MS) is reader.read(token, now=NOW_MS + 1)
    assert refused(lambda: reader.read(token, now=NOW_MS + 66_000)) == "expired"
    assert reader.read(token, now=NOW_MS).host == HOST


def test_a_refused_token_is_not_remembered_and_no_more_are_kept_than_the_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(id_token, "MOST_KEPT", 3)
    tokens = id_token.IdTokens(CLIENT_ID, (SECRET,))
    for number in range(1, 9):
        tokens.read(signed(claims(sub=str(number))), now=NOW_MS)
    stale = signed(claims(exp=NOW - 60, iat=NOW - 90))
    assert refused(lambda: tokens.read(signed(claims(), secret=OLD), now=NOW_MS))
    assert refused(lambda: tokens.read(stale, now=NOW_MS))
    assert tokens.remembered == 3
    assert MOST_KEPT < 10_000


def test_a_bearer_is_told_from_the_panels_own() -> None:
    reader = embedding()
    assert reader.is_proof(signed(claims()))
    assert reader.is_proof(signed(claims(), secret=FOREIGN))
    for other in ({"aud": "comptoir-panel", "name": 'a "dest": b'}, {"name": "dest"}, {}):
        assert not reader.is_proof(signed(other))
    for junk in ("", "..", "a.b", "a.\x00.c", "a.é.c", "a.b.c.d", "x" * 9999, "a.a.a"):
        assert not reader.is_proof(junk)


VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers())
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(claims())), VALUES, min_size=1))
def test_no_claims_however_signed_do_more_than_be_refused(changes: dict[str, Any]) -> None:
    said = claims(**changes)
    try:
        passport = embedding().read(signed(said), now=NOW_MS)
    except LaunchRefused:
        return
    assert (said["dest"], said["aud"]) == (f"https://{passport.host}", CLIENT_ID)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*"))
def test_no_text_does_more_than_be_refused(token: str) -> None:
    reader = embedding()
    assert reader.is_proof(token) in {True, False}
    with pytest.raises(LaunchRefused):
        reader.read(token, now=NOW_MS)
