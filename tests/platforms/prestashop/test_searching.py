"""Orders are found by who ordered, each with every reason, and never anybody else's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs

import pytest

from platforms.contract import (
    FoundOrder,
    Match,
    MissingPermission,
    OrderSearch,
    PlatformError,
    Unreachable,
)
from platforms.prestashop.adapter import PrestaShop
from platforms.prestashop.sandbox import (
    Fault,
    Kind,
    Sandbox,
    create_sandbox,
    everything,
    sandbox_of,
    serve,
)
from tests.platforms.loopback import Asked, Reply, listening
from tests.platforms.prestashop.recorded import KEY, SHORT_LISTS, connection, replaying

ALIX = "alix.moreau@courriel.example"


@dataclass(frozen=True, slots=True)
class Standing:
    """A stand-in that is up, and the adapter that searches it."""

    shop: PrestaShop
    sandbox: Sandbox

    def find(self, search: OrderSearch) -> dict[str, FoundOrder]:
        return {found.order.id: found for found in self.shop.find_orders(search, within=5)}


@pytest.fixture
def lively() -> Iterator[Standing]:
    app = create_sandbox(seed="lively", comptoir=None, webservice_key=KEY)
    running = serve(app, "127.0.0.1", 0)
    yield Standing(PrestaShop(connection(running.url)), sandbox_of(app))
    running.stop()


def test_an_account_and_a_guest_of_one_mail_are_both_found(lively: Standing) -> None:
    found = lively.find(OrderSearch(emails=("ALIX.Moreau@Courriel.example",)))
    assert {one.order.customer_id for one in found.values()} == {"2", "3"}
    assert set(found) == {"1012", "1004", "1002", "1001"}
    assert all(Match.EMAIL in one.matches and one.order.email == ALIX for one in found.values())


def test_the_newest_come_first_and_no_more_than_asked(lively: Standing) -> None:
    everything_found = list(lively.find(OrderSearch(emails=(ALIX,))))
    assert everything_found == ["1012", "1004", "1002", "1001"]
    assert list(lively.find(OrderSearch(emails=(ALIX,), limit=2))) == ["1012", "1004"]


@pytest.mark.parametrize("phone", ["06 12 34 56 78", "+33612345678", "0033.6.12.34.56.78"])
def test_a_phone_is_found_however_it_is_written(lively: Standing, phone: str) -> None:
    found = lively.find(OrderSearch(phones=(phone,)))
    assert "1012" in found
    assert all(Match.PHONE in one.matches for one in found.values())


@pytest.mark.parametrize("phone", ["", "0612", "%", "0000000000", "061234567", "06 12 34 56 79"])
def test_a_phone_that_is_none_finds_nobody(lively: Standing, phone: str) -> None:
    assert lively.find(OrderSearch(phones=(phone,))) == {}


def test_a_suppliers_address_finds_no_order(lively: Standing) -> None:
    lively.sandbox.shop.put("addresses", id=900, id_customer=0, phone="0199887766")
    assert lively.find(OrderSearch(phones=("0199887766",))) == {}


def test_a_reference_is_found_whole_in_either_case(lively: Standing) -> None:
    (one,) = lively.find(OrderSearch(references=("mesangeax",))).values()
    assert (one.order.reference, set(one.matches)) == ("MESANGEAX", {Match.REFERENCE})
    assert lively.find(OrderSearch(references=("MESANGE",))) == {}


def test_an_order_says_every_reason_for_which_it_is_listed(lively: Standing) -> None:
    search = OrderSearch(
        emails=(ALIX,), phones=("0612345678",), references=("MESANGEAX",), customer_ids=("2",)
    )
    found = lively.find(search)
    assert found["1012"].matches == set(Match)
    assert Match.CUSTOMER not in found["1004"].matches


def test_a_line_of_the_list_is_whole(lively: Standing) -> None:
    listed = lively.find(OrderSearch(customer_ids=("2",)))["1012"].order
    assert listed == lively.shop.read_order("1012", within=5).summary
    assert listed.tracking_url.startswith("https://")
    assert listed.customer_note


def test_every_line_is_what_the_order_itself_says(lively: Standing) -> None:
    ids = tuple(str(number) for number in range(2, 10))
    found = lively.find(OrderSearch(customer_ids=ids, limit=50))
    assert len(found) == 14
    for number, one in found.items():
        assert one.order == lively.shop.read_order(number, within=5).summary


@pytest.mark.parametrize(
    ("search", "rounds"),
    [
        (OrderSearch(emails=(ALIX,), phones=("0612345678",), references=("MESANGEAX",)), 3),
        (OrderSearch(references=("MESANGEAX",)), 3),
        (OrderSearch(customer_ids=("2",)), 2),
        (OrderSearch(emails=("nobody@nowhere.example",)), 1),
    ],
)
def test_a_search_takes_three_rounds_at_most(
    lively: Standing, search: OrderSearch, rounds: int
) -> None:
    lively.sandbox.faults.set(Fault(Kind.SLOW, seconds=0.1))
    lively.find(search)
    assert lively.sandbox.log.rounds() == rounds


@pytest.mark.parametrize(
    "search",
    [
        OrderSearch(),
        OrderSearch(emails=("", "@", "x"), phones=("12",), references=("%%%%", "a|b|c")),
        OrderSearch(customer_ids=("0", "1|2", "[1,9999]", "%")),
        OrderSearch(emails=("]%[@x.example", "a|b@x.example", "[%]@x")),
        OrderSearch(emails=(ALIX,), limit=0),
    ],
)
def test_a_search_for_nobody_asks_the_shop_nothing(lively: Standing, search: OrderSearch) -> None:
    assert lively.find(search) == {}
    assert lively.sandbox.log.count == 0


def test_no_list_of_people_or_orders_is_asked_without_a_filter(lively: Standing) -> None:
    lively.find(OrderSearch(emails=(ALIX,), phones=("0612345678",), references=("MESANGEAX",)))
    short = {"order_states", "currencies", "languages", "carriers", "countries", "states"}
    for one in lively.sandbox.log.exchanges():
        filters = [name for name in parse_qs(one.query) if name.startswith("filter[")]
        assert filters or one.resource in short


def test_what_the_shop_gives_too_much_is_dropped() -> None:
    """A shop that forgets a filter, as it does for a malformed one, lists no strangers here."""

    def answer(asked: Asked, reply: Reply) -> None:
        if asked.path == "/api/customers":
            fields = {"id": 2, "email": "pub@prestashop.com"}
            reply.json(json.dumps({"customers": [fields]}))
            return
        names = ("ws-read-orders-display-full", "ws-read-addresses-by-ids", *SHORT_LISTS)
        replaying(*names)(asked, reply)

    with listening(answer) as shop:
        adapter = PrestaShop(connection(shop.url))
        search = OrderSearch(emails=("other@x.example",), phones=("0699999999",))
        assert adapter.find_orders(search, within=5) == ()


def test_without_the_addresses_only_the_phones_are_not_searched(lively: Standing) -> None:
    lively.sandbox.keys.grant(KEY, everything(but=["addresses"]))
    found = lively.find(OrderSearch(emails=(ALIX,), phones=("0612345678",)))
    assert {number: one.matches for number, one in found.items()}["1012"] == {Match.EMAIL}
    with pytest.raises(MissingPermission):
        lively.find(OrderSearch(phones=("0612345678",)))


@pytest.mark.parametrize(
    "resource", ["order_slip", "order_carriers", "customer_threads", "customer_messages"]
)
def test_a_part_without_permission_leaves_the_orders_found(lively: Standing, resource: str) -> None:
    lively.sandbox.keys.grant(KEY, everything(but=[resource]))
    assert "1012" in lively.find(OrderSearch(emails=(ALIX,)))


@pytest.mark.parametrize("resource", ["orders", "customers", "order_details", "currencies"])
def test_what_a_list_cannot_lack_is_named(lively: Standing, resource: str) -> None:
    lively.sandbox.keys.grant(KEY, everything(but=[resource]))
    with pytest.raises(MissingPermission) as refusal:
        lively.find(OrderSearch(emails=(ALIX,)))
    assert refusal.value.resource == resource


@pytest.mark.parametrize(
    "kind",
    [
        Kind.SLOW,
        Kind.REFUSE,
        Kind.FORBID,
        Kind.MAINTENANCE,
        Kind.DISABLED,
        Kind.CLOSE,
        Kind.HTML,
        Kind.TRUNCATED,
        Kind.TYPES,
        Kind.EMPTY,
        Kind.AWAY,
    ],
)
def test_a_shop_that_fails_is_never_an_empty_list(lively: Standing, kind: Kind) -> None:
    lively.sandbox.faults.set(Fault(kind, seconds=1.0))
    with pytest.raises(PlatformError):
        lively.shop.find_orders(OrderSearch(emails=(ALIX,)), within=0.4)


def test_a_shop_that_is_gone_is_unreachable() -> None:
    search = OrderSearch(references=("MESANGEAX",))
    with listening(lambda _, reply: reply.close()) as shop, pytest.raises(Unreachable):
        PrestaShop(connection(shop.url)).find_orders(search, within=2)
