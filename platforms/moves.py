"""Money and goods that a shop can move back, as every room sees them: frozen, neutral, exact.

A draft says what may move, a review what will move, an outcome what did. Amounts are tax included
and never more than was really paid: vouchers are already spread over the lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from platforms.payback import MoneyState as MoneyState
from platforms.payback import PaidBack as PaidBack
from platforms.shapes import Money, Order, State


class Gives(StrEnum):
    """What the customer gets back."""

    MONEY = "money"
    """A credit slip; the payment's own way back, where there is one."""
    VOUCHER = "voucher"
    """Store credit to spend in the shop, and no money."""


class Restock(StrEnum):
    """Whether units of a line go back to stock with its refund."""

    FORCED = "forced"
    """The shop puts every refunded unit back, and cannot be told otherwise."""
    OPTIONAL = "optional"
    NONE = "none"
    """The shop keeps no stock of it, or has put these units back already."""


class MoneyWay(StrEnum):
    """Who carries the money to the customer once the shop has written the refund."""

    BY_HAND = "by_hand"
    """Nothing in the shop moves money: someone must pay it back."""
    UNKNOWN = "unknown"
    """The payment module listens for refunds; what it then does is its own affair."""
    BY_SHOP = "by_shop"
    """The shop sends the money itself."""


@dataclass(frozen=True, slots=True)
class RefundableLine:
    """What is left to refund of one line of the order."""

    line_id: str
    left: int
    """Units."""
    most: Money
    """For all the units left, what was really paid for them and not yet given back."""
    restock: Restock
    stock: int | None
    """Units for sale now; None where none is kept or it could not be read."""
    place: str = ""
    """Where units go back to stock, as the shop names it; empty where it has one place only."""
    unfulfilled: int = 0
    """Of the units left, those that were never sent: they are taken off the order first."""


@dataclass(frozen=True, slots=True)
class Refundable:
    """One order read together with what may be given back of it, at one moment."""

    order: Order
    """Whole where ``read_refundable`` gave it; in a review its id, lines and what was paid."""
    lines: tuple[RefundableLine, ...]
    shipping_left: Money
    left: Money
    """In all: paid and not yet given back, whatever the lines say."""
    stand: str
    """Changes with anything that a refund or a cancellation depends on; opaque."""
    refund_barred: str = ""
    """Why nothing can be refunded: not_paid, nothing_left, refunds_off, read_only; else empty."""
    cancel_barred: str = ""
    """Why it cannot be cancelled: already_cancelled, already_shipped, already_delivered,
    partly_refunded, cancellations_off, read_only; else empty."""
    offers: tuple[Gives, ...] = (Gives.MONEY,)
    payment_name: str = ""
    money_way: MoneyWay = MoneyWay.UNKNOWN
    shop_mails_refund: bool = False
    """The shop itself writes to the customer about a refund."""
    shop_mails_cancel: bool = False
    can_notify: bool = False
    """Whether the shop's own mail goes out is chosen with each act (``Picked.notifies``)."""
    cancel_chooses: bool = False
    """Cancelling asks whether goods go back to stock and money to the customer."""

    @property
    def most(self) -> Money:
        """What lines and shipping offer in all; wrapping, say, is in no shop's refund."""
        offered = sum((one.most for one in self.lines), self.shipping_left)
        return min(self.left, offered, key=lambda amount: amount.minor)

    def line(self, line_id: str) -> RefundableLine | None:
        return next((one for one in self.lines if one.line_id == line_id), None)


@dataclass(frozen=True, slots=True)
class PickedLine:
    """Units of one line that an agent wants refunded, and how many of them go back to stock."""

    line_id: str
    quantity: int
    restock: int


@dataclass(frozen=True, slots=True)
class Picked:
    """What an agent chose to give back. An agent chooses units; the shop knows their price."""

    lines: tuple[PickedLine, ...]
    shipping: Money
    gives: Gives = Gives.MONEY
    notifies: bool = False
    """The shop writes its own mail to the customer, where that can be chosen."""


@dataclass(frozen=True, slots=True)
class CancelChoice:
    """What an agent chose beside cancelling, where the shop lets them choose."""

    restocks: bool = True
    refunds: bool = False
    """Everything that was paid goes back the way it came."""
    notifies: bool = False


@dataclass(frozen=True, slots=True)
class MovedLine:
    """One line of a review: units, amount and stock, before and after."""

    line_id: str
    quantity: int
    amount: Money
    restock: int
    is_forced: bool = False
    stock_before: int | None = None
    stock_after: int | None = None


