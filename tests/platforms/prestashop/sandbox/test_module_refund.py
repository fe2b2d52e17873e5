"""A refund through the module moves what was asked, once, and says what core did of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.platforms.prestashop.sandbox.module_stage import (
    CAMILLE,
    cancel_body,
    error,
    refund_body,
    result,
    stand_of,
)
from tests.platforms.prestashop.sandbox.shop_stage import ShopStage, stage

PAID, DELIVERED, SHIPPED = 1014, 1001, 1013
TEA, BOOK = 232, 233
"""Lines of the paid order: one at 6.90, two at 18.00."""


@pytest.fixture
def shop() -> ShopStage:
    return stage()


def line(shop: ShopStage, number: int) -> dict[str, Any]:
    row = shop.sandbox.shop.row("order_details", number)
    assert row is not None
    return row


def stock(shop: ShopStage, product: int) -> int:
    rows = shop.sandbox.shop.rows("stock_availables", id_product=product, id_product_attribute=0)
    return int(rows[0]["quantity"])


def test_units_of_a_line_are_refunded_and_put_back(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (BOOK, 1, "18.00", 1), message="op_00000001, Camille: damaged")
    done = result(shop, "refund", **body)

    assert done["slip"] == {
        "id": 704,
        "number": "000704",
        "products": "18.00",
        "shipping": "0.00",
        "total": "18.00",
    }
    assert done["lines"] == [
        {
            "line": BOOK,
            "quantity": 1,
            "amount": "18.00",
            "restocked": 1,
            "stock_before": 120,
            "stock_after": 121,
        },
    ]
    assert (done["replayed"], done["voucher"], done["warnings"]) == (False, None, [])
    assert done["stand"] == stand_of(shop, PAID) != body["expect"]
    assert done["state"]["id"] == 2
    assert (line(shop, BOOK)["product_quantity_refunded"], stock(shop, 9)) == (1, 121)
    assert [it.template for it in shop.sandbox.mails] == ["credit_slip"]
    assert shop.sandbox.tables.movements[0].employee == CAMILLE


def test_the_private_note_is_written_in_a_thread_of_its_own(shop: ShopStage) -> None:
    result(shop, "refund", **refund_body(shop, PAID, (TEA, 1, "6.90", 1), message="why"))
    rows = result(shop, "order", order=PAID)["rows"]
    note = rows["customer_messages"][-1]

    assert (note["message"], note["private"], note["id_employee"]) == ("why", "1", CAMILLE)
    assert rows["customer_threads"][-1]["id_order"] == PAID


def test_everything_that_is_left_ends_the_order_as_refunded(shop: ShopStage) -> None:
    lines = ((TEA, 1, "6.90", 1), (BOOK, 2, "36.00", 2))
    done = result(shop, "refund", **refund_body(shop, PAID, *lines, settles=True))
    refund = result(shop, "order", order=PAID)["refund"]

    assert done["state"]["id"] == 7
    assert refund["barred"] == "nothing_left"
    assert (refund["left"], stock(shop, 9), stock(shop, 3)) == ("0.00", 122, 121)
    assert [it.template for it in shop.sandbox.mails] == ["credit_slip", "refund"]


def test_a_part_leaves_the_state_alone(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (TEA, 1, "6.90", 1))

    assert result(shop, "refund", **body)["state"]["id"] == 2


def test_shipping_goes_back_up_to_what_is_left(shop: ShopStage) -> None:
    done = result(shop, "refund", **refund_body(shop, DELIVERED, shipping="4.00"))
    status, refused = error(
        shop,
        "refund",
        **refund_body(shop, DELIVERED, shipping="2.00", key="op_00000002"),
    )

    assert (done["slip"]["shipping"], done["slip"]["total"]) == ("4.00", "4.00")
    assert (status, refused["name"], refused["most"]) == (422, "shipping_too_high", "1.90")


@pytest.mark.parametrize(("restock", "after"), [((1, 1), 121), ((0, 0), 120)])
def test_after_delivery_the_agent_chooses_what_goes_back_to_stock(
    shop: ShopStage, restock: tuple[int, int], after: int
) -> None:
    lines = ((201, 1, "32.90", restock[0]), (202, 1, "18.00", restock[1]))
    done = result(shop, "refund", **refund_body(shop, DELIVERED, *lines))

    assert [it["stock_after"] for it in done["lines"]] == [after, after]
    # This shop takes returns: what was delivered is returned, not refunded.
    assert line(shop, 201)["product_quantity_return"] == 1


def test_some_units_of_some_lines_go_back_to_stock(shop: ShopStage) -> None:
    lines = ((230, 2, "20.00", 1), (231, 1, "10.00", 0))
    done = result(shop, "refund", **refund_body(shop, SHIPPED, *lines))

    assert [it["restocked"] for it in done["lines"]] == [1, 0]
    assert (stock(shop, 2), stock(shop, 9)) == (121, 120)
    assert line(shop, 230)["product_quantity_reinjected"] == 1


def test_store_credit_takes_the_place_of_the_slip(shop: ShopStage) -> None:
    body = refund_body(shop, SHIPPED, (230, 1, "10.00", 1), shipping="3.00", gives="voucher")
    before = result(shop, "order", order=SHIPPED)["refund"]
    done = result(shop, "refund", **body)
    after = result(shop, "order", order=SHIPPED)["refund"]

    assert done["slip"] is None
    assert done["voucher"] == {"code": "V55C5O1013", "amount": "13.00"}
    assert shop.sandbox.shop.rows("order_slip", id_order=SHIPPED) == []
    assert float(before["left"]) - float(after["left"]) == pytest.approx(13)
    assert float(before["shipping_left"]) - float(after["shipping_left"]) == pytest.approx(3)
    assert [it.template for it in shop.sandbox.mails] == ["voucher"]


def test_a_cancelled_orders_units_are_not_put_back_twice(shop: ShopStage) -> None:
    result(shop, "cancel", **cancel_body(shop, PAID))
    assert (stock(shop, 9), stock(shop, 3)) == (122, 121)
    lines = ((TEA, 1, "6.90", 0), (BOOK, 2, "36.00", 0))
    body = refund_body(shop, PAID, *lines, key="op_00000002", settles=True)
    done = result(shop, "refund", **body)

    assert (stock(shop, 9), stock(shop, 3)) == (122, 121)
    assert done["state"]["id"] == 7
    assert done["warnings"] == []


def test_a_part_of_a_cancelled_order_puts_nothing_back_either(shop: ShopStage) -> None:
    result(shop, "cancel", **cancel_body(shop, PAID))
    body = refund_body(shop, PAID, (BOOK, 1, "18.00", 0), key="op_00000002")
    done = result(shop, "refund", **body)

    assert done["lines"][0]["stock_after"] == stock(shop, 9) == 122


def test_leaving_the_cancelled_state_takes_nothing_from_the_shelf(shop: ShopStage) -> None:
    shop.client.post(f"/admin-demo/orders/{DELIVERED}/state?employee=maud", data={"state": 6})
    lines = ((201, 1, "32.90", 0), (202, 1, "18.00", 0))
    body = refund_body(shop, DELIVERED, *lines, shipping="5.90", settles=True)
    done = result(shop, "refund", **body)

    assert done["state"]["id"] == 7
    assert (stock(shop, 7), stock(shop, 9)) == (121, 121)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"line": 201}, "line_of_another_order"),
        ({"line": 99999}, "line_of_another_order"),
        ({"quantity": 0}, "bad_quantity"),
        ({"quantity": -1}, "bad_quantity"),
        ({"quantity": 1.5}, "bad_quantity"),
        ({"quantity": True}, "bad_quantity"),
        ({"quantity": 2, "restock": 2}, "quantity_too_high"),
        ({"amount": "0.00"}, "bad_amount"),
        ({"amount": "-1.00"}, "bad_amount"),
        ({"amount": "0.001"}, "bad_amount"),
        ({"amount": "1000000000000"}, "bad_amount"),
        ({"amount": "NaN"}, "bad_amount"),
        ({"amount": "1e1"}, "bad_amount"),
        ({"amount": "\uff11"}, "bad_amount"),
        ({"amount": 6.9}, "bad_amount"),
        ({"amount": None}, "bad_amount"),
        ({"amount": "6.91"}, "amount_too_high"),
        ({"amount": "999999999999"}, "amount_too_high"),
        ({"restock": 0}, "restock_forced"),
        ({"restock": 2}, "bad_restock"),
    ],
)
def test_what_cannot_be_refunded_is_refused_by_name_and_nothing_moves(
    shop: ShopStage, change: dict[str, Any], name: str
) -> None:
    body = refund_body(shop, PAID, (TEA, 1, "6.90", 1))
    body["lines"] = [body["lines"][0] | change]
    status, refused = error(shop, "refund", **body)

    assert (status, refused["name"], refused["retryable"]) == (422, name, False)
    assert shop.sandbox.mails == []
    assert stand_of(shop, PAID) == body["expect"]


@pytest.mark.parametrize(
    ("more", "status", "name"),
    [
        ({"expect": "0" * 64}, 409, "moved"),
        ({"gives": "gold"}, 422, "not_offered"),
        ({"lines": []}, 422, "nothing_to_refund"),
        ({"lines": "all"}, 400, "bad_request"),
        ({"lines": [{"line": "232"}]}, 400, "bad_request"),
        ({"shipping": None}, 400, "bad_request"),
        ({"settles": 1}, 400, "bad_request"),
        ({"expect": "as before"}, 400, "bad_request"),
        ({"shipping": "-1"}, 422, "bad_amount"),
        ({"key": "UPPER-CASE"}, 400, "bad_request"),
        ({"message": "x" * 2001}, 400, "bad_request"),
        ({"employee": 99}, 403, "employee_refused"),
        ({"employee": 5}, 403, "employee_refused"),
        ({"employee": 6}, 403, "employee_refused"),
        ({"order": 4711}, 404, "unknown_order"),
        ({"order": 1011}, 409, "moved"),
    ],
)
def test_a_whole_request_can_be_refused(
    shop: ShopStage, more: dict[str, Any], status: int, name: str
) -> None:
    body = refund_body(shop, PAID, (TEA, 1, "6.90", 1)) | more
    found = error(shop, "refund", **body)

    assert (found[0], found[1]["name"]) == (status, name)


def test_an_order_that_is_not_paid_gives_nothing_back(shop: ShopStage) -> None:
    body = refund_body(shop, 1011, (224, 1, "74.17", 1))

    assert error(shop, "refund", **body)[1]["name"] == "not_paid"


def test_an_employee_who_left_may_do_nothing(shop: ShopStage) -> None:
    shop.sandbox.shop.put("employees", id=CAMILLE, active="0")
    body = refund_body(shop, PAID, (TEA, 1, "6.90", 1))

    assert error(shop, "refund", **body)[1]["name"] == "employee_refused"


def test_a_switch_that_is_off_stops_refunds(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (TEA, 1, "6.90", 1))
    shop.sandbox.module.refunds_on = False

    assert error(shop, "refund", **body)[1]["name"] == "refunds_off"


def test_the_totals_of_the_order_stay_what_they_were(shop: ShopStage) -> None:
    before = shop.sandbox.shop.row("orders", PAID)
    result(shop, "refund", **refund_body(shop, PAID, (TEA, 1, "6.90", 1)))

    assert shop.sandbox.shop.row("orders", PAID) == before
    assert result(shop, "op", key="op_00000001")["state"] == "done"
