"""The ways by which a refund goes back to the customer, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from platforms.amounts import Money


class MoneyState(StrEnum):
    """Where an amount is that a shop gives back."""

    PLANNED = "planned"
    """In a review: nothing was asked yet."""
    MOVED = "moved"
    PENDING = "pending"
    """Accepted; the payment provider has not confirmed it yet."""
    FAILED = "failed"
    """The provider did not carry it: the customer has nothing of it."""


@dataclass(frozen=True, slots=True)
class PaidBack:
    """One way by which a part of a refund goes back: to one card, one gift card, by hand."""

    name: str
    """As the shop calls it, "Visa •••• 4242", "Gift card"."""
    amount: Money
    state: MoneyState = MoneyState.PLANNED
    is_by_hand: bool = False
    """The shop only writes it down: someone must pay."""
    id: str = ""
    """The shop's own id of the transaction, once there is one."""
