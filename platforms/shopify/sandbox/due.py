"""What goes on after an answer: jobs and payments that end when the stand-in's clock says so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class _Work:
    at: int
    """UTC ms."""
    number: int
    name: str = field(compare=False)
    does: Callable[[], object] = field(compare=False)


class Due:
    """Work that waits for its time; it is done by whoever next asks anything of the stand-in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Work] = []
        self._number = 0

    def add(self, name: str, at: int, does: Callable[[], object]) -> None:
        """``does`` is called once, at ``at`` (UTC ms) or at the first request after it."""
        with self._lock:
            self._number += 1
            self._waiting = sorted([*self._waiting, _Work(at, self._number, name, does)])

    def run(self, now: int) -> int:
        """Do what is due, in order; as many as were done."""
        with self._lock:
            ready = [it for it in self._waiting if it.at <= now]
            self._waiting = [it for it in self._waiting if it.at > now]
        for work in ready:
            work.does()
        return len(ready)

    def drop(self, name: str) -> None:
        """This work will not be done."""
        with self._lock:
            self._waiting = [it for it in self._waiting if it.name != name]

    @property
    def waiting(self) -> tuple[str, ...]:
        """The names of what is to come, soonest first."""
        with self._lock:
            return tuple(it.name for it in self._waiting)

    def reset(self) -> None:
        """Nothing is to come."""
        with self._lock:
            self._waiting = []
