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
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from platforms.moves import (
    Act,
    CancelChoice,
    CancelReview,
    Capabilities,
    Declined,
    Done,
    Going,
    Outcome,
    PaidBack,
    Picked,
    Refundable,
    RefundReview,
    Sent,
)
from platforms.notices import Notice
from platforms.people import Happenings, Profile
from platforms.searches import FoundOrder as FoundOrder
from platforms.searches import Match as Match
from platforms.searches import OrderSearch as OrderSearch
from platforms.shapes import Line, Order


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


@dataclass(frozen=True, slots=True)
class Image:
    """A picture's bytes and its media type."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Check:
    """One finding of the doctor: ``name`` is stable ("reach", "read:orders", "clock"…)."""

    name: str
    is_ok: bool
    detail: str = ""


class KeySource(Protocol):
    """A key that is renewed as it goes: one for the shop, one for each person. Hashable."""

    def current(self, within: float, /) -> str:
        """The key of now, had in so many seconds.

        Raises Unauthorized where there is none, or another PlatformError.
        """
        ...

    def renewed(self, refused: str, within: float, /) -> str:
        """Another key, once the shop has refused this one. Raises as ``current`` does."""
        ...


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
    keys: KeySource | None = None
    """Where the shop's key changes with time: what gives the one of now (``key`` is then empty)."""
    person: KeySource | None = None
    """The same for the human who acts: what moves money, with their own rights in the shop."""

    def __repr__(self) -> str:
        return f"Connection({self.base_url!r}, key=…)"


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

    def review_cancel(
        self, order_id: str, *, within: float, choice: CancelChoice | None = None
    ) -> CancelReview:
        """What cancelling would do, read now. Raises Barred or PlatformError.

        ``choice`` is heeded where ``Refundable.cancel_chooses``.
        """
        ...

    def compose(self, review: RefundReview | CancelReview, act: Act) -> str:
        """What the write will say, word for word, to be kept before it is sent.

        Empty where the shop itself remembers each key, and nothing needs keeping. Asks nobody.
        """
        ...

    def refund(self, review: RefundReview, act: Act, *, within: float) -> Done | Declined | Going:
        """Moves what was reviewed, once per key; ``act.written`` is what ``compose`` gave.

        Raises NotSent when surely nothing happened; any other PlatformError means that the
        outcome is not known and must be asked for.
        """
        ...

    def cancel(self, review: CancelReview, act: Act, *, within: float) -> Done | Declined | Going:
        """Cancels the order, once per key. Raises as ``refund`` does."""
        ...

    def outcome(
        self, key: str, order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        """What became of a write. Once it answers Declined, that key can never move anything.

        ``sent`` is what is known of the call. Where the shop does a thing once per key, the very
        same words may be sent again under it; never others, and never what has no such key.
        Raises PlatformError when the shop cannot say.
        """
        ...

    def read_paid_back(self, reference: str, *, within: float) -> tuple[PaidBack, ...]:
        """Where the money of a refund is by now; ``reference`` is that of its Done.

        Raises PlatformError.
        """
        ...

    def read_lines(
        self, order_id: str, after: str, *, within: float
    ) -> tuple[tuple[Line, ...], str]:
        """More lines of a long order, and where they go on. Raises PlatformError."""
        ...

    def read_profile(self, customer_id: str, *, within: float) -> Profile:
        """What the shop knows of a customer. Raises NotFound or another PlatformError."""
        ...

    def read_happenings(
        self, customer_id: str, order_id: str, after: str, *, within: float
    ) -> Happenings:
        """What happened to a customer, or to one order where that is named; newest first.

        Raises PlatformError.
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
