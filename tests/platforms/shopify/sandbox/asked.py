"""The operations that the tests of writes send, no larger than what they look at."""

from __future__ import annotations

from typing import Any

from tests.platforms.shopify.sandbox.write_stage import LOCATION, line_gid, order_gid, payment_gid

BAG = "{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"

SUGGEST = f"""
query Suggest($id: ID!, $lines: [RefundLineItemInput!], $amount: Money, $all: Boolean,
    $full: Boolean = false, $by: RefundMethodAllocation = ORIGINAL_PAYMENT_METHODS) {{
  order(id: $id) {{
    suggestedRefund(refundLineItems: $lines, shippingAmount: $amount, refundShipping: $all,
        suggestFullRefund: $full, refundMethodAllocation: $by) {{
      amountSet {BAG} subtotalSet {BAG} discountedSubtotalSet {BAG} totalTaxSet {BAG}
      totalCartDiscountAmountSet {BAG} maximumRefundableSet {BAG}
      shipping {{ amountSet {BAG} taxSet {BAG} maximumRefundableSet {BAG} }}
      refundLineItems {{
        quantity restockType restocked lineItem {{ id }} location {{ id }} subtotalSet {BAG}
      }}
      suggestedTransactions {{ kind gateway amountSet {BAG} parentTransaction {{ id }} }}
      suggestedRefundMethods {{ amount {BAG} }}
    }}
  }}
}}"""

REFUND = f"""
mutation Refund($input: RefundInput!, $key: String!) {{
  refundCreate(input: $input) @idempotent(key: $key) {{
    refund {{
      id note totalRefundedSet {BAG}
      refundLineItems(first: 9) {{ nodes {{ quantity restockType restocked }} }}
      transactions(first: 9) {{
        nodes {{ id kind status gateway errorCode amountSet {BAG} parentTransaction {{ id }} }}
      }}
    }}
    order {{ id displayFinancialStatus totalRefundedSet {BAG} netPaymentSet {BAG} }}
    userErrors {{ field message }}
  }}
}}"""

KEYLESS = """
mutation Refund($input: RefundInput!) {
  refundCreate(input: $input) { refund { id } userErrors { field message } }
}"""

CANCEL = """
mutation Cancel($id: ID!, $restock: Boolean!, $notify: Boolean = false, $note: String,
    $method: OrderCancelRefundMethodInput) {
  orderCancel(orderId: $id, reason: CUSTOMER, restock: $restock, notifyCustomer: $notify,
      staffNote: $note, refundMethod: $method) {
    job { id done }
    jobResult { id done status errors { message code } }
    orderCancelUserErrors { field message code }
  }
}"""

STATUS = """
query Status($result: ID!, $order: ID!, $job: ID!) {
  job(id: $job) { done }
  node(id: $result) {
    ... on OrderCancelJobResult { done status errors { field message code } }
  }
  order(id: $order) {
    cancelledAt cancelReason cancellation { staffNote } displayFinancialStatus
    refunds { totalRefundedSet { presentmentMoney { amount } } }
  }
}"""

BACK = {"originalPaymentMethodsRefund": True}
KEPT = {"originalPaymentMethodsRefund": False}


def paid_back(order: int, amount: str, place: int = 1, **more: Any) -> dict[str, Any]:
    """A transaction of a RefundInput."""
    return {
        "orderId": order_gid(order),
        "parentId": payment_gid(order, place),
        "gateway": "shopify_payments",
        "kind": "REFUND",
        "amount": amount,
    } | more


def taken(
    order: int, place: int, quantity: int, kind: str = "CANCEL", location: str | None = LOCATION
) -> dict[str, Any]:
    """A line of a RefundInput."""
    told: dict[str, Any] = {
        "lineItemId": line_gid(order, place),
        "quantity": quantity,
        "restockType": kind,
    }
    return told if location is None else told | {"locationId": location}


def wish(order: int, amount: str = "10.00", **more: Any) -> dict[str, Any]:
    """A RefundInput that gives back so much of the first payment, and no goods."""
    return {
        "orderId": order_gid(order),
        "note": "op_1",
        "transactions": [paid_back(order, amount)],
    } | more


def shown(bag: Any) -> str:
    """An amount in the customer's money."""
    return str(bag["presentmentMoney"]["amount"])
