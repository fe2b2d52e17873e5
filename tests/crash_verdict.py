"""What a crash story came to: counted in the shop's own truth, and compared with what we kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from sidebar.rules.following import reaches
from sidebar.rules.operation import OperationKind, OperationState, pending_tag, tag_of
from sidebar.store import operations, tags
from sidebar.store.database import Row
from sidebar.store.operations import Operation
from tests.crash_play import Play
from tests.crash_story import Story

DONE_EVENTS = {OperationKind.REFUND: "refunded", OperationKind.CANCEL: "order_cancelled"}
POSSIBLY_DONE = (OperationState.SENDING, OperationState.UNSURE, OperationState.DONE)


class Judge(Protocol):
    """Compares what a story's shop did with what we kept of it."""

    def hidden(self) -> Iterable[str]:
        """While all is still broken: what may be done must be visible as such."""
        ...

    def findings(self) -> Iterable[str]:
        """Once all is well again."""
        ...


@dataclass(frozen=True)
class TillJudge:
    """Compares with the books of the till."""

    story: Story

    def hidden(self) -> Iterator[str]:
        """What may be done must be visible as such."""
        return _hidden(self.story)

    def findings(self) -> Iterator[str]:
        """Once all is well again."""
        return _findings(self.story)


@dataclass
class Tally:
    """All stories of a run."""

    runs: int = 0
    kills: int = 0
    asked: int = 0
    done: int = 0
    refused: int = 0
    waiting: int = 0
    unsure_settled: int = 0
    most_rounds: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    examples: dict[str, int] = field(default_factory=dict)
    """The first seed of each finding."""

    def play(self, story: Play, judge: Judge) -> None:
        """Plays one story to its end and counts it."""
        story.play()
        found = list(judge.hidden())
        unsettled = story.unsettled()
        rounds = story.recover()
        found += judge.findings()
        self.runs += 1
        self.kills += story.kills
        self.unsure_settled += unsettled - story.unsettled()
        self.most_rounds = max(self.most_rounds, rounds)
        states = Counter(one.state for one in operations_of(story))
        self.asked += states.total()
        self.done += states[OperationState.DONE]
        self.refused += states[OperationState.REFUSED]
        self.waiting += states[OperationState.AWAITING_APPROVAL]
        for finding in found:
            self.findings[finding] += 1
            self.examples.setdefault(finding, story.seed)


def operations_of(story: Play) -> list[Operation]:
    """Everything that was asked on the story's order."""
    with story.ground.database.reading() as store:
        return operations.of_order(store, story.ground.shop.id, story.order_id)


def _hidden(story: Story) -> Iterator[str]:
    """While all is still broken: what may be done must be visible as such."""
    known = {one.id: one for one in operations_of(story)}
    for _, key, _ in story.till.moved:
        if key and not may_be_done(known[key]):
            yield "lost"


def may_be_done(operation: Operation) -> bool:
    """Whether anyone who looks at it can see that it may have been done."""
    is_sent = operation.state is OperationState.ASKED and operation.attempt > 0
    return is_sent or operation.state in POSSIBLY_DONE


def _findings(story: Story) -> Iterator[str]:
    found = operations_of(story)
    moved = Counter(key for _, key, _ in story.till.moved if key)
    done = {one.id for one in found if one.state is OperationState.DONE}
    yield from ("double" for times in moved.values() if times > 1)
    yield from ("sent again" for _ in story.till.resent)
    yield from ("lost" for _ in moved.keys() ^ done)
    yield from ("unsettled" for _ in range(story.unsettled()))
    yield from ("money not followed" for _ in story.followed())
    if story.wire is not None:
        yield from ("other words" for _ in story.wire.mismatched)
    yield from _over_paid(story)
    yield from _unfollowed(story, found)


def _over_paid(story: Story) -> Iterator[str]:
    book = story.till.books[story.order_id]
    if book.given > book.paid:
        yield "over paid"
    for line in book.lines:
        if line.given > line.total or line.given_units > line.quantity:
            yield "over paid on a line"
    if story.till.is_strict and _cancelled_after_a_refund(story):
        # Cancelling would put the same units back in stock twice.
        yield "cancelled after a refund"


def _cancelled_after_a_refund(story: Story) -> bool:
    amounts = [amount for _, _, amount in story.till.moved]
    return 0 in amounts and any(amounts[: amounts.index(0)])


def _unfollowed(story: Story, found: list[Operation]) -> Iterator[str]:
    """What follows from success, follows once from each success, and from nothing else."""
    rows = rows_of(story)
    for one in found:
        is_done = int(one.state is OperationState.DONE)
        told = [row for row in rows["events"] if f'"{one.id}"' in row["new"]]
        if sum(row["kind"] == DONE_EVENTS[one.kind] for row in told) != is_done:
            yield "event"
        if sum(row["kind"] == "money_unsure" for row in told) > 1:
            yield "event"
        if sum(row["ask_id"] == one.id for row in rows["letters"]) != is_done:
            yield "letter"
        arrived = sum(row["kind"] in ("money_moved", "money_failed") for row in told)
        if arrived != int(is_done and "pending" in one_told(told)):
            yield "event of the money"
        if is_done and not is_tagged(story, one):
            yield "tag"
    moved = sum(one.moved.minor for one in found)
    for account in rows["accounts"]:
        if (account["reserved"], account["moved"]) != (0, moved):
            yield "account"
    if moved != sum(amount for _, key, amount in story.till.moved if key):
        yield "account"


def one_told(told: list[Row]) -> str:
    """Whether money was under way when it was done: "pending" or nothing."""
    done = [row["new"] for row in told if row["kind"] in DONE_EVENTS.values()]
    return "" if not done or '"pending":0' in done[0] else "pending"


def is_tagged(story: Play, operation: Operation) -> bool:
    """Whether its ticket says of it what is so: done, not confirmed yet, or nothing at all."""
    kind, found = story.ground.shop.kind, tags_of(story, operation)
    done = operation.result
    if operation.kind is OperationKind.CANCEL or done is None or reaches(done):
        return tag_of(operation.kind, kind) in found
    is_open = operation.money_state in ("pending", "unconfirmed")
    return not is_open or pending_tag(kind) in found


def tags_of(story: Play, operation: Operation) -> tuple[str, ...]:
    """Of the ticket on which it was asked."""
    with story.ground.database.reading() as store:
        return tags.of_ticket(store, operation.ticket_id)


def rows_of(story: Play) -> dict[str, list[Row]]:
    """Events and letters of its tickets, and the accounts of its order."""
    first, second = story.ticket_ids
    with story.ground.database.reading() as store:
        return {
            "events": store.all(
                "SELECT kind, new FROM events WHERE ticket_id IN (:first, :second)",
                first=first,
                second=second,
            ),
            "letters": store.all(
                "SELECT m.ask_id, m.body FROM letters l JOIN messages m ON m.id = l.message_id"
                " WHERE l.ticket_id IN (:first, :second)",
                first=first,
                second=second,
            ),
            "accounts": store.all(
                "SELECT reserved, moved FROM accounts WHERE order_id = :order_id",
                order_id=story.order_id,
            ),
        }
