"""A launch is believed only when the shop's secret signed it, for us, for at most a minute.

The module's token is an HS256 JWT. Everything it claims is checked for type and length after its
signature and before its use; what is wrong is refused under one of the contract's stable reasons.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import jwt

from platforms.launches import Launch, LaunchRefused
from platforms.prestashop.claims import Claims
from platforms.prestashop.origins import origin_of

# The module's token is under 2 kB with the longest names; base64 of every field at its bound fits.
MOST_BYTES = 8 * 1024
# Agreed with the module: an intercepted launch is worth little, a slow browser still arrives.
LONGEST_SECONDS = 60
# The doctor accepts clocks 5 s apart, and a clock steps; a launch from further ahead is forged.
_EARLY_SECONDS = 10
# RFC 7518 §3.2 asks HS256 for a key no shorter than its hash.
_SHORTEST_SECRET = 32

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_SHOP = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LINKS = ("order", "customer")

# PyJWT would compare times with the machine's clock and take an audience out of a list: both are
# done here, against the caller's time and by equality.
_ONLY_SIGNATURE: jwt.types.Options = {
    "verify_signature": True,
    "verify_aud": False,
    "verify_exp": False,
    "verify_iat": False,
    "verify_iss": False,
    "verify_jti": False,
    "verify_nbf": False,
    "verify_sub": False,
}

_NO_SIGNATURE: jwt.types.Options = {"verify_signature": False}


class PrestaShopLaunch:
    """The ``LaunchReader`` of PrestaShop's module."""

    def claimed_shop(self, token: str) -> str:
        """Our shop id that the token says it is from, unverified: only to find its secrets."""
        payload = _payload(token, lambda: jwt.decode(token, options=_NO_SIGNATURE))
        shop = payload.get("iss")
        if not isinstance(shop, str) or not _SHOP.fullmatch(shop):
            raise LaunchRefused("malformed")
        return shop

    def claimed_language(self, token: str) -> str:
        """The language it asks for, unverified: only to choose the words of a refusal."""
        try:
            payload = _payload(token, lambda: jwt.decode(token, options=_NO_SIGNATURE))
        except LaunchRefused:
            return ""
        language = payload.get("language")
        return language if isinstance(language, str) else ""

    def read(self, token: str, *, secrets: tuple[str, ...], audience: str, now: int) -> Launch:
        """The launch, verified with any of the secrets; ``now`` in UTC ms. Raises LaunchRefused."""
        claims = Claims(_signed(token, secrets))
        if claims.written("aud") != audience:
            raise LaunchRefused("wrong_audience")
        expires_at = _checked_times(claims, now // 1000)
        return _launch(claims, expires_at * 1000)


def _signed(token: str, secrets: tuple[str, ...]) -> Mapping[str, Any]:
    """The payload under a good signature; each secret is tried, whichever fits."""
    found: list[Mapping[str, Any]] = []
    refusal = LaunchRefused("bad_signature")
    for secret in secrets:
        if len(secret.encode()) < _SHORTEST_SECRET:
            continue
        try:
            found.append(_payload(token, _decoding(token, secret)))
        except LaunchRefused as fault:
            refusal = fault
    if not found:
        _payload(token, lambda: jwt.decode(token, options=_NO_SIGNATURE))
        raise refusal
    return found[0]


def _decoding(token: str, secret: str) -> Callable[[], dict[str, Any]]:
    return lambda: jwt.decode(token, secret, algorithms=["HS256"], options=_ONLY_SIGNATURE)


def _payload(token: str, decode: Callable[[], dict[str, Any]]) -> Mapping[str, Any]:
    """What the token holds, its size and form looked at before any of it is parsed."""
    if len(token) > MOST_BYTES:
        raise LaunchRefused("oversized")
    if not _COMPACT.fullmatch(token):
        raise LaunchRefused("malformed")
    try:
        return decode()
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError, jwt.InvalidKeyError):
        raise LaunchRefused("bad_signature") from None
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise LaunchRefused("malformed") from None


def _checked_times(claims: Claims, now: int) -> int:
    """When the launch expires, in seconds; it must be now, and it must be short."""
    issued_at, expires_at = claims.whole("iat"), claims.whole("exp")
    if expires_at - issued_at > LONGEST_SECONDS:
        raise LaunchRefused("too_long")
    if expires_at <= now or issued_at > now + _EARLY_SECONDS or expires_at <= issued_at:
        raise LaunchRefused("expired", ahead_ms=1000 * (issued_at - now))
    return expires_at


def _launch(claims: Claims, expires_at: int) -> Launch:
    employee, shop = claims.within("employee"), claims.within("shop")
    rights = employee.within("orders")
    # The shop's menu opens the counter without an order.
    order = claims.within("order") if claims.has("order") else None
    shop.identity("id")
    shop.text("version", longest=32)
    shop_url = shop.untouched("url", longest=512)
    origin = origin_of(shop_url) or _refuse()
    first, last = employee.text("firstname", longest=255), employee.text("lastname", longest=255)
    return Launch(
        shop_id=claims.matching("iss", _SHOP),
        token_id=claims.name("jti", longest=128),
        expires_at=expires_at,
        order_id=order.identity("id") if order else "",
        order_reference=order.name("reference", longest=64) if order else "",
        customer_id=order.identity("customer", lowest=0) if order else "",
        currency=order.matching("currency", _CURRENCY) if order else "",
        employee_id=employee.identity("id"),
        employee_name=f"{first} {last}".strip(),
        employee_email=employee.text("email", longest=320),
        profile=employee.identity("profile"),
        is_superuser=employee.is_so("superadmin"),
        may_view_orders=rights.is_so("view"),
        may_edit_orders=rights.is_so("edit"),
        language=claims.matching("language", re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2})?"))[:2],
        shop_url=shop_url,
        links=_links(claims, origin),
    )


def _links(claims: Claims, origin: str) -> dict[str, str]:
    """The ready-made addresses, each only where it leads back into the shop that signed it."""
    if not claims.has("links"):
        return {}
    links = claims.within("links")
    return {
        name: address
        for name in _LINKS
        if links.has(name) and origin_of(address := links.untouched(name, longest=2048)) == origin
    }


def _refuse() -> NoReturn:
    raise LaunchRefused("malformed")
