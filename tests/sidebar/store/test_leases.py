"""A lease has one holder, until it is given back or its end."""

from __future__ import annotations

from sidebar.store import leases
from sidebar.store.database import Database
from tests.sidebar.stage import together


def take(database: Database, holder: str, now: int) -> bool:
    with database.writing() as store:
        return leases.take(store, "key", holder=holder, now=now, until=now + 10)


def give_back(database: Database, holder: str) -> bool:
    with database.writing() as store:
        return leases.give_back(store, "key", holder=holder)


def test_of_many_at_once_one_holds_it(database: Database) -> None:
    taken = together(*(lambda name=str(n): take(database, name, 100) for n in range(8)))
    assert taken.count(True) == 1


def test_it_passes_on_only_at_its_end(database: Database) -> None:
    assert take(database, "one", 100)
    assert not take(database, "other", 109)
    assert take(database, "one", 105)
    assert not take(database, "other", 114)
    assert take(database, "other", 115)


def test_who_was_overtaken_takes_nothing_from_the_next(database: Database) -> None:
    assert take(database, "one", 100)
    assert take(database, "other", 110)
    assert not give_back(database, "one")
    assert give_back(database, "other")
    assert take(database, "one", 110)
