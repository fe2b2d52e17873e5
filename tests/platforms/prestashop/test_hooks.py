"""A call of the module is believed only when all of it is right; a refusal says little."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from platforms.hooks import HookCall, HookReader, HookRefused
from platforms.prestashop import signing
from platforms.prestashop.hooks import MOST_BYTES, PrestaShopHooks

HOOKS: HookReader = PrestaShopHooks()
SECRET, OLD = "s" * 43, "o" * 43
NOW = 1_795_320_000_000


def called(
    body: bytes = b"{}", *, action: str = "notices", secret: str = SECRET, at: int = NOW
) -> dict[str, str]:
    """The headers with which the module of shop shp_01J would call."""
    stamp = signing.Stamp(f"/hooks/prestashop/{action}", "shp_01J", at // 1000, "n" * 22)
    return signing.headers_of(stamp, body, secret=secret)


def read(headers: dict[str, str], body: bytes = b"{}", *, action: str = "notices") -> HookCall:
    return HOOKS.read(action, headers, body, secrets=(SECRET, OLD), now=NOW)


def refusal(call: Callable[[], object]) -> HookRefused:
    with pytest.raises(HookRefused) as refused:
        call()
    return refused.value


def test_a_good_call_is_read_with_what_remembers_it() -> None:
    call = read(called(b'{"order":1001}'), b'{"order":1001}')
    assert (call.shop_id, call.nonce, call.action) == ("shp_01J", "n" * 22, "notices")
    assert call.body == {"order": 1001}
    assert call.expires_at == NOW + 600_000
    assert call.secret == SECRET


def test_a_call_never_shows_its_secret_nor_its_body() -> None:
    call = read(called(b'{"secret":"hidden"}'), b'{"secret":"hidden"}')
    assert SECRET not in repr(call)
    assert "hidden" not in repr(call)


def test_the_shop_is_found_before_its_secrets_are() -> None:
    assert HOOKS.claimed_shop(called()) == "shp_01J"
    assert refusal(lambda: HOOKS.claimed_shop({})).reason == "unauthorized"


def test_the_secret_before_a_rotation_is_still_good() -> None:
    assert read(called(secret=OLD)).secret == OLD


@pytest.mark.parametrize(
    "headers",
    [
        {},
        called(secret="x" * 43),
        called(action="pair"),
        called(at=NOW - 301_000),
        called(at=NOW + 301_000),
        called() | {"Comptoir-Shop": "shp_02"},
        called() | {"Comptoir-Nonce": "m" * 22},
        called() | {"Comptoir-Signature": ""},
        called(b"other"),
    ],
)
def test_whatever_is_wrong_is_unauthorized_and_says_no_more(headers: dict[str, str]) -> None:
    refused = refusal(lambda: read(headers))
    assert (refused.reason, refused.field, refused.call) == ("unauthorized", "", None)
    assert HOOKS.refusing(refused) == (
        401,
        b'{"ok":false,"error":{"name":"unauthorized","retryable":false}}',
    )


def test_too_much_is_refused_before_any_of_it_is_hashed() -> None:
    body = b'"' + b"x" * MOST_BYTES + b'"'
    refused = refusal(lambda: read(called(body), body))
    assert (refused.reason, refused.call) == ("too_large", None)
    assert HOOKS.refusing(refused)[0] == 413


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 60_000, b'{"a":NaN}'])
def test_a_signed_body_that_is_no_object_is_refused_with_a_signature(body: bytes) -> None:
    refused = refusal(lambda: read(called(body), body))
    assert refused.reason == "bad_request"
    assert refused.call is not None
    assert HOOKS.refusing(refused)[0] == 400


def test_an_answer_is_signed_with_the_secret_of_its_call() -> None:
    body = HOOKS.granting({"taken": [1, 2]})
    headers = HOOKS.answer(read(called(secret=OLD)), 200, body)
    canonical = signing.canonical_answer(200, "n" * 22, body)
    assert json.loads(body) == {"ok": True, "result": {"taken": [1, 2]}}
    assert headers["Comptoir-Signature"] == signing.signature(OLD, canonical)
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("secret", ["x" * 31, "x" * 129, "x" * 40 + "é", 7, None, "x" * 40 + " "])
def test_a_new_secret_must_be_one(secret: object) -> None:
    refused = refusal(lambda: HOOKS.rotation({"secret": secret}))
    assert (refused.reason, refused.field) == ("bad_request", "secret")


def test_a_new_secret_and_an_order_are_read() -> None:
    assert HOOKS.rotation({"secret": "n" * 43}) == "n" * 43
    assert HOOKS.ticket_order({"order": 1001}) == "1001"
    assert refusal(lambda: HOOKS.ticket_order({"order": 0})).field == "order"


def test_a_pairing_code_holds_all_three_and_its_own_check() -> None:
    code = HOOKS.pairing_code("https://comptoir.example", shop_id="shp_01J", secret=SECRET)
    form, coded, check = code.split(".")
    written: dict[str, Any] = json.loads(base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)))
    assert form == "comptoir1"
    assert written == {"u": "https://comptoir.example", "s": "shp_01J", "k": SECRET}
    assert check == hashlib.sha256(coded.encode()).hexdigest()[:8]
