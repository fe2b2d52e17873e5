"""Every way in which the Admin API refuses or breaks, under the name our contract gives it.

Details hold statuses, stable codes and names of fields: never a message, which may quote what was
asked, and with it a customer's e-mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from platforms.contract import (
    BadAnswer,
    InMaintenance,
    MissingPermission,
    NotFound,
    PlatformError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from platforms.http import Answer

THROTTLED = "THROTTLED"
ACCESS_DENIED = "ACCESS_DENIED"

# Asked to wait without a word for how long, a short while is polite; over an hour is a fault.
_DEFAULT_WAIT = 2.0
_LONGEST_WAIT = 3600.0

_CODE = re.compile(r"[A-Za-z_]{1,64}")
_REQUEST = re.compile(r"[A-Za-z0-9-]{1,80}")
_WAIT = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
_BY_STATUS: Mapping[int, type[PlatformError]] = {
    401: Unauthorized,
    402: InMaintenance,
    403: Unauthorized,
    423: InMaintenance,
}
_ABSENT = frozenset({"RESOURCE_NOT_FOUND", "NOT_FOUND"})
_CLOSED = frozenset({"SHOP_INACTIVE"})


class Broken(Unreachable):
    """The shop says that it failed: the same question may well be answered the next time."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One of the errors beside an answer's content."""

    code: str
    """Shopify's own, or empty."""
    path: str
    """The field it is about, "order.customer"; empty where it is about the whole question."""
    message: str = field(repr=False)
    """As Shopify says it; neither for logs nor for details, since it may quote what was asked."""

    @property
    def said(self) -> str:
        return " at ".join(filter(None, (self.code or "no code", self.path)))


def problems_of(written: object) -> tuple[Problem, ...]:
    """The errors of an answer, whatever their form."""
    if not written:
        return ()
    if not isinstance(written, list):
        return (Problem("", "", str(written)[:500]),)
    return tuple(_problem(one) for one in written)


def _problem(one: Any) -> Problem:
    if not isinstance(one, dict):
        return Problem("", "", str(one)[:500])
    extensions = one.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    path = one.get("path")
    # Numbers are places in a list: which record is no matter, and no business of a log.
    names = [part for part in path if isinstance(part, str)] if isinstance(path, list) else []
    return Problem(
        code=code if isinstance(code, str) and _CODE.fullmatch(code) else "",
        path=".".join(name for name in names if _CODE.fullmatch(name)),
        message=str(one.get("message", ""))[:500],
    )


def fault_of_status(answer: Answer) -> PlatformError | None:
    """The error that this status means, or None for a 200."""
    detail, status = _detail(answer), answer.status
    if status == 200:
        return None
    if status == 429:
        return Throttled(wait_of(answer.headers), detail)
    if status >= 500 or status == HTTPStatus.REQUEST_TIMEOUT:
        return Broken(detail)
    # A 404 is a wrong address or version here, and 430 a question taken for an attack.
    return _BY_STATUS.get(status, BadAnswer)(detail)


def _detail(answer: Answer) -> str:
    """With the number by which the shop's own support finds the call."""
    request = answer.headers.get("X-Request-Id", "")
    named = f", request {request}" if _REQUEST.fullmatch(request) else ""
    return f"status {answer.status}{named}"


def fault_of_problems(problems: Iterable[Problem]) -> PlatformError | None:
    """The error that these mean together; the first that says most decides."""
    found = tuple(problems)
    if not found:
        return None
    for problem in found:
        named = _named(problem)
        if named is not None:
            return named
    return BadAnswer(f"errors: {found[0].said}")


def _named(problem: Problem) -> PlatformError | None:
    match problem.code:
        case "THROTTLED":
            return Throttled(_DEFAULT_WAIT, problem.said)
        case "ACCESS_DENIED":
            return MissingPermission(problem.path or "access", problem.said)
        case "INTERNAL_SERVER_ERROR":
            return Broken(problem.said)
        case code if code in _ABSENT:
            return NotFound(problem.said)
        case code if code in _CLOSED:
            return InMaintenance(problem.said)
        case _:
            return None


def wait_of(headers: Mapping[str, str]) -> float:
    """For how many seconds a 429 asks to wait."""
    written = headers.get("Retry-After", "").strip()
    seconds = float(written) if _WAIT.fullmatch(written) else _DEFAULT_WAIT
    return min(seconds, _LONGEST_WAIT)
