"""Crashes the money machine under many seeds, on both engines, and prints what it came to.

``python -m tests.crash_matrix --seeds 1000``; ``--flaw NAME`` takes one guard away, and must be
found; ``--first N`` begins at another seed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from sidebar.clock import SystemClock
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from tests import postgres
from tests.crash_stage import ground_over
from tests.crash_story import Flaw, Story
from tests.crash_verdict import Tally

FINDINGS = ("double", "sent again", "lost", "over paid", "over paid on a line", "unsettled")
COLUMNS = ("runs", "kills", "asked", "done", "refused", "waiting", "unsure_settled", "most_rounds")


def _without(part: str) -> Flaw:
    return Flaw(rewrite=lambda sql: sql.replace(part, ""))


FLAWS = {
    "none": Flaw(),
    "version": _without(" AND version = :seen AND reserved = 0"),
    "sent": _without(" AND attempt = 0"),
    "believe": Flaw(
        rewrite=lambda sql: sql.replace("'asked', due_at", "'asked', attempt = 0, due_at")
    ),
    "forget": Flaw(forgets=True),
    "state": _without(" AND state IN ('asked', 'sending', 'unsure')"),
    "claim": Flaw(
        rewrite=lambda sql: sql.replace(
            "AND state = 'asked' AND attempt = 0", "AND state IN ('asked', 'sending')"
        )
    ),
}
"""Guards that can be taken away: each must be missed.

``believe`` takes the word of a call that it did nothing for true, as if it had never been sent.
"""


def run(database: Database, *, seeds: range, flaw: Flaw, most: int = 10**9) -> Tally:
    """Plays one story for each seed over a migrated, empty store, until ``most`` findings."""
    ground, tally = ground_over(database), Tally()
    for seed in seeds:
        if tally.findings.total() >= most:
            break
        tally.play(Story(ground, seed, flaw))
    return tally


@contextmanager
def stores() -> Iterator[dict[str, Database]]:
    """An empty store of each engine, migrated; gone at the end."""
    server = postgres.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            urls = {
                "sqlite": f"sqlite:///{Path(folder) / 'comptoir.sqlite3'}",
                "postgres": server.url(server.create()),
            }
            found = {engine: connect(url) for engine, url in urls.items()}
            for store in found.values():
                migrate(store, SystemClock())
            with closing(found["sqlite"]), closing(found["postgres"]):
                yield found
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
@click.option("--flaw", type=click.Choice(sorted(FLAWS)), default="none", show_default=True)
def main(seeds: int, first: int, flaw: str) -> None:
    """Run the crash matrix."""
    with stores() as found:
        tallies = {
            engine: run(store, seeds=range(first, first + seeds), flaw=FLAWS[flaw])
            for engine, store in found.items()
        }
    click.echo(table(tallies))
    sys.exit(any(tally.findings for tally in tallies.values()))


if __name__ == "__main__":
    main()
