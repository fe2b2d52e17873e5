"""Orders as the Admin API tells them, in the very form of its answers; a test changes a field."""

from __future__ import annotations

import copy
from typing import Any

ORDER_ID = "5551001"
PICTURE = "https://cdn.shopify.com/s/files/1/0001/lamp_160x160.jpg?v=17"


def bag(amount: str, currency: str = "EUR", *, shop: tuple[str, str] = ("", "")) -> dict[str, Any]:
    """A money bag; the shop's side is the same unless it is given."""
    in_shop, code = shop
    return {
        "presentmentMoney": {"amount": amount, "currencyCode": currency},
        "shopMoney": {"amount": in_shop or amount, "currencyCode": code or currency},
    }


def line(number: int = 1, *, currency: str = "EUR", **changes: Any) -> dict[str, Any]:
    """Two lamps of 45.00, tax of 20 % included."""
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "title": "Lampe Aube",
        "variantTitle": "Laiton",
        "sku": "LA-01",
        "quantity": 2,
        "currentQuantity": 2,
        "refundableQuantity": 2,
        "unfulfilledQuantity": 2,
        "restockable": True,
        "customAttributes": [
            {"key": "Gravure", "value": "À Théo"},
            {"key": "_app_id", "value": "77"},
            {"key": "Empty", "value": None},
        ],
        "image": {"url": PICTURE},
        "product": {"id": "gid://shopify/Product/31"},
        "variant": {"id": "gid://shopify/ProductVariant/41", "inventoryQuantity": 5},
        "originalUnitPriceSet": bag("45.0", currency),
        "originalTotalSet": bag("90.0", currency),
        "taxLines": [{"priceSet": bag("15.0", currency)}],
        "discountAllocations": [],
        **changes,
    }


def place(**changes: Any) -> dict[str, Any]:
    return {
        "firstName": "Alix",
        "lastName": "Moreau",
        "company": None,
        "address1": "3 rue des Lilas",
        "address2": "",
        "zip": "69003",
        "city": "Lyon",
        "province": None,
        "country": "France",
        "countryCodeV2": "FR",
        "phone": "06 12 34 56 78",
        **changes,
    }


def transaction(kind: str, status: str = "SUCCESS", **changes: Any) -> dict[str, Any]:
    return {
        "id": "gid://shopify/OrderTransaction/91",
        "kind": kind,
        "status": status,
        "gateway": "shopify_payments",
        "formattedGateway": "Visa",
        "accountNumber": "•••• 4242",
        "manualPaymentGateway": False,
        "createdAt": "2026-11-20T09:00:02Z",
        "processedAt": "2026-11-20T09:00:03Z",
        "paymentId": "c77.1",
        "amountSet": bag("95.0"),
        **changes,
    }


def refund(**changes: Any) -> dict[str, Any]:
    """One lamp of the two, and its shipping."""
    return {
        "id": "gid://shopify/Refund/81",
        "createdAt": "2026-11-21T09:00:00Z",
        "totalRefundedSet": bag("50.0"),
        "refundLineItems": {
            "nodes": [
                {
                    "quantity": 1,
                    "restockType": "RETURN",
                    "lineItem": {"id": "gid://shopify/LineItem/1"},
                    "subtotalSet": bag("45.0"),
                    "totalTaxSet": bag("7.5"),
                }
            ],
            "pageInfo": {"hasNextPage": False},
        },
        "refundShippingLines": {
            "nodes": [{"subtotalAmountSet": bag("5.0"), "taxAmountSet": bag("0.83")}]
        },
        **changes,
    }


def parcel(**changes: Any) -> dict[str, Any]:
    return {
        "id": "gid://shopify/Fulfillment/71",
        "status": "SUCCESS",
        "displayStatus": "IN_TRANSIT",
        "createdAt": "2026-11-20T15:00:00Z",
        "deliveredAt": None,
        "trackingInfo": [
            {"company": "Colissimo", "number": "6A1", "url": "https://www.laposte.fr/6A1"}
        ],
        **changes,
    }


