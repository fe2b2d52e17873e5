"""What a reading tells to be impossible: only what is sure; the shop itself says the rest."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.shapes import Order, PaymentStatus

UNPAID = frozenset({PaymentStatus.UNPAID, PaymentStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class ActsBarred:
    """Why each act cannot work, by the names of ``Refundable``; empty where it may."""

    refund: str = ""
    cancel: str = ""


def acts_barred(order: Order) -> ActsBarred:
    """What the order as it was read cannot have done to it any more, or yet."""
    return ActsBarred(_refund(order), order.cancel_barred)


def _refund(order: Order) -> str:
    payment, totals = order.summary.payment, order.totals
    if payment is PaymentStatus.REFUNDED and totals.refunded.minor >= totals.paid.minor > 0:
        return "nothing_left"
    return "not_paid" if payment in UNPAID and not totals.paid.minor else ""
