"""What the stores' orders and customers say of themselves, and how a wrong question is answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.platforms.shopify.sandbox.read_stage import ATELIER, BOUTIQUE, Reader, order_gid, reader

__all__ = ["reader"]

ORDER = """
query ($id: ID!) {
  order(id: $id) {
    displayFinancialStatus displayFulfillmentStatus returnStatus refundable capturable fulfillable
    totalPriceSet { presentmentMoney { amount currencyCode } shopMoney { amount currencyCode } }
    currentTotalPriceSet { shopMoney { amount } }
    netPaymentSet { shopMoney { amount } }
    totalOutstandingSet { shopMoney { amount } }
    lineItems(first: 100) {
      nodes { quantity currentQuantity refundableQuantity unfulfilledQuantity }
    }
    transactions { kind status gateway manualPaymentGateway maximumRefundableV2 { amount } }
  }
}
"""


def order(reader: Reader, name: str) -> dict[str, Any]:
    found: dict[str, Any] = reader.read(ORDER, {"id": order_gid(name)})["order"]
    return found


@pytest.mark.parametrize(
    ("name", "money", "goods"),
    [
        ("#1001", "PAID", "UNFULFILLED"),
        ("#1002", "PAID", "PARTIALLY_FULFILLED"),
        ("#1003", "PAID", "FULFILLED"),
        ("#1006", "PENDING", "UNFULFILLED"),
        ("#1007", "AUTHORIZED", "UNFULFILLED"),
        ("#1008", "PARTIALLY_REFUNDED", "FULFILLED"),
        ("#1009", "REFUNDED", "RESTOCKED"),
        ("#1014", "PAID", "UNFULFILLED"),
    ],
)
def test_an_orders_states_follow_from_its_parts(
    reader: Reader, name: str, money: str, goods: str
) -> None:
    found = order(reader, name)
    assert (found["displayFinancialStatus"], found["displayFulfillmentStatus"]) == (money, goods)


def test_a_line_may_be_partly_sent(reader: Reader) -> None:
    cups, vase = order(reader, "#1002")["lineItems"]["nodes"]
    assert cups == {
        "quantity": 4,
        "currentQuantity": 4,
        "refundableQuantity": 4,
        "unfulfilledQuantity": 2,
    }
    assert vase["unfulfilledQuantity"] == 1


def test_what_was_refunded_is_gone_from_the_order_as_it_stands(reader: Reader) -> None:
    found = order(reader, "#1008")
    assert found["totalPriceSet"]["shopMoney"]["amount"] == "122.9"
    assert found["currentTotalPriceSet"]["shopMoney"]["amount"] == "98.4"
    assert found["netPaymentSet"]["shopMoney"]["amount"] == "98.4"
    assert found["lineItems"]["nodes"][0]["refundableQuantity"] == 3
    assert found["transactions"][0]["maximumRefundableV2"] == {"amount": "98.4"}


def test_each_of_several_payments_knows_its_own_rest(reader: Reader) -> None:
    card, visa = order(reader, "#1004")["transactions"]
    assert (card["gateway"], card["maximumRefundableV2"]["amount"]) == ("gift_card", "50.0")
    assert (visa["gateway"], visa["maximumRefundableV2"]["amount"]) == ("shopify_payments", "67.9")


def test_a_transfer_that_has_not_come_leaves_all_outstanding(reader: Reader) -> None:
    found = order(reader, "#1006")
    assert found["totalOutstandingSet"]["shopMoney"]["amount"] == "114.9"
    assert found["transactions"][0]["manualPaymentGateway"]
    assert found["transactions"][0]["maximumRefundableV2"] is None
    assert not found["refundable"]


def test_two_currencies_stand_side_by_side(reader: Reader) -> None:
    assert order(reader, "#1011")["totalPriceSet"] == {
        "presentmentMoney": {"amount": "122.64", "currencyCode": "GBP"},
        "shopMoney": {"amount": "143.5", "currencyCode": "EUR"},
    }
    yen = order(reader, "#1012")["totalPriceSet"]["presentmentMoney"]
    assert yen == {"amount": "22950.0", "currencyCode": "JPY"}


def test_a_discount_code_is_in_the_lines_sums_only_where_that_is_asked(reader: Reader) -> None:
    query = """
    query ($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes {
      with: discountedTotalSet(withCodeDiscounts: true) { shopMoney { amount } }
      without: discountedTotalSet { shopMoney { amount } }
      discountAllocations { allocatedAmountSet { shopMoney { amount } } }
    } } } }
    """
    line = reader.read(query, {"id": order_gid("#1010")})["order"]["lineItems"]["nodes"][0]
    assert line["without"]["shopMoney"]["amount"] == "84.0"
    assert line["with"]["shopMoney"]["amount"] == "75.6"
    assert line["discountAllocations"][0]["allocatedAmountSet"]["shopMoney"]["amount"] == "8.4"


def test_a_picture_s_address_bears_the_size_and_is_served(reader: Reader) -> None:
    query = """
    query ($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes {
      image { url(transform: {maxWidth: 160, maxHeight: 80}) altText }
    } } } }
    """
    found = reader.read(query, {"id": order_gid("#1001")})["order"]["lineItems"]["nodes"][0]
    address = found["image"]["url"]
    assert address == f"http://localhost/cdn/{BOUTIQUE}/lamp-301.png?v=1&width=160&height=80"
    picture = reader.client.get(address)
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    assert reader.client.get(f"/cdn/{BOUTIQUE}/nothing-1.png").status_code == 404


CUSTOMER = """
query ($identifier: CustomerIdentifierInput!) {
  customerByIdentifier(identifier: $identifier) {
    id numberOfOrders amountSpent { amount currencyCode } lastOrder { name }
    defaultEmailAddress { emailAddress marketingState }
    defaultPhoneNumber { phoneNumber smsMarketingConsent { state } }
  }
}
"""


@pytest.mark.parametrize(
    "identifier",
    [
        {"emailAddress": "Alix@Example.com"},
        {"phoneNumber": "+33612345678"},
        {"id": "gid://shopify/Customer/7001"},
    ],
)
def test_a_customer_is_found_by_each_exact_mark(reader: Reader, identifier: Any) -> None:
    found = reader.read(CUSTOMER, {"identifier": identifier})["customerByIdentifier"]
    assert found["id"] == "gid://shopify/Customer/7001"
    assert (found["numberOfOrders"], found["lastOrder"]["name"]) == ("9", "#1019")
    assert found["defaultEmailAddress"]["marketingState"] == "SUBSCRIBED"


def test_a_customer_that_is_not_there_is_nothing_and_no_error(reader: Reader) -> None:
    identifier = {"emailAddress": "nobody@example.com"}
    assert reader.read(CUSTOMER, {"identifier": identifier})["customerByIdentifier"] is None


def test_a_customer_is_asked_for_by_one_mark_alone(reader: Reader) -> None:
    both = {"emailAddress": "alix@example.com", "phoneNumber": "+33612345678"}
    error = reader.refusal(CUSTOMER, {"identifier": both})
    assert error["extensions"]["code"] == "INVALID_VARIABLE"


def test_each_store_has_its_own_alix(reader: Reader) -> None:
    identifier = {"emailAddress": "alix@example.com"}
    found = reader.read(CUSTOMER, {"identifier": identifier}, host=ATELIER)["customerByIdentifier"]
    assert found["id"] == "gid://shopify/Customer/8001"
    assert found["amountSpent"]["currencyCode"] == "GBP"
    mine = reader.read(ORDER, {"id": order_gid("#1001")}, host=ATELIER)
    assert mine["order"] is None


def test_an_unknown_id_is_nothing_and_a_wrong_one_is_refused(reader: Reader) -> None:
    assert reader.read(ORDER, {"id": "gid://shopify/Order/1"})["order"] is None
    for wrong in ("gid://shopify/Customer/7001", "5551001", "gid://shopify/Order/1 OR 1"):
        error = reader.refusal(ORDER, {"id": wrong})
        assert error["message"] == f"Invalid id: {wrong}"
        assert error["extensions"]["code"] == "RESOURCE_NOT_FOUND"


def test_a_node_says_what_it_is(reader: Reader) -> None:
    query = "{ node(id: %s) { __typename id } job(id: %s) { id } }"
    found = reader.read(query % ('"gid://shopify/Refund/555100801"', '"gid://shopify/Job/a-1"'))
    assert found["node"]["__typename"] == "Refund"
    assert found["job"] is None


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ shop { nme } }", "undefinedField"),
        ("{ shop { name(first: 1) } }", "argumentNotAccepted"),
        ("{ order { id } }", "missingRequiredArguments"),
        ("{ shop }", "selectionMismatch"),
        ("query ($a: Int) { shop { name } }", "variableNotUsed"),
        ("{ shop { name @once } }", "undefinedDirective"),
        ("{ shop ", "PARSE_ERROR"),
    ],
)
def test_a_wrong_document_is_refused_before_anything_is_done(
    reader: Reader, query: str, code: str
) -> None:
    answer = reader.ask(query)
    assert answer["errors"][0]["extensions"]["code"] == code
    assert "data" not in answer


def test_the_version_that_answers_is_told(reader: Reader) -> None:
    def served(asked: str) -> str | None:
        answer = reader.client.post(
            f"/shops/{BOUTIQUE}/admin/api/{asked}/graphql.json",
            json={"query": "{ shop { name } }"},
            headers={"X-Shopify-Access-Token": reader.sandbox.key(BOUTIQUE)},
        )
        return answer.headers.get("X-Shopify-API-Version") if answer.status_code == 200 else None

    assert served("2026-10") == "2026-10"
    assert served("2024-01") == "2026-01"
    assert served("latest") is None
    reader.sandbox.supported.remove("2026-10")
    assert served("2026-10") == "2026-01"


def test_an_order_without_its_seed_s_words_has_an_empty_metafield(reader: Reader) -> None:
    query = 'query ($id: ID!) { order(id: $id) { metafield(key: "ticket") { value } } }'
    assert reader.read(query, {"id": order_gid("#1001")})["order"]["metafield"] is None


def test_old_orders_are_silently_absent_until_all_of_them_are_granted(reader: Reader) -> None:
    old = {"id": "gid://shopify/Order/6661001"}
    people = "query ($id: ID!) { customer(id: $id) { orders(first: 5) { nodes { name } } } }"
    fiona = {"id": "gid://shopify/Customer/8003"}

    def seen() -> tuple[bool, bool, int]:
        found = reader.read(ORDER, old, host=ATELIER)["order"] is not None
        theirs = reader.read(people, fiona, host=ATELIER)["customer"]["orders"]["nodes"]
        return found, "#1001" in reader.names("", host=ATELIER), len(theirs)

    assert seen() == (False, False, 1)
    reader.sandbox.stores[ATELIER].scopes.add("read_all_orders")
    assert seen() == (True, True, 2)


def test_no_number_is_nobody_s(reader: Reader) -> None:
    assert (
        reader.read(CUSTOMER, {"identifier": {"phoneNumber": ""}})["customerByIdentifier"] is None
    )
