"""How much an agent may move alone: per operation and per day, in the shop's own currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from babel.numbers import get_currency_precision

from platforms.shapes import Money, Order
from sidebar.rules.viewer import Role

_LARGEST = Decimal(10) ** 12
"""No shop's limit is larger, and no integer of the store overflows below it."""


class Verdict(StrEnum):
    """Whether an amount may move on its agent's word alone."""

    FREE = "free"
    NEEDS_APPROVAL = "needs_approval"


@dataclass(frozen=True, slots=True)
class Limit:
    """Decimal texts such as "50.00"; empty where there is none.

    Read in the shop's own currency where the shop says what an order comes to in it, else in the
    order's.

    "0" lets nothing pass without approval.
    """

    operation: str = ""
    day: str = ""


def currency_of(order: Order) -> str:
    """The currency in which limits hold for this order."""
    return (order.totals.total_in_shop or order.totals.total).currency


def limit_of(role: Role, limits: Mapping[str, Limit]) -> Limit | None:
    """The shop's limit for this role; none where it gave none."""
    return limits.get(role.word)


def verdict(limit: Limit | None, amount: Money, spent_today: Money) -> Verdict:
    """Whether ``amount`` is free, given what its agent moved in the last 24 hours.

    What moves nothing, as a cancellation, is always free. A limit that cannot be read holds
    everything back: it was meant to.
    """
    if limit is None or amount.minor == 0:
        return Verdict.FREE
    within = _holds(limit.operation, amount) and _holds(limit.day, amount + spent_today)
    return Verdict.FREE if within else Verdict.NEEDS_APPROVAL


def _holds(most: str, amount: Money) -> bool:
    if not most.strip():
        return True
    known = amount_of(most, amount.currency)
    return known is not None and amount.minor <= known.minor


def amount_of(text: str, currency: str) -> Money | None:
    """A decimal text as an amount of this currency; none where it is not one."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 <= value < _LARGEST:
        return None
    minor = value.scaleb(get_currency_precision(currency))
    return Money(int(minor), currency) if minor == int(minor) else None
