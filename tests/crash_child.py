"""A real process at work on money, to be killed: it asks, is killed, and asks the same again."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Client, Connection, Listener
from threading import Thread
from typing import Any

from platforms.contract import Barred, PlatformError
from platforms.contract import Connection as ShopConnection
from platforms.moves import Picked, PickedLine
from platforms.shapes import Money
from sidebar.actions.money import asking, drafting, sweeping
from sidebar.actions.money.drafting import Wanted
from sidebar.errors import CounterError
from sidebar.rules.operation import OperationKind
from sidebar.rules.viewer import Viewer
from sidebar.store.database import connect
from sidebar.vault import Vault
from tests.cast import desk_over
from tests.sidebar.actions.money.scene import CUSHION
from tests.till import Till

FAULTS = (PlatformError, Barred)


@dataclass(frozen=True)
class Task:
    """What one process is told to do, again after each death."""

    database_url: str
    shop: str
    """The address of the till's socket."""
    vault_key: str = field(repr=False)
    viewer: Viewer
    asks: tuple[tuple[str, str, int], ...]
    """(ask id, ticket id, cushions)."""


def work(task: Task) -> None:
    """Makes every ask, one after another, with a round of the sweep after each."""
    desk = desk_over(connect(task.database_url))
    with Client(task.shop) as line:
        shop = RemoteTill(line)

        def adapter(_kind: str, _connection: ShopConnection) -> Any:
            return shop

        desk = replace(desk, adapter=adapter, vault=Vault((task.vault_key,)))
        for ask_id, ticket_id, cushions in task.asks:
            picked = Picked((PickedLine(CUSHION, cushions, 0),), Money(0, "EUR"))
            wanted = Wanted(
                ask_id, OperationKind.REFUND, picked, reason="other", note="", mails=True
            )
            with suppress(CounterError, *FAULTS):
                seal = drafting.review(desk, task.viewer, ticket_id, wanted).seal
                asking.confirm(desk, task.viewer, ticket_id, wanted, seal)
            sweeping.sweep(desk)
    # As a process ends that has nothing left to do: nothing here may wait for the other one.
    os._exit(0)


@dataclass
class RemoteTill:
    """The till in another process, which no kill of ours reaches."""

    line: Connection

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def called(*told: Any, **more: Any) -> Any:
            self.line.send((name, told, more))
            answer = self.line.recv()
            if isinstance(answer, Exception):
                raise answer
            return answer

        return called


def serve(till: Till, address: str) -> Listener:
    """The till on a socket; each process has a line of its own. Close it to end."""
    listener = Listener(address)

    def accept() -> None:
        with suppress(OSError):
            while True:
                Thread(target=_answer, args=(till, listener.accept()), daemon=True).start()

    Thread(target=accept, daemon=True).start()
    return listener


def _answer(till: Till, line: Connection) -> None:
    with line, suppress(EOFError, OSError):
        while True:
            name, told, more = line.recv()
            line.send(_answered(till, name, told, more))


def _answered(till: Till, name: str, told: Any, more: Any) -> Any:
    try:
        return getattr(till, name)(*told, **more)
    except FAULTS as fault:
        return fault
