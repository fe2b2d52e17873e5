"""Remembers the requests, so that tests can count them, their rounds and how many ran at once."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock


@dataclass(slots=True)
class Exchange:
    """One request and its answer; times are seconds of the monotonic clock."""

    method: str
    path: str
    query: str
    resource: str
    started: float
    ended: float = 0.0
    status: int = 0
    """0 where the connection was closed unanswered."""

    @property
    def seconds(self) -> float:
        return self.ended - self.started


class RequestLog:
    """The exchanges with the webservice since the last reset."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._exchanges: list[Exchange] = []
        self._open = 0
        self._most_at_once = 0

    @contextmanager
    def keep(self, *, method: str, path: str, query: str) -> Iterator[Exchange]:
        """Time one exchange; whoever keeps it writes down the status."""
        resource = path.partition("/")[0]
        exchange = Exchange(method, path, query, resource, started=time.monotonic())
        with self._lock:
            self._open += 1
            self._most_at_once = max(self._most_at_once, self._open)
        try:
            yield exchange
        finally:
            exchange.ended = time.monotonic()
            with self._lock:
                self._open -= 1
                self._exchanges.append(exchange)

    def reset(self) -> None:
        """Forget the exchanges that are over."""
        with self._lock:
            self._exchanges = []
            self._most_at_once = self._open

    def exchanges(self) -> Sequence[Exchange]:
        """Those that are over, in the order in which they ended."""
        with self._lock:
            return tuple(self._exchanges)

    @property
    def count(self) -> int:
        return len(self.exchanges())

    @property
    def most_at_once(self) -> int:
        with self._lock:
            return self._most_at_once

    def rounds(self) -> int:
        """The longest chain of exchanges of which each began after the one before had ended.

        Give every request the same slowness first: then the chain is the number of rounds.
        """
        rounds, over = 0, float("-inf")
        for exchange in sorted(self.exchanges(), key=lambda it: it.ended):
            if exchange.started >= over:
                rounds, over = rounds + 1, exchange.ended
        return rounds
