"""What a shop says of itself is believed in the pinned version alone, and only whole."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.contract import BadAnswer, PlatformError, Unauthorized, Unreachable
from tests.platforms.shopify.answering import shop
from tests.platforms.shopify.signing import HOST

FACTS: dict[str, Any] = {
    "data": {
        "shop": {
            "name": "Boutique Lumière",
            "email": "bonjour@boutique.example",
            "currencyCode": "EUR",
            "ianaTimezone": "Europe/Paris",
        }
    }
}


def test_a_shop_says_of_itself_what_its_first_page_needs() -> None:
    with shop(200, FACTS, X_Shopify_API_Version="2026-10") as (it, server):
        facts = it.facts(HOST, "shpat_key", within=5)
    assert (facts.name, facts.timezone) == ("Boutique Lumière", "Europe/Paris")
    assert (facts.currency, facts.email) == ("EUR", "bonjour@boutique.example")
    (asked,) = server.asked
    assert asked.path == f"/shops/{HOST}/admin/api/2026-10/graphql.json"
    assert asked.headers["X-Shopify-Access-Token"] == "shpat_key"


@pytest.mark.parametrize(
    ("status", "body", "version", "fault"),
    [
        (401, {"errors": "x"}, "2026-10", Unauthorized),
        (403, {"errors": "x"}, "2026-10", Unauthorized),
        (502, b"", "2026-10", Unreachable),
        (200, FACTS, "2026-07", BadAnswer),
        (200, {"data": None, "errors": [{}]}, "2026-10", BadAnswer),
        (
            200,
            {"data": {"shop": {**FACTS["data"]["shop"], "currencyCode": 7}}},
            "2026-10",
            BadAnswer,
        ),
    ],
)
def test_facts_that_are_none_are_refused(
    status: int, body: object, version: str, fault: type[PlatformError]
) -> None:
    with (
        shop(status, body, X_Shopify_API_Version=version) as (it, _),
        pytest.raises(PlatformError) as caught,
    ):
        it.facts(HOST, "shpat_key", within=5)
    assert isinstance(caught.value, fault)


@pytest.mark.parametrize(
    ("status", "body", "answer"),
    [
        (200, FACTS, True),
        (401, {"errors": "x"}, False),
        (403, {"errors": "x"}, Unauthorized),
        (404, {"errors": "x"}, BadAnswer),
        (502, b"", Unreachable),
        (200, {"data": None, "errors": [{}]}, BadAnswer),
    ],
)
def test_a_shop_knows_no_key_only_where_it_says_so(
    status: int, body: object, answer: object
) -> None:
    with shop(status, body, X_Shopify_API_Version="2026-10") as (it, server):
        if isinstance(answer, bool):
            assert it.lets_in(HOST, "shpat_key", within=5) is answer
        else:
            with pytest.raises(PlatformError) as caught:
                it.lets_in(HOST, "shpat_key", within=5)
            assert answer in type(caught.value).__mro__
    assert server.asked[0].headers["X-Shopify-Access-Token"] == "shpat_key"
