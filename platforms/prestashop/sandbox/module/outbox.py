"""Notices of what happened in the shop, kept until the counter took them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Condition
from typing import Any


@dataclass(frozen=True, slots=True)
class Notice:
    """One row; ``key`` is the operation that caused it, or empty."""

    id: int
    kind: str
    order: int
    key: str
    at: int
    """UTC milliseconds."""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """As it travels."""
        return {
            "id": self.id,
            "kind": self.kind,
            "order": self.order,
            "key": self.key,
            "at": self.at,
            "facts": dict(self.facts),
        }


class Outbox:
    """Every notice ever made, and which of them are still to be taken."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._rows: list[Notice] = []
        self._taken: set[int] = set()

    def add(self, kind: str, order: int, key: str, facts: Mapping[str, Any]) -> Notice:
        """The new last row."""
        with self._changed:
            at = time.time_ns() // 1_000_000
            notice = Notice(len(self._rows) + 1, kind, order, key, at, facts)
            self._rows.append(notice)
            self._changed.notify_all()
            return notice

    def after(self, number: int, limit: int) -> Sequence[Notice]:
        """Taken or not, oldest first."""
        with self._changed:
            return [it for it in self._rows if it.id > number][:limit]

    @property
    def last(self) -> int:
        with self._changed:
            return self._rows[-1].id if self._rows else 0

    def waiting(self, limit: int) -> Sequence[Notice]:
        """Those that nobody took yet, oldest first."""
        with self._changed:
            return [it for it in self._rows if it.id not in self._taken][:limit]

    def take(self, numbers: Iterable[int]) -> None:
        """These need not be sent again."""
        with self._changed:
            self._taken.update(numbers)

    def wait(self, seconds: float) -> None:
        """Until a row is added, or so long."""
        with self._changed:
            self._changed.wait(seconds)

    def reset(self) -> None:
        """No notices."""
        with self._changed:
            self._rows, self._taken = [], set()
