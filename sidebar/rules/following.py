"""How far the money of a refund has come: accepted is not moved, and what failed is neither."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from platforms.moves import Done, MoneyState, PaidBack
from platforms.shapes import Money

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

FOLLOWED_FOR = 30 * DAY
"""A bank that has said nothing for a month is asked by a human."""

QUICKEST, SLOWEST = 2 * MINUTE, 6 * HOUR
"""Between two questions: at first as often as a provider confirms, then as a bank works."""


class Arrival(StrEnum):
    """Where the money of one operation is, all ways taken together."""

    UNTOLD = ""
    """The shop carries no money itself, or says nothing of it."""
    PENDING = "pending"
    MOVED = "moved"
    FAILED = "failed"
    """A part of it, or all: the customer has nothing of that."""
    UNCONFIRMED = "unconfirmed"
    """Asked about for as long as it is."""


def arrival_of(ways: tuple[PaidBack, ...]) -> Arrival:
    """Pending as long as any way is: what failed meanwhile is told with the rest."""
    states = {way.state for way in ways}
    if MoneyState.PENDING in states:
        return Arrival.PENDING
    if MoneyState.FAILED in states:
        return Arrival.FAILED
    return Arrival.MOVED if MoneyState.MOVED in states else Arrival.UNTOLD


def sum_in(state: MoneyState, done: Done) -> Money:
    """What of an operation is in that state."""
    ways = [way.amount.minor for way in done.paid_back if way.state is state]
    return Money(sum(ways), done.total.currency)


def accepted(done: Done) -> Money:
    """What the shop took on to give back, whatever became of it."""
    if not done.paid_back:
        return done.total
    return Money(sum(way.amount.minor for way in done.paid_back), done.total.currency)


def carried(done: Done) -> Money:
    """The same without what a payment provider did not carry: that never left."""
    whole, failed = accepted(done), sum_in(MoneyState.FAILED, done)
    return Money(max(0, whole.minor - failed.minor), whole.currency)


def reaches(done: Done) -> bool:
    """Whether the customer has a part of it, or someone here pays it: else nothing is refunded."""
    ways = done.paid_back
    return not ways or any(_is_with_us(way) for way in ways)


def _is_with_us(way: PaidBack) -> bool:
    return way.state is MoneyState.MOVED or (way.is_by_hand and way.state is not MoneyState.FAILED)


def next_look(settled_at: int, now: int) -> int:
    """When the shop is asked again (UTC ms): as long as it took so far, within bounds."""
    return now + min(max(now - settled_at, QUICKEST), SLOWEST)


def is_too_old(settled_at: int, now: int) -> bool:
    """Whether it was followed for as long as it is."""
    return now - settled_at >= FOLLOWED_FOR


def with_arrival(done: Done, ways: tuple[PaidBack, ...]) -> Done:
    """What the shop did, with its money where it is now, and the warnings that go with that."""
    told = [name for name in done.warnings if name not in ("money_pending", "money_failed")]
    states = {way.state for way in ways}
    if MoneyState.PENDING in states:
        told.append("money_pending")
    if MoneyState.FAILED in states:
        told.append("money_failed")
    return replace(done, paid_back=ways, warnings=tuple(told))
