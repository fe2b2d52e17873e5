"""A loopback that answers as the Admin API does, word for word as a test tells it to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from platforms.contract import Connection, KeySource, PlatformError, Unauthorized
from platforms.http import Deadline
from platforms.shopify.answers import Told
from platforms.shopify.transport import AdminApi
from tests.platforms.loopback import Asked, Loopback, Reply, listening

VERSION = "2026-10"
COST = {
    "requestedQueryCost": 140,
    "actualQueryCost": 60,
    "throttleStatus": {
        "maximumAvailable": 2000.0,
        "currentlyAvailable": 1860,
        "restoreRate": 100.0,
    },
}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: its status, its body as an object or as raw text, and its own headers."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def to(self, reply: Reply) -> None:
        written = self.body if isinstance(self.body, str) else json.dumps(self.body)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Shopify-API-Version": VERSION,
            "X-Request-Id": "5f1c-77",
            "Date": "Sun, 22 Nov 2026 10:00:00 GMT",
            **self.headers,
        }
        reply.whole(self.status, headers, written.encode())


def told(content: Any, **others: Any) -> Said:
    """A good answer with this content."""
    return Said({"data": content, "extensions": {"cost": COST}, **others})


def failed(code: str, *, path: tuple[str | int, ...] = (), content: Any = None) -> Said:
    """A 200 that bears an error."""
    error: dict[str, Any] = {"message": "camille@example.com is not allowed"}
    error |= {"extensions": {"code": code}} if code else {}
    error |= {"path": list(path)} if path else {}
    return Said({"errors": [error], "data": content, "extensions": {"cost": COST}})


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, as Shopify reads it."""

    operation: str
    variables: dict[str, Any]
    token: str
    body: bytes


@dataclass(slots=True)
class Wire:
    """A running server, its questions and its adapter's view of them."""

    server: Loopback
    slept: list[float] = field(default_factory=list)

    def connection(self, **others: Any) -> Connection:
        return Connection(self.server.url, others.pop("key", "shpat_1"), "Europe/Paris", **others)

    def api(self, **others: Any) -> AdminApi:
        return AdminApi(self.connection(**others), sleep=self.slept.append)

    @property
    def questions(self) -> list[Question]:
        return [question_of(asked) for asked in self.server.asked if asked.method == "POST"]


def question_of(asked: Asked) -> Question:
    body = json.loads(asked.body)
    operation = body["query"].split("(")[0].split("{")[0].split()[1]
    token = asked.headers.get("X-Shopify-Access-Token", "")
    return Question(operation, body["variables"], token, asked.body)


Answer = Said | Callable[[Question], Said]


@contextmanager
def wired(*answers: Answer) -> Iterator[Wire]:
    """Answers one after the other; the last one stays."""
    left = list(answers)

    def answering(asked: Asked, reply: Reply) -> None:
        answer = left.pop(0) if len(left) > 1 else left[0]
        (answer if isinstance(answer, Said) else answer(question_of(asked))).to(reply)

    with listening(answering) as server:
        yield Wire(server)


@dataclass(slots=True, eq=False)
class Ring:
    """Keys given one after the other: each refusal brings the next."""

    keys: list[str]
    refused: list[str] = field(default_factory=list)

    spared: list[float] = field(default_factory=list)
    """How many seconds were left for each key, when it was asked for."""

    def current(self, within: float, /) -> str:
        self.spared.append(within)
        if not self.keys:
            raise Unauthorized("no key at all")
        return self.keys[0]

    def renewed(self, refused: str, within: float, /) -> str:
        self.refused.append(refused)
        self.keys.pop(0)
        return self.current(within)


def ring(*keys: str) -> KeySource:
    return Ring(list(keys))


GOOD = told({"order": {"id": "gid://shopify/Order/1"}})
THROTTLED = Said(
    {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
        "extensions": {
            "cost": {
                "requestedQueryCost": 500,
                "throttleStatus": {
                    "maximumAvailable": 2000,
                    "currentlyAvailable": 300,
                    "restoreRate": 100,
                },
            }
        },
    }
)


def read(api: AdminApi, *, within: float = 5.0) -> Told:
    return api.read("order_cancelled", {"id": "x"}, deadline=Deadline.within(within))


def write(api: AdminApi, written: str = '{"query":"mutation M {x}","variables":{}}') -> Told:
    return api.write(written, deadline=Deadline.within(5))


def fault_of(wire: Wire, **others: Any) -> PlatformError:
    with pytest.raises(PlatformError) as fault:
        read(wire.api(**others))
    return fault.value
