"""The stand-in's schema says nothing that Shopify's own does not say, and says it the same."""

from __future__ import annotations

import pytest
from graphql import build_schema

from platforms.shopify.sandbox.schemas import HERE, schema
from tests.platforms.shopify.real_schema import real_schema
from tests.platforms.shopify.schema_differences import differences

WRITTEN = (HERE / "schema.graphql").read_text(encoding="utf-8")

LIES = {
    "a field that is not there": ("  confirmed: Boolean!\n", "  confirmedTwice: Boolean!\n"),
    "a field of another type": ("  confirmed: Boolean!\n", "  confirmed: Boolean\n"),
    "a list that may hold nothing": ("  tags: [String!]!\n", "  tags: [String]!\n"),
    "an argument left out": ("refunds(first: Int)", "refunds"),
    "an argument too many": ("refunds(first: Int)", "refunds(first: Int, last: Int)"),
    "another default": ("withName: Boolean = false", "withName: Boolean = true"),
    "a default of null": ("withCodeDiscounts: Boolean = false", "withCodeDiscounts: Boolean"),
    "a deprecation forgotten": ("totalPrice: Money! @deprecated", "totalPrice: Money!"),
    "a deprecation made up": (
        "  note: String\n  number: Int!",
        "  note: String @deprecated\n  n: Int",
    ),
    "an argument's deprecation forgotten": ("maxWidth: Int @deprecated", "maxWidth: Int"),
    "a value that is not there": ("  PARTIALLY_REFUNDED\n", "  SLIGHTLY_REFUNDED\n"),
    "an input's field left out": ("  allowOverRefunding: Boolean = false\n", ""),
    "an input's field not required": ("  orderId: ID!\n", "  orderId: ID\n"),
    "any number of identifiers": ("CustomerIdentifierInput @oneOf", "CustomerIdentifierInput"),
    "a type that is not there": ("Job", "Task"),
    "a union's member made up": ("MoneyV2 | PricingPercentageValue", "MoneyV2 | TaxLine"),
    "an interface made up": ("type TaxLine {", "type TaxLine implements Node {"),
    "an interface that is a type": (
        "interface SuggestedRefundMethod",
        "type SuggestedRefundMethod",
    ),
    "a directive's key that may be left out": (
        "idempotent(key: String!)",
        "idempotent(key: String)",
    ),
    "a directive that stands elsewhere": ("(key: String!) on FIELD", "(key: String!) on MUTATION"),
    "a directive that is not there": ("directive @idempotent", "directive @once"),
    "another root": ("mutation: Mutation", "mutation: TagsAddPayload"),
}


def test_our_cut_of_the_schema_is_shopifys_type_by_type_and_field_by_field() -> None:
    assert differences(schema(), real_schema()) == []


@pytest.mark.parametrize("lie", LIES)
def test_the_comparison_finds(lie: str) -> None:
    said, instead = LIES[lie]
    assert said in WRITTEN
    false = build_schema(WRITTEN.replace(said, instead), assume_valid=True, assume_valid_sdl=True)
    assert differences(false, real_schema())
