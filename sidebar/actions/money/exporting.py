"""Operations as rows for other programs: one line each, amounts exact, no cell a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from babel.numbers import get_currency_precision

from platforms.shapes import Money
from sidebar.actions.desk import Desk
from sidebar.errors import Refused
from sidebar.i18n import iso
from sidebar.store import exporting, operations
from sidebar.store.operations import Operation

PAGE = 500
"""Operations held in memory at once."""

Cell = str | int | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the beginning of a cell."""


def row_of(operation: Operation) -> dict[str, Cell]:
    """One operation: times in ISO 8601 UTC, amounts as decimal texts of their currency."""
    result = operation.result
    return {
        "operation": operation.id,
        "shop": operation.shop_id,
        "order_id": operation.order_id,
        "order_reference": operation.order_reference,
        "ticket": operation.ticket_id,
        "kind": operation.kind.value,
        "state": operation.state.value,
        "amount": decimal_of(operation.amount),
        "moved": decimal_of(operation.moved),
        "currency": operation.amount.currency,
        "money": operation.money_state,
        "gives": operation.review.gives.value,
        "reason": operation.reason,
        "note": operation.note,
        "agent": operation.agent_name,
        "approver": operation.approver_name,
        "shop_reference": result.reference if result else "",
        "voucher": result.voucher if result else "",
        "warnings": " ".join(result.warnings) if result else "",
        "differs": " ".join(operation.differs),
        "fault": operation.fault,
        "attempts": operation.attempt,
        "asked_at": iso(operation.asked_at),
        "settled_at": iso(operation.settled_at) if operation.settled_at else "",
    }


def decimal_of(amount: Money) -> str:
    """An amount as programs read it, in the unit of its currency."""
    return str(Decimal(amount.minor).scaleb(-get_currency_precision(amount.currency)))


def rows(desk: Desk, *, shop_id: str = "") -> Iterator[dict[str, Cell]]:
    """Every operation in the order in which it was asked; of one shop when it is named."""
    after = ""
    while True:
        with desk.database.reading() as store:
            found = operations.page(store, shop_id=shop_id, after=after, most=PAGE)
        yield from map(row_of, found)
        if len(found) < PAGE:
            return
        after = found[-1].id


def csv_text(lines: Iterable[dict[str, Cell]]) -> str:
    """CSV as RFC 4180 says it, with a heading even where there is nothing below it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, NAMES)
    writer.writeheader()
    for line in lines:
        writer.writerow({name: harmless(cell) for name, cell in line.items()})
    return out.getvalue()


def harmless(cell: Cell) -> Cell:
    """The cell as a spreadsheet shows it, and never works it out."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def to_file(desk: Desk, file: Path, *, shop_id: str = "") -> int:
    """Writes a new .csv or .sqlite3 file; answers its rows.

    Raises Refused (``bad_export``: another suffix; ``file_exists``; ``no_such_folder``).
    """
    if file.suffix not in (".csv", ".sqlite", ".sqlite3", ".db"):
        raise Refused("bad_export")
    if file.exists():
        raise Refused("file_exists")
    if not file.absolute().parent.is_dir():
        raise Refused("no_such_folder")
    lines = list(rows(desk, shop_id=shop_id))
    if file.suffix == ".csv":
        file.write_text(csv_text(lines), "utf-8", newline="")
    else:
        exporting.to_sqlite(file, "operations", lines, columns=NAMES)
    return len(lines)


NAMES = (
    "operation",
    "shop",
    "order_id",
    "order_reference",
    "ticket",
    "kind",
    "state",
    "amount",
    "moved",
    "currency",
    "money",
    "gives",
    "reason",
    "note",
    "agent",
    "approver",
    "shop_reference",
    "voucher",
    "warnings",
    "differs",
    "fault",
    "attempts",
    "asked_at",
    "settled_at",
)
"""The columns, in order; a test holds them to ``row_of``."""
