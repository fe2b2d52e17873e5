"""A store that does not answer is a fault with a name, not a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from app import main
from sidebar.actions import health
from sidebar.errors import StoreUnreachable
from sidebar.store.database import Database, connect
from sidebar.web import create_app
from tests.cast import SECRET_KEY, VAULT_KEY, desk_over, settings_of

NOWHERE = "postgresql://nobody@127.0.0.1:9/none"


@pytest.fixture(params=["sqlite", "postgres"])
def away(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that cannot be had."""
    if request.param == "postgres":
        return NOWHERE
    (tmp_path / "notes.sqlite3").write_text("no database, but a longer text than its header" * 9)
    return f"sqlite:///{tmp_path / 'notes.sqlite3'}"


@pytest.fixture
def store(away: str) -> Database:
    """That store, opened as far as it can be."""
    return connect(away)


def test_a_transaction_says_that_the_store_is_away(store: Database) -> None:
    with pytest.raises(StoreUnreachable), store.reading():
        pass
    with pytest.raises(StoreUnreachable), store.writing():
        pass
    with pytest.raises(StoreUnreachable), store.asking() as asked:
        asked.one("SELECT id FROM shops")
    store.close()


def test_the_service_says_so_and_the_doctor_names_it(store: Database) -> None:
    desk = desk_over(store)
    client = create_app(desk, settings_of("sqlite:///unused")).test_client()

    assert client.get("/healthz").status_code == 503
    [finding] = list(health.examine(desk))
    assert (finding.name, finding.is_ok) == ("store", False)
    store.close()


def test_a_launch_meets_a_page_that_says_it(store: Database) -> None:
    client = create_app(desk_over(store), settings_of("sqlite:///unused")).test_client()

    answer = client.post(
        "/launch/prestashop",
        data={"token": "x"},
        headers={"Origin": "http://shop.example", "Accept-Language": "fr"},
    )

    assert answer.status_code == 503
    assert "La base de Comptoir ne répond pas" in answer.text
    store.close()


@pytest.mark.parametrize("command", [["migrate"], ["doctor"], ["shops", "list"]])
def test_a_command_tells_it_in_one_line(away: str, command: list[str]) -> None:
    told = {
        "DATABASE_URL": away,
        "COMPTOIR_PUBLIC_URL": "http://127.0.0.1:8000",
        "COMPTOIR_SECRET_KEY": SECRET_KEY,
        "COMPTOIR_ENCRYPTION_KEYS": VAULT_KEY,
    }
    result = CliRunner().invoke(main, command, env=told)

    assert result.exit_code == 1
    assert "store" in result.output.lower()
    assert "Traceback" not in result.output
    assert not isinstance(result.exception, StoreUnreachable)
