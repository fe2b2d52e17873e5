"""Payments, discounts, refunds and totals of an order, all in the currency that the customer paid.

Where the shop's prices are without tax, the tax that Shopify says beside them is added; products
are what is left of the total, so that the sums of a card always come out even.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from platforms.shapes import CreditSlip, Discount, Money, Payment, Totals
from platforms.shopify.reading.node import Node

# Shopify writes as many groups of dots as the number has groups of digits.
_HIDDEN = re.compile(r"(?:•+ )+")
_RECEIVED = frozenset({"SALE", "CAPTURE"})
_UNDER_WAY = frozenset({"PENDING", "AWAITING_RESPONSE"})
_AUTHORIZED = frozenset({"AUTHORIZATION", "EMV_AUTHORIZATION"})


def sum_of(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, Money(0, currency))


def share(amount: Money, part: int, whole: int) -> Money:
    """The amount times part over whole, halves away from zero; nothing of nothing."""
    if not whole:
        return Money(0, amount.currency)
    minor = Decimal(amount.minor * part) / Decimal(whole)
    return Money(int(minor.to_integral_value(rounding=ROUND_HALF_UP)), amount.currency)


def taxes_of(node: Node, currency: str) -> Money:
    """The sum of the tax lines of a product or shipping line."""
    return sum_of((one.money("priceSet") for one in node.nodes("taxLines")), currency)


def read_totals(order: Node, currency: str) -> Totals:
    """What the order came to, before anything was given back."""
    total, discounts = order.money("totalPriceSet"), _amount(order, "totalDiscountsSet", currency)
    tax = _amount(order, "totalTaxSet", currency)
    shipping, shipping_tax = _shipping(order, currency)
    products = total - shipping + discounts
    nothing, in_shop = Money(0, currency), order.money_in_shop("totalPriceSet")
    return Totals(
        products=products,
        products_untaxed=products - (tax - shipping_tax),
        discounts=discounts,
        discounts_untaxed=discounts,
        shipping=shipping,
        shipping_untaxed=shipping - shipping_tax,
        wrapping=nothing,
        total=total,
        total_untaxed=total - tax,
        paid=order.money("totalReceivedSet"),
        refunded=order.money("totalRefundedSet"),
        total_in_shop=in_shop if in_shop.currency != currency else None,
    )


def read_payments(order: Node) -> tuple[Payment, ...]:
    """Money that came, and money that is on its way or only reserved."""
    captured = any(
        one.text("kind") == "CAPTURE" and one.text("status") == "SUCCESS"
        for one in order.nodes("transactions")
    )
    return tuple(
        _payment(one) for one in order.nodes("transactions") if _counts(one, captured=captured)
    )


def method_of(transaction: Node) -> str:
    """How it was paid, as the customer knows it: "Visa •••• 4242", or the gateway's own name."""
    gateway = transaction.text("formattedGateway") or transaction.text("gateway")
    account = _HIDDEN.sub("•••• ", transaction.text("accountNumber"))
    return " ".join(filter(None, (gateway, account)))


def read_discounts(order: Node, currency: str) -> tuple[Discount, ...]:
    """Every reduction by its name; one alone has all of it, several what they took off each line.

    Of an order with more lines than were read, several reductions show what is known of them.
    """
    found, by_index = order.nodes("discountApplications"), _allocated(order, currency)
    if len(found) == 1:
        by_index = {found[0].number("index"): _amount(order, "totalDiscountsSet", currency)}
    nothing = Money(0, currency)
    return tuple(_discount(one, by_index.get(one.number("index"), nothing)) for one in found)


def _allocated(order: Node, currency: str) -> dict[int, Money]:
    """What each reduction took off, by its number on the order."""
    found: dict[int, Money] = {}
    for owner in (*order.nodes("lineItems"), *order.nodes("shippingLines")):
        for one in owner.nodes("discountAllocations"):
            index = one.needed("discountApplication").number("index")
            taken = one.money("allocatedAmountSet")
            found[index] = found.get(index, Money(0, currency)) + taken
    return found


def _discount(application: Node, amount: Money) -> Discount:
    is_code = application.kind == "DiscountCodeApplication"
    code = application.text("code") if is_code else ""
    return Discount(
        name=code or application.text("title"),
        amount=amount,
        amount_untaxed=amount,
        code=code,
        free_shipping=application.text("targetType") == "SHIPPING_LINE",
    )


def read_slip(refund: Node, currency: str, *, taxes_included: bool) -> CreditSlip:
    """A refund as the shop wrote it; what is neither goods nor shipping counts as goods."""
    total = refund.money("totalRefundedSet")
    shipping = sum_of(
        (
            _taxed(one, "subtotalAmountSet", "taxAmountSet", taxes_included=taxes_included)
            for one in refund.nodes("refundShippingLines")
        ),
        currency,
    )
    return CreditSlip(
        id=refund.identity("Refund"),
        products=total - shipping,
        shipping=shipping,
        total=total,
        issued_at=refund.moment("createdAt"),
        lines=tuple(
            (
                one.needed("lineItem").identity("LineItem"),
                one.number("quantity"),
                refunded_of(one, taxes_included=taxes_included),
            )
            for one in refund.nodes("refundLineItems")
        ),
    )


def refunded_of(line: Node, *, taxes_included: bool) -> Money:
    """What one line of a refund gave back, tax included."""
    return _taxed(line, "subtotalSet", "totalTaxSet", taxes_included=taxes_included)


def _taxed(node: Node, amount: str, tax: str, *, taxes_included: bool) -> Money:
    return node.money(amount) if taxes_included else node.money(amount) + node.money(tax)


def _payment(transaction: Node) -> Payment:
    return Payment(
        method=method_of(transaction),
        amount=transaction.money("amountSet"),
        paid_at=transaction.moment("processedAt") or transaction.moment("createdAt"),
        transaction_id=transaction.text("paymentId"),
        is_pending=transaction.text("status") != "SUCCESS"
        or transaction.text("kind") in _AUTHORIZED,
        is_reserved=transaction.text("kind") in _AUTHORIZED,
    )


def _counts(transaction: Node, *, captured: bool) -> bool:
    kind, status = transaction.text("kind"), transaction.text("status")
    if kind in _RECEIVED:
        return status == "SUCCESS" or status in _UNDER_WAY
    # What was reserved is money to come, until some of it was taken.
    return kind in _AUTHORIZED and not captured and (status == "SUCCESS" or status in _UNDER_WAY)


def _shipping(order: Node, currency: str) -> tuple[Money, Money]:
    """What shipping cost before reductions, tax included, and the tax in it."""
    lines = [one for one in order.nodes("shippingLines") if not one.is_set("isRemoved")]
    tax = sum_of((taxes_of(one, currency) for one in lines), currency)
    price = sum_of((one.money("originalPriceSet") for one in lines), currency)
    return (price if order.is_set("taxesIncluded") else price + tax), tax


def _amount(order: Node, name: str, currency: str) -> Money:
    """A money bag that Shopify leaves out where there is nothing in it."""
    return order.money(name) if order.has(name) else Money(0, currency)
