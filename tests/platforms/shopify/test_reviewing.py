"""A review moves exactly what Shopify suggests for the choice, or names what bars it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from platforms.contract import BadAnswer, Barred
from platforms.moves import CancelChoice, Gives, MovedLine, PickedLine
from platforms.payback import MoneyState, PaidBack
from platforms.shapes import Money
from platforms.shopify.refundable import refundable_of
from platforms.shopify.reviewing import asked_of, cancellation_of, review_of
from platforms.shopify.writes import Writes
from sidebar.rules.refundable import everything as all_of
from tests.platforms.shopify.weighed import (
    WITHIN,
    Paper,
    PaperApi,
    choice,
    line,
    order,
    paid,
    part,
    read,
    suggestion,
    way,
)

PLACE = {"id": "gid://shopify/Location/9", "name": "Paris"}
ALL = suggestion(
    "95.0",
    [part(11, 3, "60.0", location=PLACE), part(12, 1, "30.0", location=PLACE)],
    [way(77, "95.0")],
    shipping="5.0",
    shipping_most="5.0",
)
LINES = [line(11, left=3, price="20.0", unfulfilledQuantity=1), line(12, left=1, price="30.0")]


def suggested(total: str, parts: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A suggestion for a choice, all on one card."""
    ways = more.pop("ways", [way(77, total)])
    return suggestion(total, parts, ways, shipping_most="5.0", **more)


def test_a_review_is_what_shopify_suggests_for_the_choice() -> None:
    picked = suggested("42.0", [part(11, 2, "40.0")], shipping="2.0")
    review = review_of(read(order(LINES, ALL, picked=picked)), choice((11, 2, 1), shipping=200))
    assert review.lines == (
        MovedLine("11", 2, Money(4000, "EUR"), 1, stock_before=7, stock_after=8),
    )
    assert (review.total, review.shipping, review.other) == (
        Money(4200, "EUR"),
        Money(200, "EUR"),
        None,
    )
    assert review.ways == (PaidBack("Visa •••• 4242", Money(4200, "EUR"), MoneyState.PLANNED),)
    assert not review.empties_order


def test_what_shopify_takes_off_stands_beside_the_lines() -> None:
    picked = suggested("37.5", [part(11, 2, "40.0")])
    review = review_of(read(order(LINES, ALL, picked=picked)), choice((11, 2, 0)))
    assert (review.total, review.other) == (Money(3750, "EUR"), Money(-250, "EUR"))


def test_everything_is_the_suggestion_for_everything_to_the_cent() -> None:
    weighed = read(
        order(
            LINES,
            ALL,
            picked=suggested("94.99", [part(11, 3, "60.0"), part(12, 1, "30.0")], shipping="5.0"),
        )
    )
    refundable = refundable_of(weighed)
    review = review_of(weighed, all_of(refundable))
    assert review.total == refundable.left == Money(9500, "EUR")
    assert review.empties_order


def words(picked: dict[str, Any], *units: tuple[int, int, int], **more: Any) -> dict[str, Any]:
    review = review_of(read(order(LINES, ALL, picked=picked, **more)), choice(*units))
    found: dict[str, Any] = json.loads(review.words)
    return found


def parts_of(quantity: int, restock: int) -> list[tuple[str, int, str]]:
    asked = words(suggested("20.0", [part(11, quantity, "20.0")]), (11, quantity, restock))
    return [
        (one["restockType"], one["quantity"], one.get("locationId", ""))
        for one in asked["refundLineItems"]
    ]


@pytest.mark.parametrize(
    ("quantity", "restock", "expected"),
    [
        (1, 1, [("CANCEL", 1)]),
        (3, 3, [("CANCEL", 1), ("RETURN", 2)]),
        (3, 2, [("CANCEL", 1), ("RETURN", 1), ("NO_RESTOCK", 1)]),
        (2, 1, [("CANCEL", 1), ("NO_RESTOCK", 1)]),
        (2, 0, [("NO_RESTOCK", 2)]),
    ],
)
def test_units_never_sent_are_taken_off_first_and_sent_ones_return(
    quantity: int, restock: int, expected: list[tuple[str, int]]
) -> None:
    place = "gid://shopify/Location/9"
    assert parts_of(quantity, restock) == [
        (kind, count, "" if kind == "NO_RESTOCK" else place) for kind, count in expected
    ]


