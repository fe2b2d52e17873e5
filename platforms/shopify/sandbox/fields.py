"""The fields that no row keeps: each worked out from the rows when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from platforms.shopify.sandbox import figures
from platforms.shopify.sandbox.bags import Bag, bag_of, money
from platforms.shopify.sandbox.calling import Call
from platforms.shopify.sandbox.customers import CUSTOMER_FIELDS
from platforms.shopify.sandbox.finding import found_events
from platforms.shopify.sandbox.order_rows import (
    left_of,
    payments,
    refundable_units,
    rows,
    unfulfilled_units,
)
from platforms.shopify.sandbox.store import Node, Store

Field = Callable[[Call, Node, Mapping[str, Any]], Any]


def _bag(figure: Callable[[Store, Node], Bag]) -> Field:
    return lambda call, node, _args: figure(call.store, node).node()


def _plain(figure: Callable[[Store, Node], Any]) -> Field:
    return lambda call, node, _args: figure(call.store, node)


def _of_line(count: Callable[[Store, Node, Node], int]) -> Field:
    return lambda call, line, _args: count(call.store, call.store.nodes[line["_order"]], line)


def _metafield(_call: Call, node: Node, args: Mapping[str, Any]) -> Node | None:
    """A name space that begins with "$app" is the app's own."""
    key = (args.get("namespace") or "$app", args["key"])
    found: Node | None = node.get("_metafields", {}).get(":".join(key))
    return found


def _discounted_total(_call: Call, line: Node, args: Mapping[str, Any]) -> Node:
    """Without codes only what the line itself was reduced by, not its share of a code."""
    whole = bag_of(line["originalUnitPriceSet"]).times(line["quantity"])
    for it in line["discountAllocations"]:
        by_code = it["discountApplication"]["__typename"] == "DiscountCodeApplication"
        if args.get("withCodeDiscounts") or not by_code:
            whole -= bag_of(it["allocatedAmountSet"])
    return whole.node()


def _after_all_discounts(line: Node) -> Bag:
    taken = bag_of(line["totalDiscountSet"])
    whole = bag_of(line["originalUnitPriceSet"]).times(line["quantity"]) - taken
    return whole.share(1, line["quantity"])


def _most_refundable(call: Call, payment: Node, _args: Mapping[str, Any]) -> Node | None:
    order = call.store.nodes[payment["order"]]
    if payment["id"] not in {it["id"] for it in payments(call.store, order)}:
        return None
    left = left_of(call.store, order, payment)
    return money(left.shown, left.shown_currency)


def _transactions(call: Call, order: Node, args: Mapping[str, Any]) -> list[Node]:
    if args.get("capturable"):
        return figures.open_authorisations(call.store, order)
    return rows(call.store, order["transactions"])


def _open_units(store: Store, order: Node) -> int:
    return sum(unfulfilled_units(store, order, it) for it in rows(store, order["lineItems"]))


def _standing_units(store: Store, order: Node) -> int:
    return sum(refundable_units(store, order, it) for it in rows(store, order["lineItems"]))


def _picture(call: Call, image: Node, args: Mapping[str, Any]) -> str:
    """The shop's server scales pictures by the address, as Shopify's own does."""
    wanted = args.get("transform") or {}
    width, height = wanted.get("maxWidth"), wanted.get("maxHeight")
    sizes = "&".join(f"{name}={it}" for name, it in (("width", width), ("height", height)) if it)
    address = f"{call.origin}{image['url']}"
    return f"{address}&{sizes}" if sizes else address


def _formatted(_call: Call, address: Node, args: Mapping[str, Any]) -> list[str]:
    name = " ".join(filter(None, (address["firstName"], address["lastName"])))
    town = " ".join(filter(None, (address["zip"], address["city"])))
    parts = [
        name if args.get("withName") else "",
        address["company"] if args.get("withCompany", True) else "",
        address["address1"],
        address["address2"],
        town,
        address["country"],
    ]
    return [part for part in parts if part]


FIELDS: Mapping[tuple[str, str], Field] = {
    **CUSTOMER_FIELDS,
    ("Order", "currentSubtotalPriceSet"): _bag(figures.current_subtotal),
    ("Order", "currentShippingPriceSet"): _bag(figures.current_shipping),
    ("Order", "currentTotalTaxSet"): _bag(figures.current_tax),
    ("Order", "currentTotalPriceSet"): _bag(figures.current_total),
    ("Order", "totalReceivedSet"): _bag(figures.received),
    ("Order", "totalRefundedSet"): _bag(figures.refunded),
    ("Order", "totalRefundedShippingSet"): _bag(figures.refunded_shipping),
    ("Order", "totalOutstandingSet"): _bag(figures.outstanding),
    ("Order", "totalCapturableSet"): _bag(figures.capturable),
    ("Order", "netPaymentSet"): _bag(figures.net_payment),
    ("Order", "displayFinancialStatus"): _plain(figures.financial_status),
    ("Order", "displayFulfillmentStatus"): _plain(figures.fulfilment_status),
    ("Order", "fullyPaid"): _plain(lambda store, it: not figures.outstanding(store, it).shown),
    ("Order", "unpaid"): _plain(lambda store, it: bool(figures.outstanding(store, it).shown)),
    ("Order", "refundable"): _plain(figures.can_be_refunded),
    ("Order", "restockable"): _plain(figures.can_be_restocked),
    ("Order", "fulfillable"): _plain(
        lambda store, it: not it["cancelledAt"] and _open_units(store, it) > 0
    ),
    ("Order", "capturable"): _plain(lambda store, it: bool(figures.open_authorisations(store, it))),
    ("Order", "currentSubtotalLineItemsQuantity"): _plain(_standing_units),
    ("Order", "transactions"): _transactions,
    ("Order", "events"): found_events,
    ("Order", "metafield"): _metafield,
    ("LineItem", "currentQuantity"): _of_line(refundable_units),
    ("LineItem", "refundableQuantity"): _of_line(refundable_units),
    ("LineItem", "unfulfilledQuantity"): _of_line(unfulfilled_units),
    ("LineItem", "discountedTotalSet"): _discounted_total,
    ("LineItem", "discountedUnitPriceAfterAllDiscountsSet"): lambda _call, line, _args: (
        _after_all_discounts(line).node()
    ),
    ("OrderTransaction", "maximumRefundableV2"): _most_refundable,
    ("Image", "url"): _picture,
    ("MailingAddress", "formatted"): _formatted,
}
