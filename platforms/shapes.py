"""Orders, customers and money as every room sees them: frozen, neutral, no provider's words.

Times are UTC milliseconds since the epoch. Ids are the shop's own, as text. Text that a shop
keeps in several languages crosses the border as ``Wording``, so that one reading serves every
reader and a stored snapshot stays readable in both languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from platforms.amounts import Money as Money
from platforms.amounts import Wording as Wording


class PaymentStatus(StrEnum):
    """What is known of the money of an order."""

    UNPAID = "unpaid"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class FulfilmentStatus(StrEnum):
    """Where the goods of an order are."""

    UNFULFILLED = "unfulfilled"
    PREPARING = "preparing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Line:
    """One product line: quantities ordered, refunded and returned, unit prices both ways."""

    id: str
    product_id: str
    name: str
    sku: str
    quantity: int
    quantity_refunded: int
    quantity_returned: int
    unit_price: Money
    """Tax included."""
    unit_price_untaxed: Money
    total: Money
    """Tax included, before refunds."""
    total_untaxed: Money
    refunded: Money
    """Tax included, as the shop's own line says."""
    variant: str = ""
    """The combination in words, "Size : S, Color : White"; empty where there is none."""
    variant_id: str = ""
    customizations: tuple[tuple[str, str], ...] = ()
    """(field label, text typed by the customer); a picture's text is its file name."""
    image: str = ""
    """The adapter's own reference of the picture, given back to ``Platform.read_image``."""


@dataclass(frozen=True, slots=True)
class Discount:
    """A voucher or reduction used on the order."""

    name: str
    amount: Money
    """Tax included, positive."""
    amount_untaxed: Money
    code: str = ""
    free_shipping: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received for the order, as the shop wrote it down."""

    method: str
    amount: Money
    paid_at: int | None
    transaction_id: str = ""
    is_pending: bool = False
    """Authorised or under way: not received yet."""
    is_reserved: bool = False
    """Authorised, and nothing of it taken yet: cancelling the order lets go of it."""


@dataclass(frozen=True, slots=True)
class CreditSlip:
    """A refund the shop has already written: lines as (line id, quantity, amount tax included)."""

    id: str
    products: Money
    shipping: Money
    total: Money
    issued_at: int | None
    lines: tuple[tuple[str, int, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel: who carries it and where it can be followed."""

    carrier: str
    tracking_number: str
    tracking_url: str
    """Empty, or an http(s) address."""
    cost: Money
    """Tax included."""


@dataclass(frozen=True, slots=True)
class State:
    """The shop's own word for where the order stands, with its colour (#rrggbb or empty)."""

    id: str
    name: Wording
    color: str = ""


@dataclass(frozen=True, slots=True)
class StateChange:
    """One entry of the order's history."""

    state: State
    at: int | None
    by: str = ""
    """The employee's id in the shop; empty when the shop or the customer did it."""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as written on the parcel."""

    name: str
    company: str
    lines: tuple[str, ...]
    postcode: str
    city: str
    region: str
    country: Wording
    country_code: str
    phones: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """The person behind the order. ``note`` is the merchant's private note on them."""

    id: str
    first_name: str
    last_name: str
    email: str
    language: str
    """ISO 639-1, or empty when the shop does not say."""
    phones: tuple[str, ...] = ()
    company: str = ""
    is_guest: bool = False
    note: str = ""
    since: int | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class ShopMessage:
    """A message the shop keeps on this order (typed at checkout, or on its own service page)."""

    text: str
    at: int | None
    from_customer: bool
    is_private: bool = False
    is_anyones: bool = False
    """A note that the customer and the shop's staff may both have written."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the order came to. Every amount tax included unless its name says otherwise."""

    products: Money
    products_untaxed: Money
    discounts: Money
    discounts_untaxed: Money
    shipping: Money
    shipping_untaxed: Money
    wrapping: Money
    total: Money
    total_untaxed: Money
    paid: Money
    """Really received so far."""
    refunded: Money
    """Sum of the credit slips."""
    total_in_shop: Money | None = None
    """The total in the shop's own currency, where the customer paid in another one."""

    @property
    def tax(self) -> Money:
        return self.total - self.total_untaxed


@dataclass(frozen=True, slots=True)
class Invoice:
    """The invoice and delivery slip numbers, once the shop has issued them."""

    number: str
    issued_at: int | None
    delivery_number: str = ""


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """One order in a list: enough for a line of the accordion, read in bulk."""

    id: str
    reference: str
    placed_at: int | None
    total: Money
    state: State
    payment: PaymentStatus
    fulfilment: FulfilmentStatus
    customer_id: str
    email: str = ""
    phones: tuple[str, ...] = ()
    tracking_number: str = ""
    tracking_url: str = ""
    customer_note: str = ""
    """The note on the order: the customer's, or anyone's where the shop has one for all."""
    is_test: bool = False
    """Nobody bought anything: the shop tried itself."""


@dataclass(frozen=True, slots=True)
class Order:
    """One whole order, as read at one moment."""

    summary: OrderSummary
    updated_at: int | None
    language: str
    totals: Totals
    lines: tuple[Line, ...]
    discounts: tuple[Discount, ...]
    payments: tuple[Payment, ...]
    payment_method: str
    credit_slips: tuple[CreditSlip, ...]
    shipments: tuple[Shipment, ...]
    history: tuple[StateChange, ...]
    """Newest first."""
    customer: Customer
    delivery_address: Address | None
    invoice_address: Address | None
    messages: tuple[ShopMessage, ...]
    merchant_note: str = ""
    gift: bool = False
    gift_message: str = ""
    recyclable_packaging: bool = False
    invoice: Invoice | None = None
    gaps: tuple[str, ...] = ()
    """Parts that could not be read (the resource's name), so that the page can say so."""
    lines_after: str = ""
    """Where they go on (``Platform.read_lines``) where ``lines`` is only their beginning."""
    tags: tuple[str, ...] = ()
    """The shop's own tags on the order."""
    risk: str = ""
    """What the shop advises: accept, investigate, cancel; empty where it advises nothing."""
    cuts: tuple[str, ...] = ()
    """Parts of which only the beginning was read: refunds, payments, parcels, discounts."""
    cancel_barred: str = ""
    """Why it can surely not be cancelled, as ``Refundable`` says it; empty where it may be."""

    @property
    def id(self) -> str:
        return self.summary.id

    @property
    def reference(self) -> str:
        return self.summary.reference

    @property
    def is_test(self) -> bool:
        return self.summary.is_test
