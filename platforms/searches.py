"""What orders are looked for by, and why each was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from platforms.shapes import OrderSummary


class Match(StrEnum):
    """Why an order was found: the criterion that the shop's own data meets."""

    EMAIL = "email"
    PHONE = "phone"
    REFERENCE = "reference"
    CUSTOMER = "customer"
    """The account in the shop that was asked for."""


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order met by a search, with every criterion it meets."""

    order: OrderSummary
    matches: frozenset[Match]


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """What to look for; an order is found when it meets any one of these."""

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    """As written by people; compared by their digits."""
    references: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    """What was said; the shop looks in it for references of the form that its own orders have."""
    customer_ids: tuple[str, ...] = ()
    limit: int = 20
    """Newest first; the most orders to give back."""
