"""A cancellation gives every unit back and leaves the money; a message stays inside the shop."""

from __future__ import annotations

import pytest

from platforms.prestashop.sandbox import Fault, Kind
from tests.platforms.prestashop.sandbox.module_stage import (
    CAMILLE,
    cancel_body,
    error,
    refund_body,
    result,
)
from tests.platforms.prestashop.sandbox.shop_stage import ShopStage, stage

UNPAID, PAID = 1011, 1014


@pytest.fixture
def shop() -> ShopStage:
    return stage()


def test_an_unpaid_order_is_cancelled_and_its_units_are_for_sale_again(shop: ShopStage) -> None:
    done = result(shop, "cancel", **cancel_body(shop, UNPAID, message="no money came"))
    last = shop.sandbox.shop.rows("order_histories", id_order=UNPAID)[-1]

    assert done["lines"] == [{"line": 224, "restocked": 2, "stock_before": 3, "stock_after": 5}]
    assert (done["state"]["id"], done["warnings"], done["replayed"]) == (6, [], False)
    assert (last["id_order_state"], last["id_employee"]) == (6, CAMILLE)
    assert [it.template for it in shop.sandbox.mails] == ["order_canceled"]
    rows = result(shop, "order", order=UNPAID)["rows"]
    assert rows["customer_messages"][-1]["message"] == "no money came"


def test_the_money_of_a_paid_order_stays_where_it_is(shop: ShopStage) -> None:
    done = result(shop, "cancel", **cancel_body(shop, PAID))
    refund = result(shop, "order", order=PAID)["refund"]

    assert [it["restocked"] for it in done["lines"]] == [1, 2]
    assert (refund["left"], refund["barred"]) == ("42.90", "")
    assert {it["restock"] for it in refund["lines"]} == {"none"}


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (1001, "already_delivered"),
        (1002, "already_cancelled"),
        (1003, "already_cancelled"),
        (1012, "already_shipped"),
    ],
)
def test_what_is_too_late_is_refused_by_name(shop: ShopStage, order: int, reason: str) -> None:
    found = error(shop, "cancel", **cancel_body(shop, order))

    assert (found[0], found[1]["name"]) == (422, reason)
    assert shop.sandbox.mails == []


def test_a_partly_refunded_order_is_not_cancelled_because_stock_would_come_back_twice(
    shop: ShopStage,
) -> None:
    result(shop, "refund", **refund_body(shop, PAID, (233, 1, "18.00", 1)))

    found = error(shop, "cancel", **cancel_body(shop, PAID, key="op_00000002"))
    assert found[1]["name"] == "partly_refunded"


def test_a_switch_that_is_off_stops_cancellations(shop: ShopStage) -> None:
    body = cancel_body(shop, UNPAID)
    shop.sandbox.module.cancellations_on = False

    assert error(shop, "cancel", **body)[1]["name"] == "cancellations_off"


def test_a_mail_that_fails_does_not_undo_the_cancellation(shop: ShopStage) -> None:
    body = cancel_body(shop, UNPAID)
    shop.sandbox.faults.set(Fault(Kind.MAIL_FAILED, "module.cancel"))
    done = result(shop, "cancel", **body)

    assert (done["warnings"], done["state"]["id"]) == (["mail_failed"], 6)
    assert shop.sandbox.mails == []
    assert shop.sandbox.tables.failures == ["order_canceled"]


def test_a_message_is_written_once(shop: ShopStage) -> None:
    note = {"key": "op_00000009", "employee": CAMILLE, "order": PAID, "text": "seen"}
    first = result(shop, "message", **note, private=True)
    second = result(shop, "message", **note, private=True)

    assert second == first | {"replayed": True}
    assert shop.sandbox.mails == []


def test_a_public_message_is_mailed(shop: ShopStage) -> None:
    note = {"key": "op_00000009", "employee": CAMILLE, "order": PAID, "text": "seen"}
    result(shop, "message", **note, private=False)

    assert [it.template for it in shop.sandbox.mails] == ["order_merchant_comment"]


def test_an_empty_message_is_none(shop: ShopStage) -> None:
    note = {"key": "op_00000009", "employee": CAMILLE, "order": PAID, "text": " ", "private": True}

    assert error(shop, "message", **note)[1] == {
        "name": "bad_request",
        "retryable": False,
        "field": "text",
    }
