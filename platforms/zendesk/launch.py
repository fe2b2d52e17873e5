"""A launch is who Zendesk says, once its signature, its installation and its minute are right.

Zendesk posts a JWT signed RS256 with the app's key pair. ``aud`` names the account and the
installation, ``iss`` the account, ``sub`` the person, by addresses of Zendesk's own API. It has no
id of its own that is promised: the digest of what was signed is what it is used up by.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any, NoReturn

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from platforms.helpdesks import Claimed, HelpdeskLaunch
from platforms.launches import LaunchRefused

SCRIPT = "https://static.zdassets.com/zendesk_app_framework_sdk/2.0/zaf_sdk.min.js"
MOST_BYTES = 8192
LONGEST_SECONDS = 900
"""Judgement: a token of hours would be a password; a first page is asked for at once."""

LEEWAY_MS = 10_000
"""How far two honest clocks may differ."""

LEAST_BITS = 2048
LONGEST_KEY = 16_384
_LAST_SECOND = 2**40
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_ACCOUNT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_AUDIENCE = re.compile(
    r"(https://[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.zendesk\.com)"
    r"/api/v2/apps/installations/([1-9][0-9]{0,19})\.json"
)
_PERSON = re.compile(r"([1-9][0-9]{0,19})\.json")

_jws = jwt.PyJWS()


class Zendesk:
    """Zendesk's launches and addresses; a stand-in has a script and an address of its own."""

    kind = "zendesk"

    def __init__(self, script: str = "", address: str = "") -> None:
        self._script = script or SCRIPT
        self._address = address

    @property
    def script(self) -> str:
        """The SDK; Zendesk wants it loaded from there, where it is kept current."""
        return self._script

    def origin_of(self, account: str) -> str:
        """The origin of "atelier", "atelier.zendesk.com" or its address. Raises ValueError."""
        name = account.strip().lower().removeprefix("https://").rstrip("/")
        name = name.removesuffix(".zendesk.com")
        if not _ACCOUNT.fullmatch(name):
            raise ValueError(account)
        return f"https://{name}.zendesk.com"

    def claimed(self, token: str) -> Claimed:
        """Whose launch it says it is. Raises LaunchRefused."""
        if len(token) > MOST_BYTES:
            raise LaunchRefused("oversized")
        if not _COMPACT.fullmatch(token):
            raise LaunchRefused("malformed")
        try:
            unverified = _jws.decode_complete(token, options={"verify_signature": False})
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            _malformed()
        return _audience(_claims(unverified["payload"]))

    def read(self, token: str, *, key: str, claimed: Claimed, now: int) -> HelpdeskLaunch:
        """The launch, verified. Raises LaunchRefused."""
        claims = _claims(_signed(token, key))
        if _audience(claims) != claimed or claims.get("iss") not in _names(claimed.origin):
            raise LaunchRefused("wrong_audience")
        expires_at = _minute(claims, now)
        # What was signed, without the signature: that may be written in more than one way.
        digest = sha256(token.rpartition(".")[0].encode("ascii")).hexdigest()
        return HelpdeskLaunch(_person(claims, claimed.origin), digest, expires_at)

    def is_key(self, key: str) -> bool:
        """Whether this is an RSA public key of a length that still protects."""
        if len(key) > LONGEST_KEY or not key.isascii():
            return False
        try:
            found = load_pem_public_key(key.encode())
        except (ValueError, UnsupportedAlgorithm):
            return False
        return isinstance(found, RSAPublicKey) and found.key_size >= LEAST_BITS

    def ticket_link(self, origin: str, ticket_id: str) -> str:
        """Where Zendesk shows its ticket to an agent."""
        return f"{self._address or origin}/agent/tickets/{ticket_id}"


def _signed(token: str, key: str) -> bytes:
    try:
        payload: bytes = _jws.decode_complete(token, key, ["RS256"])["payload"]
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError, jwt.InvalidKeyError) as error:
        raise LaunchRefused("bad_signature") from error
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        _malformed()
    return payload


def _claims(payload: bytes) -> dict[str, Any]:
    try:
        claims = json.loads(payload, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        _malformed()
    if not isinstance(claims, dict):
        _malformed()
    return claims


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError for a name that comes twice: who reads it might choose the other one."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name comes twice.")
    return found


def _names(origin: str) -> tuple[str, ...]:
    """How an account may name itself as the issuer: its address, its host, or its name alone."""
    host = origin.removeprefix("https://")
    return origin, host, host.removesuffix(".zendesk.com")


def _audience(claims: dict[str, Any]) -> Claimed:
    audience = claims.get("aud")
    named = _AUDIENCE.fullmatch(audience) if isinstance(audience, str) else None
    if named is None:
        raise LaunchRefused("wrong_audience")
    return Claimed(named[1], named[2])


def _minute(claims: dict[str, Any], now: int) -> int:
    """When it ends (UTC ms). Raises LaunchRefused where that, or its beginning, is not now."""
    issued_at, ends_at = _moment(claims.get("iat")), _moment(claims.get("exp"))
    begins_at = _moment(claims.get("nbf", claims.get("iat")))
    if ends_at <= issued_at:
        _malformed()
    if ends_at - issued_at > 1000 * LONGEST_SECONDS:
        raise LaunchRefused("too_long")
    if not max(issued_at, begins_at) - LEEWAY_MS <= now < ends_at + LEEWAY_MS:
        raise LaunchRefused("expired", ahead_ms=issued_at - now)
    return ends_at


def _moment(second: object) -> int:
    """UTC ms of a whole second; neither a word, nor a fraction, nor ``true`` is one."""
    if not isinstance(second, int) or isinstance(second, bool):
        _malformed()
    if not 0 <= second < _LAST_SECOND:
        _malformed()
    return 1000 * second


def _person(claims: dict[str, Any], origin: str) -> str:
    subject = claims.get("sub")
    prefix = f"{origin}/api/v2/users/"
    if not isinstance(subject, str) or not subject.startswith(prefix):
        _malformed()
    named = _PERSON.fullmatch(subject.removeprefix(prefix))
    if named is None:
        _malformed()
    return named[1]


def _malformed() -> NoReturn:
    raise LaunchRefused("malformed")
