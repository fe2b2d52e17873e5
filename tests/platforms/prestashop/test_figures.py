"""What the shop says may be given back is taken to the cent, or refused; so are its rows."""

from __future__ import annotations

import base64
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from platforms.contract import BadAnswer, Match, NotFound, OrderSearch
from platforms.http import Deadline
from platforms.moves import Gives, MoneyWay, Refundable, Restock
from platforms.prestashop import module_reading, money
from platforms.prestashop.calling import Module
from platforms.prestashop.criteria import criteria_of
from platforms.prestashop.fields import Fields
from platforms.prestashop.figures import refundable_of
from platforms.prestashop.money import zone_named
from platforms.shapes import Money, Order
from tests.platforms.prestashop.paired import paired, through_module

KINDS = frozenset({"image/png"})


@cache
def order() -> Order:
    with paired() as shop:
        return shop.shop.read_order("1014", within=5)


def said(content: Any) -> Fields:
    return Fields(content, wrong=BadAnswer)


def block(**changes: Any) -> dict[str, Any]:
    first = order().lines[0].id
    line = {"line": int(first), "left": 2, "most": "91.78", "restock": "optional", "stock": -3}
    return {
        "barred": "",
        "cancel_barred": "already_shipped",
        "lines": [line],
        "shipping_left": "8.40",
        "left": "100.18",
        "offers": ["money", "voucher", "a gift of tomorrow"],
        "payment": {"module": "ps_checkpayment", "name": "Payments by check", "way": "by_hand"},
        "mails_refund": True,
        "mails_cancel": False,
    } | changes


def read(**changes: Any) -> Refundable:
    return refundable_of(said({"refund": block(**changes), "stand": "0" * 64}), order())


def test_the_shops_figures_are_read() -> None:
    found = read()
    (line,) = found.lines
    assert (line.left, line.most, line.restock, line.stock) == (
        2,
        Money(9178, "EUR"),
        Restock.OPTIONAL,
        -3,
    )
    assert (found.shipping_left, found.left) == (Money(840, "EUR"), Money(10018, "EUR"))
    assert (found.refund_barred, found.cancel_barred) == ("", "already_shipped")
    assert found.offers == (Gives.MONEY, Gives.VOUCHER)
    assert (found.payment_name, found.money_way) == ("Payments by check", MoneyWay.BY_HAND)
    assert (found.shop_mails_refund, found.shop_mails_cancel) == (True, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"left": "100.185"},
        {"left": "-1.00"},
        {"left": 100},
        {"left": Decimal("100.18")},
        {"left": "NaN"},
        {"left": "1e2"},
        {"left": None},
        {"shipping_left": ""},
        {"lines": [{"line": 999999, "left": 1, "most": "1", "restock": "none", "stock": None}]},
        {"lines": [{}]},
        {"barred": None},
        {"barred": "Because"},
        {"payment": {"name": "x", "way": "by_shop"}},
        {"mails_refund": 1},
        {"offers": "money"},
    ],
)
def test_figures_in_no_known_form_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        read(**changes)


def test_a_line_that_is_there_twice_is_refused() -> None:
    with pytest.raises(BadAnswer):
        read(lines=block()["lines"] * 2)


@pytest.mark.parametrize("stand", ["", "0" * 63, "G" * 64, None])
def test_without_a_stand_nothing_can_be_moved(stand: object) -> None:
    with pytest.raises(BadAnswer):
        refundable_of(said({"refund": block(), "stand": stand}), order())


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Money(4589, "EUR"), "45.89"),
        (Money(5, "EUR"), "0.05"),
        (Money(0, "EUR"), "0.00"),
        (Money(4589, "JPY"), "4589"),
        (Money(45890, "KWD"), "45.890"),
        (Money(10**32 - 1, "EUR"), f"{'9' * 30}.99"),
    ],
)
def test_amounts_are_written_in_exactly_the_currencys_digits(amount: Money, written: str) -> None:
    assert money.decimal_text(amount) == written
    if amount.minor < 10**20:
        assert money.exact(written, amount.currency) == amount


def test_a_resource_that_is_not_there_leaves_a_gap_and_never_an_empty_order() -> None:
    with paired() as shop:
        whole = {"rows": _rows(shop.url, "order", {"order": 1014})}
    lacking = {name: rows for name, rows in whole["rows"].items() if name != "order_slip"}
    found = module_reading.order_of(
        module_reading.tables_of(said({"rows": lacking})), "1014", zone=zone_named("Europe/Paris")
    )
    assert found.gaps == ("order_slip",)
    for needed, fault in (("orders", NotFound), ("currencies", BadAnswer)):
        lacking = {name: rows for name, rows in whole["rows"].items() if name != needed}
        tables = module_reading.tables_of(said({"rows": lacking}))
        with pytest.raises(fault):
            module_reading.order_of(tables, "1014", zone=zone_named("Europe/Paris"))


def test_a_phone_on_another_address_of_the_customer_finds_their_orders() -> None:
    criteria = criteria_of(OrderSearch(phones=("+33 6 99 88 77 66",)))
    with paired() as shop:
        rows = _rows(shop.url, "orders", {"references": ["QZVTRMALP"], "limit": 9})
    buyer = rows["orders"][0]["id_customer"]
    other = rows["addresses"][0] | {"id": 9999, "id_customer": buyer, "phone_mobile": "0699887766"}
    zone = zone_named("Europe/Paris")
    tables = module_reading.tables_of(said({"rows": rows}))
    assert module_reading.found_of(tables, criteria, zone=zone) == ()
    rows["addresses"].append(other)
    tables = module_reading.tables_of(said({"rows": rows}))
    (found,) = module_reading.found_of(tables, criteria, zone=zone)
    assert found.matches == {Match.PHONE}


@pytest.mark.parametrize("rows", [None, [], {"orders": {}}, {"orders": [1]}, {"orders": [{}]}])
def test_rows_in_no_known_form_are_refused(rows: object) -> None:
    with pytest.raises(BadAnswer):
        module_reading.tables_of(said({"rows": rows}))


def test_a_picture_is_shown_only_when_it_is_one() -> None:
    good = {"media_type": "image/png", "content": base64.b64encode(b"png").decode()}
    assert module_reading.image_of(said(good), kinds=KINDS, most_bytes=3).content == b"png"
    spoilt: tuple[dict[str, Any], ...] = (
        {"media_type": "image/svg+xml"},
        {"media_type": []},
        {"content": ""},
        {"content": "no base64"},
        {"content": 7},
        {"content": base64.b64encode(b"long").decode()},
    )
    for changes in spoilt:
        with pytest.raises(BadAnswer):
            module_reading.image_of(said(good | changes), kinds=KINDS, most_bytes=3)


def _rows(url: str, action: str, asked: dict[str, Any]) -> dict[str, Any]:
    answer = Module(through_module(url)).read(action, asked, deadline=Deadline.within(5))
    rows: dict[str, Any] = answer.written("rows")
    return rows
