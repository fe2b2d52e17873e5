"""The one place where the time comes from, in UTC milliseconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """Something that knows the time; tests have one they can move."""

    def now(self) -> int:
        """UTC milliseconds since the epoch."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Patience:
    """Until when something is waited for, by a clock that nobody sets."""

    end: float

    @classmethod
    def of(cls, seconds: float) -> Patience:
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Seconds left; zero or less once it is over."""
        return self.end - time.monotonic()


class SetClock:
    """A clock that moves only when told to."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now(self) -> int:
        return self.at

    def advance(self, milliseconds: int) -> None:
        self.at += milliseconds
