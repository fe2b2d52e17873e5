"""A shop that is told word for word: it acts once for each key, and replays what it answered.

It looks at no stand: it takes what still fits. A cancellation has no key, and may be a job of its
own; money may wait for a payment provider, which then carries it or does not.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from platforms.contract import Barred, NotSent, Unreachable
from platforms.moves import (
    Act,
    CancelChoice,
    CancelReview,
    Declined,
    Done,
    Going,
    MoneyState,
    MoneyWay,
    MovedLine,
    Outcome,
    PaidBack,
    Picked,
    RefundReview,
    Sent,
)
from platforms.shapes import Money
from sidebar.clock import MINUTE
from tests.till import Mood, Till
from tests.till_book import Book

LIVES = 5 * MINUTE
"""No request is on its way for longer."""

RESENT_WITHIN, GIVEN_UP_AFTER = 5 * MINUTE, 10 * MINUTE
"""What was never heard of is said again so long, and taken for lost from then on."""

CARD = "Visa •••• 4242"
CHOOSES = {"can_notify": True, "cancel_chooses": True, "money_way": MoneyWay.BY_SHOP}
"""What such a shop says of an order beside its amounts."""


@dataclass
class Wire(Till):
    """The shop, with the adapter's own way of asking what became of a call."""

    is_strict: bool = False
    now: Callable[[], int] = lambda: 0
    is_keyed: bool = True
    """False for a shop that breaks its promise, and acts each time that it is told."""
    pends: Callable[[], bool] = lambda: False
    is_slow: Callable[[], bool] = lambda: False
    """Whether the next cancellation is a job that runs later."""
    mismatched: list[str] = field(default_factory=list)
    """Keys that came with other words than the first time, or with none."""
    repeated: list[str] = field(default_factory=list)
    """Keys whose words were said again by whoever asked what became of them."""
    ways: dict[str, tuple[PaidBack, ...]] = field(default_factory=dict)
    """By reference."""
    _words: dict[str, str] = field(default_factory=dict)
    _jobs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def review_refund(self, order_id: str, picked: Picked, *, within: float) -> RefundReview:
        found = super().review_refund(order_id, picked, within=within)
        return replace(found, ways=_planned(found.total), notifies=picked.notifies)

    def review_cancel(
        self, order_id: str, *, within: float, choice: CancelChoice | None = None
    ) -> CancelReview:
        refundable = self.read_refundable(order_id, within=within)
        if refundable.cancel_barred:
            raise Barred(refundable.cancel_barred)
        chosen, nothing = choice or CancelChoice(), Money(0, refundable.left.currency)
        lines = tuple(
            MovedLine(line.line_id, line.left, nothing, line.left * chosen.restocks)
            for line in refundable.lines
        )
        back = refundable.left if chosen.refunds and refundable.left.minor else None
        ways = _planned(back) if back is not None else ()
        return CancelReview(refundable, lines, refundable.left, chosen, back, ways)

    def compose(self, review: RefundReview | CancelReview, act: Act) -> str:
        told: dict[str, Any] = {
            "key": act.key,
            "order": review.refundable.order.id,
            "note": act.note,
            "is_cancel": isinstance(review, CancelReview),
            "lines": [
                [one.line_id, one.quantity, one.amount.minor, one.restock] for one in review.lines
            ],
        }
        if isinstance(review, RefundReview):
            told["shipping"] = review.shipping.minor
        else:
            told["refunds"] = review.gives_back is not None
        return json.dumps(told)

    def refund(self, review: RefundReview, act: Act, *, within: float) -> Done | Declined:
        assert within > 0
        return self._write(act, self._letter(act.key, act.written))

    def cancel(self, review: CancelReview, act: Act, *, within: float) -> Done | Declined | Going:
        assert within > 0
        answer = self._write(act, self._letter(act.key, act.written))
        return Going() if act.key in self._jobs else answer

    def outcome(
        self, key: str, order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        assert within > 0
        assert sent is not None
        self._answer()
        with self._lock:
            self._run(key)
            known, age = self._known.get(key), self.now() - sent.sent_at
            if isinstance(known, Done):
                return known
            is_fresh = age < RESENT_WITHIN and sent.stand == self.books[order_id].stand
            if is_fresh and sent.written and not sent.is_cancel:
                self.repeated.append(key)
                return self._said_again(key, sent.written)
            return Going() if age < GIVEN_UP_AFTER else Declined("never_arrived")

    def read_paid_back(self, reference: str, *, within: float) -> tuple[PaidBack, ...]:
        assert within > 0
        self._answer()
        return self.ways[reference]

    def decide(self, *, fails: Callable[[], bool] = lambda: False) -> None:
        """The payment provider carries what it has, or does not."""
        with self._lock:
            for reference, ways in self.ways.items():
                if ways[0].state is MoneyState.PENDING:
                    state = MoneyState.FAILED if fails() else MoneyState.MOVED
                    self._arrive(reference, replace(ways[0], state=state))

    def heal(self) -> None:
        super().heal()
        self.is_slow = self.pends = lambda: False
        self.decide()

    def _arrive(self, reference: str, way: PaidBack) -> None:
        self.ways[reference] = (way,)
        if way.state is not MoneyState.FAILED:
            return
        place = int(reference) - 1
        order_id, key, amount = self.moved[place]
        self.books[order_id].failed += way.amount.minor
        self.moved[place] = (order_id, key, amount - way.amount.minor)

    def _letter(self, key: str, words: str) -> Callable[[], Done | Declined]:
        """The request on its way: it arrives while its connection lives, or never."""
        born = self.now()

        def arrive() -> Done | Declined:
            is_dead = self.now() - born > LIVES
            return Declined("too_late") if is_dead else self._taken(key, words)

        return arrive

    def _said_again(self, key: str, words: str) -> Outcome:
        mood, letter = self.mood(), self._letter(key, words)
        if mood.refuses_connection or mood.loses_request:
            raise NotSent("refused")
        if mood.delays_request:
            self._late.append(letter)
            raise Unreachable("too slow")
        answer = letter()
        if mood != Mood():
            raise Unreachable("lost on its way back")
        return answer

    def _taken(self, key: str, words: str) -> Done | Declined:
        if not words or self._words.setdefault(key, words) != words:
            self.mismatched.append(key)
        known = self._known.get(key)
        if known is not None and self.is_keyed:
            return known
        told = json.loads(words)
        if told["is_cancel"]:
            return self._told_to_cancel(key, told)
        return self._known.setdefault(key, self._give_back(key, told))

    def _give_back(self, key: str, told: dict[str, Any]) -> Done | Declined:
        order_id, book = told["order"], self.books[told["order"]]
        fault = _fault(book, told)
        if fault:
            return Declined(fault)
        lines = {one: (units, amount, back) for one, units, amount, back in told["lines"]}
        total = sum(amount for _, amount, _ in lines.values()) + told["shipping"]
        book.give_back(lines, told["shipping"])
        moved = tuple(
            MovedLine(one, units, Money(amount, book.currency), back)
            for one, (units, amount, back) in lines.items()
        )
        return self._done(order_id, key, total, told["shipping"], moved)

    def _told_to_cancel(self, key: str, told: dict[str, Any]) -> Done | Declined:
        book = self.books[told["order"]]
        if book.is_cancelled:
            return Declined("already_cancelled")
        if any(job["order"] == told["order"] for job in self._jobs.values()):
            return Declined("cancel_in_progress")
        self._jobs[key] = told
        if self.is_slow():
            return Declined("still_a_job")
        return self._run(key) or Declined("already_cancelled")

    def _run(self, key: str) -> Done | None:
        """The job of this key runs, if there is one."""
        told = self._jobs.pop(key, None)
        if told is None:
            return None
        book = self.books[told["order"]]
        back = book.left if told["refunds"] else 0
        book.is_cancelled, book.returned_whole = True, back
        nothing = Money(0, book.currency)
        lines = tuple(
            MovedLine(one, units, nothing, restock) for one, units, _, restock in told["lines"]
        )
        done = self._done(told["order"], key, back, 0, lines)
        self._known[key] = done
        return done

    def _done(
        self, order_id: str, key: str, total: int, shipping: int, lines: tuple[MovedLine, ...]
    ) -> Done:
        self.moved.append((order_id, key, total))
        reference, currency = str(len(self.moved)), self.books[order_id].currency
        amount = Money(total, currency)
        ways: tuple[PaidBack, ...] = ()
        if total:
            state = MoneyState.PENDING if self.pends() else MoneyState.MOVED
            ways = (PaidBack(CARD, amount, state, id=reference),)
            self.ways[reference] = ways
        warnings = ("money_pending",) if ways and ways[0].state is MoneyState.PENDING else ()
        return Done(
            reference, amount, Money(shipping, currency), lines, warnings=warnings, paid_back=ways
        )


def _planned(total: Money) -> tuple[PaidBack, ...]:
    return (PaidBack(CARD, total),)


def _fault(book: Book, told: dict[str, Any]) -> str:
    """What the shop finds wrong with a refund, by what is left of its order now."""
    if book.is_cancelled:
        return "already_cancelled"
    total = told["shipping"]
    for line_id, units, amount, _ in told["lines"]:
        total += amount
        if units > book.line(line_id).left:
            return "quantity_too_high"
        if amount > book.line(line_id).most:
            return "amount_too_high"
    if told["shipping"] > book.shipping - book.shipping_given:
        return "shipping_too_high"
    return "amount_too_high" if total > book.left else ""
