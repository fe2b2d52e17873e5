"""The exchanges recorded from a real PrestaShop 9.1.4, and a server that plays them back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platforms.contract import Connection
from platforms.http import Answer
from platforms.prestashop.client import Rows, rows_of
from platforms.prestashop.reading.row import Row
from tests.platforms.loopback import Answering, Asked, Reply

RECORDINGS = Path(__file__).parents[2] / "recordings" / "prestashop"
KEY = "K" * 32

SHORT_LISTS = (
    "ws-read-order-states-all",
    "ws-read-currencies",
    "ws-read-languages",
    "ws-read-carriers-active",
    "ws-read-countries-active",
    "ws-read-states-of-country",
    "ws-read-configurations",
)
"""Every short list that the adapter keeps."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One recorded exchange."""

    name: str
    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def resource(self) -> str:
        return (self.path.removeprefix("/api/") or "root").partition("/")[0]

    @property
    def answer(self) -> Answer:
        return Answer(self.status, self.headers, self.body, 0)

    @property
    def is_list(self) -> bool:
        """Whether it is the form that the client asks for: JSON, and a list under one name."""
        if self.status != 200 or not self.body.startswith((b"{", b"[")):
            return False
        content = json.loads(self.body)
        return content == [] or [type(one) for one in content.values()] == [list]


def exchange(name: str) -> Exchange:
    found = json.loads((RECORDINGS / f"{name}.json").read_text())
    request, response = found["request"], found["response"]
    return Exchange(
        name=name,
        method=request["method"],
        path=request["path"],
        status=response["status"],
        headers=response["headers"] or {},
        body=(response["body"] or "").encode(),
    )


def every_exchange() -> list[Exchange]:
    return [exchange(path.stem) for path in sorted(RECORDINGS.glob("*.json"))]


def rows(name: str) -> Rows:
    """The rows of a recorded list."""
    found = exchange(name)
    return rows_of(found.answer, found.resource)


def row(name: str, **changes: object) -> Row:
    """The first row of a recorded list, some fields changed; None takes a field away."""
    found = exchange(name)
    (listed,) = json.loads(found.body).values()
    fields = {**listed[0], **changes}
    missing = [key for key, value in changes.items() if value is None]
    return Row(found.resource, {k: v for k, v in fields.items() if k not in missing})


def replaying(*names: str) -> Answering:
    """Plays each exchange back whenever its path is asked; any other path is an unknown id."""
    by_path = {found.path: found for found in map(exchange, names)}

    def answer(asked: Asked, reply: Reply) -> None:
        found = by_path.get(asked.path) or exchange("ws-err-unknown-id")
        reply.whole(found.status, found.headers, found.body)

    return answer


def connection(url: str, *, key: str = KEY, timezone: str = "Europe/Paris") -> Connection:
    return Connection(url, key, timezone)
