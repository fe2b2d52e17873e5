"""Shopify's two statuses of an order become our own, and one word that names both."""

from __future__ import annotations

from collections.abc import Mapping

from platforms.shapes import FulfilmentStatus, PaymentStatus, State, Wording
from platforms.shopify.reading.node import Node

_PAYMENT: Mapping[str, PaymentStatus] = {
    "AUTHORIZED": PaymentStatus.UNPAID,
    "EXPIRED": PaymentStatus.FAILED,
    "PAID": PaymentStatus.PAID,
    "PARTIALLY_PAID": PaymentStatus.PARTLY_PAID,
    "PARTIALLY_REFUNDED": PaymentStatus.PARTLY_REFUNDED,
    "PENDING": PaymentStatus.UNPAID,
    "REFUNDED": PaymentStatus.REFUNDED,
    "VOIDED": PaymentStatus.CANCELLED,
}
_FULFILMENT: Mapping[str, FulfilmentStatus] = {
    "FULFILLED": FulfilmentStatus.SHIPPED,
    "FULFILLMENT_NOT_REQUIRED": FulfilmentStatus.DELIVERED,
    "IN_PROGRESS": FulfilmentStatus.PREPARING,
    "PARTIALLY_FULFILLED": FulfilmentStatus.PREPARING,
    "PENDING_FULFILLMENT": FulfilmentStatus.PREPARING,
    "RESTOCKED": FulfilmentStatus.RETURNED,
}
# (English, French) as Shopify's own pages say it; what is not here is shown as Shopify writes it.
_MONEY_WORDS: Mapping[str, tuple[str, str]] = {
    "AUTHORIZED": ("Authorized", "Autorisée"),
    "EXPIRED": ("Authorization expired", "Autorisation expirée"),
    "PAID": ("Paid", "Payée"),
    "PARTIALLY_PAID": ("Partially paid", "Partiellement payée"),
    "PARTIALLY_REFUNDED": ("Partially refunded", "Partiellement remboursée"),
    "PENDING": ("Payment pending", "Paiement en attente"),
    "REFUNDED": ("Refunded", "Remboursée"),
    "VOIDED": ("Payment voided", "Paiement annulé"),
}
_GOODS_WORDS: Mapping[str, tuple[str, str]] = {
    "FULFILLED": ("fulfilled", "expédiée"),
    "FULFILLMENT_NOT_REQUIRED": ("nothing to fulfil", "rien à expédier"),
    "IN_PROGRESS": ("in progress", "en cours"),
    "ON_HOLD": ("on hold", "suspendue"),
    "OPEN": ("open", "ouverte"),
    "PARTIALLY_FULFILLED": ("partially fulfilled", "partiellement expédiée"),
    "PENDING_FULFILLMENT": ("pending fulfilment", "expédition en attente"),
    "REQUEST_DECLINED": ("fulfilment declined", "expédition refusée"),
    "RESTOCKED": ("restocked", "remise en stock"),
    "SCHEDULED": ("scheduled", "planifiée"),
    "UNFULFILLED": ("unfulfilled", "non expédiée"),
}
_CANCELLED = ("Cancelled", "Annulée")
_TAKEN_OFF = ("not to be shipped", "retirée de l’expédition")
_NEVER_LEFT = frozenset({"CANCELLED", "ERROR", "FAILURE"})
# Amber asks for somebody, green does not, grey is over.
_AMBER, _GREEN, _GREY = "#b98900", "#2e7d4f", "#6d7175"
_OVER = frozenset({"REFUNDED", "VOIDED"})
_SENT = frozenset({"FULFILLED", "FULFILLMENT_NOT_REQUIRED"})


def state_of(order: Node) -> State:
    """Where the order stands, in both words: "Paid, unfulfilled"."""
    money, goods = order.text("displayFinancialStatus"), order.text("displayFulfillmentStatus")
    is_cancelled = order.has("cancelledAt")
    parts = [_CANCELLED] if is_cancelled else []
    parts += [_words(_MONEY_WORDS, money)] if money else []
    parts += [_goods(order, goods)] if goods and not is_cancelled else []
    english, french = (", ".join(part[own] for part in parts).capitalize() for own in (0, 1))
    identity = "cancelled" if is_cancelled else f"{money}.{goods}".lower()
    return State(identity, wording(english, french), _color(money, goods, is_over=is_cancelled))


def wording(english: str, french: str) -> Wording:
    """One text in our own two languages."""
    return Wording(english, {"en": english, "fr": french})


def payment_status(order: Node) -> PaymentStatus:
    """A status that is new to us says nothing of money received."""
    return _PAYMENT.get(order.text("displayFinancialStatus"), PaymentStatus.UNPAID)


def fulfilment_status(order: Node) -> FulfilmentStatus:
    """Delivered once every parcel that was sent is."""
    if order.has("cancelledAt"):
        return FulfilmentStatus.CANCELLED
    if order.text("returnStatus") == "RETURNED":
        return FulfilmentStatus.RETURNED
    goods = order.text("displayFulfillmentStatus")
    if _is_taken_off(order, goods):
        return FulfilmentStatus.CANCELLED
    found = _FULFILMENT.get(goods, FulfilmentStatus.UNFULFILLED)
    parcels = [one for one in order.nodes("fulfillments") if one.text("status") == "SUCCESS"]
    if goods == "FULFILLED" and parcels and all(one.has("deliveredAt") for one in parcels):
        return FulfilmentStatus.DELIVERED
    return found


def _is_taken_off(order: Node, goods: str) -> bool:
    """Whether what Shopify calls restocked never left: nothing of it came back."""
    if goods != "RESTOCKED" or not order.has("fulfillments"):
        return False
    return all(one.text("status") in _NEVER_LEFT for one in order.nodes("fulfillments"))


def _goods(order: Node, goods: str) -> tuple[str, str]:
    return _TAKEN_OFF if _is_taken_off(order, goods) else _words(_GOODS_WORDS, goods)


def _words(known: Mapping[str, tuple[str, str]], status: str) -> tuple[str, str]:
    plain = status.replace("_", " ").lower()
    return known.get(status, (plain, plain))


def _color(money: str, goods: str, *, is_over: bool) -> str:
    if is_over or money in _OVER:
        return _GREY
    return _GREEN if money == "PAID" and goods in _SENT else _AMBER
