"""Keys are had from the shop itself, for a verified token or for the last renewal, and they end.

An answer is believed only whole: a key that never ends, or one without what renews it, is refused.
Neither a key nor what the shop said of one is ever in the text of an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NoReturn

import msgspec

from platforms.contract import (
    BadAnswer,
    InMaintenance,
    NotSent,
    PlatformError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from platforms.embedding import ChainBroken, Grant, NotInstalled, Person, ProofSpent
from platforms.http import Answer, Deadline, Site
from platforms.shopify.believed import Believed
from platforms.shopify.scopes import scopes_written

_TARGET = "/admin/oauth/access_token"
_HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
# An honest answer is under 2 kB.
_MOST_BYTES = 64 * 1024

_TYPES = "urn:ietf:params:oauth"
_KEYS = "urn:shopify:params:oauth:token-type"
_KEY = re.compile(r"[\x21-\x7e]{1,512}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")
_ERROR = re.compile(r"[a-z_]{1,64}")
_SHORT = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,6})?")
_LONGEST_SCOPES = 16 * 1024
# What Shopify asks for where it does not say.
_PAUSE_SECONDS = 2.0

# Without Shopify's own word these come from what stands before it, and may be gone in a moment.
_PASSING = frozenset({404, 408})

_SPENT = "invalid_subject_token"
_ENDED = frozenset({(400, "invalid_grant"), (401, "invalid_grant"), (401, "invalid_request")})
_UNKNOWN = frozenset({"app_not_installed", "application_not_installed"})


def for_token(
    base_url: str, app: Mapping[str, str], token: str, *, for_person: bool, within: float
) -> Grant:
    """A key for the verified token's shop, or for its person. Raises PlatformError."""
    asked: dict[str, str | int] = {
        "grant_type": f"{_TYPES}:grant-type:token-exchange",
        "subject_token": token,
        "subject_token_type": f"{_TYPES}:token-type:id_token",
        "requested_token_type": f"{_KEYS}:{'online' if for_person else 'offline'}-access-token",
    }
    if not for_person:
        asked["expiring"] = 1
    answer = _answer(base_url, {**app, **asked}, within)
    if answer.status != 200:
        _refuse(answer, renewing=False)
    return _person_grant(answer) if for_person else _shop_grant(answer)


def for_renewal(base_url: str, app: Mapping[str, str], renewal: str, *, within: float) -> Grant:
    """The next key of a shop, and the next renewal with it. Raises PlatformError."""
    asked = {"grant_type": "refresh_token", "refresh_token": renewal}
    answer = _answer(base_url, {**app, **asked}, within)
    if answer.status != 200:
        _refuse(answer, renewing=True)
    return _shop_grant(answer)


def _answer(base_url: str, asked: Mapping[str, str | int], within: float) -> Answer:
    try:
        return Site(base_url, headers={}).post(
            _TARGET,
            msgspec.json.encode(asked),
            headers=_HEADERS,
            deadline=Deadline.within(within),
            max_bytes=_MOST_BYTES,
        )
    except NotSent as fault:
        # Nothing is written in the shop by asking for a key: it simply was not reached.
        raise Unreachable(fault.detail) from None


def _shop_grant(answer: Answer) -> Grant:
    told = _told(answer)
    return Grant(
        key=told.matching("access_token", _KEY),
        expires_at=_end(answer, told, "expires_in"),
        scopes=_scopes(told, "scope"),
        renewal=told.matching("refresh_token", _KEY),
        renewal_expires_at=_end(answer, told, "refresh_token_expires_in"),
    )


def _person_grant(answer: Answer) -> Grant:
    told = _told(answer)
    return Grant(
        key=told.matching("access_token", _KEY),
        expires_at=_end(answer, told, "expires_in"),
        scopes=_scopes(told, "associated_user_scope"),
        person=_person(told.within("associated_user")),
    )


def _person(told: Believed) -> Person:
    first, last = told.text("first_name", longest=255), told.text("last_name", longest=255)
    email = told.text("email", longest=320)
    return Person(
        id=told.identity("id"),
        name=f"{first} {last}".strip(),
        # An address that nobody proved to be theirs is not one to write to.
        email=email if told.is_so("email_verified") else "",
        language=told.matching("locale", _LANGUAGE),
        is_owner=told.is_so("account_owner"),
        is_collaborator=told.is_so("collaborator"),
    )


def _told(answer: Answer) -> Believed:
    return Believed.of(answer.body, wrong=lambda name: BadAnswer(f"access token: {name}"))


def _end(answer: Answer, told: Believed, name: str) -> int:
    return answer.received_at + told.whole(name, lowest=1) * 1000


def _scopes(told: Believed, name: str) -> tuple[str, ...]:
    scopes = scopes_written(told.untouched(name, longest=_LONGEST_SCOPES))
    return told.refuse(name) if scopes is None else scopes


def _refuse(answer: Answer, *, renewing: bool) -> NoReturn:
    """Names what the shop refused; an error's own word is kept where it is one of a machine."""
    error = _error(answer)
    detail = f"access token: {answer.status} {error}".strip()
    if error in _UNKNOWN:
        raise NotInstalled(detail)
    if renewing and (answer.status, error) in _ENDED:
        raise ChainBroken(detail)
    if not renewing and error == _SPENT:
        raise ProofSpent(detail)
    raise _by_status(answer, detail)


def _by_status(answer: Answer, detail: str) -> PlatformError:
    match answer.status:
        case 400 | 401 | 403:
            return Unauthorized(detail)
        case 402 | 423:
            return InMaintenance(detail)
        case 429:
            asked = answer.headers.get("Retry-After", "").strip()
            return Throttled(float(asked) if _SHORT.fullmatch(asked) else _PAUSE_SECONDS, detail)
        case status if status in _PASSING or status >= 500:
            return Unreachable(detail)
        case _:
            return BadAnswer(detail)


def _error(answer: Answer) -> str:
    try:
        found = msgspec.json.decode(answer.body, type=dict[str, object]).get("error")
    except (msgspec.DecodeError, RecursionError, ValueError):
        return ""
    return found if isinstance(found, str) and _ERROR.fullmatch(found) else ""
