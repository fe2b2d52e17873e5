"""What core writes that no resource of the webservice shows: stock movements, mails, its log."""

from __future__ import annotations

from dataclasses import dataclass, field

RETURNED = 3
"""Reason of a movement: the customer gave units back (PS_STOCK_CUSTOMER_RETURN_REASON)."""
ORDERED = 5
"""Reason of a movement: an order was shipped (PS_STOCK_CUSTOMER_ORDER_REASON)."""
NOT_ORDERED = 8
"""Reason of a movement: a shipped order was taken back."""


@dataclass(frozen=True, slots=True)
class StockMovement:
    """One row of stock_mvt: ``stock`` is the id of the stock_availables row."""

    stock: int
    order: int
    employee: int
    reason: int
    quantity: int
    sign: int


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail that core gave to its SMTP server."""

    to: str
    template: str
    subject: str
    order: int


@dataclass(slots=True)
class Tables:
    """Append-only, so that threads need no lock."""

    movements: list[StockMovement] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    """Templates of the mails that could not be sent, as core's log notes them."""

    def reset(self) -> None:
        """Nothing moved, nothing sent."""
        self.movements.clear()
        self.mails.clear()
        self.failures.clear()
