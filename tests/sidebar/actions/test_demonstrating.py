"""The demonstration's stores are connected as they are, so that a fresh one has no fault."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from platforms import demo
from platforms.shopify import sandbox as shopify
from sidebar.actions import demonstrating, proving
from sidebar.clock import SystemClock
from sidebar.store.database import connect
from sidebar.store.migrate import migrate
from tests.cast import desk_over


def test_a_fresh_store_has_nothing_worth_knowing(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'comptoir.sqlite3'}")
    migrate(database, SystemClock())
    app = shopify.create_sandbox(shopify.CounterApp(*demo.APP, url="http://localhost:1"))
    running = shopify.serve(app, "127.0.0.1", 0)
    try:
        desk = replace(desk_over(database), embeddings=demo.embeddings(running))
        sink = demonstrating.sink("127.0.0.1", 1)
        connected = demonstrating.connect_stores(desk, demo.STORES, sink)
        stores = shopify.sandbox_of(app).stores.values()
        demonstrating.open_stores(
            desk, [demo.first_proof(shopify.sandbox_of(app), it) for it in stores]
        )

        proofs = [proving.prove(desk, shop.id) for shop in connected]
    finally:
        running.stop()
        database.close()

    assert [(it.state, it.lacks, it.others) for it in proofs] == [("fine", (), ())] * 2
