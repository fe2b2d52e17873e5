"""Sows an order: its lines, discounts and taxes make its sums, in both currencies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platforms.shopify.sandbox.bags import Bag, bag_of, total
from platforms.shopify.sandbox.making import Making
from platforms.shopify.sandbox.sowing_happenings import sow_happenings
from platforms.shopify.sandbox.sowing_lines import discounts, lines, shipping
from platforms.shopify.sandbox.sowing_money import sow_payments, sow_refunds
from platforms.shopify.sandbox.sowing_parcels import sow_parcels
from platforms.shopify.sandbox.sowing_people import address
from platforms.shopify.sandbox.store import Node, Store


def sow_order(store: Store, written: Mapping[str, Any]) -> None:
    """One order with everything that became of it."""
    making = Making(store, written)
    order = _order(making)
    making.order = order
    store.add(order)
    sow_payments(making)
    sow_parcels(making)
    sow_refunds(making)
    _sow_returns(making)
    sow_happenings(making)


def _order(making: Making) -> Node:
    written = making.written
    customer = making.customer
    applied = discounts(making)
    made = lines(making, applied)
    carried = shipping(making)
    return {
        "__typename": "Order",
        "id": making.gid,
        **_header(making),
        **_moments(making),
        **_sums(making, made, carried),
        **_addresses(making, customer),
        "customer": customer["id"] if customer else None,
        "_customer_name": customer["displayName"] if customer else "",
        "lineItems": [making.store.add(line) for line in made],
        "shippingLines": carried,
        "shippingLine": carried[0] if carried else None,
        "discountApplications": applied,
        "discountCodes": [it["code"] for it in applied if "code" in it],
        "paymentGatewayNames": making.gateways,
        "requiresShipping": any(line["requiresShipping"] for line in made),
        "subtotalLineItemsQuantity": sum(line["quantity"] for line in made),
        "risk": _risk(written.get("risk", "ACCEPT")),
        "returnStatus": written.get("return_status", "NO_RETURN"),
        "transactions": [],
        "fulfillments": [],
        "refunds": [],
        "returns": [],
        "events": [],
        "_metafields": {},
    }


def _header(making: Making) -> Node:
    written, customer = making.written, making.customer or {}
    email = written.get("email", customer.get("email"))
    return {
        "legacyResourceId": making.digits,
        "name": f"#{written['number']}",
        "number": written["number"],
        "confirmationNumber": f"CL{written['number']}KX",
        "test": written.get("test", False),
        "edited": False,
        "confirmed": True,
        "email": email,
        "phone": written.get("phone"),
        "note": written.get("note"),
        "tags": list(written.get("tags", ())),
        "poNumber": None,
        "sourceName": "web",
        "sourceIdentifier": None,
        "statusPageUrl": f"https://{making.store.host}/{written['number']}/orders/authenticate",
        "customerLocale": written.get("locale", customer.get("locale", "fr")),
        "attribution": {"handle": "web", "displayName": "Online Store"},
        "app": {"id": "gid://shopify/App/580111", "name": "Online Store"},
        "customAttributes": written.get("attributes", []),
        "currencyCode": making.store.currency,
        "presentmentCurrencyCode": making.currency,
        "taxesIncluded": True,
        "merchantEditable": True,
        "canNotifyCustomer": bool(email),
        "staffMember": None,
        "_rate": str(making.rate),
    }


def _moments(making: Making) -> Node:
    written = making.written
    born = making.at(written["days"])
    cancelled = written.get("cancelled")
    return {
        "createdAt": born,
        "processedAt": born,
        "updatedAt": born,
        "closed": written.get("closed", False),
        "closedAt": born if written.get("closed") else None,
        "cancelledAt": making.at(cancelled["days"]) if cancelled else None,
        "cancelReason": cancelled["reason"] if cancelled else None,
        "cancellation": {"staffNote": cancelled.get("note")} if cancelled else None,
    }


def _sums(making: Making, made: list[Node], carried: list[Node]) -> Node:
    nothing = making.bag("0")
    whole = total((_whole(line) for line in made), nothing)
    taken = total((bag_of(line["totalDiscountSet"]) for line in made), nothing)
    sent = total((bag_of(it["discountedPriceSet"]) for it in carried), nothing)
    taxed = [tax for it in (*made, *carried) for tax in it["taxLines"]]
    tax = total((bag_of(it["priceSet"]) for it in taxed), nothing)
    return {
        "subtotalPriceSet": (whole - taken).node(),
        "totalDiscountsSet": taken.node(),
        "totalShippingPriceSet": sent.node(),
        "totalTaxSet": tax.node(),
        "totalPriceSet": (whole - taken + sent).node(),
        "originalTotalPriceSet": (whole - taken + sent).node(),
        "totalTipReceivedSet": nothing.node(),
        "taxLines": [making.tax_line(tax)] if taxed else [],
    }


def _whole(line: Node) -> Bag:
    return bag_of(line["originalUnitPriceSet"]).times(line["quantity"])


def _addresses(making: Making, customer: Node | None) -> Node:
    written = making.written
    home = customer["defaultAddress"] if customer else None
    if "address" in written:
        home = address({}, written["address"], making.digits)
    billed = address({}, written["billed"], f"{making.digits}2") if "billed" in written else home
    return {
        "shippingAddress": home,
        "billingAddress": billed,
        "billingAddressMatchesShippingAddress": billed is home,
    }


def _risk(recommendation: str) -> Node:
    level = {"ACCEPT": "LOW", "INVESTIGATE": "MEDIUM", "CANCEL": "HIGH"}[recommendation]
    seen = "The card's address is not the one that the parcel goes to."
    facts = [] if level == "LOW" else [{"description": seen, "sentiment": "NEGATIVE"}]
    return {
        "recommendation": recommendation,
        "assessments": [{"riskLevel": level, "provider": None, "facts": facts}],
    }


def _sow_returns(making: Making) -> None:
    """Shopify refuses to cancel an order with a return that is under way."""
    for place, status in enumerate(making.written.get("returns", ()), start=1):
        gid = making.store.add(
            {
                "__typename": "Return",
                "id": f"gid://shopify/Return/{making.digits}{place}",
                "name": f"#{making.written['number']}-R{place}",
                "status": status,
            }
        )
        making.order["returns"].append(gid)
