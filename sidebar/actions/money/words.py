"""What the texts around an operation are made of: the customer's letter and the shop's own note."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.moves import Gives
from platforms.shapes import Money
from sidebar.rules.operation import OperationKind


@dataclass(frozen=True, slots=True)
class MoneyLetter:
    """What a customer is told once the shop has confirmed. ``language`` is fr or en."""

    kind: OperationKind
    language: str
    customer_name: str
    agent_name: str
    shop_name: str
    reference: str
    amount: Money
    gives: Gives
    voucher: str
    """The code, once there is one."""
    lines: tuple[tuple[str, int], ...]
    """(name with its variant, units)."""
    shipping: Money
    is_by_hand: bool = False
    """Nothing in the shop moves the money: someone still has to pay it back."""
    kept: Money | None = None
    """Paid, and not given back with the cancellation, where that was chosen."""
    is_correction: bool = False
    """It takes back what was told before: the amount did not arrive."""
    is_on_its_way: bool = False
    """The shop has a payment provider carry it, which may confirm it only later."""


@dataclass(frozen=True, slots=True)
class ShopNote:
    """What is written beside the order in the shop, for its own people."""

    kind: OperationKind
    language: str
    amount: Money
    agent_name: str
    approver_name: str
    ticket_number: int
    operation_id: str
    reason: str
    """A code of ours, or empty where ``reason_text`` is the shop's own words."""
    reason_text: str
    note: str
