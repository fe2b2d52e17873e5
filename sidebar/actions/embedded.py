"""Lets people in whom a host vouches for: on every request by proof alone, by a document with keys.

The first proof of a shop connects it, and one that comes back finds its tickets again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from platforms.contract import PlatformError, Unauthorized
from platforms.embedding import Embedding, Grant, Passport, Person, ProofSpent, ShopFacts
from sidebar import ids
from sidebar.actions import keys, opening, renewing
from sidebar.actions import shops as connecting
from sidebar.actions.desk import Desk
from sidebar.actions.opening import Opened, Wanted
from sidebar.actions.shops import NewShop
from sidebar.clock import HOUR
from sidebar.errors import Forbidden, NotArrived, NotFound, Refused, ScopesLacking
from sidebar.rules.viewer import Role, Viewer, language_of, role_given
from sidebar.store import agents, person_keys, shops, tickets
from sidebar.store.agents import Agent
from sidebar.store.shops import Shop

EXCHANGE_SECONDS = 4.0
FACTS_SECONDS = 4.0
"""Both together are shorter than the lease under which a shop is connected."""

PERSON_LEFT = HOUR
"""A person who comes in with less than this left gets a new key: an agent stays a while."""

FIRST_ROLES: Mapping[str, str] = {"staff": "refund", "collaborator": "reply"}
"""What a shop begins with; its owner manages. Refunds are moved with each person's own rights."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Someone of a connected shop, known and vouched for: what each request needs of them."""

    viewer: Viewer
    passport: Passport
    links: Mapping[str, str]
    """Ways back into the host, by name, with ``{id}`` for the record."""


@dataclass(frozen=True, slots=True)
class Admitted(Vouched):
    """The same for a document, with all of the shop."""

    shop: Shop


def admit(desk: Desk, kind: str, token: str) -> Vouched:
    """Whoever asks now; the host is not asked. Raises LaunchRefused, NotArrived or Forbidden."""
    embedding = _embedding(desk, kind)
    passport = embedding.read(token, now=desk.clock.now())
    base_url = _address(embedding, passport.host)
    with desk.database.asking() as store:
        found = agents.at_shop(store, kind, base_url, passport.person_id)
    if found is None:
        raise NotArrived
    agent, shop_id, roles = found
    viewer = _viewer(agent, shop_id, roles)
    return Vouched(viewer, passport, embedding.links(passport.host))


def arrive(desk: Desk, kind: str, token: str) -> Admitted:
    """Whoever opens a document: their shop is connected and keys are had where they are needed.

    Raises LaunchRefused, ScopesLacking, Forbidden, or an EmbeddingError or another PlatformError
    where the host gives no key.
    """
    embedding = _embedding(desk, kind)
    passport = embedding.read(token, now=desk.clock.now())
    shop = _shop(desk, embedding, passport.host, token)
    agent = _agent(desk, embedding, shop, passport, token)
    viewer = _viewer(agent, shop.id, shop.roles)
    return Admitted(viewer, passport, embedding.links(passport.host), shop)


def open_order(desk: Desk, admitted: Admitted, order_id: str) -> Opened:
    """The ticket of an order that the address names; nobody signed the name.

    Raises OrderUnknown or PlatformError; then nothing was created.
    """
    shop, viewer = admitted.shop, admitted.viewer
    with desk.database.reading() as store:
        ticket = tickets.latest_of_order(store, order_id, shop_id=shop.id)
    return opening.open_wanted(desk, shop, viewer, Wanted(order_id), ticket)


def _embedding(desk: Desk, kind: str) -> Embedding:
    embedding = desk.embeddings.get(kind)
    if embedding is None:
        raise NotFound
    return embedding


def _address(embedding: Embedding, host: str) -> str:
    """A verified shop's address in the one form it is kept in."""
    return connecting.address_of(embedding.base_url(host))


def _viewer(agent: Agent, shop_id: str, roles: Mapping[str, str]) -> Viewer:
    role = role_given(roles, agent.profile, is_superuser=agent.is_superuser)
    if role is Role.NONE:
        raise Forbidden("no_order_rights")
    return Viewer(agent.id, shop_id, agent.name, role, language_of(agent.language))


