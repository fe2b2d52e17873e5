"""A shop that gives money back in memory, exactly as told: for the pages of the money flow."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from platforms.contract import Barred, PlatformError
from platforms.moves import (
    Act,
    CancelChoice,
    CancelReview,
    Capabilities,
    Declined,
    Done,
    Gives,
    Going,
    MoneyWay,
    MovedLine,
    Outcome,
    Picked,
    PickedLine,
    Refundable,
    RefundableLine,
    RefundReview,
    Restock,
    Sent,
)
from platforms.shapes import Line, Order, State, Wording
from tests.sidebar.goods import euros, line, order, totals
from tests.sidebar.stage import StillShop

REFUNDED = State("7", Wording("Refunded", {"fr": "Remboursé"}))
CANCELLED = State("6", Wording("Cancelled", {"fr": "Annulé"}))


def lines() -> tuple[Line, ...]:
    """Two mugs, of which one was refunded before; a cushion; a drawing nobody stocks."""
    return (
        line(
            id="201",
            name="Mug « Le meilleur est à venir »",
            quantity=3,
            quantity_refunded=1,
            unit_price=euros(1190),
            total=euros(3570),
            refunded=euros(1190),
        ),
        line(id="202", name="Coussin Ours brun", variant="Taille : 40 × 40 cm, Couleur : Noir"),
        line(id="203", name="Illustration vectorielle", unit_price=euros(900), total=euros(900)),
    )


def alix_order() -> Order:
    """Eighty-six euros paid, of which one mug was given back."""
    sums = replace(
        totals(),
        products=euros(7760),
        shipping=euros(840),
        total=euros(8600),
        paid=euros(8600),
        refunded=euros(1190),
    )
    return order(lines=lines(), totals=sums)


def refundable(**told: Any) -> Refundable:
    """What is left of Alix's order; any part of it may be told otherwise."""
    known: dict[str, Any] = {
        "order": alix_order(),
        "lines": (
            RefundableLine("201", 2, euros(2380), Restock.OPTIONAL, 300),
            RefundableLine("202", 1, euros(3290), Restock.FORCED, 12),
            RefundableLine("203", 1, euros(900), Restock.NONE, None),
        ),
        "shipping_left": euros(840),
        "left": euros(7410),
        "stand": "stand-1",
        "offers": (Gives.MONEY, Gives.VOUCHER),
        "payment_name": "Virement bancaire",
        "money_way": MoneyWay.BY_HAND,
        "shop_mails_refund": True,
    }
    return Refundable(**{**known, **told})


@dataclass
class ToldShop(StillShop):
    """Answers as its fields say; ``asked`` are the keys that moved something."""

    refundable: Refundable = field(default_factory=refundable)
    loses: bool = False
    """The act is done and its answer never comes."""
    declines: str = ""
    warnings: tuple[str, ...] = ()
    short: int = 0
    """Minor units that the slip shows too little."""
    still_going: bool = False
    asked: list[str] = field(default_factory=list)
    acts: dict[str, Done | Declined] = field(default_factory=dict)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(moves_money=True)

    def read_refundable(self, _order_id: str, *, within: float) -> Refundable:
        self._take(within)
        return self.refundable

    def review_refund(self, _order_id: str, picked: Picked, *, within: float) -> RefundReview:
        self._take(within)
        if self.refundable.refund_barred:
            raise Barred(self.refundable.refund_barred)
        moved = tuple(self._moved(one) for one in picked.lines)
        if picked.shipping.minor > self.refundable.shipping_left.minor:
            raise Barred("shipping_too_high")
        total = sum(one.amount.minor for one in moved) + picked.shipping.minor
        if not total:
            raise Barred("nothing_to_refund")
        empties = total == self.refundable.left.minor
        return RefundReview(
            self.refundable, moved, picked.shipping, euros(total), picked.gives, empties
        )

    def _moved(self, picked: PickedLine) -> MovedLine:
        known = self.refundable.line(picked.line_id)
        if known is None:
            raise Barred("unknown_line", picked.line_id)
        if picked.quantity > known.left:
            raise Barred("quantity_too_high", picked.line_id)
        stock = known.stock
        return MovedLine(
            line_id=picked.line_id,
            quantity=picked.quantity,
            amount=euros(known.most.minor * picked.quantity // known.left),
            restock=picked.restock,
            is_forced=known.restock is Restock.FORCED,
            stock_before=stock,
            stock_after=None if stock is None else stock + picked.restock,
        )

    def review_cancel(
        self, _order_id: str, *, within: float, choice: CancelChoice | None = None
    ) -> CancelReview:
        self._take(within)
        if self.refundable.cancel_barred:
            raise Barred(self.refundable.cancel_barred)
        moved = tuple(
            MovedLine(
                one.line_id,
                one.left,
                euros(0),
                0 if one.stock is None else one.left,
                stock_before=one.stock,
                stock_after=None if one.stock is None else one.stock + one.left,
            )
            for one in self.refundable.lines
        )
        return CancelReview(self.refundable, moved, self.refundable.order.totals.paid)

    def refund(self, review: RefundReview, act: Act, *, within: float) -> Done | Declined:
        done = Done(
            reference=str(7 + len(self.asked)),
            total=euros(review.total.minor - self.short),
            shipping=review.shipping,
            lines=review.lines,
            voucher="V12C2O1001" if review.gives is Gives.VOUCHER else "",
            state=REFUNDED if review.empties_order else None,
            warnings=self.warnings,
        )
        return self._act(done, act, within)

    def cancel(self, review: CancelReview, act: Act, *, within: float) -> Done | Declined:
        done = Done("", euros(0), euros(0), review.lines, state=CANCELLED, warnings=self.warnings)
        return self._act(done, act, within)

    def _act(self, done: Done, act: Act, within: float) -> Done | Declined:
        self._take(within)
        answer = Declined(self.declines) if self.declines else done
        if act.key not in self.acts and not self.declines:
            self.asked.append(act.key)
            self.refundable = self._after(done)
        self.acts.setdefault(act.key, answer)
        if self.loses:
            raise PlatformError("no answer")
        return self.acts[act.key]

    def _after(self, done: Done) -> Refundable:
        """What is left once that is done."""
        gone = {one.line_id: one for one in done.lines}
        return replace(
            self.refundable,
            lines=tuple(
                _less(one, gone[one.line_id]) if one.line_id in gone else one
                for one in self.refundable.lines
            ),
            shipping_left=self.refundable.shipping_left - done.shipping,
            left=self.refundable.left - done.total,
            refund_barred="nothing_left" if done.total == self.refundable.left else "",
            cancel_barred="partly_refunded" if done.total.minor else "already_cancelled",
            stand=f"stand-{len(self.asked) + 1}",
        )

    def outcome(
        self, key: str, _order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        self._take(within)
        if self.still_going:
            return Going()
        return self.acts.get(key, Declined("never_arrived"))


def _less(line: RefundableLine, moved: MovedLine) -> RefundableLine:
    return replace(
        line,
        left=line.left - moved.quantity,
        most=line.most - moved.amount,
        stock=None if line.stock is None else line.stock + moved.restock,
    )
