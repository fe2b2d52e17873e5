"""A year of operations as several shops would have made them: the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from platforms.moves import Done, Gives, MovedLine
from platforms.payback import MoneyState, PaidBack
from platforms.shapes import Money
from sidebar.rules.conversation import MessageKind
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.reviewed import StoredLine, StoredReview
from sidebar.store import customers, messages, operations
from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection
from sidebar.store.fresh_tickets import FreshTicket, open_fresh
from sidebar.store.messages import Message
from sidebar.store.operations import Operation, Parameters
from sidebar.store.shops import Shop

COUNT = 5_000
FIRST, LAST = date(2025, 10, 1), date(2026, 9, 30)
TURNS = (date(2025, 10, 26), date(2025, 11, 2), date(2026, 3, 8), date(2026, 3, 29))
"""Days of 25 and of 23 hours, in Paris and in New York."""

HOUR = 3_600_000
PRODUCTS = (
    ("Coussin Ours brun", ""),
    ("Affiche « L’aventure »", "40×60 cm"),
    ("Affiche « L’aventure »", "60×90 cm"),
    ("Mug", ""),
    ("T-shirt colibri", "Taille : S, Couleur : blanc"),
    ("=HYPERLINK(1)", ""),
    ("Théière 茶", ""),
)
REPLIES = (("rpl_late", "Colis en retard"), ("rpl_sorry", "Désolés"), ("rpl_sorry", "Excuses"))
REASONS = {"refund": ("damaged", "late", "other", "broken"), "cancel": ("fraud", "other")}
STATES = ("done",) * 12 + ("refused", "unsure", "awaiting_approval", "asked", "sending")
CURRENCIES = ("EUR", "EUR", "EUR", "GBP", "JPY")


@dataclass(frozen=True)
class Till:
    """One shop, who works there, and the tickets of its customers."""

    shop: Shop
    agent_ids: Sequence[str]


@dataclass(frozen=True)
class Ticket:
    id: str
    order_id: str


def fill(
    store: Connection,
    tills: Sequence[Till],
    *,
    count: int = COUNT,
    seed: int = 6,
    since: date = FIRST,
) -> None:
    """Writes that many operations, a few of them outside the year; the shops share them."""
    luck = random.Random(seed)
    for place, till in enumerate(tills):
        share = count // len(tills) + (place < count % len(tills))
        Filling(store, till, luck, f"{seed:02}{place}", since).fill(share)


class Filling:
    """One shop's part."""

    def __init__(
        self, store: Connection, till: Till, luck: random.Random, name: str, since: date
    ) -> None:
        self._store, self._till, self._luck = store, till, luck
        self._name, self._since = name, since
        self._busy: set[str] = set()
        self._tickets = list[Ticket]()

    def fill(self, count: int) -> None:
        who = [self._customer(number) for number in range(count // 6)]
        for number in range(count * 2 // 5):
            # Most have one ticket, a few have many, some tickets are nobody's.
            customer = who[int(len(who) * self._luck.random() ** 3)] if number % 19 else None
            self._tickets.append(self._ticket(number, customer))
        for number in range(count):
            self._ask(number)

    def _id(self, prefix: str, number: int) -> str:
        return f"{prefix}_year{self._name}{number:018}"

    def _customer(self, number: int) -> str:
        known = KnownCustomer(
            self._id("cus", number),
            f"{number}",
            f"Alix {number}",
            f"alix{number}@x.example",
            "",
            "",
        )
        return customers.introduce(self._store, known, shop_id=self._till.shop.id, now=1)

    def _ticket(self, number: int, customer: str | None) -> Ticket:
        ticket = Ticket(self._id("tkt", number), f"9{number:06}")
        fresh = FreshTicket(
            self._till.shop.id,
            customer,
            order_id=ticket.order_id,
            order_reference=f"REF{number:06}",
        )
        open_fresh(self._store, fresh, fresh_id=ticket.id, now=1)
        for turn in range(self._luck.choice((0, 0, 0, 1, 1, 2))):
            self._say(ticket, number * 10 + turn)
        return ticket

    def _say(self, ticket: Ticket, number: int) -> None:
        """With a default reply; some are notes, some were taken back: those were not sent."""
        kind = self._luck.choice((MessageKind.AGENT,) * 5 + (MessageKind.NOTE,))
        reply_id, title = self._luck.choice(REPLIES)
        message = Message(
            self._id("msg", number), ticket.id, kind, "", "Camille", "Bonjour", "", 1,
            reply_id=reply_id, reply_title=title,
        )  # fmt: skip
        messages.write(self._store, message, ask_id=message.id)
        if number % 11 == 0:
            self._store.run("UPDATE messages SET retracted_at = 2 WHERE id = :id", id=message.id)

    def _moment(self) -> int:
        """Any time of the year; often at a day's very edge, or when the clocks change."""
        zone, luck = ZoneInfo(self._till.shop.timezone), self._luck
        chance = luck.random()
        day = self._since + timedelta(days=luck.randrange(-3, 368))
        if chance < 0.1:
            day = luck.choice(TURNS)
        edge = datetime.combine(day, time(), zone).astimezone(UTC).timestamp() * 1000
        if chance < 0.25:
            return int(edge) + luck.choice((-1, 0, 1, HOUR, 2 * HOUR, 3 * HOUR - 1, 24 * HOUR - 1))
        return int(edge) + luck.randrange(24 * HOUR)

    def _ask(self, number: int) -> None:
        luck = self._luck
        kind = luck.choice((OperationKind.REFUND,) * 3 + (OperationKind.CANCEL,))
        state = OperationState(luck.choice(STATES))
        ticket = luck.choice(self._tickets)
        if state in ("unsure", "asked", "sending"):
            if ticket.order_id in self._busy:
                state = OperationState.REFUSED
            self._busy.add(ticket.order_id)
        operation = self._operation(number, ticket, kind, state)
        assert operations.ask(self._store, operation)
        told = operation.result.paid_back if operation.result else ()
        states = {way.state for way in told}
        self._store.run(
            "UPDATE operations SET money_state = :money WHERE id = :id",
            id=operation.id,
            money=self._arrival(states),
        )

    def _arrival(self, states: set[MoneyState]) -> str:
        """Some were asked about for a month in vain, some that failed were seen to by hand."""
        if MoneyState.PENDING in states:
            return self._luck.choice(("pending", "pending", "unconfirmed"))
        if MoneyState.FAILED in states:
            return self._luck.choice(("failed", "failed", "settled_by_hand"))
        return "moved" if states else ""

    def _operation(
        self, number: int, ticket: Ticket, kind: OperationKind, state: OperationState
    ) -> Operation:
        luck, moment = self._luck, self._moment()
        currency = luck.choice(CURRENCIES)
        lines = tuple(
            self._line(place, currency, kind) for place in range(luck.choice((1, 1, 2, 3)))
        )
        extra = luck.choice((0, 0, 590)) if kind == "refund" else luck.choice((0, 2500))
        total = Money(sum(line.amount.minor for line in lines) + extra, currency)
        gives = (
            luck.choice((Gives.MONEY,) * 7 + (Gives.VOUCHER,)) if kind == "refund" else Gives.MONEY
        )
        result = self._done(total, lines) if state == "done" else None
        failed = (
            sum(w.amount.minor for w in result.paid_back if w.state == "failed") if result else 0
        )
        is_settled = state in ("done", "refused")
        approver = luck.choice((None, None, None, *self._till.agent_ids)) if is_settled else None
        agent_id = luck.choice(self._till.agent_ids)
        told: dict[str, Any] = {
            "moved": Money(total.minor - failed if result else 0, currency),
            "asked_at": moment - luck.choice((0, 5000, 30 * HOUR)) if is_settled else moment,
            "settled_at": moment if is_settled else None,
            "approver_id": approver,
            "approved_at": moment - 10 if approver and state == "done" else None,
            "result": result,
        }
        nothing, reason = Money(0, currency), luck.choice(REASONS[kind])
        return Operation(
            id=self._id("op", number), shop_id=self._till.shop.id, order_id=ticket.order_id,
            order_reference="REF", state=state, attempt=1, checks=0, ask_id=self._id("ask", number),
            asked=Parameters(ticket.id, agent_id, kind, None, reason, "Cher Alix", mails=False),
            review=StoredReview(lines, nothing, total, total, "s", "x", gives=gives),
            amount=total, agent_name="Camille", approver_name="Maud" if approver else "",
            fault="", due_at=0, lease_until=0, give_up_at=0, **told,
        )  # fmt: skip

    def _line(self, place: int, currency: str, kind: OperationKind) -> StoredLine:
        name, variant = self._luck.choice(PRODUCTS)
        amount = self._luck.randrange(100, 9000) if kind == "refund" else 0
        units = self._luck.choice((1, 1, 2, 5))
        return StoredLine(f"l{place}", name, variant, units, Money(amount, currency), 0)

    def _done(self, total: Money, lines: tuple[StoredLine, ...]) -> Done:
        """Half of the shops say their lines, some in fewer units; money may go several ways."""
        told = tuple(MovedLine(it.line_id, max(1, it.quantity - 1), it.amount, 0) for it in lines)
        return Done(
            "7",
            total,
            Money(0, total.currency),
            lines=told if self._luck.random() < 0.5 else (),
            paid_back=self._ways(total),
        )

    def _ways(self, total: Money) -> tuple[PaidBack, ...]:
        chance = self._luck.random()
        if chance > 0.2 or not total.minor:
            return ()
        part = Money(self._luck.randrange(total.minor), total.currency)
        state = MoneyState.PENDING if chance < 0.1 else MoneyState.FAILED
        return (PaidBack("Carte", part, state), PaidBack("Visa", total - part, MoneyState.MOVED))
