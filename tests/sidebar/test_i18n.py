"""Money, moments and plurals are written as each language writes them."""

from __future__ import annotations

import pytest

from platforms.shapes import Money
from sidebar import i18n

NOON = 1_795_345_200_000  # 2026-11-22 11:00 UTC, noon in Paris
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


def plain(text: str) -> str:
    """Hard and narrow spaces as plain ones."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("amount", "french", "english"),
    [
        (Money(4589, "EUR"), "45,89 €", "€45.89"),
        (Money(0, "EUR"), "0,00 €", "€0.00"),
        (Money(-5, "EUR"), "-0,05 €", "-€0.05"),
        (Money(123456789, "EUR"), "1 234 567,89 €", "€1,234,567.89"),
        (Money(12713, "JPY"), "12 713 JPY", "JP¥12,713"),
        (Money(1234, "KWD"), "1,234 KWD", "KWD1.234"),
        (Money(100, "XQQ"), "1,00 XQQ", "XQQ1.00"),
        (
            Money(9_007_199_254_740_993_01, "EUR"),
            "9 007 199 254 740 993,01 €",
            "€9,007,199,254,740,993.01",
        ),
    ],
)
def test_an_amount_is_written_exactly_and_as_readers_write_it(
    amount: Money, french: str, english: str
) -> None:
    assert plain(i18n.money(amount, "fr")) == french
    assert plain(i18n.money(amount, "en")) == english


def test_a_moment_is_in_the_shops_zone_without_seconds() -> None:
    assert plain(i18n.moment(NOON, "fr", "Europe/Paris")) == "22 nov. 2026, 12:00"
    assert plain(i18n.moment(NOON, "en", "Asia/Tokyo")) == "22 Nov 2026, 20:00"
    assert plain(i18n.day(NOON, "fr", "Europe/Paris")) == "22 nov. 2026"
    assert i18n.iso(NOON) == "2026-11-22T11:00:00Z"


def test_today_needs_no_date_and_today_is_the_shops() -> None:
    assert i18n.short_moment(NOON, "fr", "Europe/Paris", NOON + HOUR) == "12:00"
    assert "nov" in i18n.short_moment(NOON, "fr", "Europe/Paris", NOON + 13 * HOUR)
    assert i18n.short_moment(NOON, "en", "America/New_York", NOON + 13 * HOUR) == "06:00"


@pytest.mark.parametrize(
    ("before", "french", "english"),
    [
        (3 * MINUTE, "il y a 3 minutes", "3 minutes ago"),
        (MINUTE + 30_000, "il y a 2 minutes", "2 minutes ago"),
        (2 * HOUR, "il y a 2 heures", "2 hours ago"),
        (3 * DAY, "il y a 3 jours", "3 days ago"),
    ],
)
def test_an_age_is_told_in_one_unit(before: int, french: str, english: str) -> None:
    assert i18n.ago(NOON - before, "fr", NOON) == french
    assert i18n.ago(NOON - before, "en", NOON) == english


@pytest.mark.parametrize("ahead", [0, 400, 5000])
def test_nothing_was_read_in_the_future(ahead: int) -> None:
    assert i18n.ago(NOON + ahead, "en", NOON).endswith("ago")
    assert i18n.ago(NOON + ahead, "fr", NOON).startswith("il y a")


def test_what_comes_next_is_told_in_one_unit_and_never_as_past() -> None:
    assert i18n.soon(NOON + 15_000, "fr", NOON) == "dans 15 secondes"
    assert i18n.soon(NOON + 15_000, "en", NOON) == "in 15 seconds"
    assert i18n.soon(NOON - MINUTE, "en", NOON) == "in 1 second"


def test_plurals_follow_each_language() -> None:
    def orders(language: str, count: int) -> str:
        known = i18n.translations(language)
        return known.ungettext("%(num)s order", "%(num)s orders", count) % {"num": count}

    assert [orders("en", count) for count in (0, 1, 2)] == ["0 orders", "1 order", "2 orders"]
    assert [orders("fr", count) for count in (0, 1, 2)] == [
        "0 commande",
        "1 commande",
        "2 commandes",
    ]
