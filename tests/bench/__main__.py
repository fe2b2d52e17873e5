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
from tests.bench import counters, embedded, lists, measures, reports, shopify
from tests.bench.counters import Counter
from tests.bench.figures import Figure, machine, table
from tests.bench.shop import SlowShop, slow_shop
from tests.bench.stores import SlowStores, slow_stores

SIZES = (1_000, 100_000, 1_000_000)


def main() -> None:
    """Measures on SQLite, then on PostgreSQL; ``--quick`` leaves the million out."""
    sizes = SIZES[:-1] if "--quick" in sys.argv[1:] else SIZES
    began = time.monotonic()
    print(f"{machine()}\nmeasuring; other work on this machine shows in the figures", flush=True)
    figures: list[Figure] = []
    with _shops() as shops, tempfile.TemporaryDirectory(prefix="comptoir-bench-") as folder:
        urls = [f"sqlite:///{Path(folder) / f'{size}.sqlite3'}" for size in sizes]
        figures += measured("SQLite", urls, sizes, *shops)
        with _cluster(len(sizes)) as (urls, name):
            figures += measured(name, urls, sizes, *shops)
    figures += embedded.vitals()
    print(table(figures))
    print(f"measured in {measures.timed(began)}")


@contextmanager
def _shops() -> Iterator[tuple[SlowShop, SlowStores]]:
    with slow_shop() as shop, slow_stores() as stores:
        yield shop, stores


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


def measured(
    engine: str, urls: list[str], sizes: tuple[int, ...], shop: SlowShop, stores: SlowStores
) -> list[Figure]:
    """Every figure of one engine."""
    sized = [_made(engine, url, shop, size) for url, size in zip(urls, sizes, strict=True)]
    first = sized[0]
    figures = measures.panel_against_bare(engine, first)
    figures.append(measures.statements(engine, first))
    figures += measures.growth(engine, sized)
    figures += lists.growth(engine, sized)
    figures += lists.conversation(engine, first)
    figures.append(measures.outbox(engine, sized))
    figures.append(measures.card(engine, first, shop))
    figures += measures.through_module(engine, first, shop)
    figures += shopify.card(engine, first, stores)
    figures += shopify.door(engine, first, stores)
    figures += reports.year(engine, first)
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
