"""Orders made by hand, for rules and pages that need one exactly so."""

from __future__ import annotations

from typing import Any

from platforms.contract import FoundOrder, Match
from platforms.shapes import (
    Address,
    Customer,
    FulfilmentStatus,
    Line,
    Money,
    Order,
    OrderSummary,
    PaymentStatus,
    State,
    Totals,
    Wording,
)
from tests.cast import ORDER, REFERENCE

PAID_STATE = State("2", Wording("Payment accepted", {"fr": "Paiement accepté"}), "#3498D8")
ALIX = Customer("2", "Alix", "Moreau", "alix@courriel.example", "fr", ("06 12 34 56 78",))
HOME = Address(
    "Alix Moreau", "", ("3 rue des Lilas",), "75011", "Paris", "", Wording("France"), "FR", id="7"
)


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def summary(number: str = ORDER, **told: Any) -> OrderSummary:
    """One order in a list."""
    known: dict[str, Any] = {
        "reference": REFERENCE,
        "placed_at": 1_790_000_000_000,
        "total": euros(5680),
        "state": PAID_STATE,
        "payment": PaymentStatus.PAID,
        "fulfilment": FulfilmentStatus.SHIPPED,
        "customer_id": "2",
        "email": "alix@courriel.example",
    }
    return OrderSummary(id=number, **{**known, **told})


def found(number: str, *matches: Match, **told: Any) -> FoundOrder:
    """An order met by a search."""
    return FoundOrder(summary(number, **told), frozenset(matches))


def line(**told: Any) -> Line:
    """One cushion."""
    known: dict[str, Any] = {
        "id": "201",
        "product_id": "7",
        "name": "Coussin Ours brun",
        "sku": "AM-COUS",
        "quantity": 1,
        "quantity_refunded": 0,
        "quantity_returned": 0,
        "unit_price": euros(3290),
        "unit_price_untaxed": euros(2742),
        "total": euros(3290),
        "total_untaxed": euros(2742),
        "refunded": euros(0),
    }
    return Line(**{**known, **told})


def totals() -> Totals:
    """Fifty-six euros eighty, all paid."""
    nothing = euros(0)
    return Totals(
        products=euros(5090),
        products_untaxed=euros(4448),
        discounts=nothing,
        discounts_untaxed=nothing,
        shipping=euros(590),
        shipping_untaxed=euros(492),
        wrapping=nothing,
        total=euros(5680),
        total_untaxed=euros(4940),
        paid=euros(5680),
        refunded=nothing,
    )


def order(number: str = ORDER, **told: Any) -> Order:
    """Alix's order; any part of it may be told otherwise."""
    known: dict[str, Any] = {
        "summary": summary(number),
        "updated_at": None,
        "language": "fr",
        "totals": totals(),
        "lines": (line(),),
        "discounts": (),
        "payments": (),
        "payment_method": "Carte bancaire",
        "credit_slips": (),
        "shipments": (),
        "history": (),
        "customer": ALIX,
        "delivery_address": HOME,
        "invoice_address": None,
        "messages": (),
    }
    return Order(**{**known, **told})
