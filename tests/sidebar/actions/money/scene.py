"""The scene of money's tests: Alix's order in a till, agents before it, and a clock to move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import msgspec

from platforms.contract import Connection
from platforms.moves import Picked, PickedLine
from sidebar.actions.desk import Desk
from sidebar.actions.money import asking, drafting, sweeping
from sidebar.actions.money.drafting import Reviewed, Wanted
from sidebar.actions.opening import Opened
from sidebar.clock import SetClock
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationKind
from sidebar.store import operations, shops, tags
from sidebar.store.database import Database, Row
from sidebar.store.operations import Operation
from sidebar.store.shops import MoneyRules, Shop
from tests.cast import CAMILLE, ORDER, Person
from tests.sidebar.goods import euros, line, order
from tests.sidebar.stage import Stage, stage_over
from tests.till import Mood, Till
from tests.till_book import Book, BookLine

CUSHION, BLANKET = "201", "202"
ROLES = {"4": "refund", "3": "reply", "1": "manage", "5": "approve"}


def book_of(number: str = ORDER) -> Book:
    """Three cushions of 20.00, one blanket of 15.90, shipping 5.90: 81.80, all paid."""
    lines = (
        line(id=CUSHION, quantity=3, total=euros(6000), unit_price=euros(2000)),
        line(id=BLANKET, name="Plaid", quantity=1, total=euros(1590), unit_price=euros(1590)),
    )
    whole = order(number, lines=lines)
    totals = replace(whole.totals, paid=euros(8180), total=euros(8180))
    return Book(
        order=replace(whole, totals=totals),
        lines=[BookLine(CUSHION, 3, 6000), BookLine(BLANKET, 1, 1590)],
        shipping=590,
        paid=8180,
    )


@dataclass
class Scene:
    """One shop whose truth is the till's."""

    stage: Stage
    till: Till
    _asks: count[int] = field(default_factory=count)

    @property
    def desk(self) -> Desk:
        return self.stage.desk

    @property
    def clock(self) -> SetClock:
        return self.stage.clock

    @property
    def book(self) -> Book:
        return self.till.books[ORDER]

    def enter(self, person: Person = CAMILLE) -> Opened:
        return self.stage.enter(person)

    def two_orders(self) -> tuple[Opened, Opened]:
        """Camille at Alix's order, and at another one like it in another tab."""
        self.till.books["2002"] = book_of("2002")
        other = {"order": "2002", "reference": self.till.books["2002"].order.reference}
        return self.enter(), self.stage.enter(CAMILLE, **other)

    def wanted(self, cushions: int = 1, **told: Any) -> Wanted:
        """Some cushions, damaged, the customer told by mail."""
        picked = Picked((PickedLine(CUSHION, cushions, cushions),), euros(0))
        known: dict[str, Any] = {
            "ask_id": f"ask_{next(self._asks)}",
            "kind": OperationKind.REFUND,
            "picked": picked,
            "reason": "damaged",
            "note": "",
            "mails": True,
        }
        return Wanted(**{**known, **told})

    def cancelling(self, **told: Any) -> Wanted:
        known = {"kind": OperationKind.CANCEL, "picked": None, "reason": "out_of_stock"}
        return self.wanted(**{**known, **told})

    def review(self, opened: Opened, wanted: Wanted) -> Reviewed:
        return drafting.review(self.desk, opened.viewer, opened.ticket.id, wanted)

    def confirm(self, opened: Opened, wanted: Wanted, seal: str = "") -> Operation:
        """Confirms what was reviewed a moment before, unless another seal is given."""
        seen = seal or self.review(opened, wanted).seal
        return asking.confirm(self.desk, opened.viewer, opened.ticket.id, wanted, seen)

    def limit(self, limits: Mapping[str, Limit], **told: Any) -> None:
        """Gives the shop its rules on money."""
        with self.desk.database.writing() as store:
            shop = shops.find(store, self.stage.shop.id)
            assert shop is not None
            shops.change(store, replace(shop, money=MoneyRules(limits=limits, **told)))

    def shop(self) -> Shop:
        with self.desk.database.reading() as store:
            shop = shops.find(store, self.stage.shop.id)
        assert shop is not None
        return shop

    def sweep(self, seconds: float = 0) -> int:
        """The worker's round, after some time."""
        self.clock.advance(int(seconds * 1000))
        return sweeping.sweep(self.desk)

    def operations(self) -> list[Operation]:
        with self.desk.database.reading() as store:
            return operations.of_order(store, self.stage.shop.id, ORDER)

    def operation(self) -> Operation:
        """The only one there is."""
        (found,) = self.operations()
        return found

    def told(self) -> list[tuple[str, dict[str, Any]]]:
        """The events about money: (kind, what they say)."""
        rows = sorted(self.stage.rows("events"), key=lambda row: row["id"])
        return [(row["kind"], msgspec.json.decode(row["new"])) for row in rows if _is_money(row)]

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.told()]

    def tags(self, opened: Opened) -> tuple[str, ...]:
        with self.desk.database.reading() as store:
            return tags.of_ticket(store, opened.ticket.id)

    def account(self) -> tuple[int, int]:
        """(reserved, moved) of the order's account, in minor units."""
        rows = self.stage.rows("accounts")
        return (rows[0]["reserved"], rows[0]["moved"]) if rows else (0, 0)

    def given(self) -> int:
        """What the till really gave back, in minor units."""
        return sum(amount for _, _, amount in self.till.moved)


def _is_money(row: Row) -> bool:
    return bool(row["new"].startswith("{"))


def scene_over(database: Database, clock: SetClock, url: str = "http://127.0.0.1:9") -> Scene:
    """The shop, connected, with its order in the till."""
    till = Till({ORDER: book_of()})

    def adapter(_kind: str, _connection: Connection) -> Till:
        return till

    stage = stage_over(database, url, clock, roles=ROLES)
    return Scene(replace(stage, desk=replace(stage.desk, adapter=adapter)), till)


def moods(*wanted: Mood) -> Callable[[], Mood]:
    """The till's moods, one for each write; then it is well."""
    waiting = iter(wanted)
    return lambda: next(waiting, Mood())
