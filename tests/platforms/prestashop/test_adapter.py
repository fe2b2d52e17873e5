"""The adapter reads a whole shop over HTTP in few rounds, and says what it could not read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from platforms.contract import (
    BadAnswer,
    InMaintenance,
    MissingPermission,
    NotFound,
    PlatformError,
    Unauthorized,
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
from platforms.shapes import FulfilmentStatus, Money, Order, PaymentStatus
from tests.platforms.loopback import Asked, Reply, listening
from tests.platforms.prestashop.recorded import KEY, SHORT_LISTS, connection, exchange, replaying

ORDER_ONE = (
    "ws-read-order-1-display-full-json",
    "ws-read-order-details-of-order",
    "ws-read-order-histories-of-order",
    "ws-read-order-slip-of-order-empty",
    "ws-read-order-carriers-of-order",
    "ws-read-order-cart-rules-of-order",
    "ws-read-customer-threads-empty",
    "ws-read-addresses-by-ids",
    "ws-read-order-payments-by-reference-empty",
    "ws-read-combinations-of-product",
    *SHORT_LISTS,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A stand-in that is up, and the adapter that reads it."""

    shop: PrestaShop
    sandbox: Sandbox
    url: str

    def read(self, order_id: str = "1012", *, within: float = 5.0) -> Order:
        return self.shop.read_order(order_id, within=within)

    def asked(self) -> list[str]:
        return [one.resource for one in self.sandbox.log.exchanges()]


@pytest.fixture
def lively() -> Iterator[Standing]:
    app = create_sandbox(seed="lively", comptoir=None, webservice_key=KEY)
    running = serve(app, "127.0.0.1", 0)
    yield Standing(PrestaShop(connection(running.url)), sandbox_of(app), running.url)
    running.stop()


def recorded_order_one(asked: Asked, reply: Reply) -> None:
    """Order 1 as recorded; of customers only the named fields were ever recorded by e-mail."""
    if asked.path == "/api/customers":
        fields = {"id": 2, "id_lang": 1, "lastname": "DOE", "firstname": "John", "is_guest": "0"}
        fields |= {"email": "pub@prestashop.com", "company": "", "note": "", "date_add": ""}
        reply.json(json.dumps({"customers": [fields]}))
    elif asked.path == "/api/products":
        reply.json('{"products":[{"id":1,"id_default_image":1},{"id":2,"id_default_image":""}]}')
    else:
        replaying(*ORDER_ONE)(asked, reply)


def test_the_recorded_order_of_a_real_shop_is_read_whole() -> None:
    with listening(recorded_order_one) as shop:
        order = PrestaShop(connection(shop.url)).read_order("1", within=5)
    assert order.gaps == ()
    assert order.totals.total == Money(6820, "EUR")
    assert (order.customer.name, order.customer.email) == ("John DOE", "pub@prestashop.com")
    assert [(line.variant, line.image) for line in order.lines] == [
        ("Color : White, Size : S", "1-2"),
        ("Color : White, Size : S", ""),
    ]
    assert order.delivery_address is not None
    assert order.delivery_address.country.to("en") == "United States"
    assert [change.state.id for change in order.history] == ["6", "1"]
    assert order.merchant_note == "Test"


def test_secrets_of_customers_are_never_asked_for(lively: Standing) -> None:
    lively.read()
    queries = [one.query for one in lively.sandbox.log.exchanges() if one.resource == "customers"]
    assert queries
    assert not any("full" in query or "passwd" in query or "secure" in query for query in queries)


def test_a_lively_order_is_read_in_the_readers_language(lively: Standing) -> None:
    order = lively.read()
    assert order.gaps == ()
    assert order.summary.state.name.to("fr") == "Expédié"
    assert order.summary.fulfilment is FulfilmentStatus.SHIPPED
    assert order.summary.payment is PaymentStatus.PARTLY_REFUNDED
    assert order.summary.tracking_url.startswith("https://")
    assert order.customer.email == "alix.moreau@courriel.example"
    assert order.customer.language == "fr"
    assert order.gift


@pytest.mark.parametrize(("order_id", "currency"), [("1007", "CHF"), ("1008", "JPY")])
def test_each_order_speaks_its_own_currency(lively: Standing, order_id: str, currency: str) -> None:
    assert lively.read(order_id).totals.total.currency == currency


def test_every_lively_order_can_be_read(lively: Standing) -> None:
    for number in range(1001, 1015):
        order = lively.read(str(number))
        assert (order.id, order.gaps) == (str(number), ())
        assert order.lines


def test_an_order_takes_two_rounds_cold_and_warm(lively: Standing) -> None:
    lively.sandbox.faults.set(Fault(Kind.SLOW, seconds=0.1))
    for most in (23, 16):
        lively.sandbox.log.reset()
        lively.read()
        assert lively.sandbox.log.rounds() == 2
        assert lively.sandbox.log.count <= most


def test_lists_are_read_once_for_many_orders(lively: Standing) -> None:
    lively.read()
    lively.sandbox.log.reset()
    lively.read("1005")
    assert not {"order_states", "currencies", "countries", "languages"} & set(lively.asked())


