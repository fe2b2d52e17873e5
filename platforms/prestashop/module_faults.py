"""Every way in which the shop's module refuses, breaks or is not there, under our contract's names.

What is not signed says nothing about a write: only the module itself can say that it did nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from platforms.contract import (
    BadAnswer,
    InMaintenance,
    NotFound,
    PlatformError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from platforms.http import Answer
from platforms.prestashop.faults import is_closed, wait_of
from platforms.prestashop.origins import origin_of

# What the module's lock waits for is a refund: a few seconds with its mail.
_BUSY_SECONDS = 3.0


class ModuleAbsent(BadAnswer):
    """The shop answers, and its module does not: not installed, switched off, another address."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A signed "no" of the module: a stable name, and what it says beside it."""

    status: int
    name: str
    beside: Mapping[str, Any] = field(default_factory=dict)

    @property
    def detail(self) -> str:
        """For the log: the small facts beside the name, in one line."""
        said = (f"{key}={value}" for key, value in self.beside.items() if key != "retryable")
        return f"{self.status} {self.name} {' '.join(said)}".strip()[:300]


def unsigned_fault(answer: Answer) -> PlatformError:
    """What an answer without the module's signature means. Details never quote its body."""
    detail = f"module: status {answer.status}, {answer.media_type or 'no type'}, not signed"
    if is_closed(answer):
        return InMaintenance(detail)
    if answer.status >= 500:
        return Unreachable(detail)
    if answer.status == 429:
        return Throttled(wait_of(answer), detail)
    if answer.status == 401:
        return Unauthorized(detail)
    return _somebody_elses(answer, detail)


def _somebody_elses(answer: Answer, detail: str) -> PlatformError:
    """A page of the shop's own, or of whatever else stands at this address."""
    if 300 <= answer.status < 400:
        elsewhere = origin_of(answer.headers.get("Location", ""))
        return ModuleAbsent(f"{detail}, leads to {elsewhere or 'another page'}")
    if answer.status == 404 or answer.media_type == "text/html":
        return ModuleAbsent(detail)
    return BadAnswer(detail)


def refused_read(refusal: Refusal) -> PlatformError:
    """The error that a signed refusal of a read means."""
    match refusal.name:
        case "unknown_order" | "unknown_image":
            return NotFound(refusal.detail)
        case "busy":
            return Throttled(_BUSY_SECONDS, refusal.detail)
        case "fault":
            return Unreachable(refusal.detail)
        case _:
            return BadAnswer(refusal.detail)
