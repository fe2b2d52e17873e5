"""What a shop at Shopify costs: its order card over the store's own time, and the door itself."""

from __future__ import annotations

import re
import statistics
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from platforms.shopify.sandbox import CounterApp
from platforms.shopify.sandbox.id_tokens import mint_id_token
from platforms.shopify.sandbox.standin import Sandbox
from sidebar.clock import SystemClock
from tests.bench import embedding, load
from tests.bench.counters import Counter
from tests.bench.figures import Figure
from tests.bench.measures import CARDS, CONNECTIONS, TURNS
from tests.bench.serving import environment, free_port, gunicorn
from tests.bench.stores import SlowStores

HOST, ORDER = "boutique-lumiere.myshopify.com", "5551001"
APP = CounterApp(embedding.CLIENT_ID, embedding.SECRET)
DOOR_SECONDS = 1.5
MOST_ASKED = 20_000
"""More than a turn has requests: then no token comes twice."""

EACH_SERVES = 20
"""Requests of one page within the minute that its token lasts."""


@dataclass(frozen=True)
class Served:
    """The service, and whoever may sign in the store's name."""

    port: int
    stores: Sandbox = field(default_factory=lambda: Sandbox(APP, ("boutique-lumiere",)))

    def token(self) -> str:
        """A fresh proof of Camille's."""
        store = self.stores.stores[HOST]
        camille = next(it for it in store.staff.values() if it.handle == "camille")
        return mint_id_token(store, camille, app=APP, now=SystemClock().now())

    def ticket(self) -> str:
        """The order's ticket, opened as the link on its page opens it."""
        said = urllib.parse.urlencode({"id": ORDER, "shop": HOST, "id_token": self.token()})
        address = f"http://127.0.0.1:{self.port}/embedded/shopify/order?{said}"
        with urllib.request.urlopen(address, timeout=30) as answer:
            found = re.search(r'data-address="(/tickets/\w+)"', answer.read().decode())
        if found is None:
            raise RuntimeError("the order's page has no ticket")
        return found[1]


@contextmanager
def served(counter: Counter, stores: SlowStores) -> Iterator[Served]:
    """The real service over this store and these shops."""
    port = free_port()
    told = {**environment(counter.database_url, port), embedding.STORES: stores.url}
    with gunicorn("tests.bench.embedding:create()", port, told):
        yield Served(port)


def card(engine: str, counter: Counter, stores: SlowStores) -> list[Figure]:
    """What we add to the store's own time when an order card loads, and how often it is asked."""
    overheads, calls = [], set[int]()
    with served(counter, stores) as service:
        path = f"{service.ticket()}/order"
        load.ask(service.port, [path, path], token=service.token())
        stores.asked()
        for _ in range(CARDS):
            took = load.ask(service.port, [path], token=service.token()).milliseconds[0]
            asked = stores.asked()
            overheads.append(took - sum(asked) * 1000)
            calls.add(len(asked))
    note = f"{min(overheads):.1f} to {max(overheads):.1f}"
    return [
        Figure(f"{engine}: calls to Shopify an order card", max(calls), at_most=1),
        Figure(
            f"{engine}: order card over Shopify's own time",
            statistics.median(overheads),
            "ms",
            at_most=15,
            note=note,
        ),
    ]


def door(engine: str, counter: Counter, stores: SlowStores) -> list[Figure]:
    """Requests a second of a view behind the door, and of one that asks PyJWT alone."""
    with served(counter, stores) as service, _bare() as bare_port:
        service.ticket()
        return [
            figure
            for name, serves in (("each token once", 1), (f"each {EACH_SERVES} times", EACH_SERVES))
            for figure in _against(f"{engine}: ID-token door, {name}", service, bare_port, serves)
        ]


@contextmanager
def _bare() -> Iterator[int]:
    with gunicorn("tests.bench.embedding:create_bare()", free_port(), {}) as port:
        yield port


def _against(name: str, service: Served, bare_port: int, serves: int) -> list[Figure]:
    """Turn by turn: the door, PyJWT in the same application, PyJWT in one that has nothing else."""
    turns = [
        (
            _rate(service, service.port, "/door", serves),
            _rate(service, service.port, "/bare", serves),
            _rate(service, bare_port, "/bare", serves),
        )
        for _ in range(TURNS + 1)
    ][1:]  # The first turn warms all three.
    ratios = [ours / theirs for ours, theirs, _ in turns]
    alone = statistics.median(ours / bare for ours, _, bare in turns)
    rates = [statistics.median(rates) for rates in zip(*turns, strict=True)]
    spread = (
        f"{rates[0]:,.0f} to {rates[1]:,.0f} req/s; turns {min(ratios):.2f} to {max(ratios):.2f};"
        f" to a Flask with nothing else ({rates[2]:,.0f}) {alone:.2f}"
    )
    return [Figure(f"{name} / PyJWT", statistics.median(ratios), at_least=0.8, note=spread)]


def _rate(service: Served, port: int, path: str, serves: int) -> float:
    tokens = [service.token() for _ in range(MOST_ASKED // serves)]
    outcome = load.ask(
        port,
        [path],
        tokens=tokens,
        serves=serves,
        seconds=DOOR_SECONDS,
        connections=CONNECTIONS,
    )
    if len(outcome.milliseconds) > MOST_ASKED:
        raise RuntimeError("tokens came twice")
    return outcome.a_second
