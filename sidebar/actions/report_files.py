"""The operations behind a report as a file: one row each, with everything that the report counts.

What was typed beside an operation, and a voucher's code, stay with their order.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from platforms.shapes import Money
from sidebar.actions import reporting
from sidebar.actions.desk import Desk
from sidebar.actions.money import exporting
from sidebar.actions.money.exporting import Cell, decimal_of, harmless
from sidebar.actions.reporting import Gathered
from sidebar.i18n import iso
from sidebar.rules import reported
from sidebar.rules.reported import Fact, Wanted
from sidebar.rules.viewer import Viewer
from sidebar.store import exporting as sqlite_files
from sidebar.store import reports
from sidebar.store.operations import Operation

AT_ONCE = 500
"""Operations held whole in memory."""

BYTES_AT_ONCE = 64 * 1024

MARK = "\ufeff"
"""What tells Excel that the text is UTF-8."""

_SUMS = {"store_credit" if name == "credit" else name: name for name in reported.AMOUNTS}
"""The columns of what became of the money, and which amount each is."""

AMOUNTS = ("amount", "moved", *_SUMS)
"""Written with a decimal comma for whoever reads French."""

_LEFT_OUT = ("note", "voucher")
NAMES = (
    *(name for name in exporting.NAMES if name not in _LEFT_OUT),
    "shop_name",
    "day",
    *_SUMS,
    "approved_at",
    "customer",
    "default_replies",
    "products",
)
"""The columns, in order; ``day`` is in the calendar of the operation's own shop."""


def csv_parts(desk: Desk, viewer: Viewer, wanted: Wanted) -> Iterator[str]:
    """The text in pieces, as the viewer's Excel opens it. Raises Forbidden or NotFound at once.

    UTF-8 with its mark; in French semicolons and decimal commas, else commas and points.
    """
    gathered, found = _found(desk, viewer, wanted)
    return _csv(_rows(desk, gathered, found), is_french=viewer.language == "fr")


def sqlite_parts(desk: Desk, viewer: Viewer, wanted: Wanted) -> Iterator[bytes]:
    """A SQLite file in pieces, with one table ``operations``. Raises Forbidden or NotFound."""
    gathered, found = _found(desk, viewer, wanted)
    with TemporaryDirectory(prefix="comptoir-report-") as folder:
        file = Path(folder) / "report.sqlite3"
        rows = _rows(desk, gathered, found)
        sqlite_files.to_sqlite(file, "operations", rows, columns=NAMES)
        whole = file.open("rb")
    # Open, it can be read to its end though its folder is gone: nothing is left behind.
    return _read(whole)


def _read(whole: io.BufferedReader) -> Iterator[bytes]:
    with whole:
        while piece := whole.read(BYTES_AT_ONCE):
            yield piece


def _found(desk: Desk, viewer: Viewer, wanted: Wanted) -> tuple[Gathered, list[Fact]]:
    """The operations asked for, oldest first."""
    with desk.database.reading() as store:
        gathered = reporting.gather(store, viewer, wanted.period)
    return gathered, list(filter(wanted.takes, reversed(gathered.facts)))


def _rows(desk: Desk, gathered: Gathered, found: list[Fact]) -> Iterator[dict[str, Cell]]:
    for begin in range(0, len(found), AT_ONCE):
        some = found[begin : begin + AT_ONCE]
        with desk.database.reading() as store:
            kept = reports.whole(store, [fact.id for fact in some])
        yield from (_row(gathered, fact, kept[fact.id]) for fact in some)


def _row(gathered: Gathered, fact: Fact, kept: Operation) -> dict[str, Cell]:
    names, currency = gathered.names, fact.currency
    told = {
        **exporting.row_of(kept),
        "shop_name": names.shops[fact.shop_id].name,
        "day": fact.day.isoformat(),
        **{
            column: decimal_of(Money(getattr(fact.sums, name), currency))
            for column, name in _SUMS.items()
        },
        "approved_at": iso(kept.approved_at) if kept.approved_at else "",
        "customer": fact.customer_id,
        "default_replies": "; ".join(names.replies[one] for one in fact.replies),
        "products": "; ".join(f"{one.units} × {one.name}" for one in fact.products),
    }
    return {name: told[name] for name in NAMES}


def _csv(rows: Iterable[dict[str, Cell]], *, is_french: bool) -> Iterator[str]:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, NAMES, delimiter=";" if is_french else ",")
    out.write(MARK)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(name, row[name], is_french=is_french) for name in NAMES})
        if out.tell() > BYTES_AT_ONCE:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def _cell(name: str, cell: Cell, *, is_french: bool) -> Cell:
    if is_french and name in AMOUNTS:
        return str(cell).replace(".", ",")
    return harmless(cell)
