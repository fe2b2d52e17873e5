"""Killed while mails come and letters go: a short story of it, and that it can find a fault."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import kill_mail
from tests.cast import ShopStage, open_shop
from tests.dovecot import Dovecot, dovecot

__all__ = ["dovecot"]

MAILS, KILLS = 24, 3


@pytest.fixture
def shop() -> Iterator[ShopStage]:
    """A sandbox shop."""
    stage = open_shop()
    yield stage
    stage.running.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'comptoir.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


def test_a_killed_worker_makes_each_mail_one_message_and_sends_each_letter_at_most_once(
    url: str, tmp_path: Path, dovecot: Dovecot, shop: ShopStage
) -> None:
    verdict = kill_mail.told(
        url, tmp_path, dovecot, shop.url, mails=MAILS, kills=KILLS, renumberings=1
    )

    sys.stdout.write(f"{verdict.told}\n")
    assert verdict.faults == (), verdict.told
