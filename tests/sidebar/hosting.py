"""A host in memory that frames our pages: shops, people, keys that end, and what it pushes."""

from __future__ import annotations

import base64
import dataclasses
import hmac
import itertools
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from platforms import webhooks
from platforms.contract import Connection, Platform
from platforms.embedding import (
    Bridge,
    ChainBroken,
    Embedding,
    Grant,
    NotInstalled,
    Passport,
    Person,
    ProofSpent,
    ShopFacts,
    Visitor,
)
from platforms.hooks import HookRefused
from platforms.launches import LaunchRefused
from platforms.notices import Notice
from platforms.webhooks import Delivery, Meaning
from sidebar.actions.desk import Desk
from sidebar.clock import DAY, HOUR, MINUTE, Clock

KIND = "shopify"
HOST = "boutique-lumiere.myshopify.com"
ELSEWHERE = "atelier-nord.myshopify.com"
SCOPES = ("read_orders", "write_orders")
SECRET = b"the app's secret"


def _person(host_id: str, name: str, language: str, *, rank: str = "staff") -> Person:
    first = name.partition(" ")[0].lower()
    place = "atelier" if host_id > "800" else "boutique"
    return Person(
        id=host_id,
        name=name,
        email=f"{first}@{place}.example",
        language=language,
        is_owner=rank == "owner",
        is_collaborator=rank == "collaborator",
    )


CAMILLE = _person("703", "Camille Fournier", "fr")
ROBIN = _person("704", "Robin Baker", "en-GB", rank="collaborator")
MAUD = _person("701", "Maud Keller", "fr", rank="owner")
NOOR = _person("801", "Noor Vries", "en", rank="owner")


@dataclass
class Chain:
    """The keys that one shop's app was given: the last pair, and the renewal before it."""

    key: str = ""
    renewal: str = ""
    before: str = ""
    """Good until what replaced it is first used, as the host promises."""


