"""Customers as a shop knows them, and what it saw happen to them and their orders."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from platforms.amounts import Money


class Consent(StrEnum):
    """Whether the customer lets the shop write to them for other than their orders."""

    GIVEN = "given"
    NOT_GIVEN = "not_given"
    PENDING = "pending"
    """Asked, and not confirmed yet."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the shop knows of one customer."""

    id: str
    name: str
    email: str
    phone: str
    email_consent: Consent
    phone_consent: Consent
    orders: int
    spent: Money | None
    since: int | None
    """UTC ms."""
    language: str = ""
    """ISO 639-1, or empty."""
    place: str = ""
    """Town and country, as one line."""
    tags: tuple[str, ...] = ()
    note: str = ""
    """The merchant's own, private."""
    is_verified: bool = False
    """The customer has proven their e-mail address."""
    is_tax_exempt: bool = False
    state: str = ""
    """Of their account: enabled, invited, disabled, declined; empty where there is none."""


class Group(StrEnum):
    """Kinds of happening, to filter by."""

    ORDER = "order"
    PAYMENT = "payment"
    REFUND = "refund"
    FULFILMENT = "fulfilment"
    MAIL = "mail"
    COMMENT = "comment"
    CUSTOMER = "customer"
    TICKET = "ticket"
    """Of our own tickets; no shop tells of these."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the shop's own timeline. ``text`` is plain: no markup is left in it."""

    id: str
    group: Group
    text: str
    at: int
    """UTC ms."""
    by: str = ""
    """The person or app that did it, as the shop says."""
    order_id: str = ""
    """Of which order, where it is of one."""
    is_critical: bool = False


@dataclass(frozen=True, slots=True)
class Happenings:
    """A stretch of a timeline, newest first; ``after`` is where it goes on, empty at its end."""

    entries: tuple[Happening, ...]
    after: str = ""
