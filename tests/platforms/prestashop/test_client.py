"""Every recorded answer of a real shop becomes rows or one named error; the key stays secret."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.contract import (
    BadAnswer,
    InMaintenance,
    MissingPermission,
    NotFound,
    PlatformError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from platforms.http import Deadline
from platforms.prestashop.client import Ask, Rows, Webservice, ask, digits_in_order, is_safe, one_of
from tests.platforms.loopback import Answering, Asked, Reply, listening
from tests.platforms.prestashop.recorded import (
    KEY,
    Exchange,
    connection,
    every_exchange,
    exchange,
    replaying,
)

REFUSED: Mapping[str, type[PlatformError]] = {
    "ws-err-bad-format-key": Unauthorized,
    "ws-err-date-filter-without-date-flag": BadAnswer,
    "ws-err-display-unknown-field": BadAnswer,
    "ws-err-empty-key": Unauthorized,
    "ws-err-filter-dynamic-field": BadAnswer,
    "ws-err-filter-on-association": BadAnswer,
    "ws-err-filter-unknown-field": BadAnswer,
    "ws-err-id-not-number": NotFound,
    "ws-err-id-shop-unknown": BadAnswer,
    "ws-err-inactive-key": Unauthorized,
    "ws-err-key-without-perms": Unauthorized,
    "ws-err-language-unknown": BadAnswer,
    "ws-err-method-not-allowed-key": MissingPermission,
    "ws-err-method-unknown": BadAnswer,
    "ws-err-no-key": Unauthorized,
    "ws-err-no-key-xml": Unauthorized,
    "ws-err-resource-not-allowed": MissingPermission,
    "ws-err-resource-not-allowed-xml": MissingPermission,
    "ws-err-schema-bad": BadAnswer,
    "ws-err-search-post": BadAnswer,
    "ws-err-sort-bad": BadAnswer,
    "ws-err-sort-malformed": BadAnswer,
    "ws-err-stock-availables-delete": BadAnswer,
    "ws-err-stock-availables-post": BadAnswer,
    "ws-err-unknown-id": NotFound,
    "ws-err-unknown-id-display-full": NotFound,
    "ws-err-unknown-id-xml": NotFound,
    "ws-err-unknown-key": Unauthorized,
    "ws-err-unknown-resource": BadAnswer,
    "ws-err-webservice-disabled": InMaintenance,
    "ws-err-write-method-no-permission": MissingPermission,
    "ws-err-write-no-permission": MissingPermission,
    "ws-read-head-order-999": NotFound,
    "ws-read-key-in-query": Unauthorized,
    "ws-read-orders-sort-multi": BadAnswer,
    "ws-read-root-json": Unreachable,
}
"""What each recorded refusal means; a recording with another status than 200 must be here."""

ALL = every_exchange()
LISTS = [found for found in ALL if found.is_list]
OTHERS = [found for found in ALL if found.status == 200 and not found.is_list]


def read(url: str, one: Ask) -> Rows:
    shop = Webservice(connection(url))
    return shop.round({"it": one}, deadline=Deadline.within(5)).take("it")


def ask_for(found: Exchange) -> Ask:
    return Ask(found.resource, found.path)


def served(answering: Answering, one: Ask | None = None) -> Rows:
    with listening(answering) as shop:
        return read(shop.url, one or ask("orders"))


def saying(status: int, body: bytes, **headers: str) -> Answering:
    return lambda _, reply: reply.whole(status, headers, body)


def test_every_recorded_refusal_is_expected_here() -> None:
    assert {found.name for found in ALL if found.status != 200} == set(REFUSED)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_recorded_refusal_has_its_name(name: str) -> None:
    with listening(replaying(name)) as shop, pytest.raises(PlatformError) as refusal:
        read(shop.url, ask_for(exchange(name)))
    assert type(refusal.value) is REFUSED[name]


@pytest.mark.parametrize("found", LISTS, ids=lambda found: found.name)
def test_a_recorded_list_gives_its_rows(found: Exchange) -> None:
    with listening(replaying(found.name)) as shop:
        rows = read(shop.url, ask_for(found))
    assert (len(rows) == 0) == (found.body == b"[]")
    assert all(row.reference("id") for row in rows)


@pytest.mark.parametrize("found", OTHERS, ids=lambda found: found.name)
def test_what_is_no_list_in_json_is_a_bad_answer(found: Exchange) -> None:
    with listening(replaying(found.name)) as shop, pytest.raises(BadAnswer):
        read(shop.url, ask_for(found))


def test_the_recordings_hold_every_kind() -> None:
    assert len(LISTS) > 60
    assert "ws-quirk-state-change-pdf-fatal-200" in {found.name for found in OTHERS}


def test_a_missing_right_is_named_by_its_resource() -> None:
    name = "ws-err-resource-not-allowed"
    with listening(replaying(name)) as shop, pytest.raises(MissingPermission) as refusal:
        read(shop.url, ask_for(exchange(name)))
    assert refusal.value.resource == "customers"


@pytest.mark.parametrize(
    ("status", "body", "meant"),
    [
        (500, b"", Unreachable),
        (500, b"<h1>Fatal error</h1>", Unreachable),
        (502, b"Bad Gateway", Unreachable),
        (503, b"<html>We'll be back soon. Maintenance</html>", InMaintenance),
        (503, b"<html>Service Temporarily Unavailable</html>", Unreachable),
        (404, b"<html>nginx</html>", BadAnswer),
        (403, b"", Unauthorized),
        (301, b"", BadAnswer),
        (200, b"", BadAnswer),
        (200, b'{"orders":[{"id":1}', BadAnswer),
        (200, b'{"orders":{"id":1}}', BadAnswer),
        (200, b'{"orders":[1]}', BadAnswer),
        (200, b'{"orders":[],"more":[]}', BadAnswer),
        (200, b"[1]", BadAnswer),
        (200, b"[" * 100_000, BadAnswer),
        (200, b'Warning: x in /var/www{"orders":[{"id":1}]}', BadAnswer),
        (200, b'{"orders":[{"id":"\xff"}]}', BadAnswer),
        (200, b'{"errors":[{"code":26,"message":""}]}', BadAnswer),
        (500, b'{"errors":[]}', Unreachable),
        (500, b'{"errors":"x"}', Unreachable),
    ],
)
def test_what_no_recording_holds_has_a_name_too(
    status: int, body: bytes, meant: type[PlatformError]
) -> None:
    with pytest.raises(PlatformError) as refusal:
        served(saying(status, body))
    assert type(refusal.value) is meant


@pytest.mark.parametrize(("written", "meant"), [("7", 7.0), ("", 5.0), ("9999999", 3600.0)])
def test_a_shop_that_asks_to_wait_says_how_long(written: str, meant: float) -> None:
    with pytest.raises(Throttled) as refusal:
        served(lambda _, reply: reply.whole(429, {"Retry-After": written}, b""))
    assert refusal.value.retry_after == meant


def test_a_decimal_that_is_no_text_is_read_exactly() -> None:
    (row,) = served(lambda _, reply: reply.json('{"orders":[{"total":1.005}]}'))
    assert row.money("total", "EUR").minor == 101


def test_the_key_is_sent_as_basic_auth_and_nowhere_else() -> None:
    with listening(replaying("ws-read-order-1-display-full-json")) as shop:
        read(shop.url, ask("orders", record="1"))
    (asked,) = shop.asked
    assert asked.headers["Authorization"] == "Basic S0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0s6"
    assert KEY not in asked.path + asked.query
    assert "Cookie" not in asked.headers
    assert parse_qs(asked.query) == {"display": ["full"], "output_format": ["JSON"]}


def test_neither_key_nor_search_is_in_a_fault_a_log_or_a_repr(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    mail = "alix@example.com"
    one = ask("customers", filters={"email": one_of([mail])})

    def gone(_: Asked, reply: Reply) -> None:
        reply.close()

    with listening(gone) as shop, pytest.raises(Unreachable) as refusal:
        read(shop.url, one)
    told = "".join(traceback.format_exception(refusal.value)) + repr(Webservice(connection("x")))
    for secret in (KEY, "S0tLS0"):
        assert secret not in told + caplog.text
    assert mail not in told
    assert "alix" not in refusal.value.detail


def test_a_record_is_asked_by_its_id_in_the_form_that_drops_nothing() -> None:
    assert ask("orders", record="1").target == "/api/orders/1?display=full&output_format=JSON"


def test_a_base_address_may_name_the_webservice_itself() -> None:
    with listening(replaying("ws-read-order-1-display-full-json")) as shop:
        assert len(read(f"{shop.url}/api/", ask("orders", record="1"))) == 1


@given(st.lists(st.text(min_size=1), min_size=1))
def test_a_filter_holds_each_value_or_is_refused(values: list[str]) -> None:
    if not all(map(is_safe, values)):
        with pytest.raises(ValueError, match="no filter"):
            one_of(values)
        return
    pattern = one_of(values)
    assert pattern[0] + pattern[-1] == "[]"
    assert set(pattern[1:-1].split("|")) == set(values)


@given(st.text())
def test_a_filter_survives_the_address_unchanged(value: str) -> None:
    if not is_safe(value):
        return
    try:
        one = ask("customers", filters={"email": one_of([value])})
    except UnicodeEncodeError:
        return
    query = parse_qs(one.target.partition("?")[2], strict_parsing=True)
    assert query["filter[email]"] == [f"[{value}]"]
    assert set(query) == {"filter[email]", "display", "output_format"}


@pytest.mark.parametrize("value", ["", "a[b", "a]b", "a|b", "a\nb", "a\0b"])
def test_what_could_widen_a_list_never_becomes_a_filter(value: str) -> None:
    with pytest.raises(ValueError, match="no filter"):
        one_of(["good", value])


def test_no_value_is_no_filter_at_all() -> None:
    with pytest.raises(ValueError, match="no filter"):
        one_of([])


@given(st.text())
def test_only_digits_become_a_pattern_of_digits(written: str) -> None:
    if written and written.isascii() and written.isdigit():
        assert digits_in_order(written).replace("%", "") == f"[{written}]"
    else:
        with pytest.raises(ValueError, match="no filter"):
            digits_in_order(written)
