"""What an administrator types about mail that arrives, and what is answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import main
from sidebar.store import mailboxes
from tests.cast import SECRET_KEY, VAULT_KEY
from tests.sidebar.letterbox import written
from tests.sidebar.stage import Stage


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> object:
    """``comptoir mailboxes …`` over the stage's store."""
    told = {
        "DATABASE_URL": database_url,
        "COMPTOIR_PUBLIC_URL": "http://127.0.0.1:8000",
        "COMPTOIR_SECRET_KEY": SECRET_KEY,
        "COMPTOIR_ENCRYPTION_KEYS": VAULT_KEY,
        "COMPTOIR_FILES": str(tmp_path / "files"),
    }

    def runs(*words: str, **more: str) -> Result:
        return CliRunner().invoke(main, ("mailboxes", *words), env={**told, **more})

    return runs


def test_a_mailbox_is_set_and_only_what_is_told_changes(stage: Stage, run: object) -> None:
    assert callable(run)
    first = run(
        *("set", stage.shop.id, "--host", "imap.example", "--user", "s@x.example", "--tags"),
        COMPTOIR_MAILBOX_PASSWORD="secret",
    )
    second = run("set", stage.shop.id, "--off")

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "secret" not in first.output
    with stage.desk.database.reading() as store:
        box = mailboxes.find(store, stage.shop.id)
    assert box is not None
    assert (box.host, box.user, box.takes_tags, box.is_on) == (
        "imap.example",
        "s@x.example",
        True,
        False,
    )
    assert stage.desk.vault.open(box.sealed) == {"password": "secret"}


def test_a_folder_of_files_is_read_and_checked(stage: Stage, run: object, tmp_path: Path) -> None:
    assert callable(run)
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "1.eml").write_bytes(written())
    told = run("set", stage.shop.id, "--folder-of-files", str(folder), "--old")
    checked = run("check", stage.shop.id)

    assert told.exit_code == 0, told.output
    assert checked.output == "It can be read; mails that wait: 1\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--host", "a:993", "--user", "u"), "--host takes"),
        (("--host", "imap.example"), "--user is needed"),
    ],
)
def test_a_slip_is_told_in_one_line(
    stage: Stage, run: object, words: tuple[str, ...], told: str
) -> None:
    assert callable(run)
    result = run("set", stage.shop.id, *words)

    assert result.exit_code == 1
    assert told in result.output
    assert stage.count("mailboxes") == 0


def test_a_shop_without_a_mailbox_has_none_to_check(stage: Stage, run: object) -> None:
    assert callable(run)
    assert "No connected shop has this id" in run("check", stage.shop.id).output