def test_a_state_made_after_the_last_reading_is_asked_for_once(lively: Standing) -> None:
    lively.read()
    new = lively.sandbox.shop.put("order_states", name={"1": "Gone fishing", "2": "À la pêche"})
    lively.sandbox.shop.put("orders", id=1012, current_state=new["id"])
    lively.sandbox.log.reset()
    assert lively.read().summary.state.name.to("fr") == "À la pêche"
    assert lively.asked().count("order_states") == 1
    lively.read()
    assert lively.asked().count("order_states") == 1


def test_a_state_the_shop_has_lost_is_looked_for_once(lively: Standing) -> None:
    lively.read()
    lively.sandbox.shop.put("orders", id=1012, current_state=77)
    lively.sandbox.log.reset()
    assert [lively.read().summary.state.name.default for _ in range(3)] == ["#77"] * 3
    assert lively.asked().count("order_states") == 1


def test_fifty_readers_at_once_each_get_the_order(lively: Standing) -> None:
    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(lambda _: lively.read(within=20).id, range(24)))
    assert found == ["1012"] * 24


@pytest.mark.parametrize(
    "resource",
    [
        *("order_histories", "order_slip", "order_carriers", "order_cart_rules", "order_payments"),
        *("customer_threads", "addresses", "products", "combinations", "carriers", "languages"),
        *("countries", "states"),
    ],
)
def test_a_part_without_permission_is_a_gap(lively: Standing, resource: str) -> None:
    lively.sandbox.keys.grant(KEY, everything(but=[resource]))
    order = lively.read()
    assert order.gaps == (resource,)
    assert order.customer.email == "alix.moreau@courriel.example"


def test_without_the_settings_nothing_is_missing(lively: Standing) -> None:
    lively.sandbox.keys.grant(KEY, everything(but=["configurations"]))
    assert lively.read().gaps == ()


@pytest.mark.parametrize(
    "resource", ["orders", "order_details", "customers", "order_states", "currencies"]
)
def test_what_an_order_cannot_lack_is_named(lively: Standing, resource: str) -> None:
    lively.sandbox.keys.grant(KEY, everything(but=[resource]))
    with pytest.raises(MissingPermission) as refusal:
        lively.read()
    assert refusal.value.resource == resource


def test_a_right_granted_later_closes_the_gap_of_a_list(lively: Standing) -> None:
    lively.sandbox.keys.grant(KEY, everything(but=["countries"]))
    lively.read()
    lively.sandbox.keys.grant(KEY, everything())
    fresh = PrestaShop(connection(lively.url))
    assert fresh.read_order("1012", within=5).gaps == ()


def test_refunds_known_only_from_the_lines_are_still_counted(lively: Standing) -> None:
    whole = lively.read("1003").totals.refunded
    lively.sandbox.keys.grant(KEY, everything(but=["order_slip"]))
    partial = lively.read("1003")
    assert partial.gaps == ("order_slip",)
    assert 0 < partial.totals.refunded.minor <= whole.minor


@pytest.mark.parametrize(
    "order_id", ["999", "", "0", "-1", "1.0", "1/../2", "a", "\uff11", "1" * 11]
)
def test_an_order_that_is_none_is_not_found(lively: Standing, order_id: str) -> None:
    with pytest.raises(NotFound):
        lively.read(order_id)


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        (Kind.REFUSE, Unauthorized),
        (Kind.MAINTENANCE, InMaintenance),
        (Kind.DISABLED, InMaintenance),
        (Kind.CLOSE, Unreachable),
        (Kind.HTML, BadAnswer),
        (Kind.TRUNCATED, BadAnswer),
        (Kind.TYPES, BadAnswer),
        (Kind.EMPTY, Unreachable),
    ],
)
def test_a_shop_that_fails_fails_by_name(
    lively: Standing, kind: Kind, meant: type[PlatformError]
) -> None:
    lively.sandbox.faults.set(Fault(kind))
    with pytest.raises(PlatformError) as failure:
        lively.read()
    assert type(failure.value) is meant


def test_a_slow_shop_is_given_up_at_the_deadline(lively: Standing) -> None:
    lively.sandbox.faults.set(Fault(Kind.SLOW, seconds=1.0))
    with pytest.raises(Unreachable):
        lively.read(within=0.3)


@pytest.mark.parametrize("kind", [Kind.HTML, Kind.EMPTY, Kind.TRUNCATED])
def test_a_part_that_breaks_is_a_gap(lively: Standing, kind: Kind) -> None:
    lively.sandbox.faults.set(Fault(kind, resource="customer_threads"))
    assert lively.read().gaps == ("customer_threads",)


def test_lists_that_fail_later_are_used_as_they_were(lively: Standing) -> None:
    lively.read()
    lively.sandbox.faults.set(Fault(Kind.EMPTY, resource="order_states"))
    assert lively.read().summary.state.name.to("fr") == "Expédié"


def test_another_order_than_asked_is_a_bad_answer() -> None:
    def answer(asked: Asked, reply: Reply) -> None:
        body = exchange("ws-read-order-1-display-full-json").body.decode()
        reply.json(body if asked.path == "/api/orders/2" else "[]")

    with listening(answer) as shop, pytest.raises(BadAnswer):
        PrestaShop(connection(shop.url)).read_order("2", within=5)


def test_a_time_zone_that_is_none_is_said(lively: Standing) -> None:
    lost = PrestaShop(connection(lively.url, timezone="Mars/Olympus"))
    with pytest.raises(BadAnswer, match="time zone"):
        lost.read_order("1012", within=5)
