"""What may go wrong on purpose: each fault names its kind, whom it meets and how often."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Lock
from typing import Any

EVERYONE = "*"


class Kind(StrEnum):
    """The ways in which the stand-in can fail."""

    SLOW = "slow"
    """Waits ``seconds`` before it answers rightly."""
    REFUSE = "refuse"
    """401, as for an unknown key."""
    FORBID = "forbid"
    """401 code 26: the key may not read this resource."""
    MAINTENANCE = "maintenance"
    """503 and the host's HTML page."""
    DISABLED = "disabled"
    """503 code 22: the webservice is switched off."""
    CLOSE = "close"
    """The connection is closed without one byte."""
    HTML = "html"
    """200 and a fatal error in HTML."""
    TRUNCATED = "truncated"
    """200 and the first half of the answer."""
    TYPES = "types"
    """200 and valid JSON in which every plain value is an object."""
    EMPTY = "empty"
    """500 and nothing."""
    AWAY = "away"
    """Every connection is closed, from now on and for ``seconds``."""
    LOST = "lost"
    """Does what it was asked, then closes the connection; then away for ``seconds``."""
    LATE = "late"
    """Does what it was asked, and answers ``seconds`` later."""
    HTML_AFTER = "html_after"
    """Does what it was asked, then 500 and a fatal error in HTML."""
    UNSIGNED = "unsigned"
    """The module's right answer without its signature."""
    BUSY = "busy"
    """The module: 409, another write holds the order."""
    FAULT = "fault"
    """The module: 500 and its own envelope; a write has been noted as started."""
    MAIL_FAILED = "mail_failed"
    """The mail server is down: found out after everything was written."""
    CRASH_NOTHING = "crash_nothing"
    """PHP dies once the write is noted as started, before core does anything."""
    CRASH_HALF = "crash_half"
    """PHP dies in the middle of core's command: slip or stock written, the rest not."""
    CRASH_DONE = "crash_done"
    """PHP dies when everything is done and the result not yet stored."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; ``times`` None lasts until it is cleared."""

    kind: Kind
    resource: str = EVERYONE
    seconds: float = 0.0
    times: int | None = None

    def meets(self, resource: str) -> bool:
        """Its own resource, every one, or every one of a family ("module" meets "module.op")."""
        return self.resource in {EVERYONE, resource, resource.partition(".")[0]}


class Faults:
    """The faults now in force, shared by every request."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._set: list[Fault] = []
        self._until = 0.0
        """When the shop is back, in seconds of the monotonic clock."""

    def set(self, fault: Fault) -> None:
        """Put a fault in force, instead of the same kind on the same resource."""
        with self._lock:
            if fault.kind is Kind.AWAY:
                self._until = time.monotonic() + fault.seconds
            same = (fault.kind, fault.resource)
            self._set = [it for it in self._set if (it.kind, it.resource) != same] + [fault]

    def reset(self) -> None:
        """All is well again."""
        with self._lock:
            self._set, self._until = [], 0.0

    def now(self) -> Sequence[Fault]:
        """What is in force."""
        with self._lock:
            self._come_back()
            return tuple(self._set)

    @property
    def seconds_away(self) -> float:
        """How long the shop stays away; 0 when it is there."""
        with self._lock:
            return max(0.0, self._until - time.monotonic())

    def strike(self, resource: str) -> Sequence[Fault]:
        """The faults that this request meets; a counted one is used up by it."""
        with self._lock:
            self._come_back()
            met = [it for it in self._set if it.meets(resource)]
            left = [_used(it) if it in met else it for it in self._set]
            self._set = [it for it in left if it.times != 0]
            return met

    def _come_back(self) -> None:
        if time.monotonic() >= self._until:
            self._set = [it for it in self._set if it.kind is not Kind.AWAY]


def fault_of(fields: Any) -> Fault:
    """The fault described by JSON or a form. Raises ValueError when it is none."""
    times = fields.get("times")
    seconds = float(fields.get("seconds") or 0)
    if not 0 <= seconds <= 120:
        raise ValueError("seconds")
    return Fault(
        kind=Kind(fields.get("kind", "")),
        resource=fields.get("resource") or EVERYONE,
        seconds=seconds,
        times=int(times) if times else None,
    )


def spoiled(body: str, kind: Kind) -> str:
    """A right answer made wrong."""
    if kind is Kind.TRUNCATED:
        return body[: len(body) // 2]
    return json.dumps(_wrong_types(json.loads(body))) if body.startswith(("{", "[")) else body


def _used(fault: Fault) -> Fault:
    return fault if fault.times is None else replace(fault, times=fault.times - 1)


def _wrong_types(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _wrong_types(it) for name, it in value.items()}
    if isinstance(value, list):
        return [_wrong_types(it) for it in value]
    return {"value": value}
