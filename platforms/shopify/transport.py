"""The Admin API asked one question at a time: what it said comes back whole, or a named error.

A key goes with each call and to no other address: nothing is kept between two calls but warm
connections. What was asked and answered is never logged. Waiting, where the shop asks for it, ends
within the deadline of who asked.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from secrets import SystemRandom
from typing import Any

import msgspec

from platforms.contract import (
    BadAnswer,
    Connection,
    KeySource,
    NotSent,
    PlatformError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from platforms.http import RETRIES, Answer, Deadline, Dropped, Round, Site, pause_fits, wall_clock
from platforms.shopify import documents
from platforms.shopify.answers import Cost, Garbled, Told, told_by
from platforms.shopify.faults import Broken, fault_of_status
from platforms.shopify.version import DATED_IN, GRAPHQL

_log = logging.getLogger(__name__)

_HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
_TRIES = 3
# Turned away at the door, nothing was done; any other status may come after the deed.
_TURNED_AWAY = frozenset({400, 401, 402, 403, 404, 423, 429, 430})
# Who looks at a page waits no longer, whatever time is left.
_LONGEST_WAIT = 10.0

Ask = tuple[str, Mapping[str, Any]]
"""An operation's name and its variables."""


def worded(name: str, variables: Mapping[str, Any]) -> str:
    """A question word for word: always the same text for the same variables in the same order."""
    return msgspec.json.encode({"query": documents.text(name), "variables": variables}).decode()


@dataclass(frozen=True, slots=True)
class FixedKey:
    """A key that nothing renews. Its repr never shows it."""

    key: str = field(repr=False)

    def current(self, _within: float, /) -> str:
        if not self.key:
            raise Unauthorized("no key")
        return self.key

    def renewed(self, refused: str, _within: float, /) -> str:
        raise Unauthorized("the key was refused" if refused else "no key")


@dataclass(frozen=True, slots=True)
class _BeforeSending:
    """Keys whose lack means that a write was not sent."""

    keys: KeySource

    def current(self, within: float, /) -> str:
        return self._had(lambda: self.keys.current(within))

    def renewed(self, refused: str, within: float, /) -> str:
        return self._had(lambda: self.keys.renewed(refused, within))

    def _had(self, key: Callable[[], str]) -> str:
        try:
            return key()
        except PlatformError as fault:
            raise NotSent(f"{type(fault).__name__}: {fault.detail}") from None


class AdminApi:
    """One shop's Admin API, asked with the shop's key and written to with a person's."""

    def __init__(
        self,
        connection: Connection,
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], int] = wall_clock,
    ) -> None:
        self._keys: KeySource = connection.keys or FixedKey(connection.key)
        self._person = connection.person
        self._site = Site(connection.base_url, headers=_HEADERS, verify_tls=connection.verify_tls)
        self.sleep = sleep
        self.now = now
        """UTC ms, by which the age of what was sent is told."""
        self.cost: Cost | None = None
        """Of the last answer that told it; for the doctor."""
        self.is_dated = False
        """Whether the shop has said that something asked of it will go with a later version."""

    def read(self, name: str, variables: Mapping[str, Any], *, deadline: Deadline) -> Told:
        """What the shop says to a question, asked again where it broke off.

        What the key may not read is left out and named in ``gaps``. Raises PlatformError.
        """
        body = worded(name, variables).encode()
        for attempt in range(RETRIES + 1):
            try:
                told = self._told(body, self._keys, deadline, over_warm=True)
                told.check()
                return told
            except (Dropped, NotSent, Broken, Garbled) as fault:
                if attempt == RETRIES or not pause_fits(attempt, deadline):
                    raise _lasting(fault) from None
        raise AssertionError("a loop over attempts ends in an answer or an error")

    def write(self, written: str, *, deadline: Deadline) -> Told:
        """What the shop says to a write of exactly these words, in the person's name.

        Asked again only where the shop did nothing of it: it asked to wait, or refused the key.
        The shop's own errors are left in ``problems``, for who wrote to judge. Raises NotSent when
        surely nothing was done; after any other PlatformError nobody knows.
        """
        if self._person is None:
            raise NotSent("nobody's key")
        try:
            keys = _BeforeSending(self._person)
            return self._told(written.encode(), keys, deadline, over_warm=False)
        except Throttled as fault:
            raise NotSent(f"Throttled: {fault.detail}") from None
        except (Dropped, Broken, Garbled) as fault:
            raise _lasting(fault) from None

    def round(self, asks: Mapping[str, Ask], *, deadline: Deadline) -> Round[Told]:
        """Starts these reads side by side; each answer is taken from the round by its name."""

        def asking(name: str, variables: Mapping[str, Any]) -> Callable[[], Told]:
            return lambda: self.read(name, variables, deadline=deadline)

        return self._site.side_by_side(
            {key: asking(*one) for key, one in asks.items()}, deadline=deadline
        )

    def _told(self, body: bytes, keys: KeySource, deadline: Deadline, *, over_warm: bool) -> Told:
        """The answer, once the shop neither refuses the key nor asks to wait."""
        key, waited, is_renewed = keys.current(deadline.left()), 0.0, False
        for _ in range(_TRIES):
            answer = self._post(body, key, deadline, over_warm=over_warm)
            if answer.status == 401 and not is_renewed:
                key, is_renewed = keys.renewed(key, deadline.left()), True
                answer = self._post(body, key, deadline, over_warm=over_warm)
            told = self._judged(answer, is_read=over_warm)
            if isinstance(told, Told):
                return told
            waited += told.retry_after
            if waited > _LONGEST_WAIT or deadline.left() <= told.retry_after:
                raise told
            self.sleep(told.retry_after)
        raise Throttled(1.0, "asked to wait again and again")

    def _judged(self, answer: Answer, *, is_read: bool) -> Told | Throttled:
        fault = fault_of_status(answer)
        if isinstance(fault, Throttled):
            return fault
        if fault is not None:
            turned_away = not is_read and answer.status in _TURNED_AWAY
            raise NotSent(f"{type(fault).__name__}: {fault.detail}") if turned_away else fault
        if DATED_IN in answer.headers and not self.is_dated:
            self.is_dated = True
            _log.warning("the shop says that what it is asked is deprecated")
        told = told_by(answer)
        self.cost = told.cost or self.cost
        if not told.is_throttled:
            return told
        wait = told.cost.wait if told.cost else 1.0
        # Questions asked side by side do not come back side by side.
        return Throttled(wait * SystemRandom().uniform(1.0, 1.5), "asked to wait")

    def _post(self, body: bytes, key: str, deadline: Deadline, *, over_warm: bool) -> Answer:
        headers = {"X-Shopify-Access-Token": key}
        return self._site.post(
            GRAPHQL, body, headers=headers, deadline=deadline, over_warm=over_warm
        )


def _lasting(fault: PlatformError) -> PlatformError:
    """What is left to say once asking again has not helped."""
    return (BadAnswer if isinstance(fault, Garbled) else Unreachable)(fault.detail)
