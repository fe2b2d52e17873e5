"""Each question to a shop is one call, about the record asked, and says what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.contract import BadAnswer, Check, MissingPermission, NotFound, PlatformError
from platforms.http import wall_clock
from platforms.people import Consent
from platforms.shapes import Money
from platforms.shopify.adapter import Shopify
from platforms.shopify.scopes import NEEDED
from tests.platforms.shopify.orders_told import ORDER_ID, bag, line, order, refund
from tests.platforms.shopify.test_searching import shop_of
from tests.platforms.shopify.wired import Said, Wire, failed, told, wired

CUSTOMER: dict[str, Any] = {
    "id": "gid://shopify/Customer/7001",
    "displayName": "Alix Moreau",
    "state": "ENABLED",
    "locale": "fr-FR",
    "note": None,
    "tags": ["vip"],
    "verifiedEmail": True,
    "taxExempt": False,
    "createdAt": "2025-09-28T10:00:00Z",
    "numberOfOrders": "9",
    "amountSpent": {"amount": "952.33", "currencyCode": "EUR"},
    "defaultEmailAddress": {"emailAddress": "alix@example.com", "marketingState": "SUBSCRIBED"},
    "defaultPhoneNumber": None,
    "defaultAddress": {"city": "Lyon", "country": "France"},
}


def shop(wire: Wire) -> Shopify:
    return Shopify(wire.connection())


def test_a_card_is_one_call() -> None:
    with wired(told({"order": order()})) as wire:
        found = shop(wire).read_order(ORDER_ID, within=5)
    (question,) = wire.questions
    assert question.variables == {"id": f"gid://shopify/Order/{ORDER_ID}"}
    assert found.reference == "#1001"


@pytest.mark.parametrize(
    "order_id", ["", "gid://shopify/Order/1", "1 ", "1\n", "-1", "1" * 21, "٤"]
)
def test_what_is_no_id_is_not_asked(order_id: str) -> None:
    with wired(told({"order": order()})) as wire:
        with pytest.raises(NotFound):
            shop(wire).read_order(order_id, within=5)
        with pytest.raises(NotFound):
            shop(wire).read_profile(order_id, within=5)
        assert wire.server.asked == []


def test_an_order_that_is_not_there_is_not_found() -> None:
    with wired(told({"order": None})) as wire, pytest.raises(NotFound):
        shop(wire).read_order(ORDER_ID, within=5)


def test_another_order_than_asked_is_a_bad_answer() -> None:
    with wired(told({"order": order()})) as wire, pytest.raises(BadAnswer):
        shop(wire).read_order("77", within=5)


def test_a_part_that_may_not_be_read_is_said_on_the_card() -> None:
    content = {"order": order(customer=None)}
    with wired(failed("ACCESS_DENIED", path=("order", "customer"), content=content)) as wire:
        found = shop(wire).read_order(ORDER_ID, within=5)
    assert found.gaps == ("customer",)
    assert found.customer.email == "alix@example.com"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (("order",), {"order": None}),
        (("order", "totalPriceSet"), {"order": order(totalPriceSet=None)}),
    ],
)
def test_a_part_without_which_there_is_no_card_is_a_missing_permission(
    path: tuple[str, ...], content: dict[str, Any]
) -> None:
    denied = failed("ACCESS_DENIED", path=path, content=content)
    with wired(denied) as wire, pytest.raises(MissingPermission) as fault:
        shop(wire).read_order(ORDER_ID, within=5)
    assert fault.value.resource == ".".join(path)


def test_more_lines_come_with_what_was_given_back_of_them() -> None:
    page = {
        "id": f"gid://shopify/Order/{ORDER_ID}",
        "updatedAt": "2026-11-21T09:00:00Z",
        "taxesIncluded": True,
        "presentmentCurrencyCode": "EUR",
        "lineItems": {
            "nodes": [line(1), line(2)],
            "pageInfo": {"hasNextPage": True, "endCursor": "n"},
        },
        "refunds": [refund()],
    }
    with wired(told({"order": page})) as wire:
        lines, after = shop(wire).read_lines(ORDER_ID, "c50", within=5)
        assert wire.questions[0].variables["after"] == "c50"
    assert [(one.id, one.quantity_refunded) for one in lines] == [("1", 1), ("2", 0)]
    assert after == "n"


@pytest.mark.parametrize("after", ["x" * 501, "a\nb", "\x00"])
def test_what_is_no_place_in_a_list_is_not_asked(after: str) -> None:
    with wired(told({})) as wire:
        with pytest.raises(BadAnswer):
            shop(wire).read_lines(ORDER_ID, after, within=5)
        assert wire.server.asked == []


def test_a_profile_says_what_the_shop_knows() -> None:
    with wired(told({"customer": CUSTOMER})) as wire:
        found = shop(wire).read_profile("7001", within=5)
    assert (found.id, found.name, found.email, found.phone) == (
        "7001",
        "Alix Moreau",
        "alix@example.com",
        "",
    )
    assert (found.email_consent, found.phone_consent) == (Consent.GIVEN, Consent.UNKNOWN)
    assert (found.orders, found.spent) == (9, Money(95233, "EUR"))
    assert (found.language, found.place, found.state) == ("fr", "Lyon, France", "enabled")
    assert (found.tags, found.note, found.is_verified) == (("vip",), "", True)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("SUBSCRIBED", Consent.GIVEN),
        ("UNSUBSCRIBED", Consent.NOT_GIVEN),
        ("PENDING", Consent.PENDING),
        ("REDACTED", Consent.UNKNOWN),
        ("NEW_TO_US", Consent.UNKNOWN),
    ],
)
def test_consent_is_never_more_than_was_given(state: str, expected: Consent) -> None:
    phone = {"phoneNumber": "+33612345678", "smsMarketingConsent": {"state": state}}
    with wired(told({"customer": {**CUSTOMER, "defaultPhoneNumber": phone}})) as wire:
        assert shop(wire).read_profile("7001", within=5).phone_consent is expected


def test_a_customer_without_address_orders_or_account_is_a_customer() -> None:
    bare = {"defaultAddress": None, "defaultEmailAddress": None, "amountSpent": None, "state": "X"}
    with wired(told({"customer": {**CUSTOMER, **bare}})) as wire:
        found = shop(wire).read_profile("7001", within=5)
    assert (found.place, found.email, found.spent, found.state) == ("", "", None, "")


def changed(number: int, at: str) -> dict[str, Any]:
    return {"id": f"gid://shopify/Order/{number}", "updatedAt": at}


def test_changes_are_told_oldest_first_and_each_has_its_own_number() -> None:
    at = "2026-11-20T09:00:00Z"
    rows = [changed(5551002, "2026-11-20T09:00:01Z"), changed(5551001, at), changed(5551003, at)]
    with wired(told({"orders": {"nodes": rows}})) as wire:
        found = shop(wire).read_notices("", within=5)
        again = shop(wire).read_notices(found[-1].id, within=5)
        first, second = (one.variables["query"] for one in wire.questions)
    assert [one.order_id for one in found] == ["5551001", "5551003", "5551002"]
    assert [one.id for one in again] == [one.id for one in found]
    assert len({int(one.id) for one in found}) == 3
    assert {one.kind for one in found} == {"order"}
    assert found[0].at == 1_795_165_200_000
    assert first.startswith('updated_at:>="')
    assert second == 'updated_at:>="2026-11-20T08:59:01Z"'


def test_a_second_in_which_everything_changed_does_not_stop_the_news() -> None:
    many = [changed(number, "2026-11-20T09:00:00Z") for number in range(100)]
    later = [changed(777, "2026-11-20T09:00:05Z")]
    pages = (told({"orders": {"nodes": many}}), told({"orders": {"nodes": later}}))
    with wired(*pages) as wire:
        found = shop(wire).read_notices("1795165200000999", within=5)
        assert wire.questions[1].variables["query"] == 'updated_at:>"2026-11-20T09:00:00Z"'
    assert [one.order_id for one in found] == ["777"]


def test_the_first_time_the_last_day_is_asked() -> None:
    with wired(told({"orders": {"nodes": []}})) as wire:
        assert shop(wire).read_notices("0", within=5) == ()
    assert wire.questions[0].variables["query"] != 'updated_at:>="1970-01-01T00:00:00Z"'


def checks(wire: Wire) -> dict[str, Check]:
    return {one.name: one for one in shop(wire).examine(within=5)}


def test_the_doctor_finds_a_shop_that_is_well() -> None:
    given = [{"handle": scope} for scope in NEEDED]
    content = {**shop_of(), "currentAppInstallation": {"accessScopes": given}}
    with wired(told(content)) as wire:
        found = checks(wire)
    assert {name for name, one in found.items() if not one.is_ok} <= {"clock"}
    assert found["allowance"].detail == "1860 of 2000 points, 100 a second"
    assert found["reach"].detail == "2026-10"
    apart = 1_795_341_600 - wall_clock() / 1000
    assert abs(float(found["clock"].detail.removesuffix(" s")) - apart) < 5


def test_the_doctor_says_what_goes_with_a_later_version() -> None:
    dated = {"X-Shopify-API-Deprecated-Reason": "https://shopify.example/alix"}
    with wired(Said(told(shop_of()).body, headers=dated)) as wire:
        found = checks(wire)
    assert not found["version"].is_ok
    assert "alix" not in found["version"].detail


def test_the_doctor_names_each_right_that_is_missing() -> None:
    with wired(told(shop_of(ianaTimezone="Asia/Tokyo"))) as wire:
        found = checks(wire)
    assert [name for name, one in found.items() if name.startswith("scope:") and one.is_ok] == []
    assert not found["timezone"].is_ok


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (Said("", 401), "key"),
        (Said("", 403), "key"),
        (Said("", 404), "reach"),
        (Said("", 503), "reach"),
        (Said({"data": shop_of()}, headers={"X-Shopify-API-Version": "2027-01"}), "reach"),
        (told({"shop": None}), "reach"),
    ],
)
def test_the_doctor_reports_every_fault(answer: Said, name: str) -> None:
    with wired(answer) as wire:
        found = checks(wire)
    assert [one for one, check in found.items() if not check.is_ok] == [name]
    assert found[name].detail


def test_amounts_in_another_form_never_become_a_card() -> None:
    content = {"order": order(totalPriceSet=bag("a@b.example"))}
    with wired(told(content)) as wire, pytest.raises(PlatformError) as fault:
        shop(wire).read_order(ORDER_ID, within=5)
    assert "@" not in fault.value.detail
