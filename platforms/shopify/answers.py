"""One answer of the Admin API, believed only in the version that was asked, and only whole.

A search whose filter the shop does not know is answered with everybody's orders and a warning
beside them: any warning makes the answer a bad one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec

from platforms.contract import BadAnswer
from platforms.http import Answer
from platforms.shopify.faults import (
    ACCESS_DENIED,
    THROTTLED,
    Problem,
    fault_of_problems,
    problems_of,
)
from platforms.shopify.version import SAID_IN, VERSION

_SHORTEST_WAIT = 0.1

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


class Garbled(BadAnswer):
    """No JSON at all: a page of something between us and the shop."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Points of the shop's allowance, which fills again with time."""

    asked: float
    left: float
    most: float
    a_second: float

    @property
    def wait(self) -> float:
        """Seconds until what was asked can be paid for."""
        lacking = self.asked - self.left
        return max(_SHORTEST_WAIT, lacking / self.a_second) if self.a_second else _SHORTEST_WAIT


@dataclass(frozen=True, slots=True)
class Told:
    """What the shop said to one question. Its repr shows nothing of it."""

    content: Mapping[str, Any] = field(repr=False)
    """By the question's own field; empty where there is none at all."""
    problems: tuple[Problem, ...] = field(repr=False)
    cost: Cost | None
    answer: Answer = field(repr=False)

    @property
    def is_throttled(self) -> bool:
        return any(problem.code == THROTTLED for problem in self.problems)

    @property
    def gaps(self) -> tuple[str, ...]:
        """The fields that the key may not read, "order.customer", each once."""
        denied = (one.path for one in self.problems if one.code == ACCESS_DENIED)
        return tuple(dict.fromkeys(filter(None, denied)))

    def check(self) -> None:
        """Raises the PlatformError that its errors mean; a missing right spares what was read."""
        has_some = any(value is not None for value in self.content.values())
        grave = [one for one in self.problems if not (has_some and one.code == ACCESS_DENIED)]
        fault = fault_of_problems(grave)
        if fault is not None:
            raise fault


def told_by(answer: Answer) -> Told:
    """What a 200 says. Raises BadAnswer for another version, another form, or a warning."""
    said = _object(answer)
    served = answer.headers.get(SAID_IN, "")
    if served != VERSION:
        known = served if served.replace("-", "").isalnum() else "none"
        raise BadAnswer(f"served as version {known[:20]}, asked for {VERSION}")
    extensions = said.get("extensions")
    extensions = extensions if isinstance(extensions, dict) else {}
    if _warnings(extensions.get("search")):
        raise BadAnswer("a search with a filter that the shop does not know")
    content, problems = said.get("data"), problems_of(said.get("errors"))
    if not isinstance(content, dict) and not problems:
        raise BadAnswer("neither content nor errors")
    return Told(
        content=content if isinstance(content, dict) else {},
        problems=problems,
        cost=_cost(extensions.get("cost")),
        answer=answer,
    )


def _object(answer: Answer) -> dict[str, Any]:
    try:
        said = _decode(answer.body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise Garbled(f"not JSON ({answer.media_type[:40] or 'no type'})") from None
    if not isinstance(said, dict):
        raise BadAnswer("not an object")
    return said


def _warnings(searches: Any) -> bool:
    """Whether any search was warned of; a form that we do not know may hide one."""
    if not searches:
        return False
    if not isinstance(searches, list):
        return True
    return any(not isinstance(one, dict) or one.get("warnings") for one in searches)


def _cost(written: Any) -> Cost | None:
    try:
        status = written["throttleStatus"]
        return Cost(
            asked=float(written["requestedQueryCost"]),
            left=float(status["currentlyAvailable"]),
            most=float(status["maximumAvailable"]),
            a_second=max(0.0, float(status["restoreRate"])),
        )
    except (KeyError, TypeError, ValueError):
        return None
