"""One row per operation key: what was asked, how far it came, what was answered."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import Lock
from typing import Any

from platforms.prestashop.sandbox.module.snapshot import Snapshot


class Stage(StrEnum):
    """How far an operation came."""

    STARTED = "started"
    UNCLEAR = "unclear"
    """Found half done after a crash: only a human can say."""
    DONE = "done"
    REFUSED = "refused"
    ASIDE = "aside"
    """Unclear, and somebody looked at the order since: told as unclear, but it bars no more."""
    VOIDED = "voided"
    """Nothing may ever be done under this key."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One row."""

    key: str
    stage: Stage
    action: str = ""
    order: int = 0
    fingerprint: str = ""
    plan: Any = None
    """What was going to be done, checked; None where it never came so far."""
    before: Snapshot | None = None
    result: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None
    begun: float = field(default_factory=time.monotonic, compare=False)
    """When, in seconds of the monotonic clock."""


class Ledger:
    """The table with the unique key."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rows: dict[str, Operation] = {}

    def find(self, key: str) -> Operation | None:
        with self._lock:
            return self._rows.get(key)

    def add(self, row: Operation) -> Operation:
        """The row that has this key from now on: this one, or the one that had it before."""
        with self._lock:
            return self._rows.setdefault(row.key, row)

    def change(self, key: str, **fields: Any) -> Operation:
        """The row with these fields written. Raises KeyError for an unknown key."""
        with self._lock:
            self._rows[key] = replace(self._rows[key], **fields)
            return self._rows[key]

    def done(self, order: int) -> Sequence[Operation]:
        """What was done on an order."""
        return self.at(order, Stage.DONE)

    def at(self, order: int, stage: Stage) -> Sequence[Operation]:
        """The operations on an order that came so far, and no further."""
        return [it for it in self.rows() if it.order == order and it.stage is stage]

    def rows(self) -> Sequence[Operation]:
        """Every row, in the order in which the keys came."""
        with self._lock:
            return list(self._rows.values())

    def reset(self) -> None:
        """An empty table."""
        with self._lock:
            self._rows = {}
