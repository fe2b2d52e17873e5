"""Searches find what Shopify would find, its traps included."""

from __future__ import annotations

import pytest

from platforms.shopify.sandbox.searching import read_search
from tests.platforms.shopify.sandbox.read_stage import ATELIER, Reader, reader

__all__ = ["reader"]

ALIX = ["#1001", "#1004", "#1010", "#1015", "#1019"]


def test_a_quoted_address_finds_every_address_that_contains_it(reader: Reader) -> None:
    """Words side by side are a match: the address has to be compared again by whoever asked."""
    assert reader.names('email:"alix@example.com"') == sorted([*ALIX, "#1018"])
    assert reader.people('email:"alix@example.com"') == ["7001", "7008"]


def test_an_address_without_quotes_finds_its_words_anywhere(reader: Reader) -> None:
    assert reader.people("email:com.example.alix") == ["7001", "7008"]
    assert reader.people('email:"com.example.alix"') == []


def test_capitals_do_not_count(reader: Reader) -> None:
    assert reader.people('email:"ALIX@example.com"', host=ATELIER) == ["8001"]


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("name:#1011", ["#1011"]),
        ("name:1011", ["#1011"]),
        ('name:"#1011" OR name:"#1012"', ["#1011", "#1012"]),
        ("customer_id:7006", ["#1012"]),
        ("id:5551011", ["#1011"]),
        ("id:>=5551018 -id:5551019", ["#1018", "#1020"]),
        ("tag:cadeau", ["#1001"]),
        ("(tag:cadeau OR customer_id:7006) NOT name:1001", ["#1012"]),
        ("financial_status:authorized", ["#1007"]),
        ("financial_status:pending,voided", ["#1006"]),
        ("fulfillment_status:partially_fulfilled", ["#1002", "#1010"]),
        ("status:cancelled", ["#1009"]),
        ("return_status:in_progress", ["#1015"]),
        ("discount_code:bienvenue10", ["#1010"]),
        ("test:true", ["#1020"]),
        ("田中", ["#1012"]),
        ("customer_id:4", []),
        ("name:9999", []),
    ],
)
def test_orders_are_found_by(reader: Reader, search: str, names: list[str]) -> None:
    assert reader.names(search) == names


def test_orders_are_found_by_when_they_changed(reader: Reader) -> None:
    day = 86_400_000
    since = reader.sandbox.clock.iso(ago=day)
    assert reader.names(f'updated_at:>="{since}"') == ["#1001", "#1007", "#1016", "#1017", "#1019"]
    assert reader.names(f'updated_at:>="{since}" updated_at:<"{since}"') == []


def test_two_customers_may_share_a_telephone(reader: Reader) -> None:
    assert reader.people('phone:"+33145678901"') == ["7004", "7005"]
    assert reader.people("phone:0145678901") == []


def test_a_guest_s_telephone_leads_to_no_customer(reader: Reader) -> None:
    assert reader.people('phone:"+33700112233"') == []


@pytest.mark.parametrize(
    ("root", "search", "field"),
    [
        ("orders", 'phone:"+33612345678"', "phone"),
        ("orders", 'emial:"alix@example.com"', "emial"),
        ("customers", "name:alix", "name"),
    ],
)
def test_an_unknown_filter_is_dropped_and_everyones_are_given(
    reader: Reader, root: str, search: str, field: str
) -> None:
    query = "query ($q: String) { found: ROOT(first: 250, query: $q) { nodes { id } } }"
    query = query.replace("ROOT", root)
    every = reader.ask(query, {"q": ""})
    told = reader.ask(query, {"q": search})
    assert told["data"] == every["data"]
    assert "search" not in every["extensions"]
    assert told["extensions"]["search"] == [
        {
            "path": [root],
            "query": search,
            "parsed": "",
            "warnings": [
                {
                    "field": field,
                    "message": "Invalid search field for this query.",
                    "code": "invalid_field",
                }
            ],
        }
    ]


def test_what_stands_beside_an_unknown_filter_still_counts(reader: Reader) -> None:
    assert reader.names("telephone:1 AND name:1011") == ["#1011"]
    assert reader.names("telephone:1 OR name:1011") == ["#1011"]


def test_a_filter_that_is_not_worked_out_is_an_error_and_no_empty_answer(reader: Reader) -> None:
    error = reader.refusal('{ orders(first: 1, query: "sku:AUR-LAI") { nodes { id } } }')
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"


def test_a_timestamp_has_to_be_quoted() -> None:
    known = {"updated_at"}
    right = read_search('updated_at:>="2026-11-22T10:00:00Z"', known=known)
    assert right.parsed == "updated_at:>=2026-11-22T10:00:00Z"
    assert not read_search('say "a \\"b\\" c"', known=known).warnings


EVENTS = """
query ($id: ID!, $q: String) {
  order(id: $id) {
    events(first: 50, query: $q, sortKey: CREATED_AT, reverse: true) {
      nodes { __typename action createdAt }
    }
  }
}
"""


def actions(reader: Reader, search: str) -> list[str]:
    variables = {"id": "gid://shopify/Order/5551001", "q": search}
    nodes = reader.read(EVENTS, variables)["order"]["events"]["nodes"]
    return [f"{it['__typename']} {it['action']}" for it in nodes]


def test_events_come_newest_first_and_are_filtered_by_their_action(reader: Reader) -> None:
    assert actions(reader, "") == [
        "CommentEvent comment",
        "BasicEvent edited",
        "BasicEvent mail_sent",
        "BasicEvent sale_success",
        "BasicEvent placed",
    ]
    assert actions(reader, "action:placed OR action:edited") == [
        "BasicEvent edited",
        "BasicEvent placed",
    ]


def test_comments_are_left_out_on_demand_and_never_come_alone(reader: Reader) -> None:
    assert len(actions(reader, "comments:true")) == 5
    assert all("Comment" not in it for it in actions(reader, "comments:false"))
