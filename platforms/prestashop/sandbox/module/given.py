"""What an order has given back already: core's counters, its slips, and store credits beside them.

A unit or an amount counts as given as soon as any of them says so, whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from platforms.prestashop.sandbox.core.vouchers import store_credits
from platforms.prestashop.sandbox.module.ledger import Operation
from platforms.prestashop.sandbox.shop import Row, Shop

TOGETHER = timedelta(seconds=180)
"""One command makes a slip and its store credit, with a mail in between that may have to wait."""
ROUNDING = Decimal("0.01")
"""What core's rounding of one amount may move."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class GivenLine:
    """Of one line: units refunded, returned or on a slip, and their amount in minor units."""

    units: int
    amount: int


@dataclass(frozen=True, slots=True)
class Given:
    """Of one order, in minor units: its lines, the whole, and the shipping in it."""

    lines: Mapping[int, GivenLine]
    total: int
    shipping: int


def given_back(shop: Shop, order: Row, done: Sequence[Operation], digits: int) -> Given:
    """``done``: what the module's own ledger says was done on this order."""
    details = shop.rows("order_details", id_order=order["id"])
    slips = shop.rows("order_slip", id_order=order["id"])
    products = sum(minor(it["total_products_tax_incl"], digits) for it in slips)
    carried = sum(minor(it["total_shipping_tax_incl"], digits) for it in slips)
    uncovered = _uncovered(details, slips)
    alone = _credits_alone(store_credits(shop, order), slips)
    # A credit that somebody deleted since is still known to the ledger.
    extra = max(minor(max(ZERO, alone - uncovered), digits), _own_shipping(done))
    return Given(
        lines={it["id"]: _line(it, slips, digits) for it in details},
        total=products + carried + minor(uncovered, digits) + extra,
        shipping=carried + extra,
    )


def has_given_back(shop: Shop, order: Row) -> bool:
    """Whether any unit was refunded or returned, or any slip or store credit made."""
    number = order["id"]
    if shop.rows("order_slip", id_order=number) or store_credits(shop, order):
        return True
    return any(_gone(it) for it in shop.rows("order_details", id_order=number))


def minor(amount: str | Decimal, digits: int) -> int:
    """Minor units of a written amount, rounded half up."""
    return int(Decimal(amount).scaleb(digits).quantize(Decimal(1), ROUND_HALF_UP))


def _line(detail: Row, slips: Sequence[Row], digits: int) -> GivenLine:
    parts = _parts(detail, slips)
    on_slips = sum(int(it["product_quantity"]) for it in parts)
    amount = max(Decimal(detail["total_refunded_tax_incl"]), _sum(parts, "amount_tax_incl"))
    return GivenLine(max(_gone(detail), on_slips), minor(amount, digits))


def _uncovered(details: Sequence[Row], slips: Sequence[Row]) -> Decimal:
    """What was given back for products without a slip, that is as store credit.

    Counted line by line as well: what one line has too much must not hide what another lacks.
    """
    together = _sum(details, "total_refunded_tax_incl") - _sum(slips, "total_products_tax_incl")
    parts = [_parts(it, slips) for it in details]
    apart = sum(
        (
            max(ZERO, Decimal(it["total_refunded_tax_incl"]) - _sum(mine, "amount_tax_incl"))
            for it, mine in zip(details, parts, strict=True)
        ),
        ZERO,
    )
    # A slip's lines are rounded one by one, its total is not: so small a difference is none.
    noise = ROUNDING * sum(map(len, parts))
    return max(ZERO, together, apart if apart > noise else ZERO)


def _credits_alone(credited: Sequence[Row], slips: Sequence[Row]) -> Decimal:
    """Store credits that stand for themselves; one made together with a slip is the same money."""
    open_slips, alone = list(slips), ZERO
    for voucher in credited:
        same = next((it for it in open_slips if _is_of(voucher, it)), None)
        if same is None:
            alone += Decimal(voucher["reduction_amount"])
        else:
            open_slips.remove(same)
    return alone


def _is_of(voucher: Row, slip: Row) -> bool:
    made, written = (datetime.fromisoformat(it["date_add"]) for it in (voucher, slip))
    products, shipping = (Decimal(slip[f"total_{it}_tax_incl"]) for it in ("products", "shipping"))
    amount, given = Decimal(slip["amount"]), Decimal(voucher["reduction_amount"])
    wholes = (products + shipping, amount + shipping, amount)
    return abs(made - written) <= TOGETHER and any(abs(it - given) < ROUNDING for it in wholes)


def _own_shipping(done: Sequence[Operation]) -> int:
    return sum(
        int(it.plan.shipping) for it in done if it.result is not None and it.result.get("voucher")
    )


def _parts(detail: Row, slips: Sequence[Row]) -> list[Row]:
    return [
        part
        for slip in slips
        for part in slip["associations"].get("order_slip_details", [])
        if int(part["id_order_detail"]) == detail["id"]
    ]


def _gone(detail: Row) -> int:
    return int(detail["product_quantity_refunded"]) + int(detail["product_quantity_return"])


def _sum(rows: Sequence[Row], name: str) -> Decimal:
    return sum((Decimal(it[name] or 0) for it in rows), ZERO)
