"""One order as the till keeps it: units, amounts, stock, and a stand that any change changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from platforms.moves import Refundable, RefundableLine, Restock
from platforms.shapes import CreditSlip, Money, Order


@dataclass
class BookLine:
    """Units and minor units of one line."""

    line_id: str
    quantity: int
    total: int
    given_units: int = 0
    given: int = 0
    stock: int = 10
    place: str = ""
    unsent: int = 0
    """Units that were never sent; they are taken off first."""

    @property
    def left(self) -> int:
        return max(0, self.quantity - self.given_units)

    @property
    def most(self) -> int:
        return max(0, self.total - self.given) if self.left else 0


@dataclass
class Book:
    """The order. ``discount`` was never paid and never comes back."""

    order: Order
    lines: list[BookLine]
    shipping: int
    paid: int
    shipping_given: int = 0
    slips: list[CreditSlip] = field(default_factory=list)
    is_cancelled: bool = False
    is_shipped: bool = False
    currency: str = "EUR"
    told: dict[str, Any] = field(default_factory=dict)
    """What its reading says beside lines and amounts."""
    returned_whole: int = 0
    """Given back with a cancellation, of no line in particular."""
    failed: int = 0
    """Of what was given back, what no payment provider carried: it is owed still."""

    @property
    def given(self) -> int:
        given = sum(line.given for line in self.lines) + self.shipping_given
        return given + self.returned_whole - self.failed

    @property
    def left(self) -> int:
        return max(0, self.paid - self.given)

    @property
    def stand(self) -> str:
        units = [(line.line_id, line.given_units, line.given) for line in self.lines]
        whole = (self.returned_whole, self.failed)
        return repr((units, self.shipping_given, self.is_cancelled, self.is_shipped, whole))

    def line(self, line_id: str) -> BookLine:
        return next(line for line in self.lines if line.line_id == line_id)

    def give_back(self, lines: dict[str, tuple[int, int, int]], shipping: int) -> None:
        """Units, minor units and restocked units by line, and of the shipping."""
        for line_id, (units, amount, restock) in lines.items():
            line = self.line(line_id)
            line.given_units += units
            line.given += amount
            line.stock += restock
        self.shipping_given += shipping
        amount = sum(one[1] for one in lines.values())
        self.slips.append(
            CreditSlip(
                id=str(len(self.slips) + 1),
                products=self._money(amount),
                shipping=self._money(shipping),
                total=self._money(amount + shipping),
                issued_at=None,
            )
        )

    def refundable(self) -> Refundable:
        """What may be given back now: lines first, then shipping, never over what is left."""
        budget, lines = self.left, []
        for line in self.lines:
            most = min(line.most, budget)
            budget -= most
            lines.append(
                RefundableLine(
                    line.line_id,
                    line.left,
                    self._money(most),
                    Restock.OPTIONAL,
                    line.stock,
                    place=line.place,
                    unfulfilled=min(line.left, line.unsent),
                )
            )
        shipping = min(max(0, self.shipping - self.shipping_given), budget)
        return Refundable(
            order=self._order(),
            lines=tuple(lines),
            shipping_left=self._money(shipping),
            left=self._money(self.left),
            stand=self.stand,
            refund_barred="" if self.left else "nothing_left",
            cancel_barred=self._cancel_barred(),
            payment_name="Carte bancaire",
            **self.told,
        )

    def _order(self) -> Order:
        totals = replace(
            self.order.totals, paid=self._money(self.paid), refunded=self._money(self.given)
        )
        return replace(self.order, totals=totals, credit_slips=tuple(self.slips))

    def _cancel_barred(self) -> str:
        if self.is_cancelled:
            return "already_cancelled"
        if self.is_shipped:
            return "already_shipped"
        return "partly_refunded" if self.given else ""

    def _money(self, minor: int) -> Money:
        return Money(minor, self.currency)