_CUSTOMER: dict[str, Any] = {
    "id": "gid://shopify/Customer/7001",
    "firstName": "Alix",
    "lastName": "Moreau",
    "locale": "en",
    "note": "Prefers to be called in the evening.",
    "createdAt": "2025-09-28T10:00:00Z",
    "defaultEmailAddress": {"emailAddress": "alix.account@example.com"},
    "defaultPhoneNumber": {"phoneNumber": "+33612345678"},
}

_ORDER: dict[str, Any] = {
    "id": f"gid://shopify/Order/{ORDER_ID}",
    "name": "#1001",
    "createdAt": "2026-11-20T09:00:00Z",
    "processedAt": "2026-11-20T10:00:00+01:00",
    "updatedAt": "2026-11-21T09:00:00Z",
    "cancelledAt": None,
    "cancelReason": None,
    "test": False,
    "email": "alix@example.com",
    "phone": "+33612345678",
    "note": "Sonner deux fois.",
    "tags": ["cadeau"],
    "customerLocale": "fr-FR",
    "taxesIncluded": True,
    "presentmentCurrencyCode": "EUR",
    "currencyCode": "EUR",
    "displayFinancialStatus": "PAID",
    "displayFulfillmentStatus": "UNFULFILLED",
    "returnStatus": "NO_RETURN",
    "refundable": True,
    "restockable": True,
    "capturable": False,
    "canNotifyCustomer": True,
    "paymentGatewayNames": ["shopify_payments"],
    "totalDiscountsSet": bag("0.0"),
    "totalTaxSet": bag("15.83"),
    "totalPriceSet": bag("95.0"),
    "totalReceivedSet": bag("95.0"),
    "totalRefundedSet": bag("0.0"),
    "totalRefundedShippingSet": bag("0.0"),
    "netPaymentSet": bag("95.0"),
    "shippingAddress": place(),
    "billingAddress": place(phone=None, company="Moreau SARL"),
    "customer": _CUSTOMER,
    "shippingLines": {
        "nodes": [
            {
                "title": "Colissimo",
                "isRemoved": False,
                "originalPriceSet": bag("5.0"),
                "discountedPriceSet": bag("5.0"),
                "taxLines": [{"priceSet": bag("0.83")}],
                "discountAllocations": [],
            }
        ]
    },
    "lineItems": {"nodes": [line()], "pageInfo": {"hasNextPage": False, "endCursor": "c1"}},
    "discountApplications": {"nodes": []},
    "fulfillments": [],
    "transactions": [transaction("SALE")],
    "refunds": [],
    "risk": {"recommendation": "ACCEPT"},
}


def order(**changes: Any) -> dict[str, Any]:
    """A paid order of two lamps and 5.00 of shipping: 95.00, nothing sent yet."""
    return copy.deepcopy({**_ORDER, **changes})


def priced_in(currency: str, minor_text: str, **changes: Any) -> dict[str, Any]:
    """One thing at this price in another currency, neither taxed nor shipped nor paid."""
    nothing = bag("0.0", currency)
    priced = bag(minor_text, currency, shop=("10.00", "EUR"))
    only = line(
        quantity=1, originalUnitPriceSet=priced, originalTotalSet=priced, taxLines=[], image=None
    )
    return order(
        presentmentCurrencyCode=currency,
        totalDiscountsSet=nothing,
        totalTaxSet=nothing,
        totalPriceSet=priced,
        totalReceivedSet=nothing,
        totalRefundedSet=nothing,
        shippingLines={"nodes": []},
        lineItems={"nodes": [only], "pageInfo": {"hasNextPage": False, "endCursor": None}},
        transactions=[],
        **changes,
    )


def row(number: int, **changes: Any) -> dict[str, Any]:
    """An order as a search gives it."""
    told = order(
        id=f"gid://shopify/Order/{number}",
        name=f"#{number}",
        processedAt=f"2026-11-20T10:{number % 60:02}:00Z",
        **changes,
    )
    return {name: told[name] for name in ROW}


ROW = (
    "id",
    "name",
    "createdAt",
    "processedAt",
    "cancelledAt",
    "test",
    "email",
    "phone",
    "note",
    "displayFinancialStatus",
    "displayFulfillmentStatus",
    "returnStatus",
    "totalPriceSet",
    "customer",
    "shippingAddress",
    "billingAddress",
    "fulfillments",
)
"""What a search asks of each order."""
