"""The stand-in's own time, which a test may push forward and nothing moves back."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(slots=True)
class Clock:
    """UTC; ``ahead`` ms before the machine's."""

    ahead: int = 0

    def now(self) -> int:
        """UTC ms."""
        return time.time_ns() // 1_000_000 + self.ahead

    def advance(self, ms: int) -> None:
        """Let so much time go by at once."""
        self.ahead += ms

    def iso(self, *, ago: int = 0) -> str:
        """Now, or ``ago`` ms before it, as Shopify writes a DateTime."""
        return iso(self.now() - ago)


def iso(ms: int) -> str:
    """UTC ms as Shopify writes a DateTime: "2026-11-22T10:00:00Z"."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
