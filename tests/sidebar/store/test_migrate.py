"""A store is brought to this version's shape once, whoever starts and how many at once."""

from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sidebar.clock import SetClock, SystemClock
from sidebar.store import readings, shops
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate, pending
from sidebar.store.readings import Reading, ReadingKind

FOLDER = Path(__file__).parents[3] / "sidebar/store/migrations"


def every(url: str) -> list[str]:
    """The migrations of the engine at this address."""
    other = ".postgres.sql" if url.startswith("sqlite") else ".sqlite.sql"
    return sorted(path.name for path in FOLDER.glob("*.sql") if not path.name.endswith(other))


def start_up(url: str, gate: Barrier) -> list[str]:
    """What a process does when it starts."""
    store = connect(url)
    gate.wait(timeout=30)
    ran = migrate(store, SystemClock())
    store.close()
    return ran


def test_four_processes_that_start_at_once_migrate_an_empty_store_once(database_url: str) -> None:
    # A new file is the delicate moment, and four processes rarely meet in it: ten are tried.
    files = range(10) if database_url.startswith("sqlite") else ()
    urls = [database_url, *(f"{database_url}-{number}" for number in files)]
    spawning = multiprocessing.get_context("spawn")
    with spawning.Manager() as manager, spawning.Pool(4) as pool:
        gate = manager.Barrier(4)
        for url in urls:
            ran = pool.starmap(start_up, [(url, gate)] * 4, chunksize=1)
            assert sorted(name for names in ran for name in names) == every(url)
            assert held(url) == (every(url), 1000)


def held(url: str) -> tuple[list[str], int]:
    """The ledger of a store, and where its ticket numbers stand."""
    store = connect(url)
    with store.reading() as seen:
        names = [row["name"] for row in seen.all("SELECT name FROM migrations ORDER BY name")]
        value = seen.one("SELECT value FROM counters")
    store.close()
    assert value is not None
    return names, int(value["value"])


def test_a_store_that_was_never_migrated_lacks_everything(database_url: str) -> None:
    store = connect(database_url)

    assert pending(store) == every(database_url)
    assert migrate(store, SystemClock()) == every(database_url)
    assert pending(store) == []
    assert migrate(store, SystemClock()) == []
    store.close()


def test_a_migration_is_recorded_with_its_moment(database_url: str) -> None:
    store = connect(database_url)
    migrate(store, SetClock(1_700_000_000_123))

    with store.reading() as seen:
        moments = {row["ran_at"] for row in seen.all("SELECT ran_at FROM migrations")}
    store.close()
    assert moments == {1_700_000_000_123}


def test_a_migration_missing_from_the_ledger_is_named(
    database: Database, database_url: str
) -> None:
    last = every(database_url)[-1]
    with database.writing() as store:
        store.run("DELETE FROM migrations WHERE name = :name", name=last)

    assert pending(database) == [last]


def test_moments_fit_whatever_the_engine_calls_their_type(database: Database) -> None:
    with database.writing() as store:
        store.run("UPDATE counters SET value = :value", value=2**62)
        assert store.one("SELECT value FROM counters") == {"value": 2**62}


def test_what_was_read_before_the_table_grew_is_still_there(database_url: str) -> None:
    store = connect(database_url)
    known = every(database_url)
    later = [name for name in known if name >= "0003"]
    with store.migrating() as ledger:
        ledger.run("CREATE TABLE migrations (name TEXT PRIMARY KEY, ran_at BIGINT NOT NULL)")
        for name in later:
            ledger.run("INSERT INTO migrations (name, ran_at) VALUES (:name, 0)", name=name)
    assert migrate(store, SystemClock()) == known[:2]
    with store.writing() as old:
        old.run(
            "INSERT INTO shops (id, kind, name, base_url, timezone, admin_origins, roles, mail,"
            " sealed, added_at) VALUES ('shp', 'k', 'n', 'u', 'UTC', '[]', '{}', '{}', '', 0)"
        )
        old.run(
            "INSERT INTO readings (shop_id, kind, subject, body, read_at)"
            " VALUES ('shp', 'order', '1', '{}', 7)"
        )
        old.run("DELETE FROM migrations WHERE name >= '0003'")

    assert migrate(store, SystemClock()) == later

    with store.writing() as grown:
        readings.keep(grown, "shp", ReadingKind.PROFILE, "2", Reading("{}", 8))
        readings.keep(grown, "shp", ReadingKind.ORDER, "1", Reading("old", 6))
        assert readings.of_order(grown, "shp", "1") == {ReadingKind.ORDER: Reading("{}", 7)}
        found = shops.find(grown, "shp")
    store.close()
    assert found is not None
    assert (found.family, found.needs_opening, found.renew_at) == ("", False, None)
