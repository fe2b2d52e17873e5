"""What every shop promises the counter, and the one way in which it may fail.

PlatformError                something between us and the shop went wrong
├─ Unreachable              no answer in time, connection refused, 5xx without our meaning
│   └─ InMaintenance        the shop says that it is closed for maintenance or switched off
├─ Unauthorized             the key is wrong, inactive or switched off
│   └─ MissingPermission    the key is good but may not read this (``resource``)
├─ NotFound                 the shop answers, and has no such record
├─ Throttled                asked to wait (``retry_after`` seconds)
├─ BadAnswer                an answer that is not what the contract says (HTML, broken JSON…)
└─ NotSent                  a write of which the shop surely did nothing: it may be tried again

Barred                       what an agent chose cannot be moved; ``reason`` is a stable name
LaunchRefused                a launch that is not what it claims; ``reason`` is a stable name
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from platforms.moves import (
    Act,
    CancelReview,
    Capabilities,
    Declined,
    Done,
    Outcome,
    Picked,
    Refundable,
    RefundReview,
)
from platforms.notices import Notice
from platforms.shapes import Order, OrderSummary


class PlatformError(Exception):
    """A failed exchange with a shop.

    ``detail`` is for the log and the doctor only, never for a customer, and never holds a secret.
    """

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class Unreachable(PlatformError):
    """The shop gave no usable answer in time; asking again later may help."""


class InMaintenance(Unreachable):
    """The shop, or its webservice, is switched off by its owner."""


class Unauthorized(PlatformError):
    """The shop does not accept the key."""


class MissingPermission(Unauthorized):
    """The key is accepted but may not read one resource."""

    def __init__(self, resource: str, detail: str = "") -> None:
        super().__init__(detail or resource)
        self.resource = resource


class NotFound(PlatformError):
    """The shop answered that it has no such record."""


class Throttled(PlatformError):
    """The shop asks to wait ``retry_after`` seconds."""

    def __init__(self, retry_after: float, detail: str = "") -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class BadAnswer(PlatformError):
    """The answer is not what this platform's contract says."""


class NotSent(PlatformError):
    """Nothing of this write reached the shop, or the shop says that it did nothing of it.

    Someone between us and the shop may still have delivered it: only ``outcome`` settles it.
    """


class Barred(Exception):
    """A choice that this order does not allow. Nothing was asked of the shop.

    ``reason`` is a stable name: those of ``Refundable.refund_barred`` and ``cancel_barred``,
    unknown_line, bad_quantity, quantity_too_high, bad_shipping, shipping_too_high, bad_restock,
    restock_forced, nothing_to_refund, over_paid, not_offered. ``line_id`` says of which line.
    """

    def __init__(self, reason: str, line_id: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.line_id = line_id


class LaunchRefused(Exception):
    """A launch that cannot be trusted.

    ``reason`` is one of: malformed, oversized, unknown_shop, bad_signature, wrong_audience,
    expired, too_long, replayed.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
class Image:
    """A picture's bytes and its media type."""

    content: bytes
    media_type: str


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


@dataclass(frozen=True, slots=True)
class Check:
    """One finding of the doctor: ``name`` is stable ("reach", "read:orders", "clock"…)."""

    name: str
    is_ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """What is needed to speak to one shop. Its repr never shows the key."""

    base_url: str
    key: str
    timezone: str
    """IANA name; the shop writes its dates in this zone."""
    verify_tls: bool = True
    shop_id: str = ""
    """Our own id of the shop, by which its module knows us."""
    secrets: tuple[str, ...] = ()
    """What signs calls to the shop's module, newest first; none for a shop without it."""

    def __repr__(self) -> str:
        return f"Connection({self.base_url!r}, key=…)"


@dataclass(frozen=True, slots=True)
class Launch:
    """A verified click on the shop's button: who, on which order, until when, used once."""

    shop_id: str
    """Our own id of the shop whose secret signed it."""
    token_id: str
    expires_at: int
    order_id: str
    """Empty, like the next three, where the button is the shop's menu and names no order."""
    order_reference: str
    customer_id: str
    currency: str
    employee_id: str
    employee_name: str
    employee_email: str
    profile: str
    """The host's id of the employee's role."""
    is_superuser: bool
    may_view_orders: bool
    may_edit_orders: bool
    language: str
    shop_url: str = ""
    """The address of the shop that signed it, as the shop has it."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Ready-made addresses back into the host ("order", "customer"), which only it can build."""


class Platform(Protocol):
    """One connected shop. Every call ends within ``within`` seconds, with an answer or an error."""

    def read_order(self, order_id: str, *, within: float) -> Order:
        """The whole order. Raises NotFound or another PlatformError."""
        ...

    def find_orders(self, search: OrderSearch, *, within: float) -> tuple[FoundOrder, ...]:
        """Orders meeting the search, compared again here; newest first. Raises PlatformError."""
        ...

    def read_image(self, reference: str, *, within: float) -> Image:
        """A product's small picture. Raises NotFound or another PlatformError."""
        ...

    def examine(self, *, within: float) -> tuple[Check, ...]:
        """Reachability, rights and clock, for the doctor; reports faults instead of raising."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this connection can do."""
        ...

    def read_refundable(self, order_id: str, *, within: float) -> Refundable:
        """The order and what may be given back of it. Raises NotFound or another PlatformError."""
        ...

    def review_refund(self, order_id: str, picked: Picked, *, within: float) -> RefundReview:
        """What the shop would move for this choice, read now. Raises Barred or PlatformError."""
        ...

    def review_cancel(self, order_id: str, *, within: float) -> CancelReview:
        """What cancelling would do, read now. Raises Barred or PlatformError."""
        ...

    def refund(self, review: RefundReview, act: Act, *, within: float) -> Done | Declined:
        """Moves what was reviewed, once per key.

        Raises NotSent when surely nothing happened; any other PlatformError means that the
        outcome is not known and must be asked for.
        """
        ...

    def cancel(self, review: CancelReview, act: Act, *, within: float) -> Done | Declined:
        """Cancels the order, once per key. Raises as ``refund`` does."""
        ...

    def outcome(self, key: str, order_id: str, *, within: float) -> Outcome:
        """What became of a write. Once it answers Declined, that key can never move anything.

        Raises PlatformError when the shop cannot say.
        """
        ...

    def put_aside(self, key: str, *, within: float) -> None:
        """A human has looked at what an Unclear write left: it bars its order no more.

        Raises PlatformError; nothing has changed then.
        """
        ...

    def read_notices(self, after: str, *, within: float) -> tuple[Notice, ...]:
        """What happened since the notice with this id ("" for all), oldest first, a part of it.

        Called again with the last id until nothing is left. Raises PlatformError.
        """
        ...


class LaunchReader(Protocol):
    """Verifies the host's signed launches."""

    def claimed_shop(self, token: str) -> str:
        """Our shop id that the token says it is from, unverified. Raises LaunchRefused."""
        ...

    def claimed_language(self, token: str) -> str:
        """The language that the token asks for, unverified; empty where none can be read."""
        ...

    def read(self, token: str, *, secrets: tuple[str, ...], audience: str, now: int) -> Launch:
        """The launch, verified with any of the secrets; ``now`` in UTC ms. Raises LaunchRefused."""
        ...
