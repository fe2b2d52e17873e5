"""A copy of the store holds everything and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sidebar.clock import SystemClock
from sidebar.errors import Refused
from sidebar.store.backup import back_up
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