def test_units_never_sent_go_back_where_shopify_says_and_sent_ones_where_they_left_from() -> None:
    nantes = {"id": "gid://shopify/Location/4", "name": "Nantes"}
    parts = [
        part(11, 2, "40.0", location=PLACE, restockType="RETURN"),
        part(11, 1, "20.0", location=nantes, restockType="CANCEL"),
    ]
    everything = suggestion("60.0", parts, [way(77, "60.0")])
    parcel: dict[str, Any] = {
        "id": "gid://shopify/Fulfillment/1",
        "status": "SUCCESS",
        "createdAt": "2026-11-20T11:00:00Z",
        "deliveredAt": None,
        "trackingInfo": [],
        "location": PLACE,
        "fulfillmentLineItems": {"nodes": [{"lineItem": {"id": "gid://shopify/LineItem/11"}}]},
    }
    picked = suggested("60.0", [part(11, 3, "60.0")])
    content = order(LINES[:1], everything, picked=picked, fulfillments=[parcel])
    review = review_of(read(content), choice((11, 3, 3)))
    assert [
        (one["restockType"], one["locationId"][-2:])
        for one in json.loads(review.words)["refundLineItems"]
    ] == [("CANCEL", "/4"), ("RETURN", "/9")]
    assert [one.place for one in review.refundable.lines] == ["Nantes, Paris"]


def test_stock_goes_up_line_by_line_where_lines_share_a_variant() -> None:
    other = {
        "id": "gid://shopify/ProductVariant/2",
        "inventoryQuantity": 20,
        "inventoryItem": {"tracked": True},
    }
    lines = [LINES[0], line(13, left=1, price="5.0", variant=other), LINES[1]]
    parts = [part(11, 2, "40.0"), part(12, 1, "30.0"), part(13, 1, "5.0")]
    content = order(lines, ALL, picked=suggested("75.0", parts))
    review = review_of(read(content), choice((11, 2, 2), (13, 1, 0), (12, 1, 1)))
    stocks = [(one.stock_before, one.stock_after) for one in review.lines]
    assert stocks == [(7, 9), (20, 20), (9, 10)]
    cancelled = cancellation_of(read(content), CancelChoice())
    stocks = [(one.stock_before, one.stock_after) for one in cancelled.lines]
    assert stocks == [(7, 10), (20, 21), (10, 11)]


def test_transactions_are_those_suggested_for_a_gift_card_and_a_card() -> None:
    gift: dict[str, Any] = {
        "gateway": "gift_card",
        "formattedGateway": "Gift card",
        "accountNumber": "•••• 9abc",
    }
    picked = suggested(
        "20.0", [part(11, 1, "20.0")], ways=[way(78, "12.5", **gift), way(77, "7.5")]
    )
    review = review_of(read(order(LINES, ALL, picked=picked)), choice((11, 1, 0)))
    assert [(one.name, one.amount.minor) for one in review.ways] == [
        ("Gift card •••• 9abc", 1250),
        ("Visa •••• 4242", 750),
    ]
    assert [
        (one["parentId"], one["gateway"], one["kind"], one["amount"])
        for one in json.loads(review.words)["transactions"]
    ] == [
        ("gid://shopify/OrderTransaction/78", "gift_card", "REFUND", "12.50"),
        ("gid://shopify/OrderTransaction/77", "shopify_payments", "REFUND", "7.50"),
    ]


def test_money_of_a_manual_gateway_goes_back_by_hand() -> None:
    picked = suggested("20.0", [part(11, 1, "20.0")], ways=[way(77, "20.0", by_hand=True)])
    review = review_of(read(order(LINES, ALL, picked=picked)), choice((11, 1, 0)))
    assert [one.is_by_hand for one in review.ways] == [True]


def test_the_total_is_told_in_the_shops_currency_where_it_is_another() -> None:
    everything = suggestion("20.0", [part(11, 1, "20.0")], [way(77, "20.0")], shop=("17.2", "GBP"))
    picked = suggestion("20.0", [part(11, 1, "20.0")], [way(77, "20.0")], shop=("17.2", "GBP"))
    content = order([line(11, left=1, price="20.0")], everything, picked=picked)
    review = review_of(read(content), choice((11, 1, 0)))
    assert review.total_in_shop == Money(1720, "GBP")
    assert json.loads(review.words)["currency"] == "EUR"


