"""Amounts are taken as people write them, exactly, or asked for again."""

from __future__ import annotations

import pytest

from platforms.shapes import Money
from sidebar.web.amounts import BadAmount, amount_typed, plain


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("8,40", 840),
        ("8.40", 840),
        (" 8,4 € ", 840),
        ("€8.40", 840),
        ("8,40 EUR", 840),
        ("12", 1200),
        ("12,", 1200),
        (",5", 50),
        ("0,010", 1),
        ("1 234,50", 123450),
        ("1\u202f234,50\u00a0€", 123450),
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("1.234.567", 123456700),
        ("", 0),
    ],
)
def test_what_people_write_is_read_to_the_cent(typed: str, minor: int) -> None:
    assert amount_typed(typed, "EUR") == Money(minor, "EUR")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("deux", "not_an_amount"),
        ("-1", "not_an_amount"),
        ("1e3", "not_an_amount"),
        ("NaN", "not_an_amount"),
        ("8,4,0", "not_an_amount"),
        ("12,34,567.8", "not_an_amount"),
        ("٨", "not_an_amount"),
        ("8.40$" * 9, "not_an_amount"),
        ("0.001", "too_precise"),
        ("8,4567", "too_precise"),
        ("1,234", "unclear_amount"),
        ("1.234", "unclear_amount"),
        ("99999999999999", "amount_too_large"),
    ],
)
def test_anything_else_is_refused_by_name(typed: str, reason: str) -> None:
    with pytest.raises(BadAmount) as refused:
        amount_typed(typed, "EUR")
    assert refused.value.reason == reason


def test_a_currency_without_cents_has_none() -> None:
    assert amount_typed("840", "JPY") == Money(840, "JPY")
    with pytest.raises(BadAmount) as refused:
        amount_typed("8,4", "JPY")
    assert refused.value.reason == "too_precise"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("minor", [0, 5, 840, 123450, 10**12])
def test_what_is_shown_to_be_typed_is_read_back(language: str, minor: int) -> None:
    assert amount_typed(plain(Money(minor, "EUR"), language), "EUR") == Money(minor, "EUR")