@dataclass(frozen=True, slots=True)
class RefundReview:
    """Exactly what the shop will be asked to move."""

    refundable: Refundable
    lines: tuple[MovedLine, ...]
    shipping: Money
    total: Money
    gives: Gives
    empties_order: bool
    """Nothing is left to refund after it: the order ends in the shop's own "refunded" state."""
    other: Money | None = None
    """What the shop adds (duties) or takes off (given back before, rounding): total less lines
    and shipping."""
    ways: tuple[PaidBack, ...] = ()
    """How the total is split, where the shop says so."""
    total_in_shop: Money | None = None
    """The total in the shop's own currency, where the order is in another one."""
    notifies: bool = False
    words: str = field(default="", repr=False)
    """The adapter's own, for ``Platform.compose``; opaque, and never shown."""

    @property
    def products(self) -> Money:
        return self.total - self.shipping


@dataclass(frozen=True, slots=True)
class CancelReview:
    """Exactly what cancelling will do: goods go back to stock, money stays where it is."""

    refundable: Refundable
    lines: tuple[MovedLine, ...]
    """Amounts are zero."""
    paid: Money
    """Received and not given back."""
    choice: CancelChoice = field(default_factory=CancelChoice)
    gives_back: Money | None = None
    """What goes back to the customer with the cancellation; nothing where none does."""
    ways: tuple[PaidBack, ...] = ()
    total_in_shop: Money | None = None
    words: str = field(default="", repr=False)
    """The adapter's own, for ``Platform.compose``; opaque, and never shown."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The human in whose name the shop is asked: ``id`` is the shop's own id of the employee."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Act:
    """What every write carries: the operation's own key, who acts, and the shop's private note."""

    key: str
    """[a-z0-9_]{8,64}; the shop does one thing per key, however often it is asked."""
    actor: Actor
    note: str
    """Written in the shop beside the order: our operation's id, the human's name, the reason."""
    reason: str = ""
    """The code of why, one of the lists offered."""
    written: str = ""
    """What ``Platform.compose`` gave for this act: it was kept, and is sent exactly so."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A write that was called: what is needed to learn what became of it."""

    is_cancel: bool
    written: str
    """As it was sent; under it the word of a ``Going`` that answered the call."""
    stand: str
    """Of the order when it was reviewed."""
    sent_at: int
    """UTC ms of the call."""
    total: Money
    """As reviewed."""


@dataclass(frozen=True, slots=True)
class Done:
    """What the shop did. ``warnings`` are stable names of what went wrong after it had."""

    reference: str
    """The shop's own number of the credit slip, the refund or the state change; may be empty."""
    total: Money
    """What went back; zero for a cancellation that gives nothing back."""
    shipping: Money
    lines: tuple[MovedLine, ...] = ()
    """As done; stock is None where the shop does not say."""
    voucher: str = ""
    """The code of the store credit that was made."""
    state: State | None = None
    """Where the order stands now."""
    warnings: tuple[str, ...] = ()
    """mail_failed, state_not_reached, restock_failed, note_failed, amount_differs, reconciled,
    money_pending, money_failed."""
    paid_back: tuple[PaidBack, ...] = ()
    """What became of each way; one still pending is asked about by ``Platform.read_paid_back``."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The shop did nothing, and said why.

    ``reason`` is a stable name: not_paid, quantity_too_high, amount_too_high, shipping_too_high,
    nothing_to_refund, line_of_another_order, moved, already_cancelled, already_shipped,
    already_delivered, partly_refunded, employee_refused, refunds_off, cancellations_off,
    key_reused, never_arrived, order_unclear (an earlier write on the order broke off half way),
    bad_request, or the shop's own (shown as given).
    """

    reason: str
    detail: str = ""
    """For the log; never shown to a customer."""


@dataclass(frozen=True, slots=True)
class Going:
    """The shop is still at it, or cannot tell yet; asking again later will."""

    word: str = field(default="", repr=False)
    """The adapter's own, from the answer to a call: one line, kept under what was sent."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """The shop broke off half way: only a human who looks at it can say what moved."""

    detail: str = ""


Outcome = Done | Declined | Going | Unclear


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this connection can do, as far as is known without asking the shop."""

    moves_money: bool
    """False for a connection that only reads."""
    offers: tuple[Gives, ...] = field(default=(Gives.MONEY,))
    has_people: bool = False
    """It knows more of a customer than their orders: a profile, and what happened to them."""
    finds_guests_by_phone: bool = True
    """False where a number is found only on customers' accounts."""
    writes_slips: bool = True
    """Each refund is a numbered credit slip; False where it is written down as a refund alone."""
