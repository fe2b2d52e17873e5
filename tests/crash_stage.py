"""The ground on which the crash matrix plays: one store, one shop, its agents, tickets by twos."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.clock import SetClock, SystemClock
from sidebar.rules.limits import Limit
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import agents, customers, shops, tickets
from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection, Database
from sidebar.store.shops import MoneyRules, Shop
from tests.cast import connect_shop, desk_over
from tests.sidebar.actions.money.scene import book_of
from tests.till_book import Book, BookLine

OVER_THE_LIMIT = "50.00"
"""Three cushions come to 60.00: Camille's wait for somebody else, Robin's do not."""


def wide_book(order_id: str) -> Book:
    """Alix's order with a lamp of 100.00 that nobody gives back.

    With so much paid, our own account of the order lets pass what only the lines forbid.
    """
    book = book_of(order_id)
    book.lines.append(BookLine("203", 1, 10_000))
    book.paid += 10_000
    return book


@dataclass
class Ground:
    """What every seed finds there."""

    database: Database
    desk: Desk
    clock: SetClock
    shop: Shop
    camille: Viewer
    robin: Viewer
    maud: Viewer
    alix: str

    def open_tickets(self, order_id: str) -> tuple[str, str]:
        """A closed ticket and an open one on the same order."""
        with self.database.writing() as store:
            return self._open(store, order_id), self._open(store, order_id, closes=False)

    def _open(self, store: Connection, order_id: str, *, closes: bool = True) -> str:
        now = self.clock.now()
        ticket_id = ids.new_id("tkt", now)
        tickets.open_once(
            store,
            fresh_id=ticket_id,
            shop_id=self.shop.id,
            order_id=order_id,
            order_reference=f"R{order_id}",
            customer_id=self.alix,
            channel="back_office",
            previous_id=None,
            now=now,
        )
        ticket = tickets.find(store, ticket_id, shop_id=self.shop.id)
        if closes and ticket is not None:
            tickets.move(store, ticket, Status.CLOSED, now=now)
        return ticket_id


def ground_over(database: Database) -> Ground:
    """A connected shop with a limit, and three people at work in it."""
    clock = SetClock(SystemClock().now())
    desk = desk_over(database, clock=clock)
    shop, _ = connect_shop(desk, "http://127.0.0.1:9")
    limited = replace(shop, money=MoneyRules(limits={"refund": Limit(OVER_THE_LIMIT)}))
    with database.writing() as store:
        shops.change(store, limited)
        camille = viewer_in(store, shop, "Camille", Role.REFUND, host_id="3")
        robin = viewer_in(store, shop, "Robin", Role.APPROVE, host_id="4")
        maud = viewer_in(store, shop, "Maud", Role.MANAGE, host_id="1")
        alix = known_customer(store, shop)
    return Ground(database, desk, clock, limited, camille, robin, maud, alix)


def known_customer(store: Connection, shop: Shop) -> str:
    """Alix, who may be written to; our id of her."""
    known = KnownCustomer(
        ids.new_id("cus", shop.added_at), "2", "Alix", "alix@courriel.example", "", "fr"
    )
    return customers.introduce(store, known, shop_id=shop.id, now=shop.added_at)


def viewer_in(store: Connection, shop: Shop, name: str, role: Role, *, host_id: str) -> Viewer:
    """Someone in front of the panel."""
    agent_id = agents.introduce(
        store,
        fresh_id=ids.new_id("agt", shop.added_at),
        shop_id=shop.id,
        host_id=host_id,
        name=name,
        email=f"{name.lower()}@boutique.example",
        language="fr",
        profile="1",
        is_superuser=True,
        now=shop.added_at,
    )
    return Viewer(agent_id, shop.id, name, role, "fr")
