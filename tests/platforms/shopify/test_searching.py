"""A search finds the orders of whoever is asked for, and never another person's by mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from platforms.contract import BadAnswer, MissingPermission, PlatformError, Unreachable
from platforms.partly import FoundInPart
from platforms.searches import FoundOrder, Match, OrderSearch
from platforms.shopify import phones
from platforms.shopify.adapter import Shopify
from tests.platforms.shopify.orders_told import order, place, row
from tests.platforms.shopify.wired import Question, Said, Wire, failed, told, wired

ALIX = {
    "id": "gid://shopify/Customer/7001",
    "defaultEmailAddress": {"emailAddress": "Alix@Example.com"},
    "defaultPhoneNumber": {"phoneNumber": "+33612345678"},
    "orders": {"nodes": [row(1003, email="other@example.com"), row(1001)]},
}


def shop_of(**habits: Any) -> dict[str, Any]:
    return {
        "shop": {
            "ianaTimezone": "Europe/Paris",
            "orderNumberFormatPrefix": "#",
            "orderNumberFormatSuffix": "",
            "shopAddress": {"countryCodeV2": "FR"},
            **habits,
        },
        "currentAppInstallation": {"accessScopes": []},
    }


def answering(
    *, person: Any = None, rows: tuple[dict[str, Any], ...] = (), **habits: Any
) -> Callable[[Question], Said]:
    """A shop where one person is known, and where every search finds these rows."""

    def answer(question: Question) -> Said:
        match question.operation:
            case "ShopContext":
                return told(shop_of(**habits))
            case "CustomerByIdentifier":
                return told({"customerByIdentifier": person})
            case _:
                return told({"orders": {"nodes": list(rows)}})

    return answer


def find(wire: Wire, **search: Any) -> tuple[FoundOrder, ...]:
    return Shopify(wire.connection()).find_orders(OrderSearch(**search), within=5)


def names(found: tuple[FoundOrder, ...]) -> list[str]:
    return [one.order.reference for one in found]


def asked(wire: Wire) -> list[tuple[str, Any]]:
    return sorted(
        (one.operation, str(one.variables.get("identifier") or one.variables.get("query")))
        for one in wire.questions
    )


def test_an_account_and_guests_are_asked_for_at_once() -> None:
    guest = row(1002, customer=None, email="ALIX@example.com")
    with wired(answering(person=ALIX, rows=(guest,))) as wire:
        found = find(wire, emails=(" Alix@Example.com ",))
        questions = asked(wire)
    assert questions == [
        ("CustomerByIdentifier", "{'emailAddress': 'alix@example.com'}"),
        ("OrdersSearch", 'email:"alix@example.com"'),
    ]
    assert names(found) == ["#1003", "#1002", "#1001"]
    assert {one.matches for one in found} == {frozenset({Match.EMAIL})}


def test_what_a_looser_search_found_is_dropped() -> None:
    strangers = (row(1, customer=None, email="alix@example.com.evil.example"), row(2, email=None))
    with wired(answering(rows=strangers)) as wire:
        assert find(wire, emails=("alix@example.com",)) == ()


def test_a_customer_who_is_not_the_one_lends_nobody_their_orders() -> None:
    other = {**ALIX, "defaultEmailAddress": {"emailAddress": "noor@example.com"}}
    with wired(answering(person={**other, "orders": {"nodes": [row(1, email=None)]}})) as wire:
        assert find(wire, emails=("alix@example.com",)) == ()


def test_a_phone_leads_to_its_owner_however_it_is_written() -> None:
    with wired(answering(person=ALIX)) as wire:
        found = find(wire, phones=("06 12 34 56 78", "+33 (0)6.12.34.56.78", "0033612345678"))
        questions = asked(wire)
    assert questions == [
        ("CustomerByIdentifier", "{'phoneNumber': '+33612345678'}"),
        ("ShopContext", "None"),
    ]
    assert names(found) == ["#1003", "#1001"]
    assert all(Match.PHONE in one.matches for one in found)


def test_a_phone_in_an_address_is_dialled_where_the_parcel_goes() -> None:
    london = row(1001, phone=None, shippingAddress=place(phone="07700 900123", countryCodeV2="GB"))
    with wired(answering(rows=(london,))) as wire:
        (found,) = find(wire, phones=("+447700900123",), customer_ids=("7001",))
    assert found.matches == {Match.PHONE, Match.CUSTOMER}


def test_phones_are_the_same_number_or_none() -> None:
    assert phones.whole("06 12 34 56 78", "FR") == "+33612345678"
    assert phones.whole("+1 (514) 555-0134", "FR") == "+15145550134"
    for written in ("", "06 12", "abc", "+", "612345678" * 9, "+999123456789"):
        assert phones.whole(written, "FR") == ""
    assert phones.whole("0612345678", "") == ""


@pytest.mark.parametrize("text", ["Où est #1001 ?", "(#1001)", "# 1001", "ma commande #1001."])
def test_an_order_named_in_a_text_is_found_by_its_name(text: str) -> None:
    with wired(answering(rows=(row(1001), row(10011)))) as wire:
        found = find(wire, texts=(text,))
        assert ("OrdersSearch", 'name:"#1001"') in asked(wire)
    assert names(found) == ["#1001"]
    assert found[0].matches == {Match.REFERENCE}


@pytest.mark.parametrize("text", ["1001", "a#1001b", "#12", "#1001abc", "n° 1001", ""])
def test_a_number_that_is_not_written_as_the_shop_does_is_no_name(text: str) -> None:
    with wired(answering(rows=(row(1001),))) as wire:
        assert find(wire, texts=(text,)) == ()
        assert [one.operation for one in wire.questions] == ["ShopContext"]


def test_a_shop_s_own_form_of_names_is_looked_for() -> None:
    habits = {"orderNumberFormatPrefix": "EN", "orderNumberFormatSuffix": "-A"}
    named = row(1001) | {"name": "EN1001-A"}
    with wired(answering(rows=(named,), **habits)) as wire:
        assert names(find(wire, texts=("about en1001-a please, not #1002",))) == ["EN1001-A"]
        assert names(find(wire, references=("1001",))) == ["EN1001-A"]
        assert asked(wire)[0] == ("OrdersSearch", 'name:"1001" OR name:"EN1001-A"')


def test_a_shop_that_writes_bare_numbers_has_none_read_out_of_texts() -> None:
    habits = {"orderNumberFormatPrefix": "", "orderNumberFormatSuffix": ""}
    with wired(answering(rows=(row(1001) | {"name": "1001"},), **habits)) as wire:
        assert find(wire, texts=("call 1001 or 0612345678",)) == ()
        assert names(find(wire, references=("1001",))) == ["1001"]


def test_what_a_shop_writes_is_asked_once_an_hour() -> None:
    with wired(answering()) as wire:
        shop = Shopify(wire.connection())
        for _ in range(3):
            shop.find_orders(OrderSearch(references=("#1",)), within=5)
        operations = [one.operation for one in wire.questions]
    assert operations.count("ShopContext") == 1


@pytest.mark.parametrize(
    "search",
    [
        {},
        {"emails": ("",)},
        {"emails": ('a"b@example.com', "a b@example.com", "*@", "@", "x", "a\n@b.example")},
        {"customer_ids": ("", "*", "7001 OR 1", "gid://shopify/Customer/1", "-1", "٤")},
        {"emails": ("alix@example.com",), "limit": 0},
        {"emails": ("alix@example.com",), "limit": -1},
    ],
)
def test_what_could_mean_everything_asks_for_nothing(search: dict[str, Any]) -> None:
    with wired(answering(rows=(row(1),))) as wire:
        assert find(wire, **search) == ()
        assert wire.questions == []


def test_a_search_is_bounded_and_gives_the_newest() -> None:
    rows = tuple(row(number) for number in range(1020, 1050))
    with wired(answering(rows=rows)) as wire:
        found = find(wire, customer_ids=("7001",), limit=5)
        assert wire.questions[0].variables["first"] == 5
        many = {
            "emails": tuple(f"a{number}@example.com" for number in range(99)),
            "customer_ids": tuple(str(number) for number in range(1, 99)),
        }
        find(wire, **many, limit=10_000)
        assert len(wire.questions) == 1 + 5 + 2
        assert wire.questions[-1].variables["first"] == 100
    assert names(found) == ["#1049", "#1048", "#1047", "#1046", "#1045"]


def test_an_order_met_twice_is_one_with_both_reasons() -> None:
    with wired(answering(person=ALIX, rows=(row(1001),))) as wire:
        found = find(wire, emails=("alix@example.com",), customer_ids=("7001",))
    assert names(found) == ["#1003", "#1001"]
    assert found[1].matches == {Match.EMAIL, Match.CUSTOMER}


def test_a_filter_that_the_shop_does_not_know_finds_nobody() -> None:
    warned = {"search": [{"warnings": [{"field": "email", "code": "invalid_field"}]}]}
    everything = Said({"data": {"orders": {"nodes": [row(1001)]}}, "extensions": warned})
    with wired(everything) as wire, pytest.raises(BadAnswer):
        find(wire, customer_ids=("7001",))


def denied(question: Question) -> Said:
    if question.operation == "CustomerByIdentifier":
        content = {"customerByIdentifier": None}
        return failed("ACCESS_DENIED", path=("customerByIdentifier",), content=content)
    return answering(rows=(row(1001, customer=None),))(question)


def test_a_right_that_is_missing_leaves_what_the_others_find() -> None:
    with wired(denied) as wire:
        with pytest.raises(FoundInPart) as partly:
            find(wire, emails=("alix@example.com",))
        assert (names(partly.value.found), partly.value.gaps) == (["#1001"], ("customers",))
        with pytest.raises(MissingPermission) as fault:
            find(wire, phones=("+33612345678",))
    assert fault.value.resource == "customerByIdentifier"


def test_a_shop_that_fails_is_not_hidden_by_what_another_question_found() -> None:
    def half(question: Question) -> Said:
        is_person = question.operation == "CustomerByIdentifier"
        return Said("", 503) if is_person else answering(rows=(row(1001),))(question)

    with wired(half) as wire, pytest.raises(Unreachable):
        find(wire, emails=("alix@example.com",))


@pytest.mark.parametrize("rows", [{}, "x", [{"id": "gid://shopify/Order/1"}], [order(id="1")]])
def test_rows_in_no_known_form_are_a_bad_answer(rows: Any) -> None:
    with wired(told({"orders": {"nodes": rows}})) as wire, pytest.raises(PlatformError) as fault:
        find(wire, customer_ids=("7001",))
    assert type(fault.value) is BadAnswer
