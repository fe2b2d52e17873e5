"""What hosts push to us: kept as it came, then understood, in words that are nobody's own."""

from __future__ import annotations

from dataclasses import dataclass, field

from platforms.notices import Notice


@dataclass(frozen=True, slots=True)
class Delivery:
    """A verified push, before it is understood."""

    host: str
    """The shop that the host says it is about: not signed, so nothing in it is believed of a shop
    that does not know the ids it names."""
    topic: str
    delivery_id: str
    """The same for the same delivery, however often it is tried."""
    event_id: str
    """The same for the same event, whichever of our subscriptions it came by."""
    triggered_at: int
    """UTC ms."""
    body: bytes = field(repr=False)
    is_owed: bool = False
    """Whether the law asks for it: it is worked however old it is, and never given up."""
    is_grave: bool = False
    """Whether it says that the shop has left: the same words again are no news of that."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something happened in the shop."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """The shop put the app out: its keys are dead."""


@dataclass(frozen=True, slots=True)
class ScopesChanged:
    """What the app may do in the shop is now this."""

    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomersMerged:
    """Two accounts became one: what was known under ``gone`` is ``kept``'s."""

    gone: str
    kept: str


@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """A customer's record changed at that moment (UTC ms), or was deleted there (``is_gone``).

    Empty where the shop says nothing.
    """

    customer_id: str
    name: str = ""
    email: str = ""
    phone: str = ""
    at: int = 0
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class DataAsked:
    """A customer asks the shop what is kept of them: a file for the shop's manager."""

    request_id: str
    customer_id: str
    email: str
    phone: str
    order_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EraseCustomer:
    """A customer is to be forgotten."""

    customer_id: str
    email: str
    phone: str
    order_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EraseShop:
    """Everything of a shop that has left is to be forgotten."""


Meaning = (
    Told
    | Uninstalled
    | ScopesChanged
    | CustomersMerged
    | CustomerChanged
    | DataAsked
    | EraseCustomer
    | EraseShop
)
