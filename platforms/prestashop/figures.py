"""What the module says may be given back of an order, its amounts taken exactly or not at all."""

from __future__ import annotations

import re

from platforms.contract import BadAnswer
from platforms.moves import Gives, MoneyWay, Refundable, RefundableLine, Restock
from platforms.prestashop import money
from platforms.prestashop.fields import Fields
from platforms.shapes import Money, Order

_STAND = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z_]{0,32}")
_RESTOCK = re.compile("|".join(Restock))
_WAY = re.compile(f"{MoneyWay.BY_HAND}|{MoneyWay.UNKNOWN}")
_MOST_LINES = 2000
# A unit count of MySQL's int; stock may be negative where the shop sells what it has not.
_MOST_UNITS = 2**31


def refundable_of(answer: Fields, order: Order) -> Refundable:
    """The block ``refund`` of an answer, about the order read from the same answer."""
    said, currency = answer.within("refund"), order.totals.total.currency
    payment = said.within("payment")
    return Refundable(
        order=order,
        lines=_lines(said, order, currency),
        shipping_left=exact_field(said, "shipping_left", currency),
        left=exact_field(said, "left", currency),
        stand=answer.matching("stand", _STAND),
        refund_barred=said.matching("barred", _NAME),
        cancel_barred=said.matching("cancel_barred", _NAME),
        offers=_offers(said),
        payment_name=payment.text("name", longest=255),
        money_way=MoneyWay(payment.matching("way", _WAY)),
        shop_mails_refund=said.is_so("mails_refund"),
        shop_mails_cancel=said.is_so("mails_cancel"),
    )


def exact_field(said: Fields, name: str, currency: str) -> Money:
    """An amount that the shop promises to keep: never rounded here. Raises BadAnswer."""
    try:
        return money.exact(said.written(name), currency)
    except BadAnswer:
        said.refuse(name)


def amount_field(said: Fields, name: str, currency: str) -> Money:
    """An amount of what was done, in the currency's digits. Raises BadAnswer."""
    try:
        return money.amount(said.written(name), currency)
    except BadAnswer:
        said.refuse(name)


def stock_field(said: Fields, name: str) -> int | None:
    """Units for sale; None where the shop keeps none of it or does not say."""
    if not said.has(name):
        return None
    return said.whole(name, lowest=-_MOST_UNITS, highest=_MOST_UNITS)


def units_field(said: Fields, name: str) -> int:
    return said.whole(name, highest=_MOST_UNITS)


def _lines(said: Fields, order: Order, currency: str) -> tuple[RefundableLine, ...]:
    known = {line.id for line in order.lines}
    found = tuple(_line(one, currency) for one in said.each("lines", most=_MOST_LINES))
    ids = [line.line_id for line in found]
    if len(set(ids)) != len(ids) or not set(ids) <= known:
        said.refuse("lines")
    return found


def _line(one: Fields, currency: str) -> RefundableLine:
    return RefundableLine(
        line_id=one.identity("line"),
        left=units_field(one, "left"),
        most=exact_field(one, "most", currency),
        restock=Restock(one.matching("restock", _RESTOCK)),
        stock=stock_field(one, "stock"),
    )


def _offers(said: Fields) -> tuple[Gives, ...]:
    """Of what the shop offers, what this version knows."""
    named = said.texts("offers", most=10, longest=32)
    return tuple(give for give in Gives if give.value in named)
