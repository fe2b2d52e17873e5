"""Asks the other shops of a house the same question, side by side: none waits for another."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from platforms.contract import OrderSearch, PlatformError, Unreachable
from platforms.partly import FoundInPart
from sidebar.actions.desk import Desk
from sidebar.clock import Patience
from sidebar.rules.listing import Beside, ListedOrder
from sidebar.store import families, shops
from sidebar.store.database import Connection
from sidebar.store.shops import Shop

ELSEWHERE_SECONDS = 5.0
"""Another shop's orders are a help, not what the agent waits for."""

GRACE = 0.5
"""Seconds more until a call is given up that should have ended by itself, with its own fault."""

MOST_SHOPS = 8
"""Of one house asked at once; a larger house would hold up its own pages."""


V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class ShopFault:
    """What kept another shop of the house from answering."""

    shop_name: str
    fault: PlatformError


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Questions under way."""

    asked: tuple[tuple[Shop, Future[Beside]], ...]
    patience: Patience

    def answers(self) -> tuple[tuple[Beside, ...], tuple[ShopFault, ...]]:
        """What came back in time, and what did not."""
        beside, faults = list[Beside](), list[ShopFault]()
        for shop, future in self.asked:
            try:
                beside.append(by(self.patience, future))
            except PlatformError as fault:
                faults.append(ShopFault(shop.name, fault))
        return tuple(beside), tuple(faults)


@contextmanager
def asked(desk: Desk, shop: Shop, search: OrderSearch) -> Iterator[Elsewhere]:
    """Asks every other shop of the house; a shop without a house has nobody to ask."""
    with desk.database.reading() as store:
        others = families.relatives(store, shop)[:MOST_SHOPS]
    if not others:
        yield Elsewhere((), Patience.of(0))
        return
    with threads(len(others), "house") as pool:
        yield Elsewhere(
            tuple(
                (other, pool.submit(found_in, desk, other, search, within=ELSEWHERE_SECONDS))
                for other in others
            ),
            Patience.of(ELSEWHERE_SECONDS + GRACE),
        )


def found_in(desk: Desk, shop: Shop, search: OrderSearch, *, within: float) -> Beside:
    """What one shop answers, with what of it could not be looked at. Raises PlatformError."""
    try:
        found = desk.platform(shop).find_orders(search, within=within)
    except FoundInPart as partly:
        return Beside(shop.id, shop.name, partly.found, partly.gaps)
    return Beside(shop.id, shop.name, found)


@contextmanager
def threads(most: int, name: str) -> Iterator[ThreadPoolExecutor]:
    """Threads for calls that end by themselves: who is late is not waited for."""
    pool = ThreadPoolExecutor(most, thread_name_prefix=name)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def by(patience: Patience, future: Future[V]) -> V:
    """What a call gave in time. Raises its own fault, or Unreachable."""
    try:
        return future.result(timeout=max(0.0, patience.left()))
    except TimeoutError:
        if future.done():
            return future.result()
        raise Unreachable("no answer in time") from None


def of_house(
    store: Connection, shop_id: str, entries: tuple[ListedOrder, ...]
) -> tuple[ListedOrder, ...]:
    """A kept list without the orders of shops that are not of this one's house today."""
    if not any(entry.shop_id for entry in entries):
        return entries
    shop = shops.find(store, shop_id)
    others = families.relatives(store, shop) if shop is not None else []
    known = {"", *(other.id for other in others)}
    return tuple(entry for entry in entries if entry.shop_id in known)
