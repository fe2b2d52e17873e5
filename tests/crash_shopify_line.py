"""The line to a Shopify that no socket carries: every call may be lost, late, doubled or refused.

What goes over it is counted on the far side of the adapter: in which bytes, how often, and what
was answered, so that a guard that is missing there is seen there.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from flask import Flask

from platforms.contract import Connection, NotSent, Unreachable
from platforms.http import Answer, Deadline, Dropped
from platforms.shopify.reads import Reads
from platforms.shopify.sandbox import Fault, Kind, Sandbox, sandbox_of
from platforms.shopify.sandbox.breaking import Closed
from platforms.shopify.transport import AdminApi
from platforms.shopify.writes import Writes
from sidebar.clock import MINUTE, SetClock
from sidebar.rules.operation import CALL_SECONDS
from tests.platforms.shopify.sandbox.write_stage import HOST

ADDRESS = f"/shops/{HOST}/admin/api/2026-10/graphql.json"
LIVES = 4 * MINUTE
"""No request is on its way, or at work inside the shop, for longer."""

_OPERATION = re.compile(rb"\bop_[a-z0-9]{26}\b")
_KEY = re.compile(rb'"idempotencyKey":"([^"]+)"')

BEFORE = (
    Kind.UNAUTHORIZED,
    Kind.FORBIDDEN,
    Kind.LOCKED,
    Kind.RISK,
    Kind.BUSY,
    Kind.THROTTLED,
    Kind.BROKEN,
    Kind.DOWN,
    Kind.HTML,
    Kind.INTERNAL,
    Kind.CLOSE,
)
"""The shop did nothing: some of these say so, and of some nobody can tell."""

AFTER = (
    Kind.LOST,
    Kind.GATEWAY_AFTER,
    Kind.INTERNAL_AFTER,
    Kind.TRUNCATED,
    Kind.OTHER_VERSION,
)
"""The shop did it, and nothing of the answer says so."""

TURNED_AWAY = frozenset(
    {Kind.UNAUTHORIZED, Kind.FORBIDDEN, Kind.LOCKED, Kind.RISK, Kind.BUSY, Kind.THROTTLED}
)
"""Answers that say: nothing was done of it."""

SILENT = (Kind.FROZEN, Kind.LOCKED, Kind.FORBIDDEN)
"""How a read fails that is not asked again at once, which would take real time."""


@dataclass
class Letter:
    """A request on its way, or already at work inside the shop."""

    body: bytes
    token: str
    born: int
    inside: ExitStack = field(default_factory=ExitStack)
    """Holds its key busy while the shop is at it."""


@dataclass
class Line:
    """Everything between our processes and one store."""

    app: Flask
    clock: SetClock
    chance: random.Random
    pause: Callable[[], None]
    is_calm: bool = True
    """Nothing fails."""
    late: list[Letter] = field(default_factory=list)
    bodies: dict[str, set[bytes]] = field(default_factory=dict)
    """By operation: in how many different words it was ever sent."""
    cancelling: dict[str, set[int]] = field(default_factory=dict)
    """By operation: which calls sent a cancellation that was not turned away at once."""
    calls: int = 0
    """Of the adapter; a call that is asked to wait goes on under its number."""

    @property
    def sandbox(self) -> Sandbox:
        return sandbox_of(self.app)

    def sleep(self, seconds: float) -> None:
        """Who waits for the shop waits in the story's time."""
        self.clock.advance(int(seconds * 1000))
        self.pause()

    def read(self, body: bytes, token: str) -> Answer:
        """The answer to a question."""
        if not self.is_calm and self.chance.random() < 0.03:
            if self.chance.random() < 0.5:
                raise Unreachable("lost on its way")
            self._fail(self.chance.choice(SILENT))
        return self._posted(body, token)

    def write(self, body: bytes, token: str, call: int) -> Answer:
        """The answer to a write, as the caller hears it. Raises NotSent or Unreachable."""
        operation = self._known(body)
        luck = 1.0 if self.is_calm else self.chance.random()
        if luck < 0.05:
            raise NotSent("refused")
        if luck < 0.3:
            return self._by_fault(body, token, operation, call)
        self._count(body, operation, call)
        if luck < 0.36:
            raise Dropped("lost on its way")
        if luck < 0.46:
            self._put_off(body, token)
            raise Unreachable("too slow")
        if luck < 0.52:
            return self._doubled(body, token)
        answer = self._posted(body, token)
        if luck < 0.57:
            self.late.append(Letter(body, token, self.clock.now()))
        if luck < 0.65:
            raise Unreachable("lost on its way back")
        return answer

    def deliver_late(self) -> None:
        """What was under way arrives in its order; its callers are long gone."""
        late, self.late = self.late, []
        for letter in late:
            letter.inside.close()
            if self.clock.now() - letter.born <= LIVES:
                self._swallowed(letter.body, letter.token)

    def _by_fault(self, body: bytes, token: str, operation: str, call: int) -> Answer:
        kind = self.chance.choice(self.chance.choice((BEFORE, AFTER)))
        if kind not in TURNED_AWAY:
            self._count(body, operation, call)
        self._fail(kind)
        return self._posted(body, token)

    def _doubled(self, body: bytes, token: str) -> Answer:
        """It arrives twice: the first copy is done, and what is heard is the second's refusal."""
        self._swallowed(body, token)
        self._fail(self.chance.choice(tuple(sorted(TURNED_AWAY))))
        return self._posted(body, token)

    def _put_off(self, body: bytes, token: str) -> None:
        letter = Letter(body, token, self.clock.now())
        key = _KEY.search(body)
        if key is not None and self.chance.random() < 0.5:
            keys = frozenset({key[1].decode()})
            letter.inside.enter_context(self.sandbox.idempotency.running(HOST, keys))
        self.late.append(letter)

    def _known(self, body: bytes) -> str:
        found = _OPERATION.search(body)
        operation = found[0].decode() if found is not None else ""
        self.bodies.setdefault(operation, set()).add(body)
        return operation

    def _count(self, body: bytes, operation: str, call: int) -> None:
        if b"orderCancel" in body:
            self.cancelling.setdefault(operation, set()).add(call)

    def _fail(self, kind: Kind) -> None:
        self.sandbox.faults.set(Fault(kind, times=1, seconds=1.0 if kind is Kind.BUSY else 0.0))

    def _swallowed(self, body: bytes, token: str) -> None:
        try:
            self._posted(body, token)
        except Dropped:
            return

    def _posted(self, body: bytes, token: str) -> Answer:
        try:
            told = self.app.test_client().post(
                ADDRESS,
                data=body,
                content_type="application/json",
                headers={"X-Shopify-Access-Token": token},
            )
        except Closed:
            raise Dropped("broke off") from None
        return Answer(told.status_code, dict(told.headers), told.get_data(), self.clock.now())


class CalledApi(AdminApi):
    """The Admin API over that line: each call has its time, by the story's clock."""

    def __init__(self, connection: Connection, line: Line) -> None:
        super().__init__(connection, sleep=line.sleep, now=line.clock.now)
        self.line = line
        self.begin()

    def begin(self) -> None:
        """A call of the adapter begins, with all the time that it has."""
        self.line.calls += 1
        self.call, self.began = self.line.calls, self.line.clock.now()

    def _post(self, body: bytes, key: str, deadline: Deadline, *, over_warm: bool) -> Answer:
        if not over_warm or self.line.chance.random() < 0.5:
            self.line.pause()
        # Standing still here costs the call's own time: it then leaves too late, and so not at all.
        if self.line.clock.now() - self.began > CALL_SECONDS * 1000 or deadline.left() <= 0:
            raise Unreachable("no time left") if over_warm else NotSent("no time left")
        return self.line.read(body, key) if over_warm else self.line.write(body, key, self.call)


class CalledShopify(Reads, Writes):
    """The adapter over that line."""

    def __init__(self, connection: Connection, line: Line) -> None:
        self.api = CalledApi(connection, line)
        Reads.__init__(self, connection, self.api)
        Writes.__init__(self, self.api)
