"""Crashes the money machine under many seeds, on both engines, and prints what it came to.

``python -m tests.crash_matrix --seeds 1000``; ``--shop shopify`` plays over the real adapter of
Shopify and its stand-in; ``--flaw NAME`` takes one guard away, and must be found; ``--first N``
begins at another seed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path

import click

from sidebar.clock import SystemClock
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from tests import postgres
from tests.crash_luck import Flaw
from tests.crash_play import Play
from tests.crash_shopify import ShopifyStory
from tests.crash_shopify_ground import shopify_ground
from tests.crash_shopify_verdict import ShopifyJudge
from tests.crash_stage import ground_over
from tests.crash_story import Story
from tests.crash_verdict import Judge, Tally, TillJudge
from tests.till import Mood

FINDINGS = ("double", "sent again", "lost", "over paid", "over paid on a line", "unsettled")
COLUMNS = ("runs", "kills", "asked", "done", "refused", "waiting", "unsure_settled", "most_rounds")


def _without(part: str, *, word_for_word: float = 0, mood: Mood | None = None) -> Flaw:
    return Flaw(lambda sql: sql.replace(part, ""), word_for_word, mood)


FLAWS = {
    "none": Flaw(),
    "version": _without(" AND version = :seen AND reserved = 0"),
    "sent": _without(" AND attempt = 0", mood=Mood(doubles_and_denies=True)),
    "believe": Flaw(
        rewrite=lambda sql: sql.replace("'asked', due_at", "'asked', attempt = 0, due_at")
    ),
    "forget": Flaw(forgets=True),
    "state": _without(" AND state IN ('asked', 'sending', 'unsure')"),
    "keyed": Flaw(is_unkeyed=True, word_for_word=1),
    "learnt": _without(" AND moved = :before AND money_state = 'pending'", word_for_word=1),
    "claim": Flaw(
        rewrite=lambda sql: sql.replace(
            "AND state = 'asked' AND attempt = 0", "AND state IN ('asked', 'sending')"
        )
    ),
}
"""Guards that can be taken away: each must be missed.

``believe`` takes the word of a call that it did nothing for true, as if it had never been sent.
"""


SHOPIFY_FLAWS = {
    "none": Flaw(),
    "new_key": Flaw(shop="new_key"),
    "unread": Flaw(shop="unread"),
    "cancel_again": Flaw(shop="cancel_again"),
    "too_early": Flaw(shop="too_early"),
}
"""Guards of Shopify's adapter that can be taken away; those of the machine are the till's."""

Teller = Callable[[Database, Flaw], Callable[[int], tuple[Play, Judge]]]


def over_till(database: Database, flaw: Flaw) -> Callable[[int], tuple[Play, Judge]]:
    """Stories over a till that stands in for any shop."""
    ground = ground_over(database)

    def told(seed: int) -> tuple[Play, Judge]:
        story = Story(ground, seed, flaw)
        return story, TillJudge(story)

    return told


def over_shopify(database: Database, flaw: Flaw) -> Callable[[int], tuple[Play, Judge]]:
    """Stories over the adapter of Shopify and its stand-in."""
    ground = shopify_ground(database)

    def told(seed: int) -> tuple[Play, Judge]:
        story = ShopifyStory(ground, seed, flaw)
        return story, ShopifyJudge(story)

    return told


SHOPS: dict[str, tuple[Teller, dict[str, Flaw]]] = {
    "till": (over_till, FLAWS),
    "shopify": (over_shopify, SHOPIFY_FLAWS),
}


def run(
    database: Database,
    *,
    seeds: range,
    flaw: Flaw,
    most: int = 10**9,
    over: Teller = over_till,
) -> Tally:
    """Plays one story for each seed over a migrated, empty store, until ``most`` findings."""
    told, tally = over(database, flaw), Tally()
    for seed in seeds:
        if tally.findings.total() >= most:
            break
        tally.play(*told(seed))
    return tally


def _played(url: str, seeds: range, shop: str, flaw: str) -> Tally:
    over, flaws = SHOPS[shop]
    with closing(connect(url)) as database:
        migrate(database, SystemClock())
        return run(database, seeds=seeds, flaw=flaws[flaw], over=over)


@contextmanager
def stores() -> Iterator[dict[str, str]]:
    """The address of an empty store of each engine; gone at the end."""
    server = postgres.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield {
                "sqlite": f"sqlite:///{Path(folder) / 'comptoir.sqlite3'}",
                "postgres": server.url(server.create()),
            }
    finally:
        server.stop()


def table(tallies: dict[str, Tally]) -> str:
    """The result as a table: a row for each engine."""
    names = [*(name.replace("_", " ") for name in COLUMNS), *FINDINGS, "other"]
    lines = [" | ".join(["engine".ljust(8), *names])]
    for engine, tally in tallies.items():
        counts = [getattr(tally, name) for name in COLUMNS]
        found = [tally.findings[name] for name in FINDINGS]
        other = tally.findings.total() - sum(found)
        row = zip(names, (*counts, *found, other), strict=True)
        lines.append(
            " | ".join([engine.ljust(8), *(str(count).rjust(len(name)) for name, count in row)])
        )
        if tally.examples:
            lines.append(f"{engine}: first seeds {tally.examples}")
    return "\n".join(lines)


@click.command()
@click.option("--seeds", default=1000, show_default=True)
@click.option("--first", default=0, show_default=True)
@click.option("--shop", type=click.Choice(sorted(SHOPS)), default="till", show_default=True)
@click.option("--flaw", default="none", show_default=True)
def main(seeds: int, first: int, shop: str, flaw: str) -> None:
    """Run the crash matrix."""
    if flaw not in SHOPS[shop][1]:
        raise click.BadParameter(", ".join(sorted(SHOPS[shop][1])), param_hint="--flaw")
    # Each engine in a process of its own: neither waits for the other.
    with stores() as urls, ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        played = {
            engine: pool.submit(_played, url, range(first, first + seeds), shop, flaw)
            for engine, url in urls.items()
        }
        tallies = {engine: future.result() for engine, future in played.items()}
    click.echo(table(tallies))
    sys.exit(any(tally.findings for tally in tallies.values()))


if __name__ == "__main__":
    main()
