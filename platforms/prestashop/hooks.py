"""Calls of the PrestaShop module to us, and our answers: the ``HookReader`` of PrestaShop."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from platforms.hooks import HookCall, HookRefused, ModuleReport
from platforms.notices import Notice
from platforms.prestashop import signing
from platforms.prestashop.fields import Fields
from platforms.prestashop.reports import read_notices, read_report

MOST_BYTES = 64 * 1024
PATH = "/hooks/prestashop/"

_STATUSES = {"unauthorized": 401, "too_large": 413, "bad_request": 400}
_SECRET = re.compile(r"[A-Za-z0-9_-]{32,128}")

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder().encode


class PrestaShopHooks:
    """Reads and answers the module's calls; keeps nothing, so that one serves every shop."""

    def claimed_shop(self, headers: Mapping[str, str]) -> str:
        """Our shop id that a call says it is from, unverified: only to find its secrets."""
        found = signing.stamp_of(PATH, headers)
        if found is None:
            raise HookRefused("unauthorized")
        return found[0].shop_id

    def read(
        self,
        action: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        secrets: tuple[str, ...],
        now: int,
    ) -> HookCall:
        """The call, verified with any of the secrets; ``now`` in UTC ms. Raises HookRefused."""
        if len(body) > MOST_BYTES:
            raise HookRefused("too_large")
        found = signing.stamp_of(PATH + action, headers)
        if found is None:
            raise HookRefused("unauthorized")
        stamp, mark = found
        secret = signing.signed_by(secrets, stamp.canonical(body), mark=mark)
        if not secret or not signing.is_now(stamp, now // 1000):
            raise HookRefused("unauthorized")
        expires_at = now + signing.REMEMBERED_SECONDS * 1000
        unread = HookCall(action, stamp.shop_id, stamp.nonce, expires_at, {}, secret)
        return HookCall(action, stamp.shop_id, stamp.nonce, expires_at, _read(body, unread), secret)

    def answer(self, call: HookCall, status: int, body: bytes) -> dict[str, str]:
        """The headers of an answer to this call, signed with the secret that signed the call."""
        canonical = signing.canonical_answer(status, call.nonce, body)
        return {
            "Content-Type": "application/json",
            "Cache-Control": "no-store",
            signing.SIGNATURE: signing.signature(call.secret, canonical),
        }

    def granting(self, result: Mapping[str, Any]) -> bytes:
        """The body of a good answer (status 200)."""
        return _encode({"ok": True, "result": result})

    def refusing(self, refusal: HookRefused) -> tuple[int, bytes]:
        """(status, body) of a refusal; what is unauthorized learns nothing more."""
        error: dict[str, Any] = {"name": refusal.reason, "retryable": False}
        if refusal.field and refusal.reason != "unauthorized":
            error["field"] = refusal.field
        return _STATUSES[refusal.reason], _encode({"ok": False, "error": error})

    def notices(self, body: Mapping[str, Any]) -> tuple[Notice, ...]:
        """The notices in the body of the action ``notices``. Raises HookRefused."""
        return read_notices(_fields(body))

    def pairing(self, body: Mapping[str, Any]) -> ModuleReport:
        """The shop as the body of the action ``pair`` describes it. Raises HookRefused."""
        return read_report(_fields(body))

    def rotation(self, body: Mapping[str, Any]) -> str:
        """The new secret in the body of the action ``rotate``. Raises HookRefused."""
        return _fields(body).matching("secret", _SECRET)

    def ticket_order(self, body: Mapping[str, Any]) -> str:
        """The order's id in the body of the action ``ticket``. Raises HookRefused."""
        return _fields(body).identity("order")

    def pairing_code(self, address: str, *, shop_id: str, secret: str) -> str:
        """One paste for the module's page; the last eight letters catch a paste cut short."""
        written = _encode({"u": address, "s": shop_id, "k": secret})
        coded = base64.urlsafe_b64encode(written).rstrip(b"=")
        return f"comptoir1.{coded.decode()}.{hashlib.sha256(coded).hexdigest()[:8]}"


def _read(body: bytes, call: HookCall) -> dict[str, Any]:
    try:
        return _decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise HookRefused("bad_request", call=call) from None


def _fields(body: Mapping[str, Any]) -> Fields:
    return Fields(body, wrong=lambda path: HookRefused("bad_request", field=path))
