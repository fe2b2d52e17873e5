"""The steps of an operation: each by compare-and-set on state and attempt, answering who won."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from platforms.moves import Done
from sidebar.rules.operation import OperationState
from sidebar.store.database import Connection
from sidebar.store.operations import Operation


@dataclass(frozen=True, slots=True)
class Ending:
    """How an operation ends: done with what moved, or refused with why."""

    state: OperationState
    moved: int
    result: Done | None
    fault: str
    money_state: str = ""
    follow_at: int | None = None
    """When the shop is asked how far the money has come; none where that is known."""


def claim(
    store: Connection, operation: Operation, *, lease_until: int, written: str, now: int
) -> bool:
    """Asked → sending for one worker, once in its life; answers whether it was this one.

    What it is about to send is kept with it, or a call without an answer could not be repeated.
    """
    claimed = store.run(
        "UPDATE operations SET state = 'sending', attempt = 1, lease_until = :lease_until,"
        " sent = :written, sent_at = :now"
        " WHERE id = :id AND state = 'asked' AND attempt = 0",
        id=operation.id,
        lease_until=lease_until,
        written=written,
        now=now,
    )
    return claimed == 1


def take_check(store: Connection, operation: Operation, *, due_at: int) -> bool:
    """One of several workers asks the shop what became of a call; ``due_at``: the next time."""
    taken = store.run(
        "UPDATE operations SET due_at = :due_at, checks = checks + 1"
        " WHERE id = :id AND state IN ('asked', 'unsure') AND attempt = 1 AND checks = :checks",
        id=operation.id,
        checks=operation.checks,
        due_at=due_at,
    )
    return taken == 1


def note_doubt(store: Connection, operation_id: str, *, fault: str) -> bool:
    """Says what keeps an operation unsure."""
    noted = store.run(
        "UPDATE operations SET fault = :fault WHERE id = :id AND state = 'unsure'",
        id=operation_id,
        fault=fault,
    )
    return noted == 1


def put_off(store: Connection, operation: Operation, *, due_at: int, fault: str) -> bool:
    """An asked operation that was never sent waits: the shop could not even be read."""
    put = store.run(
        "UPDATE operations SET due_at = :due_at, fault = :fault"
        " WHERE id = :id AND state = 'asked' AND attempt = 0",
        id=operation.id,
        due_at=due_at,
        fault=fault,
    )
    return put == 1


@dataclass(frozen=True, slots=True)
class Approval:
    """Who let an operation go, and the moments that follow from it (UTC ms)."""

    approver_id: str
    approver_name: str
    approved_at: int
    due_at: int
    give_up_at: int


def release(store: Connection, operation_id: str, approval: Approval) -> bool:
    """Awaiting approval → asked, by its approver; answers whether it still waited.

    Raises Conflict while another operation on its order is in flight.
    """
    released = store.run(
        "UPDATE operations SET state = 'asked', approver_id = :approver_id,"
        " approver_name = :approver_name, approved_at = :approved_at, due_at = :due_at,"
        " give_up_at = :give_up_at"
        " WHERE id = :id AND state = 'awaiting_approval'",
        id=operation_id,
        approver_id=approval.approver_id,
        approver_name=approval.approver_name,
        approved_at=approval.approved_at,
        due_at=approval.due_at,
        give_up_at=approval.give_up_at,
    )
    return released == 1


def ask_again(
    store: Connection, operation_id: str, *, attempt: int, due_at: int, fault: str
) -> bool:
    """Sending → asked, by the attempt that is told to have done nothing.

    It is not sent again: it waits for the shop's word on it.
    """
    put_back = store.run(
        "UPDATE operations SET state = 'asked', due_at = :due_at, lease_until = 0,"
        " fault = :fault WHERE id = :id AND state = 'sending' AND attempt = :attempt",
        id=operation_id,
        attempt=attempt,
        due_at=due_at,
        fault=fault,
    )
    return put_back == 1


def doubt(
    store: Connection, operation_id: str, *, attempt: int, fault: str, due_at: int, now: int
) -> bool:
    """Sending, or asked and called, → unsure: the attempt ended, and nobody here knows how."""
    doubted = store.run(
        "UPDATE operations SET state = 'unsure', fault = :fault, due_at = :due_at, lease_until = 0,"
        " doubted_at = :now"
        " WHERE id = :id AND state IN ('asked', 'sending') AND attempt = :attempt AND attempt = 1",
        id=operation_id,
        attempt=attempt,
        fault=fault,
        due_at=due_at,
        now=now,
    )
    return doubted == 1


def keep_word(store: Connection, operation_id: str, *, word: str) -> None:
    """What the shop answered an operation that is unsure, on a line under what was sent to it."""
    store.run(
        "UPDATE operations SET sent = sent || :word WHERE id = :id AND state = 'unsure'",
        id=operation_id,
        word=f"\n{word}",
    )


def finish(
    store: Connection,
    operation_id: str,
    *,
    attempt: int,
    places: tuple[OperationState, ...],
    ending: Ending,
    now: int,
) -> bool:
    """The last move, from one of some states; answers whether it was this call that made it."""
    named = ", ".join(f"'{state.value}'" for state in places)
    finished = store.run(
        "UPDATE operations SET state = :state, moved = :moved, result = :result, fault = :fault,"
        " lease_until = 0, settled_at = :now, money_state = :money_state, follow_at = :follow_at"
        f" WHERE id = :id AND state IN ({named}) AND attempt = :attempt",
        id=operation_id,
        attempt=attempt,
        state=ending.state.value,
        moved=ending.moved,
        result="" if ending.result is None else msgspec.json.encode(ending.result).decode(),
        fault=ending.fault,
        money_state=ending.money_state,
        follow_at=ending.follow_at,
        now=now,
    )
    return finished == 1
