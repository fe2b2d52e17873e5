"""What a report counts of each operation, and what those who asked for them are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from platforms.moves import Gives
from sidebar.rules.following import Arrival
from sidebar.rules.operation import OperationKind
from sidebar.rules.reported import Fact, Sums, stand_of
from sidebar.rules.reporting import day_in
from sidebar.store.reports import Asker, Counted
from sidebar.store.shops import Shop


class Called(NamedTuple):
    """A person's name; ``beside`` tells them from who else is called so, else it is empty."""

    name: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is read beside the operations, to make facts of them."""

    shops: Mapping[str, Shop]
    reasons: Mapping[tuple[str, OperationKind, str], str]
    agents: Mapping[str, str]
    used: Sequence[tuple[str, str, str]]

    def facts(self, counted: Iterable[Counted]) -> Iterator[Fact]:
        """Each operation as a report counts it."""
        replies: dict[str, list[str]] = {}
        for ticket_id, reply_id, _ in self.used:
            replies.setdefault(ticket_id, []).append(reply_id)
        for one in counted:
            yield _fact(
                one,
                day=day_in(one.at, self.shops[one.shop_id].timezone),
                reason=self.reasons[one.shop_id, one.kind, one.reason],
                agent=self.agents[one.agent_id],
                replies=replies.get(one.ticket_id, ()),
            )


def told_apart(askers: Iterable[Asker]) -> dict[str, Called]:
    """What each person is called, by name: with where they work, or their number, if it must be."""
    people = {one.key: one for one in askers}.values()
    named = Counter(one.name for one in people)
    placed = Counter((one.name, one.place) for one in people)
    found = dict[str, Called]()
    for one in sorted(people, key=lambda person: (person.name, person.place, person.number)):
        beside = [one.place] if named[one.name] > 1 else []
        beside += [one.number] if placed[one.name, one.place] > 1 else []
        found[one.key] = Called(one.name, " · ".join(beside))
    return found


def _fact(one: Counted, *, day: date, reason: str, agent: str, replies: Sequence[str]) -> Fact:
    return Fact(
        id=one.id,
        shop_id=one.shop_id,
        ticket_id=one.ticket_id,
        kind=one.kind,
        stand=stand_of(one.state),
        at=one.at,
        day=day,
        currency=one.currency,
        sums=_sums(one),
        reason=reason,
        agent=agent,
        is_approved=one.is_approved,
        customer_id=one.customer_id,
        products=one.products,
        replies=tuple(dict.fromkeys(replies)) if replies else (),
    )


def _sums(one: Counted) -> Sums:
    waiting = min(one.pending, one.moved)
    here, failed = one.moved - waiting, one.failed
    is_money = one.gives is Gives.MONEY
    is_given_up = one.money_state == Arrival.UNCONFIRMED
    is_seen_to = one.money_state == "settled_by_hand"
    return Sums(
        asked=one.amount,
        arrived=here if is_money else 0,
        credit=0 if is_money else here,
        not_confirmed=0 if is_given_up else waiting,
        never_confirmed=waiting if is_given_up else 0,
        not_carried=0 if is_seen_to else failed,
        by_hand=failed if is_seen_to else 0,
    )
