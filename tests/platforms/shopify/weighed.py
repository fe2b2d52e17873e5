"""An order on paper, as the Admin API tells it for money, and a shop that says what it must."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from platforms.contract import Connection
from platforms.http import Answer, Deadline
from platforms.moves import Picked, PickedLine
from platforms.shapes import Money
from platforms.shopify.answers import Told, told_by
from platforms.shopify.reading.node import Node
from platforms.shopify.transport import AdminApi
from platforms.shopify.version import VERSION
from platforms.shopify.weighing import Weighed, weighed

WITHIN = 20.0


def bag(
    amount: str, currency: str = "EUR", *, shop: tuple[str, str] | None = None
) -> dict[str, Any]:
    """A money bag; ``shop`` is (amount, currency) where the shop counts in another one."""
    own, name = shop or (amount, currency)
    return {
        "presentmentMoney": {"amount": amount, "currencyCode": currency},
        "shopMoney": {"amount": own, "currencyCode": name},
    }


def line(number: int, *, left: int, price: str, **more: Any) -> dict[str, Any]:
    """A line of the order, tracked and sent, whose units cost ``price`` after all discounts."""
    currency = more.pop("currency", "EUR")
    tax = more.pop("tax", "0.0")
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "title": f"Line {number}",
        "variantTitle": None,
        "sku": f"SKU-{number}",
        "quantity": left,
        "refundableQuantity": left,
        "unfulfilledQuantity": 0,
        "restockable": True,
        "customAttributes": [],
        "image": None,
        "product": {"id": "gid://shopify/Product/1"},
        "variant": {
            "id": "gid://shopify/ProductVariant/1",
            "inventoryQuantity": 7,
            "inventoryItem": {"tracked": True},
        },
        "originalUnitPriceSet": bag(price, currency),
        "originalTotalSet": bag(price, currency),
        "discountedUnitPriceAfterAllDiscountsSet": bag(price, currency),
        "discountAllocations": [],
        "taxLines": [{"priceSet": bag(tax, currency)}],
        **more,
    }


def part(number: int, quantity: int, amount: str, **more: Any) -> dict[str, Any]:
    """A line of a suggestion or a refund."""
    currency = more.pop("currency", "EUR")
    return {
        "quantity": quantity,
        "lineItem": {"id": f"gid://shopify/LineItem/{number}"},
        "location": None,
        "restockType": "NO_RESTOCK",
        "restocked": False,
        "subtotalSet": bag(amount, currency),
        "totalTaxSet": bag(more.pop("tax", "0.0"), currency),
        **more,
    }


def way(number: int, amount: str, *, by_hand: bool = False, **more: Any) -> dict[str, Any]:
    """A suggested transaction."""
    return {
        "gateway": "shopify_payments",
        "formattedGateway": "Visa",
        "accountNumber": "•••• 4242",
        "amountSet": bag(amount, more.pop("currency", "EUR")),
        "parentTransaction": {
            "id": f"gid://shopify/OrderTransaction/{number}",
            "manualPaymentGateway": by_hand,
        },
        **more,
    }


def suggestion(
    total: str, parts: list[dict[str, Any]], ways: list[dict[str, Any]], **more: Any
) -> dict[str, Any]:
    """A suggested refund."""
    currency = more.get("currency", "EUR")
    return {
        "amountSet": bag(total, currency, shop=more.get("shop")),
        "shipping": {
            "amountSet": bag(more.get("shipping", "0.0"), currency),
            "maximumRefundableSet": bag(more.get("shipping_most", "0.0"), currency),
        },
        "refundLineItems": parts,
        "suggestedTransactions": ways,
    }


def paid(number: int, amount: str, **more: Any) -> dict[str, Any]:
    """A payment of the order, or a part of a refund."""
    return {
        "id": f"gid://shopify/OrderTransaction/{number}",
        "kind": "SALE",
        "status": "SUCCESS",
        "gateway": "shopify_payments",
        "formattedGateway": "Visa",
        "accountNumber": "•••• 4242",
        "manualPaymentGateway": False,
        "createdAt": "2026-11-20T10:00:00Z",
        "processedAt": "2026-11-20T10:00:00Z",
        "paymentId": "p",
        "amountSet": bag(amount, more.pop("currency", "EUR")),
        **more,
    }


def refund(number: int, note: str, amount: str, **more: Any) -> dict[str, Any]:
    """A refund that stands on the order."""
    parts = more.pop("parts", [])
    ways = more.pop("ways", [paid(number + 900, amount, kind="REFUND")])
    return {
        "id": f"gid://shopify/Refund/{number}",
        "createdAt": "2026-11-21T10:00:00Z",
        "note": note,
        "totalRefundedSet": bag(amount),
        "refundLineItems": {"nodes": parts, "pageInfo": {"hasNextPage": False}},
        "refundShippingLines": {"nodes": []},
        "transactions": {"nodes": ways},
        **more,
    }


_HEAD: Mapping[str, Any] = {
    "id": "gid://shopify/Order/5551001",
    "name": "#1001",
    "createdAt": "2026-11-20T10:00:00Z",
    "processedAt": "2026-11-20T10:00:00Z",
    "updatedAt": "2026-11-20T10:00:00Z",
    "cancelledAt": None,
    "cancelReason": None,
    "test": False,
    "email": "alix@example.com",
    "phone": None,
    "note": None,
    "tags": [],
    "customerLocale": "fr",
    "taxesIncluded": True,
    "displayFinancialStatus": "PAID",
    "displayFulfillmentStatus": "FULFILLED",
    "returnStatus": "NO_RETURN",
    "refundable": True,
    "canNotifyCustomer": True,
    "paymentGatewayNames": ["shopify_payments"],
    "shippingAddress": None,
    "billingAddress": None,
    "customer": None,
    "shippingLines": {"nodes": []},
    "discountApplications": {"nodes": []},
    "fulfillments": [],
    "refunds": [],
    "risk": None,
}


def order(
    lines: list[dict[str, Any]], everything: dict[str, Any] | None, **more: Any
) -> dict[str, Any]:
    """The content of an answer about one order that was paid and sent."""
    currency = more.pop("currency", "EUR")
    total = more.pop("total", "100.0")
    found: dict[str, Any] = {
        **_HEAD,
        "presentmentCurrencyCode": currency,
        "currencyCode": currency,
        "lineItems": {"nodes": lines, "pageInfo": {"hasNextPage": False, "endCursor": None}},
        "transactions": [paid(77, total, currency=currency)],
        "all": everything,
    }
    for name in ("subtotalPrice", "totalPrice", "totalReceived", "netPayment"):
        found[f"{name}Set"] = bag(total, currency)
    for name in ("totalDiscounts", "totalTax", "totalRefunded", "totalRefundedShipping"):
        found[f"{name}Set"] = bag("0.0", currency)
    return {
        "order": {**found, **more},
        "locations": {"nodes": [{"id": "gid://shopify/Location/3", "name": "Lyon"}]},
    }


def read(content: Mapping[str, Any]) -> Weighed:
    """The order as it is weighed."""
    return weighed(Node("data", content))


def choice(*units: tuple[int, int, int], shipping: int = 0, currency: str = "EUR") -> Picked:
    """(line, quantity, restock) for each line chosen."""
    lines = tuple(PickedLine(str(number), count, back) for number, count, back in units)
    return Picked(lines, Money(shipping, currency))


def said(content: object, *errors: Mapping[str, Any]) -> Told:
    """An answer of the shop."""
    body = json.dumps({"data": content, **({"errors": list(errors)} if errors else {})})
    return told_by(Answer(200, {"X-Shopify-API-Version": VERSION}, body.encode(), 0))


@dataclass
class Paper:
    """What a shop on paper answers, in turn, and what it was told."""

    reads: dict[str, list[Any]] = field(default_factory=dict)
    writes: list[Any] = field(default_factory=list)
    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.asked]


class PaperApi(AdminApi):
    """An Admin API that gives the answers on paper; the last one of each again and again."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(Connection("http://127.0.0.1:1", "key", "UTC"))
        self.paper = paper

    def read(self, name: str, variables: Mapping[str, Any], *, deadline: Deadline) -> Told:
        self.paper.asked.append((name, variables))
        return _next(self.paper.reads[name])

    def write(self, written: str, *, deadline: Deadline) -> Told:
        self.paper.written.append(written)
        return _next(self.paper.writes)


def _next(answers: list[Any]) -> Told:
    answer = answers.pop(0) if len(answers) > 1 else answers[0]
    if isinstance(answer, Exception):
        raise answer
    return answer if isinstance(answer, Told) else said(answer)
