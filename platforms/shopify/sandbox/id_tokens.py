"""ID tokens as Shopify signs them for its pages, and as it reads them when they are exchanged."""

from __future__ import annotations

import uuid
from typing import Any

import jwt

from platforms.shopify.sandbox.standin import CounterApp
from platforms.shopify.sandbox.store import Staff, Store

SECONDS = 60
_REQUIRED = ["exp", "nbf", "iat", "iss", "dest", "aud", "sub", "jti", "sid"]


def mint_id_token(
    store: Store, person: Staff, *, app: CounterApp, now: int, secret: str = "", **overrides: Any
) -> str:
    """A token for one request of this person; ``now`` in UTC ms.

    ``overrides`` replace claims, and None leaves one out; ``secret`` signs instead of the app's.
    """
    claims: dict[str, Any] = {
        "iss": f"https://{store.host}/admin",
        "dest": f"https://{store.host}",
        "aud": app.client_id,
        "sub": person.id,
        "exp": now // 1000 + SECONDS,
        "nbf": now // 1000,
        "iat": now // 1000,
        "jti": str(uuid.uuid4()),
        "sid": uuid.uuid5(uuid.NAMESPACE_URL, f"{store.host}/{person.id}").hex,
        "sig": uuid.uuid4().hex * 2,
    }
    kept = {name: it for name, it in (claims | overrides).items() if it is not None}
    return jwt.encode(kept, secret or app.secret, algorithm="HS256")


def person_of(store: Store, token: str, *, app: CounterApp, now: int) -> Staff | None:
    """Whom a token names in this store; None where it does not hold."""
    for secret in (app.secret, app.older_secret):
        claims = _claims(token, secret, app.client_id) if secret else None
        if claims is None:
            continue
        if claims["dest"] != f"https://{store.host}" or not _is_now(claims, now // 1000):
            return None
        return store.staff.get(str(claims["sub"]))
    return None


def _claims(token: str, secret: str, client_id: str) -> dict[str, Any] | None:
    """The times are compared with the stand-in's clock, which the library does not know."""
    try:
        found: dict[str, Any] = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            audience=client_id,
            options={
                "require": _REQUIRED,
                "strict_aud": True,
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
    except jwt.PyJWTError:
        return None
    return found


def _is_now(claims: dict[str, Any], second: int) -> bool:
    return bool(claims["nbf"] <= second + 10 and second < claims["exp"] + 10)