def _shop(desk: Desk, embedding: Embedding, host: str, token: str) -> Shop:
    """The shop, connected, with a key that opens all that is needed. Raises ScopesLacking."""
    base_url = _address(embedding, host)
    shop = _ready(desk, embedding, base_url)
    if shop is not None:
        return shop
    with renewing.alone(desk, embedding.kind, base_url):
        # Of two arrivals at once the second finds what the first has done.
        shop = _ready(desk, embedding, base_url)
        if shop is not None:
            return shop
        grant = embedding.exchange(host, token, for_person=False, within=EXCHANGE_SECONDS)
        shop = _connected(desk, embedding, host, grant)
    lacking = embedding.lacking(grant.scopes)
    if lacking:
        raise ScopesLacking(lacking)
    return shop


def _ready(desk: Desk, embedding: Embedding, base_url: str) -> Shop | None:
    """The connected shop, unless its key must be had anew: dead, or not opening all by now."""
    with desk.database.reading() as store:
        found = shops.at_address(store, embedding.kind, base_url)
    if found is None or not found[1]:
        return None
    shop = found[0]
    grant = desk.secrets(shop).grant
    has_key = grant is not None and not shop.needs_opening
    return shop if has_key and grant and not embedding.lacking(grant.scopes) else None


def _connected(desk: Desk, embedding: Embedding, host: str, grant: Grant) -> Shop:
    base_url = _address(embedding, host)
    with desk.database.reading() as store:
        found = shops.at_address(store, embedding.kind, base_url)
    if found is None:
        facts = embedding.facts(host, grant.key, within=FACTS_SECONDS)
        shop = _first_met(desk, embedding, host, facts)
    else:
        shop = found[0]
    with desk.database.writing() as store:
        if found is not None and not found[1]:
            shops.bring_back(store, shop.id)
        renewing.keep_grant(store, desk, shop.id, grant)
    return connecting.find(desk, shop.id)


def _first_met(desk: Desk, embedding: Embedding, host: str, facts: ShopFacts) -> Shop:
    wanted = NewShop(
        kind=embedding.kind,
        base_url=embedding.base_url(host),
        name=facts.name or host,
        timezone=facts.timezone or "UTC",
        admin_origins=embedding.framing(host),
        roles=FIRST_ROLES,
    )
    try:
        return connecting.connect(desk, wanted)[0]
    except Refused as refusal:
        if refusal.reason not in ("bad_name", "bad_timezone"):
            raise
        # What a shop calls itself keeps nobody out.
        plain = dataclasses.replace(wanted, name=host, timezone="UTC")
        return connecting.connect(desk, plain)[0]


def _agent(desk: Desk, embedding: Embedding, shop: Shop, passport: Passport, token: str) -> Agent:
    with desk.database.reading() as store:
        known = agents.of_host(store, shop.id, passport.person_id)
        ends_at = person_keys.ends_at(store, shop.id, known.id) if known else 0
    if known is not None and ends_at - desk.clock.now() >= PERSON_LEFT:
        return known
    try:
        grant = embedding.exchange(passport.host, token, for_person=True, within=EXCHANGE_SECONDS)
    except ProofSpent:
        raise
    except PlatformError:
        if known is None:
            raise
        # Reading needs no key of theirs; before money moves it is asked for again.
        return known
    return _introduced(desk, shop, passport, grant)


def _introduced(desk: Desk, shop: Shop, passport: Passport, grant: Grant) -> Agent:
    person = grant.person
    if person is None or person.id != passport.person_id:
        raise Unauthorized("the key is another person's")
    now = desk.clock.now()
    with desk.database.writing() as store:
        agent_id = agents.introduce(
            store,
            fresh_id=ids.new_id("agt", now),
            shop_id=shop.id,
            host_id=person.id,
            name=person.name,
            email=person.email,
            language=person.language,
            profile=_profile(person),
            is_superuser=person.is_owner,
            now=now,
        )
        keys.keep_person(store, desk, shop.id, agent_id, grant)
        agent = agents.find(store, agent_id)
    if agent is None:
        raise NotArrived
    return agent


def _profile(person: Person) -> str:
    if person.is_owner:
        return "owner"
    return "collaborator" if person.is_collaborator else "staff"
