"""Recorded rows of a real shop become our shapes; a broken field is named, never guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.contract import BadAnswer
from platforms.prestashop.money import zone_named
from platforms.prestashop.reading.lists import Lists, read_lists
from platforms.prestashop.reading.order import Parts, read_order, read_summary
from platforms.prestashop.reading.people import by_order, phones_of, read_address, read_messages
from platforms.prestashop.reading.row import Row
from platforms.shapes import FulfilmentStatus, Money, PaymentStatus
from tests.platforms.prestashop.recorded import row, rows

PARIS = zone_named("Europe/Paris")
LISTS = read_lists(
    {
        "order_states": rows("ws-read-order-states-all"),
        "currencies": rows("ws-read-currencies"),
        "languages": rows("ws-read-languages"),
        "carriers": rows("ws-read-carriers-active"),
        "countries": rows("ws-read-countries-active"),
        "configurations": rows("ws-read-configurations"),
    }
)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def first(**changes: object) -> Parts:
    order = row("ws-read-order-1-display-full-json", **changes)
    return Parts(
        order=order, lists=LISTS, zone=PARIS, details=rows("ws-read-order-details-of-order")
    )


def refunded() -> Parts:
    return Parts(
        order=row("ws-read-order-after-core-refund"),
        lists=LISTS,
        zone=PARIS,
        details=rows("ws-read-order-details-after-core-refund"),
        slips=rows("ws-read-order-slip-after-core-refund"),
        histories=rows("ws-read-order-histories-after-core-refund"),
        payments=rows("ws-read-order-payments-after-core-refund"),
    )


def test_the_total_is_the_documents_where_the_cart_announced_another() -> None:
    totals = read_order(first(), gaps=()).totals
    assert (totals.total, totals.total_untaxed, totals.paid) == (eur(6820), eur(6680), eur(0))
    assert totals.products + totals.shipping - totals.discounts == totals.total
    assert totals.tax == eur(140)


def test_a_fresh_cancelled_order_reads_as_such() -> None:
    summary = read_summary(first())
    assert (summary.id, summary.reference, summary.customer_id) == ("1", "XKBKNABJK", "2")
    assert summary.placed_at == 1795312042000
    assert (summary.state.id, summary.state.color) == ("6", "#2c3e50")
    assert summary.state.name.to("fr") == "Canceled"
    assert summary.payment is PaymentStatus.CANCELLED
    assert summary.fulfilment is FulfilmentStatus.CANCELLED


def test_credit_slips_payments_and_history_are_read() -> None:
    order = read_order(refunded(), gaps=())
    assert [slip.total for slip in order.credit_slips] == [eur(7900), eur(7900), eur(1190)]
    assert order.credit_slips[0].lines == (("3", 1, eur(7900)),)
    assert order.totals.refunded == eur(16990)
    assert order.summary.payment is PaymentStatus.REFUNDED
    assert [line.quantity_refunded for line in order.lines] == [2, 1]
    assert [payment.amount for payment in order.payments] == [eur(16990)]
    assert [(change.state.id, change.by) for change in order.history] == [("2", "1"), ("1", "")]
    assert order.invoice is not None
    assert (order.invoice.number, order.invoice.issued_at) == ("1", 1795316128000)


def test_slips_that_cannot_be_read_leave_what_the_lines_say() -> None:
    unread = replace(refunded(), slips=None)
    assert read_order(unread, gaps=("order_slip",)).totals.refunded == eur(16990)
    assert read_order(replace(refunded(), slips=()), gaps=()).totals.refunded == eur(0)


def test_a_part_of_the_total_given_back_is_a_part_refund() -> None:
    one = replace(refunded(), slips=rows("ws-read-order-slip-after-core-refund")[:1])
    assert read_summary(one).payment is PaymentStatus.PARTLY_REFUNDED


def test_discounts_carry_their_codes_and_deleted_ones_are_gone() -> None:
    rules = rows("ws-read-order-cart-rules-created-by-core")
    gone = row("ws-read-order-cart-rules-created-by-core", deleted="1")
    parts = replace(
        first(), cart_rules=(*rules, gone), codes=(Row("cart_rules", {"id": 2, "code": "SUP10"}),)
    )
    shipping, support = read_order(parts, gaps=()).discounts
    assert (shipping.free_shipping, shipping.amount, shipping.code) == (True, eur(840), "")
    assert (support.name, support.amount, support.code) == ("Support", eur(855), "SUP10")


@pytest.mark.parametrize(
    ("state", "paid", "meant"),
    [
        (1, "0.000000", PaymentStatus.UNPAID),
        (2, "68.200000", PaymentStatus.PAID),
        (2, "0.000000", PaymentStatus.PAID),
        (5, "61.800000", PaymentStatus.PAID),
        (6, "0.000000", PaymentStatus.CANCELLED),
        (6, "68.200000", PaymentStatus.PAID),
        (7, "68.200000", PaymentStatus.REFUNDED),
        (8, "0.000000", PaymentStatus.FAILED),
        (10, "20.000000", PaymentStatus.PARTLY_PAID),
        (10, "68.200000", PaymentStatus.PAID),
        (99, "0.000000", PaymentStatus.UNPAID),
    ],
)
def test_the_payment_follows_state_and_money(state: int, paid: str, meant: PaymentStatus) -> None:
    summary = read_summary(first(current_state=state, total_paid_real=paid))
    assert summary.payment is meant


@pytest.mark.parametrize(
    ("state", "delivery", "meant"),
    [
        (2, 0, FulfilmentStatus.UNFULFILLED),
        (2, 7, FulfilmentStatus.PREPARING),
        (3, 0, FulfilmentStatus.PREPARING),
        (4, 7, FulfilmentStatus.SHIPPED),
        (5, 7, FulfilmentStatus.DELIVERED),
        (6, 7, FulfilmentStatus.CANCELLED),
    ],
)
def test_the_goods_follow_the_state(state: int, delivery: int, meant: FulfilmentStatus) -> None:
    summary = read_summary(first(current_state=state, delivery_number=delivery))
    assert summary.fulfilment is meant


def test_goods_that_all_came_back_are_returned() -> None:
    back = row("ws-read-order-details-of-order", product_quantity_return=1)
    summary = read_summary(replace(first(current_state=5), details=(back,)))
    assert summary.fulfilment is FulfilmentStatus.RETURNED


def test_a_tracked_parcel_is_shipped_and_can_be_followed() -> None:
    lists = read_lists(
        {
            "currencies": rows("ws-read-currencies"),
            "carriers": (
                Row("carriers", {"id": 2, "name": "Post", "url": "https://post.example/?n=@"}),
            ),
        }
    )
    sent = row("ws-read-order-carriers-of-order", tracking_number=" AB 1&x ")
    parts = replace(first(current_state=2), lists=lists, carriers=(sent,))
    order = read_order(parts, gaps=())
    assert order.summary.tracking_url == "https://post.example/?n=AB%201%26x"
    assert order.summary.fulfilment is FulfilmentStatus.SHIPPED
    (shipment,) = order.shipments
    assert (shipment.carrier, shipment.cost, shipment.tracking_number) == (
        "Post",
        eur(840),
        "AB 1&x",
    )


def test_an_address_names_its_country_in_each_language() -> None:
    supplier, home = (read_address(one, lists=LISTS) for one in rows("ws-read-addresses-by-ids"))
    assert (home.name, home.lines) == ("John DOE", ("16, Main street", "2nd floor"))
    assert (home.country.to("fr"), home.country_code) == ("United States", "US")
    assert (supplier.id, home.phones) == ("6", ("0102030405",))
    assert read_address(row("ws-read-addresses-by-ids"), lists=Lists()).country_code == ""


def test_phones_are_told_once() -> None:
    one = row("ws-read-addresses-by-ids", phone_mobile=" 06 01 ")
    assert phones_of(one, one, None) == ("0102030405", "06 01")


def test_messages_are_told_apart_by_who_wrote_them() -> None:
    messages = read_messages(rows("ws-read-customer-messages-after-core-message"), zone=PARIS)
    assert [(one.text, one.is_private, one.from_customer) for one in messages] == [
        ("Cancelled: out of stock", True, False),
        ("Hello", False, False),
    ]


@pytest.mark.parametrize(
    ("written_at", "by", "note"),
    [
        ("2026-11-22 02:47:22", 0, "Ring twice"),
        ("2026-11-22 02:48:00", 0, "Ring twice"),
        ("2026-11-23 02:47:22", 0, ""),
        ("2026-11-22 02:47:22", 1, ""),
        ("0000-00-00 00:00:00", 0, ""),
    ],
)
def test_the_customers_note_is_what_was_typed_at_checkout(
    written_at: str, by: int, note: str
) -> None:
    one = row(
        "ws-read-customer-messages", message="Ring twice", date_add=written_at, id_employee=by
    )
    assert read_summary(replace(first(), messages=(one,))).customer_note == note


def test_messages_find_their_order_through_their_thread() -> None:
    found = by_order(rows("ws-read-customer-thread"), rows("ws-read-customer-messages"))
    assert {order: len(messages) for order, messages in found.items()} == {"5": 1}


def test_an_erased_customer_keeps_the_name_on_the_parcel() -> None:
    address = row("ws-read-addresses-by-ids")
    order = read_order(replace(first(), invoice=address), gaps=("customers",))
    assert (order.customer.id, order.customer.first_name) == ("2", "accessories")
    assert (order.customer.email, order.gaps) == ("", ("customers",))


@pytest.mark.parametrize(
    ("field", "broken"),
    [
        ("total_paid_tax_incl", None),
        ("total_paid_tax_incl", "free"),
        ("total_paid_real", 1.5),
        ("total_paid_real", {"value": "1"}),
        ("date_add", "soon"),
        ("date_add", None),
        ("reference", None),
        ("reference", ["x"]),
        ("current_state", "six"),
        ("current_state", -1),
        ("current_state", True),
        ("id", None),
        ("delivery_number", {}),
    ],
)
def test_a_broken_field_is_named_and_never_guessed(field: str, broken: object) -> None:
    with pytest.raises(BadAnswer) as fault:
        read_summary(first(**{field: broken}))
    assert f"orders.{field}:" in fault.value.detail


@pytest.mark.parametrize("field", ["gift", "recyclable", "payment", "total_wrapping_tax_incl"])
def test_the_whole_order_names_a_missing_field_too(field: str) -> None:
    with pytest.raises(BadAnswer, match=rf"^orders\.{field}: missing$"):
        read_order(first(**{field: None}), gaps=())


def test_a_currency_that_is_not_listed_makes_no_money() -> None:
    with pytest.raises(BadAnswer):
        read_summary(first(id_currency=7))


def test_yen_have_no_cents() -> None:
    yen = replace(LISTS, currencies={"1": "JPY"})
    parts = replace(first(total_paid_tax_incl="1234.500000"), lists=yen)
    assert read_summary(parts).total == Money(1235, "JPY")
