"""Where an order stands, in our words: money by what moved, goods by the state's flags."""

from __future__ import annotations

from platforms.prestashop.reading.lists import OrderState
from platforms.shapes import FulfilmentStatus, Money, PaymentStatus


def payment_status(
    state: OrderState, *, total: Money, paid: Money, refunded: Money
) -> PaymentStatus:
    """What is known of the money. Credit slips speak first: they are what was given back.

    A cancelled order on which money was received is still paid: that money waits for a refund.
    """
    if refunded.minor > 0:
        is_whole = refunded.minor >= total.minor
        return PaymentStatus.REFUNDED if is_whole else PaymentStatus.PARTLY_REFUNDED
    if state.is_refunded:
        return PaymentStatus.REFUNDED
    if state.is_error:
        return PaymentStatus.FAILED
    if state.is_cancelled and paid.minor <= 0:
        return PaymentStatus.CANCELLED
    if state.is_paid or paid.minor >= total.minor:
        return PaymentStatus.PAID
    return PaymentStatus.PARTLY_PAID if paid.minor > 0 else PaymentStatus.UNPAID


def fulfilment_status(
    state: OrderState, *, is_returned: bool, has_delivery_slip: bool, is_tracked: bool
) -> FulfilmentStatus:
    """Where the goods are. A state that only speaks of money leaves it to what has happened."""
    if is_returned:
        return FulfilmentStatus.RETURNED
    if state.is_cancelled:
        return FulfilmentStatus.CANCELLED
    if state.is_delivered:
        return FulfilmentStatus.DELIVERED
    if state.is_shipped or is_tracked:
        return FulfilmentStatus.SHIPPED
    if state.has_delivery_slip or has_delivery_slip:
        return FulfilmentStatus.PREPARING
    return FulfilmentStatus.UNFULFILLED
