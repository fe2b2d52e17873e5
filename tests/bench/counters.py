"""One counter to measure: a migrated store, its shop, its agent, its tickets and its service."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import msgspec

from platforms import registry
from platforms.contract import Connection
from platforms.moves import Restock
from sidebar.actions import opening, orders, pairing
from sidebar.actions.desk import Desk
from sidebar.clock import SystemClock
from sidebar.store import shops
from sidebar.store.database import connect
from sidebar.store.migrate import migrate
from sidebar.store.readings import ReadingKind
from sidebar.store.shops import ModuleState, Shop
from sidebar.store.tickets import Ticket
from tests.bench import filling
from tests.bench.serving import environment, free_port, gunicorn
from tests.bench.shop import SlowShop
from tests.cast import CAMILLE, Person, connect_shop, desk_over, launch

SAMPLED = 300
"""Different tickets asked for in each store: more than a cache of pages would make alike."""


@dataclass(frozen=True)
class Counter:
    """A store of ``count`` tickets, and the port at which its service is run."""

    desk: Desk
    shop: Shop
    secret: str
    agent_id: str
    ticket: Ticket
    count: int
    sampled: tuple[int, ...]
    database_url: str
    port: int

    def signed_launch(self, person: Person = CAMILLE) -> str:
        """A launch on the sandbox's order, good for one use."""
        return launch(self.desk, self.shop, self.secret, person)

    def token(self, person: Person = CAMILLE) -> str:
        """A fresh panel token, as the page's answer to a launch carries it."""
        found = re.search(r'data-token="([^"]+)"', self.launched(person).decode())
        if found is None:
            raise RuntimeError("the launch's answer carries no token")
        return found[1]

    def launched(self, person: Person = CAMILLE) -> bytes:
        """The answer to a launch, uncompressed."""
        body = urllib.parse.urlencode({"token": self.signed_launch(person)}).encode()
        address = f"http://127.0.0.1:{self.port}/launch/prestashop"
        with urllib.request.urlopen(address, body, timeout=30) as answer:
            return bytes(answer.read())

    def paths(self) -> list[str]:
        """The panels of the sampled tickets."""
        return [f"/tickets/{filling.ticket_id(number)}" for number in self.sampled]


def make(database_url: str, shop_url: str, count: int) -> Counter:
    """A store of that many tickets, filled."""
    database = connect(database_url)
    migrate(database, SystemClock())
    port = free_port()
    desk = desk_over(database, public_url=f"http://127.0.0.1:{port}")
    shop, secret = connect_shop(desk, shop_url, roles={"4": "refund"})
    opened = opening.open_from_launch(desk, "prestashop", launch(desk, shop, secret))
    sampled = filling.sample(count, min(SAMPLED, count))
    filling.fill(desk, shop, opened.viewer.agent_id, count)
    filling.show_whole_orders(desk, shop, sampled, _readings(desk, shop, opened.ticket))
    agent_id = opened.viewer.agent_id
    return Counter(
        desk, shop, secret, agent_id, opened.ticket, count, tuple(sampled), database_url, port
    )


@contextmanager
def paired(counter: Counter, shop: SlowShop) -> Iterator[None]:
    """The shop's module knows this counter, and the counter speaks to it, for as long."""
    database = connect(counter.database_url)
    desk = replace(counter.desk, database=database)
    shop.pair(counter.shop.id, counter.secret)
    pairing.trust(desk, counter.shop)
    yield
    with database.writing() as store:
        shops.keep_module(store, counter.shop.id, ModuleState())
    database.close()


def refund_form(counter: Counter) -> str:
    """One unit of the first line of the sandbox's order, as the page would send it."""
    connection = Connection(
        counter.shop.base_url,
        "",
        counter.shop.timezone,
        shop_id=counter.shop.id,
        secrets=(counter.secret,),
    )
    refundable = registry.platform(counter.shop.kind, connection).read_refundable(
        counter.ticket.order_id, within=20
    )
    line = next(one for one in refundable.lines if one.left)
    return urllib.parse.urlencode(
        {
            "ask_id": "bench",
            "reason": "damaged",
            "currency": refundable.left.currency,
            "shipping": "0",
            f"quantity-{line.line_id}": "1",
            f"restock-{line.line_id}": "0" if line.restock is Restock.OPTIONAL else "1",
        }
    )


@contextmanager
def served(counter: Counter) -> Iterator[int]:
    """The real service over this store."""
    settings = environment(counter.database_url, counter.port)
    with gunicorn("app:app", counter.port, settings) as port:
        yield port


def _readings(desk: Desk, shop: Shop, ticket: Ticket) -> dict[ReadingKind, str]:
    """The order and the orders beside it, as the sandbox tells them."""
    card = orders.read_order(desk, shop, ticket.order_id)
    listed = orders.list_orders(desk, shop, ticket)
    return {
        ReadingKind.ORDER: msgspec.json.encode(card.order).decode(),
        ReadingKind.RELATED: msgspec.json.encode(listed.orders).decode(),
    }
