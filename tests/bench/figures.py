"""Each figure beside its aim, judged by the figure alone; nothing here can fail a run."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``value`` is judged against ``at_least`` or ``at_most``, if any."""

    name: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """``OK`` or ``over`` (``under``); empty where no aim was set."""
        if self.at_least is not None:
            return "OK" if self.value >= self.at_least else "under"
        if self.at_most is not None:
            return "OK" if self.value <= self.at_most else "over"
        return ""

    @property
    def aim(self) -> str:
        if self.at_least is not None:
            return f">= {_number(self.at_least)}"
        return "" if self.at_most is None else f"<= {_number(self.at_most)}"


def table(figures: Sequence[Figure]) -> str:
    """Columns: what, how much, unit, aim, verdict, note."""
    head = ("figure", "value", "", "aim", "", "")
    rows = [head, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(_line(row, widths) for row in rows)


def machine() -> str:
    """The processor, its count, how busy it is, and the versions that matter."""
    libraries = " ".join(
        f"{name} {version(name)}" for name in ("flask", "jinja2", "gunicorn", "psycopg")
    )
    return (
        f"{_processor()} x {os.cpu_count()}, {platform.system()} {platform.release()},"
        f" load {os.getloadavg()[0]:.1f}\n"
        f"Python {platform.python_version()} {libraries} SQLite {sqlite3.sqlite_version}"
    )


def _cells(figure: Figure) -> tuple[str, ...]:
    value = _number(figure.value)
    return (figure.name, value, figure.unit, figure.aim, figure.verdict, figure.note)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    name, value, *others = row
    cells = [name.ljust(widths[0]), value.rjust(widths[1])]
    cells += [cell.ljust(width) for cell, width in zip(others, widths[2:], strict=True)]
    return "  ".join(cells).rstrip()


def _number(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
