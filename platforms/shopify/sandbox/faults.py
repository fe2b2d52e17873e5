"""What may go wrong on purpose: each fault names its kind, which store and operation, how often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Lock
from typing import Any

EVERY = "*"
LONGEST_SECONDS = 120


class Kind(StrEnum):
    """The ways in which a store can fail."""

    SLOW = "slow"
    """Waits ``seconds`` before it answers rightly."""
    UNAUTHORIZED = "unauthorized"
    """401, as for a token that is revoked."""
    FROZEN = "frozen"
    """402: the merchant has not paid Shopify."""
    FORBIDDEN = "forbidden"
    """403: an approval is missing."""
    ENDLESS = "endless"
    """403: tokens that never expire are taken no more."""
    UNKNOWN = "unknown"
    """404: no such store, or no such path."""
    LOCKED = "locked"
    """423: the store is locked."""
    BUSY = "busy"
    """429 with Retry-After ``seconds``."""
    RISK = "risk"
    """430: refused as a security risk."""
    BROKEN = "broken"
    """500 and JSON."""
    GATEWAY = "gateway"
    """502 and an HTML page."""
    DOWN = "down"
    """503 and an HTML page."""
    HTML = "html"
    """200 and an HTML page."""
    NOT_JSON = "not_json"
    """200, said to be JSON, and it is not."""
    THROTTLED = "throttled"
    """200 and THROTTLED: nothing was executed; enough points are back after ``seconds``."""
    INTERNAL = "internal"
    """200 and INTERNAL_SERVER_ERROR: nothing was done."""
    CLOSE = "close"
    """The connection is closed before anything is done."""
    MOVED = "moved"
    """302 to ``target``."""
    MOVED_WHOLE = "moved_whole"
    """307 to ``target``: a client that follows takes its body along."""
    LOST = "lost"
    """Does what it was asked, then closes the connection."""
    LATE = "late"
    """Does what it was asked, and answers ``seconds`` later."""
    GATEWAY_AFTER = "gateway_after"
    """Does what it was asked, then 502 and an HTML page."""
    INTERNAL_AFTER = "internal_after"
    """Does what it was asked, then 200 and INTERNAL_SERVER_ERROR."""
    TRUNCATED = "truncated"
    """Does what it was asked; half of the answer comes."""
    OTHER_VERSION = "other_version"
    """The right answer under another X-Shopify-API-Version."""
    JOB_FAILS = "job_fails"
    """A cancellation is accepted, and its job fails later."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; ``times`` None lasts until it is cleared."""

    kind: Kind
    host: str = EVERY
    operation: str = EVERY
    """The operation's name, its first field ("refundCreate"), or "token" for the token endpoint."""
    seconds: float = 0.0
    times: int | None = None
    target: str = ""
    """Where a redirect points."""

    def meets(self, host: str, operations: Sequence[str]) -> bool:
        """Whether a request to this store under any of these names is met."""
        return self.host in {EVERY, host} and self.operation in {EVERY, *operations}


class Faults:
    """The faults now in force, shared by every request."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._set: list[Fault] = []

    def set(self, fault: Fault) -> None:
        """Put a fault in force, instead of the same kind on the same store and operation."""
        same = (fault.kind, fault.host, fault.operation)
        with self._lock:
            kept = [it for it in self._set if (it.kind, it.host, it.operation) != same]
            self._set = [*kept, fault]

    def reset(self) -> None:
        """All is well again."""
        with self._lock:
            self._set = []

    def now(self) -> Sequence[Fault]:
        """What is in force."""
        with self._lock:
            return tuple(self._set)

    def strike(self, host: str, *operations: str, kinds: frozenset[Kind]) -> Sequence[Fault]:
        """The faults of these kinds that this request meets; a counted one is used up by it."""
        with self._lock:
            met = [it for it in self._set if it.kind in kinds and it.meets(host, operations)]
            left = [_used(it) if it in met else it for it in self._set]
            self._set = [it for it in left if it.times != 0]
            return met


ON_THE_WIRE = frozenset(Kind) - {Kind.JOB_FAILS}
"""The kinds that a request meets; the others meet the work that goes on after it."""


def fault_of(fields: Mapping[str, Any]) -> Fault:
    """The fault described by JSON or a form. Raises ValueError when it is none."""
    seconds = float(fields.get("seconds") or 0)
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise ValueError("seconds")
    times = fields.get("times")
    return Fault(
        kind=Kind(fields.get("kind", "")),
        host=fields.get("host") or EVERY,
        operation=fields.get("operation") or EVERY,
        seconds=seconds,
        times=int(times) if times else None,
        target=fields.get("target") or "",
    )


def _used(fault: Fault) -> Fault:
    return fault if fault.times is None else replace(fault, times=fault.times - 1)
