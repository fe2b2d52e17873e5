"""One face for both engines: what one of them promises, the other keeps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sidebar.store.database import Conflict, Connection, Database, Row, connect
from tests.sidebar.stage import together

AWKWARD = (
    "100 %",
    "%s %(name)s %%",
    ":name ::text",
    'it\'s "quoted" -- ; DROP TABLE scraps',
    "back\\slash",
    "é 👩‍🚀 \u202e",
    "?",
    "",
)


@pytest.fixture
def scraps(database: Database) -> Database:
    """A store with one table more, of text."""
    with database.writing() as store:
        store.run("CREATE TABLE scraps (id TEXT PRIMARY KEY, body TEXT NOT NULL)")
    return database


def keep(store: Connection, number: str, body: str = "") -> int:
    return store.run("INSERT INTO scraps (id, body) VALUES (:id, :body)", id=number, body=body)


@pytest.mark.parametrize("body", AWKWARD)
def test_a_value_comes_back_as_it_went_in(scraps: Database, body: str) -> None:
    with scraps.writing() as store:
        keep(store, "1", body)

    with scraps.reading() as store:
        assert store.one("SELECT body FROM scraps WHERE body = :body", body=body) == {"body": body}


def test_a_statement_asked_alone_leaves_what_comes_after_it_whole(scraps: Database) -> None:
    with scraps.writing() as store:
        keep(store, "1")
    for _ in range(2):
        with scraps.asking() as store:
            assert store.one("SELECT id FROM scraps") == {"id": "1"}
        with suppress(KeyError), scraps.writing() as store:
            keep(store, "2")
            raise KeyError

    with scraps.reading() as store:
        assert len(store.all("SELECT id FROM scraps")) == 1


def test_per_cent_signs_and_colons_in_a_statement_stay_what_they_are(scraps: Database) -> None:
    with scraps.writing() as store:
        keep(store, "1", "100 % sure")
        keep(store, "2", "1000")
        liked = store.all("SELECT id FROM scraps WHERE body LIKE '100 %' AND id = :id", id="1")
        worded = store.one("SELECT '12:30' || body AS said FROM scraps WHERE id = '2'")

    assert liked == [{"id": "1"}]
    assert worded == {"said": "12:301000"}


def test_a_parameter_may_be_named_twice(scraps: Database) -> None:
    with scraps.reading() as store:
        assert store.one("SELECT :one || :two || :one AS said", one="a", two="b") == {"said": "aba"}


def test_a_value_met_twice_is_a_conflict_by_one_name(scraps: Database) -> None:
    with scraps.writing() as store:
        keep(store, "1")

    with pytest.raises(Conflict), scraps.writing() as store:
        keep(store, "1")


def test_any_other_broken_rule_is_no_conflict(scraps: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)not.null") as met, scraps.writing() as store:
        store.run("INSERT INTO scraps (id, body) VALUES ('1', NULL)")

    assert not isinstance(met.value, Conflict)


def test_what_a_failed_block_wrote_is_gone_and_the_next_block_works(scraps: Database) -> None:
    with suppress(ZeroDivisionError), scraps.writing() as store:
        keep(store, "1")
        raise ZeroDivisionError

    with scraps.writing() as store:
        assert store.all("SELECT id FROM scraps") == []
        keep(store, "2")
    with scraps.reading() as store:
        assert store.all("SELECT id FROM scraps") == [{"id": "2"}]


def test_a_write_says_how_many_rows_it_touched(scraps: Database) -> None:
    with scraps.writing() as store:
        assert keep(store, "1") == 1
        keep(store, "2")
        assert store.run("UPDATE scraps SET body = 'x'") == 2
        assert store.run("DELETE FROM scraps WHERE id = :id", id="9") == 0


def test_every_statement_can_be_watched(scraps: Database) -> None:
    seen: list[str] = []
    scraps.on_statement = seen.append
    with scraps.reading() as store:
        store.one("SELECT 1 AS one")
    scraps.on_statement = None

    assert seen == ["SELECT 1 AS one"]


def test_eight_threads_that_read_and_then_write_lose_nothing(scraps: Database) -> None:
    with scraps.writing() as store:
        keep(store, "sum", "0")

    def add_once() -> bool:
        with scraps.writing() as store:
            seen = int(store.written("SELECT body FROM scraps WHERE id = 'sum'")["body"])
            changed = "UPDATE scraps SET body = :new WHERE id = 'sum' AND body = :seen"
            return store.run(changed, new=str(seen + 1), seen=str(seen)) == 1

    def add_ten() -> int:
        tries = 0
        for _ in range(10):
            while not add_once():
                tries += 1
        return tries

    tried_again = sum(together(*[add_ten] * 8))

    with scraps.reading() as store:
        assert store.one("SELECT body FROM scraps WHERE id = 'sum'") == {"body": "80"}
    # SQLite's writers take turns from their first word; PostgreSQL's are told that they lost.
    assert scraps.engine == "postgres" or tried_again == 0


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def reopened(database: Database, database_url: str) -> Iterator[Database]:
    """The same store, opened once more."""
    assert database.engine
    store = connect(database_url)
    yield store
    store.close()


def test_a_thread_that_ended_holds_no_file_open(reopened: Database) -> None:
    def look() -> None:
        with reopened.reading() as store:
            store.one("SELECT 1 AS one")

    together(look)
    before = open_files()
    for _ in range(40):
        together(look)

    assert open_files() <= before + 3


def test_a_store_that_is_closed_lets_a_thread_end_what_it_began(reopened: Database) -> None:
    has_begun, may_end = threading.Event(), threading.Event()
    read: list[Row | None] = []

    def reads() -> None:
        with reopened.reading() as store:
            store.one("SELECT 1 AS one")
            has_begun.set()
            may_end.wait(10)
            read.append(store.one("SELECT 2 AS two"))

    reader = threading.Thread(target=reads)
    closer = threading.Thread(target=reopened.close)
    reader.start()
    has_begun.wait(10)
    closer.start()
    closer.join(0.2)
    may_end.set()
    reader.join(10)
    closer.join(10)
    assert read == [{"two": 2}]


@pytest.mark.parametrize("url", ["", "mysql://x", "sqlite:relative", "file.sqlite3"])
def test_an_address_of_no_known_engine_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        connect(url)
