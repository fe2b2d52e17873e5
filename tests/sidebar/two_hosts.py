"""Two Shopify stores behind one address that know whose each key is, and where it must never be."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt

from platforms.http import wall_clock
from platforms.shopify.scopes import NEEDED
from platforms.shopify.version import VERSION
from sidebar.clock import DAY, HOUR, SetClock
from tests.platforms.loopback import Asked, Reply, listening
from tests.platforms.shopify.signing import claims, signed
from tests.platforms.shopify.weighed import line, order, part, suggestion, way

BOUTIQUE, ATELIER = "boutique-lumiere.myshopify.com", "atelier-nord.myshopify.com"
ZONES = {BOUTIQUE: "Europe/Paris", ATELIER: "Europe/London"}
STAFF = {BOUTIQUE: ("101", "102"), ATELIER: ("201",)}
"""Who works where; the first of each owns it."""

MOVED_EVERY = 83
REFUSED_EVERY = 47
TOKENS_MOVED_EVERY = 5
"""One answer in so many sends the caller elsewhere, or refuses the key."""

_TOKEN = "/admin/oauth/access_token"
_OWNER = re.compile(r"opnow_([0-9]+)_[0-9]+")
_MONEY = order(
    [line(11, left=3, price="20.0"), line(12, left=1, price="30.0")],
    suggestion("90.0", [part(11, 3, "60.0"), part(12, 1, "30.0")], [way(77, "90.0")]),
)


@dataclass
class Stores:
    """What every key was used for, and what became of each call."""

    clock: SetClock
    elsewhere: str = ""
    ends: dict[str, int] = field(default_factory=dict)
    """Every key that was given, and when it ends (UTC ms of the set clock)."""
    used: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(where, what, whose key): "read" or the person in whose name something is written."""
    proofs: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(where, of where) of every token and renewal that a key was asked for with."""
    done: Counter[str] = field(default_factory=Counter)
    astray: list[str] = field(default_factory=list)
    """Anything at all that arrived where nothing should."""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._tokens = itertools.count(1)
        self._keys = itertools.count(1)

    def answer(self, asked: Asked, reply: Reply) -> None:
        _, _, host, *_ = asked.path.split("/")
        if asked.path.endswith(_TOKEN):
            self._give(host, json.loads(asked.body), reply)
        else:
            self._serve(host, asked, reply)

    def stray(self, asked: Asked, reply: Reply) -> None:
        self.astray.append(f"{asked.method} {asked.path} {dict(asked.headers)}")
        reply.json("{}")

    def _give(self, host: str, said: Mapping[str, str], reply: Reply) -> None:
        """A key; a renewal bears the name of its store, and a token that of its person."""
        proof = said.get("refresh_token") or said["subject_token"]
        owner, person = _named_in(proof)
        self.proofs[host, owner] += 1
        if "refresh_token" in said and next(self._tokens) % TOKENS_MOVED_EVERY == 0:
            self._move(reply)
            return
        is_online = said.get("requested_token_type", "").endswith("online-access-token")
        lasts = DAY if is_online else HOUR
        key = f"key/{owner}/{person if is_online else ''}/{next(self._keys)}"
        self.ends[key] = self.clock.now() + lasts
        granted = {
            "access_token": key,
            "scope": ",".join(NEEDED),
            # The set clock is ahead of the machine's, by which the answer's age is told.
            "expires_in": (self.ends[key] - wall_clock()) // 1000,
        }
        more = _of_person(host, person) if is_online else _of_shop(host)
        _say(reply, 200, {**granted, **more})
        self.done["renewed" if "refresh_token" in said else "exchanged"] += 1

    def _serve(self, host: str, asked: Asked, reply: Reply) -> None:
        key = asked.headers.get("X-Shopify-Access-Token", "")
        body, number = json.loads(asked.body), next(self._numbers)
        owner, person = _named_in(key)
        meant = _OWNER.search(asked.body.decode())
        is_write = body["query"].startswith("mutation")
        what = meant[1] if is_write and meant else "write of nobody" if is_write else "read"
        self.used[host, what, f"{owner}/{person}"] += 1
        if number % MOVED_EVERY == 0:
            self._move(reply)
        elif number % REFUSED_EVERY == 0 or self.ends.get(key, 0) <= self.clock.now():
            self.done["refused"] += 1
            _say(reply, 401, {"errors": "[API] Invalid API key or access token"})
        else:
            self.done["served"] += 1
            _say(reply, 200, {"data": _content(host, body["query"])})

    def _move(self, reply: Reply) -> None:
        self.done["moved"] += 1
        status = (301, 302, 307, 308)[self.done["moved"] % 4]
        _say(reply, status, {}, Location=f"{self.elsewhere}{_TOKEN}")


def proof(clock: SetClock, host: str, person: str) -> str:
    """An ID token of someone in a store."""
    now = clock.now() // 1000
    said = {"iss": f"https://{host}/admin", "dest": f"https://{host}", "sub": person}
    return signed(claims(**said, exp=now + 55, nbf=now - 5, iat=now - 5))


@contextmanager
def open_stores(clock: SetClock) -> Iterator[tuple[Stores, str]]:
    """The stores, and the address of each with ``{host}`` for its name."""
    stores = Stores(clock)
    with ExitStack() as stack:
        stores.elsewhere = stack.enter_context(listening(stores.stray)).url
        yield stores, stack.enter_context(listening(stores.answer)).url + "/shops/{host}"


def _named_in(secret: str) -> tuple[str, str]:
    """(store, person) of a key, of a renewal, or of an ID token that only we can have made."""
    kind, _, named = secret.partition("/")
    if kind in {"key", "renewal"}:
        owner, person, *_ = *named.split("/"), ""
        return owner, person
    said = jwt.decode(secret, options={"verify_signature": False})
    return said["dest"].removeprefix("https://"), said["sub"]


def _of_shop(host: str) -> dict[str, Any]:
    return {"refresh_token": f"renewal/{host}", "refresh_token_expires_in": 7776000}


def _of_person(host: str, person: str) -> dict[str, Any]:
    is_owner = STAFF[host][0] == person
    told = {"first_name": f"Person {person}", "last_name": "", "email": "", "locale": "en"}
    flags = {"email_verified": False, "account_owner": is_owner, "collaborator": False}
    associated = {"id": int(person), **told, **flags}
    return {"associated_user_scope": ",".join(NEEDED), "associated_user": associated}


def _content(host: str, question: str) -> dict[str, Any]:
    """What a store says; its time zone tells whose answer it is."""
    shop = {"name": host, "email": "", "currencyCode": "EUR", "ianaTimezone": ZONES[host]}
    if question.startswith("mutation"):
        refusal = {"field": None, "message": "no", "code": "INVALID"}
        return {"orderCancel": {"orderCancelUserErrors": [refusal], "jobResult": None}}
    scopes = [{"handle": scope} for scope in NEEDED]
    return {**_MONEY, "shop": shop, "currentAppInstallation": {"accessScopes": scopes}}


def _say(reply: Reply, status: int, body: Mapping[str, Any], **headers: str) -> None:
    said = {"Content-Type": "application/json", "X-Shopify-API-Version": VERSION, **headers}
    reply.whole(status, said, json.dumps(body).encode())
