"""IssuePartialRefund: stock, slip, mail, quantities and voucher, in core's own order of writing.

It is not atomic, and it may be given twice: both are the caller's concern, as in the real shop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from platforms.prestashop.sandbox.core.context import Core
from platforms.prestashop.sandbox.core.history import has_been, is_paid
from platforms.prestashop.sandbox.core.refund_sums import (
    LineSum,
    RefundSums,
    checked_lines,
    number_of,
    sums,
)
from platforms.prestashop.sandbox.core.refusals import (
    NO_GENERATION,
    NOT_PAID,
    CoreRefusal,
    no_refund,
)
from platforms.prestashop.sandbox.core.stock import give_back, reinjectable
from platforms.prestashop.sandbox.core.vouchers import make_voucher
from platforms.prestashop.sandbox.shop import Row

SHIPPING_TYPE = 2
"""order_slip_type of a slip that gives shipping back."""


@dataclass(frozen=True, slots=True)
class PartialRefund:
    """The command: (quantity, amount tax included) by line, amounts as text."""

    order: int
    lines: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    shipping: str = "0"
    is_restocked: bool = False
    has_slip: bool = True
    has_voucher: bool = False


def issue_partial_refund(core: Core, command: PartialRefund) -> None:
    """Raises CoreRefusal before anything is written, and Died in the middle where told to."""
    lines = checked_lines(command.lines)
    if not command.has_slip and not command.has_voucher:
        raise no_refund(NO_GENERATION)
    order = core.order(command.order)
    if not is_paid(core.shop, order):
        sentence = "Can not perform partial refund on an order which is not paid"
        raise CoreRefusal("InvalidOrderStateException", NOT_PAID, sentence)
    counted = sums(core.shop, order, lines, number_of(command.shipping))
    was_delivered = has_been(core.shop, order["id"], "delivery")
    gives_back = command.is_restocked or not was_delivered
    if gives_back:
        for line in counted.lines:
            give_back(core, line.detail, line.quantity)
    core.passed("stock")
    if command.has_slip:
        _make_slip(core, order, counted)
    core.passed("slip")
    returns = was_delivered and core.shop.setting("PS_ORDER_RETURN") == "1"
    for line in counted.lines:
        _count_refunded(core, line, is_returned=returns, is_restocked=gives_back)
    core.passed("quantities")
    if command.has_voucher and counted.total > 0:
        make_voucher(core, order, counted.total)


def _make_slip(core: Core, order: Row, counted: RefundSums) -> None:
    now, currency = core.now(), core.shop.row("currencies", order["id_currency"]) or {}
    slip = core.shop.put(
        "order_slip",
        id_customer=order["id_customer"],
        id_order=order["id"],
        conversion_rate=currency.get("conversion_rate", "1.000000"),
        total_products_tax_incl=_six(counted.products),
        total_products_tax_excl=_six(sum((it.untaxed for it in counted.lines), Decimal(0))),
        total_shipping_tax_incl=_six(counted.shipping),
        total_shipping_tax_excl=_six(counted.shipping_untaxed),
        amount=_six(counted.products),
        shipping_cost="1" if counted.shipping else "0",
        shipping_cost_amount=_six(counted.shipping),
        order_slip_type=SHIPPING_TYPE if counted.shipping else 0,
        date_add=now,
        date_upd=now,
    )
    details = [_slip_detail(slip["id"], it) for it in counted.lines]
    core.shop.put("order_slip", id=slip["id"], associations={"order_slip_details": details})
    core.tell("slip", order["id"], {"slip": slip["id"]})
    core.mail("credit_slip", "New credit slip regarding your order", order)


def _slip_detail(slip: int, line: LineSum) -> dict[str, Any]:
    return {
        "id": slip,
        "id_order_detail": line.detail["id"],
        "product_quantity": line.quantity,
        "amount_tax_excl": _six(line.untaxed),
        "amount_tax_incl": _six(line.rounded),
    }


def _count_refunded(core: Core, line: LineSum, *, is_returned: bool, is_restocked: bool) -> None:
    """Read before, written after: two refunds at once lose one of the two counts."""
    detail = line.detail
    counter = "product_quantity_return" if is_returned else "product_quantity_refunded"
    back = reinjectable(detail, line.quantity) if is_restocked else 0
    core.shop.put(
        "order_details",
        id=detail["id"],
        **{counter: detail[counter] + line.quantity},
        product_quantity_reinjected=detail["product_quantity_reinjected"] + back,
        total_refunded_tax_incl=_six(Decimal(detail["total_refunded_tax_incl"]) + line.rounded),
        total_refunded_tax_excl=_six(Decimal(detail["total_refunded_tax_excl"]) + line.untaxed),
    )


def _six(amount: Decimal) -> str:
    return f"{amount:.6f}"
