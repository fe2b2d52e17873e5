"""The card shows the freshest reading there is, and says when the shop could not be asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.contract import (
    BadAnswer,
    InMaintenance,
    Match,
    MissingPermission,
    NotFound,
    PlatformError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from platforms.partly import FoundInPart
from platforms.shapes import Address, Order, ShopMessage, Wording
from sidebar.actions import orders
from sidebar.actions.opening import Opened
from sidebar.actions.orders import OrderView
from sidebar.rules.listing import Why
from tests.cast import ORDER
from tests.sidebar.goods import ALIX, found, order
from tests.sidebar.stage import Stage, StillShop

FAULTS = (
    Unreachable("no"),
    InMaintenance("closed"),
    Unauthorized("key"),
    MissingPermission("orders"),
    NotFound("gone"),
    Throttled(3),
    BadAnswer("html"),
)


@pytest.fixture
def shop() -> StillShop:
    return StillShop(order())


@pytest.fixture
def still(stage: Stage, shop: StillShop) -> Stage:
    """The stage, served by the shop that stands still."""
    return shop.at(stage)


@pytest.fixture
def opened(still: Stage) -> Opened:
    return still.enter()


def read(stage: Stage) -> OrderView:
    return orders.read_order(stage.desk, stage.shop, ORDER)


def named(note: str) -> Order:
    """An order that can be told from another one."""
    return order(merchant_note=note)


def test_a_fresh_reading_is_kept_with_the_moment_it_was_asked_for(
    still: Stage, shop: StillShop, opened: Opened
) -> None:
    assert opened.was_created
    asked_at = still.clock.now() + 10
    still.clock.advance(10)
    shop.order = named("fresh")
    shop.meanwhile = lambda: still.clock.advance(3000)

    view = read(still)

    assert view == OrderView(named("fresh"), asked_at)
    assert [row["read_at"] for row in still.rows("readings")] == [asked_at]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_when_the_shop_fails_the_last_reading_is_shown_with_its_age_and_the_fault(
    still: Stage, shop: StillShop, opened: Opened, fault: PlatformError
) -> None:
    read_at = still.clock.now()
    assert opened.was_created
    still.clock.advance(60_000)
    shop.fault = fault

    assert read(still) == OrderView(order(), read_at, fault)


def test_without_any_reading_the_fault_stands_alone(stage: Stage) -> None:
    fault = Unreachable("no")
    silent = StillShop(order(), fault=fault).at(stage)

    assert read(silent) == OrderView(None, 0, fault)


def test_a_slow_answer_never_overwrites_a_newer_reading(
    still: Stage, shop: StillShop, opened: Opened
) -> None:
    assert opened.was_created
    quick = StillShop(named("new")).at(still)

    def overtake() -> None:
        shop.meanwhile = lambda: None
        still.clock.advance(1000)
        read(quick)

    shop.order, shop.meanwhile = named("old"), overtake
    read(still)

    shop.fault = Unreachable("no")
    last = read(still).order
    assert last is not None
    assert last.merchant_note == "new"


def test_every_order_of_the_person_is_listed_with_why(
    still: Stage, shop: StillShop, opened: Opened
) -> None:
    shop.found = (
        found("2", Match.EMAIL, placed_at=1),
        found("3", Match.PHONE, Match.REFERENCE, placed_at=3),
        found("4", Match.EMAIL, Match.PHONE, placed_at=2),
    )

    view = orders.list_orders(still.desk, still.shop, opened.ticket)

    assert [(entry.order.id, entry.why) for entry in view.orders] == [
        (ORDER, (Why.THIS_ORDER,)),
        ("3", (Why.SAME_PHONE, Why.NAMED_IN_TEXT)),
        ("4", (Why.SAME_EMAIL, Why.SAME_PHONE)),
        ("2", (Why.SAME_EMAIL,)),
    ]
    assert view.fault is None


def test_the_search_knows_email_every_phone_and_what_the_texts_name(
    still: Stage, shop: StillShop, opened: Opened
) -> None:
    office = Address("", "", (), "", "", "", Wording(""), "FR", phones=("01 23 45 67 89",))
    shop.order = order(
        customer=replace(ALIX, phones=("06 12",)),
        delivery_address=replace(office, phones=("06 12", "07 77")),
        invoice_address=office,
        messages=(ShopMessage("voir KHWLILZLL", None, from_customer=True),),
    )
    read(still)
    still.note(opened, "et XKBKNABJK, pas QZVTRMALP")

    orders.list_orders(still.desk, still.shop, opened.ticket)

    (search,) = shop.searches
    assert search.emails == ("alix@courriel.example",)
    assert search.phones == ("06 12", "07 77", "01 23 45 67 89")
    assert search.texts == ("et XKBKNABJK, pas QZVTRMALP", "voir KHWLILZLL")


def test_a_guest_without_email_is_not_searched_by_an_empty_one(
    still: Stage, shop: StillShop, opened: Opened
) -> None:
    shop.order = order(customer=replace(ALIX, email=""))
    read(still)

    orders.list_orders(still.desk, still.shop, opened.ticket)

    assert shop.searches[0].emails == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_the_last_list_is_shown_when_the_shop_cannot_search(
    still: Stage, shop: StillShop, opened: Opened, fault: PlatformError
) -> None:
    shop.found = (found("2", Match.EMAIL),)
    first = orders.list_orders(still.desk, still.shop, opened.ticket)
    still.clock.advance(1000)
    shop.fault = fault

    view = orders.list_orders(still.desk, still.shop, opened.ticket)

    assert (view.orders, view.read_at) == (first.orders, first.read_at)
    assert view.fault is fault


def test_only_listed_orders_may_be_opened_from_a_ticket(
    still: Stage, shop: StillShop, opened: Opened
) -> None:
    def may_open(order_id: str) -> bool:
        found = orders.listed_shop(still.desk, still.shop, opened.ticket, order_id)
        return found is not None

    assert may_open(ORDER)
    assert not may_open("2")
    shop.found = (found("2", Match.EMAIL),)
    orders.list_orders(still.desk, still.shop, opened.ticket)

    assert may_open("2")
    assert not may_open("3")


def test_the_customer_is_tied_to_the_ticket_once_the_shop_says_who(
    stage: Stage, shop: StillShop
) -> None:
    shop.fault = Unreachable("no")
    still = shop.at(stage)
    opened = still.enter(order=ORDER)
    shop.fault, shop.order = None, order(customer=replace(ALIX, id="77"))

    view = read(still)
    assert view.order is not None
    orders.tie_customer(still.desk, opened.ticket, view.order)

    (ticket,) = still.rows("tickets")
    customers = {row["id"]: row["host_id"] for row in still.rows("customers")}
    assert customers[ticket["customer_id"]] == "77"


def test_the_real_shops_orders_are_listed_for_their_reasons(stage: Stage) -> None:
    opened = stage.enter()
    stage.note(opened, "Comme pour NEOVIPRAS et TUKAMOZEL")

    view = orders.list_orders(stage.desk, stage.shop, opened.ticket)

    why = {entry.order.reference: set(entry.why) for entry in view.orders}
    assert view.orders[0].order.id == ORDER
    assert Why.SAME_EMAIL in why["HBDWKOSEN"]
    assert {Why.SAME_EMAIL, Why.NAMED_IN_TEXT} <= why["NEOVIPRAS"]
    assert Why.NAMED_IN_TEXT in why["TUKAMOZEL"]


def hidden() -> Order:
    """Alix's order, read with a key that may not read who ordered."""
    return order(customer=replace(ALIX, id="", is_guest=True), gaps=("customer",))


