"""A signature covers who, what, when and every byte; the shop's PHP makes the same ones."""

from __future__ import annotations

import hmac
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from platforms.prestashop import signing
from platforms.prestashop.signing import Stamp

SECRET, OTHER = "s" * 43, "o" * 43
STAMP = Stamp("/comptoir/v1/refund", "shp_01J", 1_795_320_000, "n" * 22)
BODY = b'{"order":1001}'


def test_the_canonical_form_is_lines_in_one_order() -> None:
    assert STAMP.canonical(b"") == (
        b"COMPTOIR1\nPOST\n/comptoir/v1/refund\nshp_01J\n1795320000\nnnnnnnnnnnnnnnnnnnnnnn\n"
        b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


def test_the_answers_canonical_form_names_the_call_it_answers() -> None:
    assert signing.canonical_answer(200, "n" * 22, b"") == (
        b"COMPTOIR1-ANSWER\n200\nnnnnnnnnnnnnnnnnnnnnnn\n"
        b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


def test_a_signature_is_the_hmac_of_the_secrets_own_text() -> None:
    expected = hmac.new(b"k" * 32, b"x", "sha256").hexdigest()
    assert signing.signature("k" * 32, b"x") == expected


@pytest.mark.parametrize(
    "changed",
    [
        replace(STAMP, path="/comptoir/v1/cancel"),
        replace(STAMP, shop_id="shp_01K"),
        replace(STAMP, timestamp=STAMP.timestamp + 1),
        replace(STAMP, nonce="m" * 22),
    ],
)
def test_any_change_of_the_call_spoils_its_signature(changed: Stamp) -> None:
    mark = signing.signature(SECRET, STAMP.canonical(BODY))
    assert signing.signed_by((SECRET,), STAMP.canonical(BODY), mark=mark) == SECRET
    assert signing.signed_by((SECRET,), changed.canonical(BODY), mark=mark) == ""
    assert signing.signed_by((SECRET,), STAMP.canonical(BODY + b" "), mark=mark) == ""


def test_either_of_two_secrets_is_good_and_it_is_said_which() -> None:
    canonical = STAMP.canonical(BODY)
    for secret in (SECRET, OTHER):
        mark = signing.signature(secret, canonical)
        assert signing.signed_by((SECRET, OTHER), canonical, mark=mark) == secret


@pytest.mark.parametrize("mark", ["", "0" * 64, "é" * 64, "A" * 64, "f" * 63, "f" * 65, "f\n" * 32])
def test_what_is_no_signature_is_none(mark: str) -> None:
    assert signing.signed_by((SECRET,), STAMP.canonical(BODY), mark=mark) == ""


def test_a_short_secret_signs_nothing_and_proves_nothing() -> None:
    with pytest.raises(ValueError, match="32"):
        signing.signature("k" * 31, b"")
    mark = signing.signature(SECRET, STAMP.canonical(BODY))
    assert signing.signed_by(("", "k" * 31), STAMP.canonical(BODY), mark=mark) == ""


def test_headers_are_found_in_any_case() -> None:
    headers = signing.headers_of(STAMP, BODY, secret=SECRET)
    lowered = {name.lower(): value for name, value in headers.items()}
    assert signing.stamp_of(STAMP.path, lowered) == (STAMP, headers["Comptoir-Signature"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Comptoir-Shop", ""),
        ("Comptoir-Shop", "a\nb"),
        ("Comptoir-Shop", "x" * 65),
        ("Comptoir-Timestamp", ""),
        ("Comptoir-Timestamp", "01795320000"),
        ("Comptoir-Timestamp", "1795320000.0"),
        ("Comptoir-Timestamp", "-1"),
        ("Comptoir-Timestamp", "\u0661"),
        ("Comptoir-Nonce", "n" * 15),
        ("Comptoir-Nonce", "n" * 65),
        ("Comptoir-Nonce", "n" * 20 + "\n"),
        ("Comptoir-Nonce", "nnnnnnnnnnnnnnnn,nnnnnnnnnnnnnnnn"),
    ],
)
def test_headers_out_of_form_say_nothing(name: str, value: str) -> None:
    headers = signing.headers_of(STAMP, BODY, secret=SECRET) | {name: value}
    assert signing.stamp_of(STAMP.path, headers) is None


@pytest.mark.parametrize(("apart", "is_now"), [(0, True), (300, True), (-300, True), (301, False)])
def test_a_call_is_of_now_within_five_minutes(apart: int, *, is_now: bool) -> None:
    assert signing.is_now(STAMP, STAMP.timestamp + apart) is is_now


VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "signing.json").read_text())
"""The same file is read by the tests of the shop's PHP."""


@pytest.mark.parametrize("known", VECTORS["calls"], ids=lambda known: known["name"])
def test_a_call_is_signed_as_the_shops_php_signs_it(known: dict[str, Any]) -> None:
    stamp = Stamp(known["path"], known["shop"], int(known["timestamp"]), known["nonce"])
    canonical = stamp.canonical(known["body"].encode())
    assert canonical.decode() == known["canonical"]
    assert signing.signature(known["secret"], canonical) == known["signature"]


@pytest.mark.parametrize("known", VECTORS["answers"], ids=lambda known: known["name"])
def test_an_answer_is_signed_as_the_shops_php_signs_it(known: dict[str, Any]) -> None:
    body = known["body"].encode()
    canonical = signing.canonical_answer(known["status"], known["nonce"], body)
    assert signing.signature(known["secret"], canonical) == known["signature"]


@pytest.mark.parametrize("known", VECTORS["checks"], ids=lambda known: known["name"])
def test_a_call_is_believed_when_the_shops_php_believes_it(known: dict[str, Any]) -> None:
    claimed = {f"Comptoir-{name.title()}": value for name, value in known["claimed"].items()}
    found = signing.stamp_of(known["path"], claimed)
    believed = ""
    if found is not None and found[0].shop_id == known["shop"]:
        stamp, mark = found
        canonical = stamp.canonical(known["body"].encode())
        if signing.is_now(stamp, known["now"]):
            believed = signing.signed_by(known["secrets"], canonical, mark=mark)
    assert believed == (known["accepted"] or "")
