"""A shop that keeps its own truth: what it really moved, for which key, whatever it answered.

It stands in for any platform where a test wants to choose the moment at which an answer is lost,
late or doubled, and to count afterwards what was really done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from platforms.contract import (
    Barred,
    Check,
    FoundOrder,
    Image,
    NotFound,
    NotSent,
    OrderSearch,
    Unreachable,
)
from platforms.moves import (
    Act,
    CancelChoice,
    CancelReview,
    Capabilities,
    Declined,
    Done,
    Going,
    MovedLine,
    Outcome,
    Picked,
    PickedLine,
    Refundable,
    RefundReview,
    Sent,
)
from platforms.notices import Notice
from platforms.plain import Plain
from platforms.shapes import Money, Order
from tests.till_book import Book

Write = Callable[[], "Done | Declined"]


@dataclass(frozen=True, slots=True)
class Mood:
    """How the shop takes the next write. Each of its faults happens to one call."""

    refuses_connection: bool = False
    """Nothing arrives, and the caller knows it."""
    loses_request: bool = False
    """Nothing arrives, and the caller does not know it."""
    loses_answer: bool = False
    """It is done, and the caller does not know it."""
    delays_request: bool = False
    """It arrives when ``deliver_late`` is called; the caller has long given up."""
    doubles_request: bool = False
    """It arrives at once, and again when ``deliver_late`` is called."""
    doubles_and_denies: bool = False
    """It arrives twice: the first copy is done, and what is answered is the second's "nothing"."""
    doubles_and_mistakes: bool = False
    """The same, but the second copy is taken for another act under the same key."""
    breaks_half_way: bool = False
    """It is done; until ``heal`` the shop itself cannot say so."""