def test_a_key_that_may_not_read_customers_makes_no_guest_of_one(
    still: Stage, shop: StillShop, opened: Opened
) -> None:
    before = still.rows("customers"), [row["customer_id"] for row in still.rows("tickets")]
    shop.order = hidden()

    view = read(still)
    assert view.order is not None
    orders.tie_customer(still.desk, opened.ticket, view.order)

    assert before == (
        still.rows("customers"),
        [row["customer_id"] for row in still.rows("tickets")],
    )


def test_a_ticket_opened_by_such_a_key_has_no_customer(stage: Stage, shop: StillShop) -> None:
    shop.order = hidden()

    opened = shop.at(stage).enter()

    assert opened.ticket.customer is None
    assert stage.rows("customers") == []


def test_a_guest_whom_no_ticket_names_any_more_is_forgotten(stage: Stage, shop: StillShop) -> None:
    shop.order = order(customer=replace(ALIX, id="", is_guest=True))
    still = shop.at(stage)
    opened = still.enter()
    assert [row["host_id"] for row in still.rows("customers")] == [f"order:{ORDER}"]
    shop.order = order()

    view = read(still)
    assert view.order is not None
    orders.tie_customer(still.desk, opened.ticket, view.order)

    assert [row["host_id"] for row in still.rows("customers")] == [ALIX.id]


def test_a_search_that_was_not_whole_shows_what_it_found_and_what_it_lacked(
    still: Stage, shop: StillShop, opened: Opened
) -> None:
    shop.fault = FoundInPart(("customers",), (found("2", Match.EMAIL),))

    view = orders.list_orders(still.desk, still.shop, opened.ticket)

    assert [entry.order.id for entry in view.orders] == [ORDER, "2"]
    assert (view.fault, view.gaps) == (None, ((still.shop.name, ("customers",)),))
