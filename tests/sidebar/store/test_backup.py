"""A copy of the store holds everything and overwrites nothing, and comes back alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sidebar.clock import SystemClock
from sidebar.errors import Refused
from sidebar.store.backup import back_up, restore
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate, pending
from tests.sidebar.stage import Stage


def test_a_backup_opens_and_holds_what_was_said(stage: Stage, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"
    stage.say(stage.enter(), "À bientôt 100 %")
    if stage.desk.database.engine == "postgres":
        with pytest.raises(Refused) as refused:
            back_up(stage.desk.database, target)
        assert refused.value.reason == "use_pg_dump"
        with pytest.raises(Refused) as refused:
            restore(stage.desk.database, target, now=0)
        assert refused.value.reason == "use_pg_restore"
        assert not target.exists()
        return

    with stage.desk.database.writing() as store:
        store.run("UPDATE messages SET body = 'not committed yet'")
        back_up(stage.desk.database, target)

    copy = connect(f"sqlite:///{target}")
    assert pending(copy) == []
    with copy.reading() as store:
        assert store.all("SELECT body FROM messages") == [{"body": "À bientôt 100 %"}]
        assert store.one("SELECT COUNT(*) AS n FROM letters") == {"n": 1}
    copy.close()
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.sqlite3"]


@pytest.fixture
def oddly_placed(tmp_path: Path) -> Database:
    """A store in a folder that an address would have to escape."""
    folder = tmp_path / "50% of #1 ?"
    store = connect(f"sqlite:///{folder / 'a.sqlite3'}")
    migrate(store, SystemClock())
    return store


def test_a_store_in_an_oddly_named_folder_is_backed_up(
    oddly_placed: Database, tmp_path: Path
) -> None:
    target = tmp_path / "copy.sqlite3"
    back_up(oddly_placed, target)
    oddly_placed.close()

    copy = connect(f"sqlite:///{target}")
    assert pending(copy) == []
    copy.close()


def test_a_file_that_is_there_is_left_alone(oddly_placed: Database, tmp_path: Path) -> None:
    target = tmp_path / "letter.txt"
    target.write_text("mine")

    with pytest.raises(Refused) as refused:
        back_up(oddly_placed, target)
    oddly_placed.close()

    assert refused.value.reason == "file_exists"
    assert target.read_text() == "mine"


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reason


def test_a_store_that_is_absent_or_was_never_migrated_is_not_backed_up(tmp_path: Path) -> None:
    path, target = tmp_path / "a.sqlite3", tmp_path / "copy.sqlite3"
    store = connect(f"sqlite:///{path}")

    assert refusal(lambda: back_up(store, target)) == "no_store"
    assert not path.exists()
    pending(store)
    assert refusal(lambda: back_up(store, target)) == "not_migrated"
    assert list(tmp_path.glob("copy*")) == []
    store.close()


def test_a_store_that_awaits_a_newer_version_is_backed_up(
    oddly_placed: Database, tmp_path: Path
) -> None:
    with oddly_placed.writing() as store:
        store.run("DELETE FROM migrations WHERE name <> '0001_counter.sql'")
    back_up(oddly_placed, tmp_path / "copy.sqlite3")
    oddly_placed.close()

    assert (tmp_path / "copy.sqlite3").stat().st_size


def junk(file: Path) -> None:
    file.write_bytes(b"no store at all" * 1000)


def another_programs(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE migrations (name TEXT)")


def half(file: Path) -> None:
    whole = file.with_name("whole.sqlite3")
    store = connect(f"sqlite:///{whole}")
    migrate(store, SystemClock())
    store.close()
    file.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])


@pytest.mark.parametrize("write", [junk, another_programs, half, Path.touch])
def test_a_file_that_is_no_whole_store_replaces_nothing(
    oddly_placed: Database, tmp_path: Path, write: Callable[[Path], None]
) -> None:
    oddly_placed.close()
    file = tmp_path / "file"
    write(file)
    before = sorted((tmp_path / "50% of #1 ?").iterdir())

    assert refusal(lambda: restore(oddly_placed, file, now=0)) == "not_a_store"
    assert refusal(lambda: restore(oddly_placed, tmp_path / "none", now=0)) == "no_such_file"
    assert sorted((tmp_path / "50% of #1 ?").iterdir()) == before
    assert pending(oddly_placed) == []
    oddly_placed.close()


def test_what_stood_there_is_kept_and_can_be_opened(oddly_placed: Database, tmp_path: Path) -> None:
    back_up(oddly_placed, tmp_path / "copy.sqlite3")
    with oddly_placed.writing() as store:
        store.run("UPDATE counters SET value = 7777")
    oddly_placed.close()
    present = tmp_path / "50% of #1 ?" / "a.sqlite3"
    present.chmod(0o600)

    aside = restore(oddly_placed, tmp_path / "copy.sqlite3", now=1_767_323_045_678)

    assert aside == present.with_name("a.sqlite3.replaced-20260102T030405678000")
    assert (counted(present), counted(aside)) == (1000, 7777)
    assert present.stat().st_mode & 0o777 == 0o600
    assert counted(tmp_path / "copy.sqlite3") == 1000


def test_a_store_is_restored_where_there_was_none(oddly_placed: Database, tmp_path: Path) -> None:
    oddly_placed.close()
    whole = tmp_path / "50% of #1 ?" / "a.sqlite3"

    assert restore(connect(f"sqlite:///{tmp_path / 'b' / 'b.sqlite3'}"), whole, now=0) is None
    assert counted(tmp_path / "b" / "b.sqlite3") == 1000


def counted(path: Path) -> int:
    """Where the ticket numbers of a store stand."""
    store = connect(f"sqlite:///{path}")
    with store.reading() as seen:
        row = seen.one("SELECT value FROM counters")
    store.close()
    assert row is not None
    return int(row["value"])
