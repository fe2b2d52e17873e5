"""What the module keeps between requests: ledger, nonces, locks, outbox and its two switches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from platforms.prestashop.sandbox.module.ledger import Ledger
from platforms.prestashop.sandbox.module.outbox import Outbox

LOCK_SECONDS = 10.0
"""How long a write waits for another one on the same order."""
NONCE_SECONDS = 600
"""Twice the window, so that no nonce is forgotten while its request is still fresh."""


class Locks:
    """One lock per order, as GET_LOCK gives; only who holds it may write on the order."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[int, Lock] = {}

    @contextmanager
    def hold(self, order: int, seconds: float) -> Iterator[bool]:
        """Whether it was had within so many seconds; 0 does not wait."""
        with self._lock:
            lock = self._held.setdefault(order, Lock())
        has_it = lock.acquire(timeout=seconds) if seconds else lock.acquire(blocking=False)
        try:
            yield has_it
        finally:
            if has_it:
                lock.release()


class Nonces:
    """The nonces seen lately: each is good once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: dict[str, float] = {}

    def is_new(self, nonce: str) -> bool:
        """Remembers it, and says whether it was not known."""
        now = time.time()
        with self._lock:
            self._seen = {it: at for it, at in self._seen.items() if at > now - NONCE_SECONDS}
            is_new = nonce not in self._seen
            self._seen.setdefault(nonce, now)
            return is_new


@dataclass(slots=True)
class Module:
    """Tables and settings of the module in one shop."""

    refunds_on: bool = True
    cancellations_on: bool = True
    lock_seconds: float = LOCK_SECONDS
    settle_seconds: float = 0.0
    """How old a write must be before it counts as crashed: PHP may live on without its lock. The
    real module waits 180 s; here what became of a crash is seen at once."""
    cancel_listeners: frozenset[str] = frozenset()
    """Payment modules that move money as soon as core tells of a cancelled product."""
    ledger: Ledger = field(default_factory=Ledger)
    outbox: Outbox = field(default_factory=Outbox)
    locks: Locks = field(default_factory=Locks)
    nonces: Nonces = field(default_factory=Nonces)

    def reset(self) -> None:
        """As installed."""
        self.refunds_on = self.cancellations_on = True
        self.ledger.reset()
        self.outbox.reset()