@dataclass
class Till(Plain):
    """The shop. ``is_strict``: it keeps the contract; else it does all that it is told."""

    books: dict[str, Book] = field(default_factory=dict)
    is_strict: bool = True
    mood: Callable[[], Mood] = Mood
    is_away: Callable[[], bool] = lambda: False
    after_reading: Callable[[], None] = lambda: None
    """Happens once a reading is made and before it is answered."""
    forgets: bool = False
    """A shop that breaks its promise: "never arrived" does not end the key."""
    moved: list[tuple[str, str, int]] = field(default_factory=list)
    """(order, key, amount in minor units) of everything that was really done, in its order."""
    calls: list[str] = field(default_factory=list)
    resent: list[str] = field(default_factory=list)
    """Keys that were called again after a call that may have done it: there must be none."""
    actors: list[Act] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    """What it says of a key, whatever it knows."""
    _known: dict[str, Done | Declined] = field(default_factory=dict)
    _half: set[str] = field(default_factory=set)
    _maybe: set[str] = field(default_factory=set)
    _late: list[Write] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(moves_money=True)

    def read_order(self, order_id: str, *, within: float) -> Order:
        return self.read_refundable(order_id, within=within).order

    def find_orders(self, search: OrderSearch, *, within: float) -> tuple[FoundOrder, ...]:
        assert within > 0
        assert search.limit > 0
        return ()

    def read_image(self, reference: str, *, within: float) -> Image:
        assert within > 0
        raise NotFound(reference)

    def examine(self, *, within: float) -> tuple[Check, ...]:
        assert within > 0
        return ()

    def read_notices(self, after: str, *, within: float) -> tuple[Notice, ...]:
        assert within > 0
        assert not after
        return ()

    def read_refundable(self, order_id: str, *, within: float) -> Refundable:
        assert within > 0
        self._answer()
        with self._lock:
            if order_id not in self.books:
                raise NotFound(order_id)
            found = self.books[order_id].refundable()
        self.after_reading()
        return found

    def review_refund(self, order_id: str, picked: Picked, *, within: float) -> RefundReview:
        refundable = self.read_refundable(order_id, within=within)
        if refundable.refund_barred:
            raise Barred(refundable.refund_barred)
        lines = tuple(_reviewed(refundable, one) for one in picked.lines)
        total = sum((line.amount.minor for line in lines), picked.shipping.minor)
        if picked.shipping.minor > refundable.shipping_left.minor:
            raise Barred("shipping_too_high")
        if total <= 0:
            raise Barred("nothing_to_refund")
        return RefundReview(
            refundable=refundable,
            lines=lines,
            shipping=picked.shipping,
            total=Money(total, picked.shipping.currency),
            gives=picked.gives,
            empties_order=total == refundable.left.minor,
        )

    def review_cancel(
        self, order_id: str, *, within: float, choice: CancelChoice | None = None
    ) -> CancelReview:
        assert choice is None
        refundable = self.read_refundable(order_id, within=within)
        if refundable.cancel_barred:
            raise Barred(refundable.cancel_barred)
        nothing = Money(0, refundable.left.currency)
        lines = tuple(
            MovedLine(line.line_id, line.left, nothing, line.left, is_forced=True)
            for line in refundable.lines
        )
        return CancelReview(refundable, lines, refundable.left)

    def refund(self, review: RefundReview, act: Act, *, within: float) -> Done | Declined:
        assert within > 0
        return self._write(act, lambda: self._refunded(review, act.key))

    def cancel(self, review: CancelReview, act: Act, *, within: float) -> Done | Declined | Going:
        assert within > 0
        return self._write(act, lambda: self._cancelled(review, act.key))

    def outcome(
        self, key: str, order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        assert within > 0
        assert order_id in self.books
        self._answer()
        if key in self.outcomes:
            return self.outcomes[key]
        with self._lock:
            if key in self._half:
                return Going()
            if self.forgets and key not in self._known:
                return Declined("never_arrived")
            # What never arrived is dead from here on, or its answer would be worth nothing.
            return self._known.setdefault(key, Declined("never_arrived"))

    def put_aside(self, key: str, *, within: float) -> None:
        self._answer()
        assert within > 0
        self.aside.append(key)

    def deliver_late(self) -> None:
        """What was under way arrives, in its order; its callers are long gone."""
        with self._lock:
            late, self._late = self._late, []
            for write in late:
                write()

    def heal(self) -> None:
        """The shop is well again, and knows what it did."""
        self.mood, self.is_away = Mood, lambda: False
        self._half.clear()

    def give_back_elsewhere(self, order_id: str, line_id: str) -> None:
        """A colleague refunds one unit in the back office, if one is left."""
        with self._lock:
            book = self.books[order_id]
            line = book.line(line_id)
            if line.left and not book.is_cancelled:
                amount = min(line.most // line.left, book.left)
                book.give_back({line_id: (1, amount, 0)}, 0)
                self.moved.append((order_id, "", amount))

    def _answer(self) -> None:
        if self.is_away():
            raise Unreachable("away")

    def _write(self, act: Act, write: Write) -> Done | Declined:
        with self._lock:
            mood = self.mood()
            self.calls.append(act.key)
            self.actors.append(act)
            if act.key in self._maybe:
                self.resent.append(act.key)
            if mood.refuses_connection:
                raise NotSent("refused")
            self._maybe.add(act.key)
            if mood.loses_request:
                raise Unreachable("lost on its way")
            if mood.delays_request:
                self._late.append(write)
                raise Unreachable("too slow")
            answer = write()
            if mood.doubles_request:
                self._late.append(write)
            if mood.breaks_half_way:
                self._half.add(act.key)
            if mood.doubles_and_denies:
                raise NotSent("the second copy was not accepted")
            if mood.doubles_and_mistakes:
                return Declined("key_reused")
            if mood.loses_answer or mood.breaks_half_way:
                raise Unreachable("lost on its way back")
            return answer

    def _refunded(self, review: RefundReview, key: str) -> Done | Declined:
        order_id = review.refundable.order.id
        book = self.books[order_id]
        before = self._before(book, review.refundable.stand, key)
        if before is not None:
            return before
        book.give_back(
            {one.line_id: (one.quantity, one.amount.minor, one.restock) for one in review.lines},
            review.shipping.minor,
        )
        self.moved.append((order_id, key, review.total.minor))
        done = Done(f"SLIP{len(self.moved)}", review.total, review.shipping, review.lines)
        self._known[key] = done
        return done

    def _cancelled(self, review: CancelReview, key: str) -> Done | Declined:
        order_id = review.refundable.order.id
        book = self.books[order_id]
        before = self._before(book, review.refundable.stand, key)
        if before is not None:
            return before
        book.is_cancelled = True
        self.moved.append((order_id, key, 0))
        nothing = replace(review.paid, minor=0)
        done = Done(f"STATE{len(self.moved)}", nothing, nothing, review.lines)
        self._known[key] = done
        return done

    def _before(self, book: Book, stand: str, key: str) -> Done | Declined | None:
        """What already stands under this key, or stands against it."""
        known = self._known.get(key)
        if isinstance(known, Declined) or (self.is_strict and known is not None):
            return known
        if self.is_strict and stand != book.stand:
            return self._known.setdefault(key, Declined("moved"))
        return None


def _reviewed(refundable: Refundable, picked: PickedLine) -> MovedLine:
    line = refundable.line(picked.line_id)
    if line is None:
        raise Barred("unknown_line", picked.line_id)
    if not 0 < picked.quantity <= line.left:
        raise Barred("quantity_too_high", picked.line_id)
    amount = line.most.minor * picked.quantity // line.left
    return MovedLine(
        line_id=picked.line_id,
        quantity=picked.quantity,
        amount=Money(amount, line.most.currency),
        restock=picked.restock,
    )
