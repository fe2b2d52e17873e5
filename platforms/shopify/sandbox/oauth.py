"""The token endpoint: ID tokens become keys, and keys of the app become their successors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, request

from platforms.shopify.sandbox.breaking import fail_first, plain, spoil
from platforms.shopify.sandbox.faults import ON_THE_WIRE
from platforms.shopify.sandbox.id_tokens import person_of
from platforms.shopify.sandbox.standin import Sandbox
from platforms.shopify.sandbox.store import Staff, Store
from platforms.shopify.sandbox.tokens import ACCESS_SECONDS, ONLINE_SECONDS, RENEWAL_SECONDS

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
SUBJECT = "urn:ietf:params:oauth:token-type:id_token"
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
ONLINE = "urn:shopify:params:oauth:token-type:online-access-token"
REFRESH = "refresh_token"
OPERATION = "token"
"""What a fault of this endpoint is set on."""
_DEAD = "This request requires an active refresh_token"


def oauth(sandbox: Sandbox) -> Blueprint:
    """``POST /shops/<host>/admin/oauth/access_token``."""
    routes = Blueprint("oauth", __name__)

    @routes.post("/shops/<host>/admin/oauth/access_token")
    def access_token(host: str) -> Response:
        met = sandbox.faults.strike(host, OPERATION, kinds=ON_THE_WIRE)
        return fail_first(met) or spoil(_answer(sandbox, host), met)

    return routes


def _answer(sandbox: Sandbox, host: str) -> Response:
    store, app = sandbox.stores.get(host), sandbox.counter
    asked = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    if store is None:
        return plain(404, {"errors": "Not Found"})
    if not isinstance(asked, dict) or app is None:
        return _refused("invalid_request")
    if asked.get("client_id") != app.client_id:
        return _refused("invalid_client")
    if asked.get("client_secret") not in {app.secret, app.older_secret} - {""}:
        return _refused("invalid_client")
    grant = _GRANTS.get(str(asked.get("grant_type")))
    return _refused("unsupported_grant_type") if grant is None else grant(sandbox, store, asked)


def _exchange(sandbox: Sandbox, store: Store, asked: Mapping[str, Any]) -> Response:
    app, now = sandbox.counter, sandbox.clock.now()
    if asked.get("subject_token_type") != SUBJECT or app is None:
        return _refused("invalid_request")
    person = person_of(store, str(asked.get("subject_token")), app=app, now=now)
    if person is None:
        return _refused("invalid_subject_token")
    if not store.installed:
        return _refused("app_not_installed")
    match asked.get("requested_token_type"):
        case str(kind) if kind == ONLINE:
            return plain(200, _online(sandbox, store, person))
        case str(kind) if kind == OFFLINE:
            expires = str(asked.get("expiring", "")) in {"1", "true", "True"}
            return plain(200, _offline(sandbox, store, expires=expires))
    return _refused("invalid_request")


def _refresh(sandbox: Sandbox, store: Store, asked: Mapping[str, Any]) -> Response:
    before, now = str(asked.get("refresh_token")), sandbox.clock.now()
    if not sandbox.tokens.use_renewal(store.host, before, now=now):
        return plain(401, {"error": "invalid_request", "error_description": _DEAD})
    return plain(200, _offline(sandbox, store, expires=True, parent=before))


_GRANTS: Mapping[str, Callable[[Sandbox, Store, Mapping[str, Any]], Response]] = {
    EXCHANGE: _exchange,
    REFRESH: _refresh,
}


def _offline(sandbox: Sandbox, store: Store, *, expires: bool, parent: str = "") -> dict[str, Any]:
    keys, now = sandbox.tokens, sandbox.clock.now()
    access = keys.app_token(store.host, store.scopes, now=now, expires=expires)
    told: dict[str, Any] = {"access_token": access.token, "scope": _scope(store)}
    if not expires:
        return told
    return told | {
        "expires_in": ACCESS_SECONDS,
        "refresh_token": keys.renewal(store.host, now=now, parent=parent),
        "refresh_token_expires_in": RENEWAL_SECONDS,
    }


def _online(sandbox: Sandbox, store: Store, person: Staff) -> dict[str, Any]:
    now = sandbox.clock.now()
    access = sandbox.tokens.staff_token(store.host, store.scopes, person.id, now=now)
    return {
        "access_token": access.token,
        "scope": _scope(store),
        "expires_in": ONLINE_SECONDS,
        "associated_user_scope": _scope(store),
        "associated_user": {
            "id": int(person.id),
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
            "email_verified": True,
            "account_owner": person.is_owner,
            "locale": person.locale,
            "collaborator": person.is_collaborator,
        },
    }


def _scope(store: Store) -> str:
    """A scope to write is told alone: it implies the one to read."""
    return ",".join(
        sorted(
            it
            for it in store.scopes
            if not (it.startswith("read_") and "write_" + it.removeprefix("read_") in store.scopes)
        )
    )


def _refused(error: str) -> Response:
    return plain(400, {"error": error})
