"""Every order of the stand-in is read through the adapter, whole, and its sums come out even."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from platforms.contract import Connection, NotFound, Unauthorized
from platforms.moves import Act, Actor, Done
from platforms.searches import Match, OrderSearch
from platforms.shapes import Line, Money
from platforms.shopify.adapter import Shopify
from platforms.shopify.sandbox import Sandbox, create_sandbox, sandbox_of, serve
from platforms.shopify.sandbox.steering import grant
from platforms.shopify.scopes import NEEDED
from platforms.shopify.transport import FixedKey

BOUTIQUE = "boutique-lumiere.myshopify.com"
NORD = "atelier-nord.myshopify.com"
MAUD = "51003"
OLD = "6661001"
"""Of NORD, ordered more than 60 days ago."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A running stand-in."""

    sandbox: Sandbox
    url: str

    def shop(self, host: str, key: str = "", *, person: str = "") -> Shopify:
        given = key or self.sandbox.key(host)
        own = FixedKey(person) if person else None
        return Shopify(Connection(f"{self.url}/shops/{host}", given, "Europe/Paris", person=own))

    def orders(self, host: str) -> list[str]:
        found = self.sandbox.stores[host].of_type("Order")
        return [str(one["id"]).rsplit("/", 1)[1] for one in found]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    app = create_sandbox(None)
    running = serve(app, "127.0.0.1", 0)
    try:
        yield Stage(sandbox_of(app), running.url)
    finally:
        running.stop()


@pytest.fixture(autouse=True)
def fresh(stage: Stage) -> None:
    stage.sandbox.reset()


def every_line(shop: Shopify, order_id: str) -> list[Line]:
    order = shop.read_order(order_id, within=10)
    lines, after = list(order.lines), order.lines_after
    while after:
        more, after = shop.read_lines(order_id, after, within=10)
        lines += more
    return lines


@pytest.mark.parametrize("host", [BOUTIQUE, NORD])
def test_every_order_is_read_and_its_sums_come_out_even(stage: Stage, host: str) -> None:
    shop = stage.shop(host)
    for order_id in [one for one in stage.orders(host) if one != OLD][:12]:
        order = shop.read_order(order_id, within=20)
        totals = order.totals
        assert order.gaps == ()
        assert totals.products - totals.discounts + totals.shipping == totals.total
        if not order.lines_after:
            nothing = Money(0, totals.total.currency)
            assert sum((one.total for one in order.lines), nothing) == totals.products
        if len(order.discounts) == 1:
            assert order.discounts[0].amount == totals.discounts
        given_back = sum((one.total.minor for one in order.credit_slips), 0)
        assert given_back == totals.refunded.minor


def test_a_long_order_is_read_page_by_page(stage: Stage) -> None:
    lines = every_line(stage.shop(BOUTIQUE), "5551013")
    assert len(lines) == len({one.id for one in lines}) > 50


def test_money_is_the_customer_s_with_the_shop_s_beside_it(stage: Stage) -> None:
    order = stage.shop(BOUTIQUE).read_order("5551012", within=10)
    assert order.totals.total.currency == "JPY"
    assert order.totals.total_in_shop is not None
    assert order.totals.total_in_shop.currency == "EUR"


def test_a_customer_is_found_by_e_mail_phone_name_and_account(stage: Stage) -> None:
    shop = stage.shop(BOUTIQUE)
    by_email = shop.find_orders(OrderSearch(emails=("ALIX@example.com",)), within=10)
    by_phone = shop.find_orders(OrderSearch(phones=("06 12 34 56 78",)), within=10)
    by_account = shop.find_orders(OrderSearch(customer_ids=("7001",)), within=10)
    references = [[one.order.reference for one in found] for found in (by_email, by_account)]
    assert "#1001" in references[0]
    assert set(references[1]) <= set(references[0])
    assert all(Match.PHONE in one.matches for one in by_phone)
    (named,) = shop.find_orders(OrderSearch(texts=("Où en est #1002 ?",)), within=10)
    assert named.order.reference == "#1002"
    assert shop.find_orders(OrderSearch(emails=("nobody@example.com",)), within=10) == ()


def test_an_order_whose_transfer_never_came_is_cancelled(stage: Stage) -> None:
    review = stage.shop(BOUTIQUE).review_cancel("5551006", within=10)
    assert (review.refundable.refund_barred, review.gives_back) == ("not_paid", None)
    now = stage.sandbox.clock.now()
    key = stage.sandbox.tokens.staff_token(BOUTIQUE, NEEDED, MAUD, now=now).token
    maud = stage.shop(BOUTIQUE, person=key)
    act = Act("op_transfer1", Actor(MAUD, "Maud"), "Comptoir, op_transfer1.")
    done = maud.cancel(review, replace(act, written=maud.compose(review, act)), within=20)
    assert isinstance(done, Done)
    assert done.state is not None
    assert done.state.id == "cancelled"


def test_a_profile_and_what_happened_are_read(stage: Stage) -> None:
    shop = stage.shop(BOUTIQUE)
    assert shop.read_profile("7001", within=10).email == "alix@example.com"
    of_order = shop.read_happenings("", "5551001", "", within=10).entries
    assert [one.at for one in of_order] == sorted((one.at for one in of_order), reverse=True)
    assert {one.order_id for one in of_order} == {"5551001"}
    assert shop.read_happenings("7001", "", "", within=10).entries
    assert not any("<" in one.text for one in of_order)


def test_what_the_key_may_not_read_is_a_gap(stage: Stage) -> None:
    store = stage.sandbox.stores[BOUTIQUE]
    grant(stage.sandbox, store, store.scopes - {"read_customers"})
    order = stage.shop(BOUTIQUE).read_order("5551001", within=10)
    assert order.gaps == ("customer",)
    assert order.summary.customer_id == ""


def test_a_key_that_is_dead_and_an_order_that_is_not_there_are_told_apart(stage: Stage) -> None:
    with pytest.raises(Unauthorized):
        stage.shop(BOUTIQUE, "shpat_dead").read_order("5551001", within=10)
    with pytest.raises(NotFound):
        stage.shop(BOUTIQUE).read_order("999", within=10)


def test_an_order_of_another_season_is_not_there_without_its_own_right(stage: Stage) -> None:
    with pytest.raises(NotFound):
        stage.shop(NORD).read_order(OLD, within=10)


def test_the_doctor_finds_the_stand_in_well(stage: Stage) -> None:
    checks = stage.shop(BOUTIQUE).examine(within=10)
    assert [one for one in checks if not one.is_ok] == []


def test_a_change_is_news(stage: Stage) -> None:
    found = stage.shop(BOUTIQUE).read_notices("1", within=10)
    assert {one.order_id for one in found} == set(stage.orders(BOUTIQUE))
    assert [int(one.id) for one in found] == sorted(int(one.id) for one in found)
