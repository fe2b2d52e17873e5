"""What is measured is what is meant: the bare view is the panel, and a failure is no figure."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.bench import bare, counters, load
from tests.bench.serving import environment
from tests.cast import open_shop


def test_the_bare_view_is_the_panel_of_its_ticket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_shop()
    counter = counters.make(f"sqlite:///{tmp_path / 'bench.sqlite3'}", store.url, 20)
    told = {
        **environment(counter.database_url, counter.port),
        bare.TICKET: counter.ticket.id,
        bare.SHOP: counter.shop.id,
        bare.AGENT: counter.agent_id,
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)

    answer = bare.create().test_client().get("/bare")
    store.running.stop()

    assert answer.status_code == 200
    assert counter.ticket.order_reference in answer.text
    assert 'id="composer"' in answer.text


def test_an_answer_that_fails_ends_the_measuring() -> None:
    store = open_shop()
    port = urlsplit(store.url).port

    with pytest.raises(RuntimeError, match="nothing/here"):
        load.ask(port or 0, ["/nothing/here"], token="none", connections=2)
    store.running.stop()
