"""Checks a refund's units and amounts against what the order has left, and plans it exactly."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from platforms.prestashop.sandbox.module.asked import (
    Body,
    amount,
    flag,
    note,
    number,
    objects,
    text,
)
from platforms.prestashop.sandbox.module.figures import FORCED, NONE, OPTIONAL, Figures
from platforms.prestashop.sandbox.module.refused import Refused
from platforms.prestashop.sandbox.spreading import amount_for

MONEY, VOUCHER = "money", "voucher"


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """Units of one line; ``amount`` in minor units, tax included."""

    line: int
    quantity: int
    amount: int
    restock: int


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """A refund that this order allows."""

    lines: Sequence[PlannedLine]
    shipping: int
    gives: str
    is_settled: bool
    """The caller says that nothing is left after it: the order ends in the refunded state."""
    message: str
    digits: int
    restock: str

    @property
    def total(self) -> int:
        return self.shipping + sum(it.amount for it in self.lines)

    @property
    def is_restocked_by_core(self) -> bool:
        """Core's own flag: only when every unit of every line goes back."""
        return bool(self.lines) and all(it.restock == it.quantity for it in self.lines)

    @property
    def restocked_by_module(self) -> Sequence[PlannedLine]:
        """The lines of which some units go back and core cannot be told so."""
        if self.restock != OPTIONAL or self.is_restocked_by_core:
            return ()
        return [it for it in self.lines if it.restock]


def plan_refund(body: Body, counted: Figures, offers: Collection[str]) -> RefundPlan:
    """``offers``: in what the order can be given back. Raises Refused."""
    if not counted.is_paid:
        raise Refused("not_paid")
    gives = text(body, "gives")
    if gives not in offers:
        raise Refused("not_offered")
    shipping = _shipping(body, counted)
    lines = [_line(it, counted) for it in objects(body, "lines")]
    if len({it.line for it in lines}) != len(lines):
        raise Refused("bad_request", field="lines")
    total = shipping + sum(it.amount for it in lines)
    if total == 0:
        raise Refused("nothing_to_refund")
    if total > counted.left:
        raise Refused("over_paid", most=counted.text(counted.left))
    return RefundPlan(
        lines=lines,
        shipping=shipping,
        gives=gives,
        is_settled=flag(body, "settles"),
        message=note(body),
        digits=counted.digits,
        restock=counted.restock,
    )


def _line(asked: Body, counted: Figures) -> PlannedLine:
    line = number(asked, "line")
    if line not in counted.details:
        raise Refused("line_of_another_order", line=line)
    quantity = asked.get("quantity")
    if type(quantity) is not int or quantity < 1:
        raise Refused("bad_quantity", line=line)
    left = counted.units_left[line]
    if quantity > left:
        raise Refused("quantity_too_high", line=line, most=left)
    value = amount(asked.get("amount"), counted.digits, line=line)
    if value == 0:
        raise Refused("bad_amount", line=line)
    most = amount_for(counted.most[line], quantity, left)
    if value > most:
        raise Refused("amount_too_high", line=line, most=counted.text(most))
    return PlannedLine(line, quantity, value, _restock(asked, quantity, counted.restock))


def _restock(asked: Body, quantity: int, mode: str) -> int:
    line, units = asked["line"], asked.get("restock")
    most = 0 if mode == NONE else quantity
    if type(units) is not int or not 0 <= units <= most:
        raise Refused("bad_restock", line=line, most=most)
    if mode == FORCED and units != quantity:
        raise Refused("restock_forced", line=line, most=quantity)
    return units


def _shipping(body: Body, counted: Figures) -> int:
    if body.get("shipping") is None:
        raise Refused("bad_request", field="shipping")
    shipping = amount(body["shipping"], counted.digits, field="shipping")
    if shipping > counted.shipping_left:
        raise Refused("shipping_too_high", most=counted.text(counted.shipping_left))
    return shipping
