"""A service that dies at any step: before or after each statement, commit and call of the shop.

Several of them run by turns under one seed. A turn ends only outside a transaction, so a worker
may stand for minutes between its call and its settling while all the others go on.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from platforms.contract import PlatformError
from platforms.moves import Act, CancelReview, Declined, Done, Going, RefundReview
from sidebar.store.database import Connection, Database, Row
from tests.till import Till

Rewrite = Callable[[str], str]


class Killed(BaseException):
    """The process is gone: nothing that stands after this line ever ran."""


@dataclass
class Fuse:
    """Burns one step at a time; at the end the process that holds it dies."""

    steps: int | None = None
    """None for one that outlives the test."""

    def step(self) -> None:
        if self.steps is None:
            return
        self.steps -= 1
        if self.steps < 0:
            raise Killed


CHANGES = (0.03, 0.1, 0.3, 0.6)
"""How often the turn goes to somebody else: now and then only, so that one gets far while another
stands still between two of its steps; or all the time."""


class Turns:
    """Lets one of several threads run at a time; which one is the seed's choice."""

    def __init__(self, chance: random.Random, between: Callable[[], None]) -> None:
        self._chance = chance
        self._between = between
        self._change = chance.choice(CHANGES)
        self._here = threading.local()
        self._back = threading.Semaphore(0)

    def play(self, works: list[Callable[[], None]]) -> None:
        """Runs all of them to their ends, by turns; the first fault of any is raised."""
        gates = [threading.Semaphore(0) for _ in works]
        ended = [False for _ in works]

        def run(turn: int) -> None:
            self._here.gate = gates[turn]
            gates[turn].acquire()
            try:
                works[turn]()
            finally:
                ended[turn] = True
                self._back.release()

        pool = ThreadPoolExecutor(len(works))
        played = [pool.submit(run, turn) for turn in range(len(works))]
        last = 0
        while not all(ended):
            waiting = [turn for turn, is_over in enumerate(ended) if not is_over]
            if last not in waiting or self._chance.random() < self._change:
                last = self._chance.choice(waiting)
            gates[last].release()
            self._back.acquire()
            self._between()
        pool.shutdown()
        for work in played:
            work.result()

    def pause(self) -> None:
        """Gives the turn away, if there is anyone to give it to."""
        gate = getattr(self._here, "gate", None)
        if gate is not None:
            self._back.release()
            gate.acquire()


@dataclass
class CrashingDatabase:
    """A store seen from a process that may die: every statement is a step, every end two."""

    inner: Database
    fuse: Fuse
    turns: Turns
    rewrite: Rewrite = str
    on_statement: Callable[[str], None] | None = None

    @property
    def engine(self) -> str:
        return self.inner.engine

    @engine.setter
    def engine(self, name: str) -> None:
        assert name == self.inner.engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.inner.reading() as store:
            yield _Stepping(store, self)

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        with self.inner.asking() as store:
            yield _Stepping(store, self)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        self.turns.pause()
        self.fuse.step()
        with self.inner.writing() as store:
            yield _Stepping(store, self)
            self.fuse.step()
        self.fuse.step()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        with self.inner.migrating() as store:
            yield store

    def close(self) -> None:
        self.inner.close()


@dataclass
class _Stepping:
    """One transaction of it."""

    inner: Connection
    of: CrashingDatabase

    @property
    def engine(self) -> str:
        return self.inner.engine

    def one(self, sql: str, **values: object) -> Row | None:
        return self.inner.one(self._said(sql), **values)

    def written(self, sql: str, **values: object) -> Row:
        return self.inner.written(self._said(sql), **values)

    def all(self, sql: str, **values: object) -> list[Row]:
        return self.inner.all(self._said(sql), **values)

    def run(self, sql: str, **values: object) -> int:
        return self.inner.run(self._said(sql), **values)

    def _said(self, sql: str) -> str:
        self.of.fuse.step()
        return self.of.rewrite(sql)


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as a worker heard it: of which operation, and of which of its calls."""

    key: str
    attempt: int
    answer: Done | Declined | Going | PlatformError


@dataclass
class CrashingTill:
    """The shop seen from a process that may die before it is asked, and before it hears."""

    till: Till
    fuse: Fuse
    turns: Turns
    heard: list[Heard] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.till, name)

    def refund(self, review: RefundReview, act: Act, *, within: float) -> Done | Declined | Going:
        return self._called(act, lambda: self.till.refund(review, act, within=within))

    def cancel(self, review: CancelReview, act: Act, *, within: float) -> Done | Declined | Going:
        return self._called(act, lambda: self.till.cancel(review, act, within=within))

    def _called(
        self, act: Act, call: Callable[[], Done | Declined | Going]
    ) -> Done | Declined | Going:
        self.turns.pause()
        self.fuse.step()
        attempt = self.till.calls.count(act.key) + 1
        try:
            answer = call()
        except PlatformError as fault:
            self._hear(act, attempt, fault)
            raise
        self._hear(act, attempt, answer)
        return answer

    def _hear(
        self, act: Act, attempt: int, answer: Done | Declined | Going | PlatformError
    ) -> None:
        self.turns.pause()
        self.fuse.step()
        self.heard.append(Heard(act.key, attempt, answer))
