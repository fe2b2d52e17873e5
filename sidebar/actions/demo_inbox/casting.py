"""Who plays in the demonstration's inbox: agents, teams, lists, and customers from everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from platforms.shapes import Wording
from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.rules.choices import BACK_OFFICE, EMAIL, PORTAL, Choice, ChoiceList
from sidebar.store import agents, choices, customers, teams
from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection
from sidebar.store.shops import Shop


@dataclass(frozen=True, slots=True)
class Person:
    """Who works in the demonstration's shop, as it will introduce them."""

    host_id: str
    name: str
    email: str
    language: str
    profile: str
    is_superuser: bool = False


@dataclass(frozen=True, slots=True)
class Player:
    """An agent as the counter knows them by now."""

    agent_id: str
    name: str

    @property
    def first(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone and everything that a ticket may name."""

    players: tuple[Player, ...]
    teams: Mapping[str, str]
    """Our id by name."""
    marketplaces: tuple[str, ...]


def gather(
    store: Connection, desk: Desk, shop: Shop, people: Sequence[Person], told: Mapping[str, Any]
) -> Cast:
    """Introduces agents, fills the shop's lists and mans its teams."""
    now = desk.clock.now()
    players = tuple(_introduce(store, shop, person, now=now) for person in people)
    for code, names in told["departments"].items():
        _keep(store, shop, ChoiceList.DEPARTMENT, Choice(code, _named(*names)), now=now)
    for code, (name, aliases) in told["marketplaces"].items():
        market = Choice(code, _named(name, name), tuple(aliases), is_marketplace=True)
        _keep(store, shop, ChoiceList.CHANNEL, market, now=now)
    by_name = {}
    for name, members in told["teams"].items():
        by_name[name] = ids.new_id("tem", now)
        teams.create(store, shop.id, name, fresh_id=by_name[name])
        for player in players:
            if player.first in members:
                teams.join(store, by_name[name], player.agent_id)
    return Cast(players, by_name, tuple(told["marketplaces"]))


def _introduce(store: Connection, shop: Shop, person: Person, *, now: int) -> Player:
    agent_id = agents.introduce(
        store,
        fresh_id=ids.new_id("agt", now),
        shop_id=shop.id,
        host_id=person.host_id,
        name=person.name,
        email=person.email,
        language=person.language,
        profile=person.profile,
        is_superuser=person.is_superuser,
        now=now,
    )
    return Player(agent_id, person.name)


def _keep(store: Connection, shop: Shop, which: ChoiceList, choice: Choice, *, now: int) -> None:
    choices.keep(store, shop.id, which, choice, fresh_id=ids.new_id("cho", now), now=now)


def _named(french: str, english: str) -> Wording:
    return Wording(english, {"fr": french, "en": english})


@dataclass(frozen=True, slots=True)
class Writer:
    """A customer who writes, and where from."""

    customer_id: str
    name: str
    language: str
    channel: str
    account: str
    address: str


def writer(
    store: Connection, cast: Cast, told: Mapping[str, Any], luck: Random, *, shop: Shop, now: int
) -> Writer:
    """Someone of the list, with the address that their channel gives them."""
    language = "fr" if luck.random() < 0.65 else "en"
    name = luck.choice(told["people"][language])
    channel = _channel(luck, cast)
    plain = "".join(part for part in name.lower() if part.isascii() and part.isalpha())
    is_market = channel in cast.marketplaces
    number = sum(map(ord, name + channel)) % 9000 + 1000
    domain = f"clients.{channel.replace('_', '-')}.example" if is_market else "courriel.example"
    address = f"{plain}.{number}@{domain}" if is_market else f"{plain}@{domain}"
    known = KnownCustomer(ids.new_id("cus", now), f"mail:{address}", name, address, "", language)
    customer_id = customers.introduce(store, known, shop_id=shop.id, now=now)
    account = f"{plain[:8]}_{number}" if is_market else ""
    return Writer(customer_id, name, language, channel, account, address)


def _channel(luck: Random, cast: Cast) -> str:
    ours = (EMAIL, EMAIL, EMAIL, EMAIL, PORTAL, BACK_OFFICE)
    return luck.choice((*ours, *cast.marketplaces, cast.marketplaces[0]))