@dataclass
class FakeHost:
    """The host, seen by the counter through its promise, and by tests from inside."""

    clock: Clock
    kind: str = KIND
    address: str = "https://{host}"
    people: dict[str, Person] = field(default_factory=dict)
    needed: tuple[str, ...] = SCOPES
    granted: tuple[str, ...] = SCOPES
    chains: dict[str, Chain] = field(default_factory=dict)
    exchanges: list[str] = field(default_factory=list)
    """"shop" or "person", one for each that reached the host."""
    renewals: list[str] = field(default_factory=list)
    fault: Exception | None = None
    """Raised instead of any key."""
    meanwhile: Callable[[], None] = lambda: None
    """Happens once the host has made a pair, before it answers."""
    spared: list[float] = field(default_factory=list)
    """How many seconds each renewal was given."""
    lifetime: int = HOUR
    """Of a shop's key, in ms."""
    facts_told: ShopFacts = field(
        default_factory=lambda: ShopFacts("Boutique Lumière", "Europe/Paris", "EUR", "")
    )

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        for person in (CAMILLE, ROBIN, MAUD, NOOR):
            self.people[person.id] = person

    @property
    def bridge(self) -> Bridge:
        return Bridge("https://cdn.example/bridge.js", "app-id")

    def proof(self, person: Person = CAMILLE, host: str = HOST, *, lasts: int = MINUTE) -> str:
        """A token that the host signs for someone of a shop; ``lasts`` in ms."""
        told = {"host": host, "person": person.id, "exp": self.clock.now() + lasts}
        body = base64.urlsafe_b64encode(json.dumps(told).encode()).decode()
        return f"host.{body}.{signed_by_app(body.encode())}"

    def is_proof(self, token: str) -> bool:
        return token.startswith("host.")

    def read(self, token: str, *, now: int) -> Passport:
        told = self._told(token)
        if told["exp"] <= now:
            raise LaunchRefused("expired")
        return Passport(told["host"], told["person"], "jti", "sid", told["exp"])

    def _told(self, token: str) -> dict[str, Any]:
        parts = token.split(".")
        if len(parts) != 3 or not hmac.compare_digest(signed_by_app(parts[1].encode()), parts[2]):
            raise LaunchRefused("bad_signature")
        told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(parts[1]))
        return told

    def base_url(self, host: str) -> str:
        return self.address.format(host=host)

    def host_of(self, base_url: str) -> str:
        return base_url.rpartition("/")[2]

    def framing(self, host: str) -> tuple[str, ...]:
        return (f"https://{host}", "https://admin.example")

    def framing_claimed(self, claimed: str) -> tuple[str, ...]:
        return self.framing(claimed) if claimed.endswith(".myshopify.com") else ()

    def links(self, host: str) -> Mapping[str, str]:
        return {"order": f"https://admin.example/{host}/orders/{{id}}"}

    def order_named(self, arguments: Mapping[str, str]) -> str:
        named = arguments.get("id", "")
        return named if named.isascii() and named.isdigit() else ""

    def exchange(self, host: str, token: str, *, for_person: bool, within: float) -> Grant:
        assert within > 0
        told = self._told(token)
        with self._lock:
            self.exchanges.append("person" if for_person else "shop")
            self._fail()
            if told["exp"] <= self.clock.now():
                raise ProofSpent
            if for_person:
                key, ends = f"online-{next(self._numbers)}", self.clock.now() + DAY
                return Grant(key, ends, self.granted, person=self.people[told["person"]])
            return self._pair(host)

    def renew(self, host: str, renewal: str, *, within: float) -> Grant:
        assert within > 0
        with self._lock:
            self.renewals.append(host)
            self.spared.append(within)
            self._fail()
            chain = self.chains.get(host)
            if chain is None:
                raise NotInstalled
            if renewal == chain.renewal:
                chain.before = ""
            elif renewal != chain.before:
                raise ChainBroken
            fresh = self._pair(host, before=renewal)
        self.meanwhile()
        return fresh

    def _pair(self, host: str, *, before: str = "") -> Grant:
        number = next(self._numbers)
        chain = Chain(f"offline-{number}", f"renewal-{number}", before)
        self.chains[host] = chain
        now = self.clock.now()
        return Grant(chain.key, now + self.lifetime, self.granted, chain.renewal, now + 90 * DAY)

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault

    def accepts(self, host: str, key: str) -> bool:
        """Whether a call with this key is let in; its use ends the renewal before it."""
        with self._lock:
            chain = self.chains.get(host)
            if chain is None or chain.key != key:
                return False
            chain.before = ""
            return True

    def put_out(self, host: str) -> None:
        """The shop uninstalls the app: every key of it is dead."""
        self.chains.pop(host, None)

    def lacking(self, scopes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in self.needed if name not in scopes)

    def facts(self, host: str, key: str, *, within: float) -> ShopFacts:
        assert within > 0
        assert self.chains[host].key == key
        return self.facts_told

    def lets_in(self, host: str, key: str, *, within: float) -> bool:
        assert within > 0
        self._fail()
        return self.accepts(host, key)

    def visitor(self, query: str, *, now: int) -> Visitor:
        return Visitor(HOST, query)

    def push(self, meaning: Meaning, host: str = HOST, **more: str) -> tuple[dict[str, str], bytes]:
        """The headers and the body of what it pushes; the same event unless told otherwise."""
        body = json.dumps([type(meaning).__name__, dataclasses.asdict(meaning)]).encode()
        number = str(next(self._numbers))
        headers = {"topic": type(meaning).__name__, "delivery": number, "event": number}
        return {**headers, "host": host, "hmac": signed_by_app(body), **more}, body

    def delivery(self, headers: Mapping[str, str], body: bytes, *, now: int) -> Delivery:
        if not hmac.compare_digest(signed_by_app(body).encode(), headers.get("hmac", "").encode()):
            raise HookRefused("unauthorized")
        topic = headers["topic"]
        return Delivery(
            headers["host"],
            topic,
            headers["delivery"],
            headers["event"],
            now,
            body,
            is_owed=topic in {"DataAsked", "EraseCustomer", "EraseShop"},
            is_grave=topic == "Uninstalled",
        )

    def meaning(self, delivery: Delivery) -> tuple[Meaning, ...]:
        try:
            name, told = json.loads(delivery.body)
        except ValueError as error:
            raise HookRefused("bad_request") from error
        if name == "Told":
            return (webhooks.Told(Notice(**told["notice"])),)
        lists = {key: tuple(value) for key, value in told.items() if isinstance(value, list)}
        meaning: Meaning = getattr(webhooks, name)(**{**told, **lists})
        return (meaning,)


def signed_by_app(body: bytes) -> str:
    return hmac.new(SECRET, body, "sha256").hexdigest()


def at_host(
    desk: Desk, host: FakeHost, adapter: Callable[[str, Connection], Platform] | None = None
) -> Desk:
    """The same desk, serving the shops of this host."""
    promise: Embedding = host
    asked = adapter or desk.adapter
    return dataclasses.replace(desk, embeddings={host.kind: promise}, adapter=asked)
