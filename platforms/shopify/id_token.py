"""A person is who Shopify's ID token says, once its signature, its app and its minute are right.

The token is an HS256 JWT made for each request. Every claim is checked for type, length and
letters after the signature and before its use; what is wrong is refused under a stable reason.

One token serves every request of its minute, so what was verified is remembered under the token's
digest: the answer of a verification depends on nothing but the token, the secrets and the time.
Token and secrets cannot differ for the same digest in the same reader, and the time is compared
anew on every use; so remembering saves work and allows nothing.
"""

from __future__ import annotations

import binascii
import json
import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any, NoReturn

import jwt

from platforms.embedding import Passport
from platforms.launches import LaunchRefused
from platforms.shopify.domain import host_of_signed

# Shopify's own are under 1 kB.
MOST_BYTES = 4096
# Shopify's own live for a minute; a token of hours would be a password.
LONGEST_SECONDS = 300
LEEWAY_MS = 10_000
"""How far two honest clocks may differ."""
# What four thousand people use at once; each costs less than 1 kB.
MOST_KEPT = 4096

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_PERSON = re.compile(r"[1-9][0-9]{0,19}")
_NAME = re.compile(r"[\x21-\x7e]{1,128}")
_LAST_SECOND = 2**40
# Inside a text of JSON a quote is escaped: only a claim's own name stands so before a colon.
_NAMES_A_SHOP = re.compile(rb'"dest"\s*:')

_jws = jwt.PyJWS()


@dataclass(frozen=True, slots=True)
class _Vouched:
    passport: Passport
    begins_at: int


def is_alike(token: str) -> bool:
    """Whether a bearer has the form of an ID token: only to choose who reads it."""
    parts = token.split(".", 3)
    if len(token) > MOST_BYTES or len(parts) != 3:
        return False
    try:
        payload = urlsafe_b64decode(parts[1] + "==")
    except (binascii.Error, ValueError):
        return False
    return _NAMES_A_SHOP.search(payload) is not None


class IdTokens:
    """Reads the ID tokens of one app, whose secrets are tried in their order, the newest first."""

    def __init__(self, client_id: str, secrets: tuple[str, ...]) -> None:
        self._client_id = client_id
        self._secrets = tuple(secret.encode() for secret in secrets)
        self._kept: dict[bytes, _Vouched] = {}
        self._writing = Lock()

    @property
    def remembered(self) -> int:
        """How many tokens are remembered; never more than ``MOST_KEPT``."""
        return len(self._kept)

    def read(self, token: str, *, now: int) -> Passport:
        """Who sent it, from which shop; ``now`` in UTC ms. Raises LaunchRefused."""
        if len(token) > MOST_BYTES:
            raise LaunchRefused("oversized")
        if not token.isascii():
            raise LaunchRefused("malformed")
        digest = sha256(token.encode("ascii")).digest()
        known = self._kept.get(digest)
        vouched = known or self._verified(token)
        if not vouched.begins_at - LEEWAY_MS <= now < vouched.passport.expires_at + LEEWAY_MS:
            raise LaunchRefused("expired")
        if known is None:
            self._keep(digest, vouched)
        return vouched.passport

    def _keep(self, digest: bytes, vouched: _Vouched) -> None:
        """The oldest goes first: it is also the one that ends first."""
        with self._writing:
            self._kept[digest] = vouched
            while len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]

    def _verified(self, token: str) -> _Vouched:
        if not _COMPACT.fullmatch(token):
            raise LaunchRefused("malformed")
        claims = _claims(self._signed(token))
        audience = claims.get("aud")
        if not isinstance(audience, str) or audience != self._client_id:
            raise LaunchRefused("wrong_audience")
        return _vouched(claims)

    def _signed(self, token: str) -> bytes:
        """The payload under a good signature of any of the secrets."""
        for secret in self._secrets:
            try:
                payload: bytes = _jws.decode_complete(token, secret, ["HS256"])["payload"]
            except jwt.InvalidSignatureError:
                continue
            except (jwt.InvalidAlgorithmError, jwt.InvalidKeyError):
                break
            except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
                raise LaunchRefused("malformed") from None
            return payload
        raise LaunchRefused("bad_signature")


def _claims(payload: bytes) -> dict[str, Any]:
    """The payload's object; one that says a thing twice says nothing."""
    try:
        claims = json.loads(payload.decode(), object_pairs_hook=_said_once)
    except (ValueError, RecursionError):
        raise LaunchRefused("malformed") from None
    return claims if isinstance(claims, dict) else _refuse()


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _refuse()


def _vouched(claims: dict[str, Any]) -> _Vouched:
    issued_at, begins_at, ends_at = (_time(claims, name) for name in ("iat", "nbf", "exp"))
    if ends_at - issued_at > LONGEST_SECONDS:
        raise LaunchRefused("too_long")
    if ends_at <= issued_at:
        raise LaunchRefused("expired")
    passport = Passport(
        host=_host(claims),
        person_id=_matching(claims, "sub", _PERSON),
        token_id=_matching(claims, "jti", _NAME),
        session_id=_matching(claims, "sid", _NAME),
        expires_at=ends_at * 1000,
    )
    return _Vouched(passport, max(issued_at, begins_at) * 1000)


def _host(claims: dict[str, Any]) -> str:
    """The shop that it is from: its address and its issuer must be the same shop's."""
    address, issuer = claims.get("dest"), claims.get("iss")
    if not isinstance(address, str) or not isinstance(issuer, str):
        _refuse()
    host = host_of_signed(address)
    if not host or issuer != f"{address}/admin":
        raise LaunchRefused("unknown_shop")
    return host


def _time(claims: dict[str, Any], name: str) -> int:
    """Whole seconds: neither a truth nor a fraction is a time."""
    found = claims.get(name)
    if type(found) is not int or not 0 <= found < _LAST_SECOND:
        _refuse()
    return found


def _matching(claims: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    found = claims.get(name)
    if not isinstance(found, str) or not pattern.fullmatch(found):
        _refuse()
    return found


def _refuse() -> NoReturn:
    raise LaunchRefused("malformed")
