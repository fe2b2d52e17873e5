"""The store's own commands: what is saved comes back alone, and what is not there is not made."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sidebar.clock import SystemClock
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from tests.cast import ShopStage, connect_shop, desk_over, open_shop
from tests.commands import run


@pytest.fixture(scope="module")
def shop_stage() -> Iterator[ShopStage]:
    stage = open_shop()
    yield stage
    stage.running.stop()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'comptoir.sqlite3'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    store = connect(url)
    migrate(store, SystemClock())
    yield store
    store.close()


def test_a_backup_is_made_by_the_command_and_holds_the_shops(
    url: str, database: Database, shop_stage: ShopStage, tmp_path: Path
) -> None:
    connect_shop(desk_over(database), shop_stage.url, name="Sauvegardée")
    target = tmp_path / "copy.sqlite3"

    made, again = run("backup", str(target), url=url), run("backup", str(target), url=url)

    assert made.returncode == 0
    assert again.returncode == 1
    assert "never overwrites" in again.stderr
    assert "Sauvegardée" in run("shops", "list", url=f"sqlite:///{target}").stdout


def leave_a_log_behind(url: str, name: str) -> None:
    """A process that connects a shop named so and is killed: its log is not written back."""
    path = url.removeprefix("sqlite:///")
    script = (
        "import os, sqlite3, signal, sys\n"
        "store = sqlite3.connect(sys.argv[1])\n"
        "store.execute('UPDATE shops SET name = ?', sys.argv[2:])\n"
        "store.commit()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    child = subprocess.run([sys.executable, "-c", script, path, name], check=False, timeout=60)
    assert child.returncode == -signal.SIGKILL
    assert Path(f"{path}-wal").stat().st_size


def test_a_restored_store_holds_the_backup_and_nothing_of_a_log_left_behind(
    url: str, database: Database, shop_stage: ShopStage, tmp_path: Path
) -> None:
    connect_shop(desk_over(database), shop_stage.url, name="Sauvegardée")
    target = tmp_path / "copy.db"
    run("backup", str(target), url=url)
    database.close()
    leave_a_log_behind(url, "Perdue")

    restored = run("restore", str(target), url=url)

    assert restored.returncode == 0, restored.stderr
    assert "Sauvegardée" in run("shops", "list", url=url).stdout
    (aside,) = (path for path in tmp_path.glob("*.replaced-*") if path.name[-4:-3] != "-")
    assert str(aside) in restored.stdout
    assert "Perdue" in run("shops", "list", url=f"sqlite:///{aside}").stdout


def test_a_store_in_use_is_not_replaced(url: str, database: Database, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    run("backup", str(target), url=url)
    with database.writing() as store:
        store.run("UPDATE counters SET value = 7777")

    told = run("restore", str(target), url=url)

    assert told.returncode == 1
    assert told.stderr == (
        "Error: The store is in use; nothing was changed. Stop the service first.\n"
    )
    assert list(tmp_path.glob("*.replaced-*")) == list(tmp_path.glob("*.unfinished")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("backup", "{folder}/copy.db"), "no store where DATABASE_URL points"),
        (("restore", "{folder}/none"), "no such file"),
        (("migrate", "--copy-from", "junk"), "--copy-from must begin with"),
        (("migrate", "--copy-from", "sqlite:///{folder}/old.db"), "no store where --copy-from"),
    ],
)
def test_what_is_not_there_is_told_in_one_line_and_not_made(
    url: str, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    told = run(*(word.format(folder=tmp_path) for word in words), url=url)

    assert told.returncode == 1
    assert said in told.stderr
    assert told.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_setting_in_a_file_that_is_no_text_is_told_in_one_line(url: str, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"\xff" * 40)

    told = run("doctor", url=url, COMPTOIR_SECRET_KEY="", COMPTOIR_SECRET_KEY_FILE=str(file))

    assert told.returncode == 1
    assert told.stderr.startswith("Error: COMPTOIR_SECRET_KEY_FILE ")
    assert told.stderr.count("\n") == 1