@pytest.mark.parametrize(
    ("picked", "reason"),
    [
        (choice((99, 1, 0)), "unknown_line"),
        (choice((11, 4, 0)), "quantity_too_high"),
        (choice((11, 0, 1)), "bad_quantity"),
        (choice((11, -1, 0)), "bad_quantity"),
        (choice((11, 1, 0), (11, 1, 0)), "bad_quantity"),
        (choice((11, 1, 2)), "bad_restock"),
        (choice((11, 1, -1)), "bad_restock"),
        (choice(shipping=501), "shipping_too_high"),
        (choice(shipping=-1), "bad_shipping"),
        (choice((11, 1, 0), shipping=1, currency="USD"), "bad_shipping"),
        (choice(), "nothing_to_refund"),
    ],
)
def test_a_choice_that_cannot_be_is_barred_by_name(picked: Any, reason: str) -> None:
    paper = Paper(reads={"order_review": [order(LINES, ALL)]})
    with pytest.raises(Barred) as barred:
        Writes(PaperApi(paper)).review_refund("5551001", picked, within=WITHIN)
    assert barred.value.reason == reason


def test_store_credit_is_not_offered() -> None:
    weighed = read(order(LINES, ALL, picked=suggested("20.0", [part(11, 1, "20.0")])))
    with pytest.raises(Barred, match="not_offered"):
        review_of(
            weighed, type(choice())((PickedLine("11", 1, 0),), Money(0, "EUR"), Gives.VOUCHER)
        )


@pytest.mark.parametrize(
    "picked",
    [
        suggested("20.0", [part(11, 1, "20.0")], shipping="1.0"),
        suggested("20.0", [part(11, 1, "20.0")], ways=[way(77, "19.99")]),
        suggested("20.0", [part(12, 1, "20.0")]),
        suggested("20.001", [part(11, 1, "20.0")]),
    ],
)
def test_figures_that_do_not_fit_are_never_followed(picked: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        review_of(read(order(LINES, ALL, picked=picked)), choice((11, 1, 0)))


def test_a_review_is_one_question() -> None:
    content = order(LINES, ALL, picked=suggested("20.0", [part(11, 1, "20.0")]))
    paper = Paper(reads={"order_review": [content]})
    Writes(PaperApi(paper)).review_refund("5551001", choice((11, 1, 1)), within=WITHIN)
    ((name, asked),) = paper.asked
    assert name == "order_review"
    assert asked["refundLineItems"] == [{"lineItemId": "gid://shopify/LineItem/11", "quantity": 1}]
    assert (asked["shippingAmount"], asked["isPicked"]) == ("0.00", True)


def test_a_choice_of_nothing_asks_for_no_suggestion() -> None:
    assert asked_of(choice()) is None


def test_every_line_of_a_long_order_is_weighed() -> None:
    content = order(LINES[:1], ALL)
    pages = {"hasNextPage": True, "endCursor": "next"}
    content["order"]["lineItems"]["pageInfo"] = pages
    rest = {"nodes": LINES[1:], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    later = {"order": {"updatedAt": content["order"]["updatedAt"], "lineItems": rest}}
    paper = Paper(reads={"order_money": [content], "order_lines": [later]})
    found = Writes(PaperApi(paper)).read_refundable("5551001", within=WITHIN)
    assert [one.line_id for one in found.lines] == ["11", "12"]
    assert [one.id for one in found.order.lines] == ["11", "12"]
    later["order"]["updatedAt"] = "2026-11-22T10:00:00Z"
    with pytest.raises(BadAnswer):
        Writes(PaperApi(paper)).read_refundable("5551001", within=WITHIN)


def test_cancelling_shows_what_goes_back_to_stock_and_to_the_customer() -> None:
    weighed = read(order(LINES, ALL))
    review = cancellation_of(weighed, CancelChoice(restocks=True, refunds=True))
    assert [(one.line_id, one.quantity, one.restock) for one in review.lines] == [
        ("11", 3, 3),
        ("12", 1, 1),
    ]
    assert (review.gives_back, review.paid) == (Money(9500, "EUR"), Money(10000, "EUR"))
    assert [one.amount.minor for one in review.ways] == [9500]
    kept = cancellation_of(weighed, CancelChoice(restocks=False))
    assert (kept.gives_back, kept.ways) == (None, ())
    assert [one.restock for one in kept.lines] == [0, 0]


def test_an_order_that_was_only_authorised_gives_nothing_back() -> None:
    authorised = paid(77, "95.0", kind="AUTHORIZATION")
    content = order(LINES, suggestion("0.0", [], []), transactions=[authorised])
    review = cancellation_of(read(content), CancelChoice(refunds=True))
    assert review.gives_back is None


def test_an_order_that_was_sent_is_not_cancelled() -> None:
    with pytest.raises(Barred, match="already_cancelled"):
        cancellation_of(read(order(LINES, ALL, cancelledAt="2026-11-21T10:00:00Z")), CancelChoice())
