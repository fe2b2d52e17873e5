"""A store moves to the other engine whole, or not at all."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from sidebar.actions import opening
from sidebar.clock import SystemClock
from sidebar.errors import Refused
from sidebar.store import launches
from sidebar.store.copying import KEYS, PAGE, REBUILT, copy_all, open_source
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from tests.cast import ShopStage, connect_shop, desk_over, launch


def test_every_table_is_copied() -> None:
    folder = files("sidebar.store") / "migrations"
    text = "".join(entry.read_text("utf-8") for entry in folder.iterdir())
    renamed = dict(re.findall(r"ALTER TABLE (\w+) RENAME TO (\w+)", text))
    made = {renamed.get(name, name) for name in re.findall(r"CREATE TABLE (\w+)", text)}
    assert sorted(made) == sorted([*KEYS, *REBUILT])


def test_the_copy_goes_on_where_the_original_stopped(
    database: Database, lively_shop: ShopStage, tmp_path: Path
) -> None:
    source = connect(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    migrate(source, SystemClock())
    old = desk_over(source)
    shop, secret = connect_shop(old, lively_shop.url)
    first = opening.open_from_launch(old, "prestashop", launch(old, shop, secret))

    counts = copy_all(source, database)

    assert (counts["shops"], counts["tickets"], counts["events"]) == (1, 1, 1)
    new = desk_over(database)
    again = opening.open_from_launch(new, "prestashop", launch(new, shop, secret))
    assert again.ticket == first.ticket
    assert counts["readings"] == 1
    token = launch(new, shop, secret, order="1002", reference="HBDWKOSEN")
    assert opening.open_from_launch(new, "prestashop", token).ticket.number == 1002
    source.close()


def test_a_table_longer_than_a_page_is_copied_whole(database: Database, tmp_path: Path) -> None:
    source = connect(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    migrate(source, SystemClock())
    shop, _ = connect_shop(desk_over(source), "http://127.0.0.1:9")
    with source.writing() as store:
        for number in range(2 * PAGE + 1):
            launches.use(store, shop.id, f"t{number}", expires_at=1)

    assert copy_all(source, database)["launches"] == 2 * PAGE + 1
    source.close()


def test_a_store_in_use_is_not_written_over(database: Database, tmp_path: Path) -> None:
    connect_shop(desk_over(database), "http://127.0.0.1:9")
    source = connect(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    migrate(source, SystemClock())

    with pytest.raises(Refused) as refused:
        copy_all(source, database)

    assert refused.value.reason == "store_not_empty"
    source.close()


def test_a_store_to_copy_from_must_be_there_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "old.sqlite3"
    text = tmp_path / "text"
    text.write_text("no store" * 1000)
    bare = tmp_path / "bare.sqlite3"
    bare.touch()
    refusals = {}
    for url in ("junk", "", f"sqlite:///{path}", f"sqlite:///{text}", f"sqlite:///{bare}"):
        with pytest.raises(Refused) as refused:
            open_source(url)
        refusals[url] = refused.value.reason

    assert list(refusals.values()) == [
        "bad_source",
        "bad_source",
        "no_source",
        "source_unreachable",
        "source_not_migrated",
    ]
    assert not path.parent.exists()
