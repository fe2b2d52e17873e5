"""``python -m tests.bench [--quick]``: every figure of the counter beside its aim, one table."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sidebar.store.database import connect
from tests import postgres
from tests.bench import counters, measures
from tests.bench.counters import Counter
from tests.bench.figures import Figure, machine, table
from tests.bench.shop import SlowShop, slow_shop

SIZES = (1_000, 100_000, 1_000_000)


def main() -> None:
    """Measures on SQLite, then on PostgreSQL; ``--quick`` leaves the million out."""
    sizes = SIZES[:-1] if "--quick" in sys.argv[1:] else SIZES
    began = time.monotonic()
    print(f"{machine()}\nmeasuring; other work on this machine shows in the figures", flush=True)
    figures: list[Figure] = []
    with slow_shop() as shop, tempfile.TemporaryDirectory(prefix="comptoir-bench-") as folder:
        urls = [f"sqlite:///{Path(folder) / f'{size}.sqlite3'}" for size in sizes]
        figures += measured("SQLite", urls, sizes, shop)
        with _cluster(len(sizes)) as (urls, name):
            figures += measured(name, urls, sizes, shop)
    print(table(figures))
    print(f"measured in {measures.timed(began)}")


@contextmanager
def _cluster(databases: int) -> Iterator[tuple[list[str], str]]:
    cluster = postgres.start()
    try:
        urls = [cluster.url(cluster.create()) for _ in range(databases)]
        yield urls, f"PostgreSQL {_version(urls[0])}"
    finally:
        cluster.stop()


def _version(url: str) -> str:
    database = connect(url)
    with database.reading() as store:
        shown = str(store.written("SHOW server_version")["server_version"])
    database.close()
    return shown.split(maxsplit=1)[0]


def measured(engine: str, urls: list[str], sizes: tuple[int, ...], shop: SlowShop) -> list[Figure]:
    """Every figure of one engine."""
    stores = [_made(engine, url, shop, size) for url, size in zip(urls, sizes, strict=True)]
    first = stores[0]
    figures = measures.panel_against_bare(engine, first)
    figures.append(measures.statements(engine, first))
    figures += measures.growth(engine, stores)
    figures.append(measures.outbox(engine, stores))
    figures.append(measures.card(engine, first, shop))
    figures += measures.through_module(engine, first, shop)
    if engine == "SQLite":
        figures += measures.first_paint(first)
    return figures


def _made(engine: str, url: str, shop: SlowShop, size: int) -> Counter:
    began = time.monotonic()
    counter = counters.make(url, shop.url, size)
    counter.desk.database.close()
    print(f"{engine}: {size:,} tickets written in {measures.timed(began)}", file=sys.stderr)
    return counter


if __name__ == "__main__":
    main()
