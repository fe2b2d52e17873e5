"""Amounts are exact in every currency's own precision, and moments follow the shop's own clock."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.contract import BadAnswer
from platforms.prestashop.money import amount, moment, precision, zone_named

PARIS = zone_named("Europe/Paris")
ZONES = ("Europe/Paris", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "UTC")


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("61.800000", "EUR", 6180),
        ("0.005000", "EUR", 1),
        ("0.004999", "EUR", 0),
        ("-0.005000", "EUR", -1),
        ("-12.345678", "EUR", -1235),
        ("1234.500000", "JPY", 1235),
        ("1234.499999", "JPY", 1234),
        ("1.234500", "KWD", 1235),
        ("22.944000", "CHF", 2294),
        (7, "EUR", 700),
        ("7", "JPY", 7),
        (Decimal("7.005"), "EUR", 701),
        (Decimal("1E+2"), "EUR", 10000),
    ],
)
def test_an_amount_is_rounded_to_its_currency(written: object, currency: str, minor: int) -> None:
    found = amount(written, currency)
    assert (found.minor, found.currency) == (minor, currency)


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        " 1",
        "1,00",
        "1e3",
        "NaN",
        "Infinity",
        "0x1",
        "1.",
        ".5",
        "--1",
        "+1",
        "1" * 40,
        1.5,
        True,
        [],
        {},
        b"1",
        "\uff11",
        Decimal("NaN"),
        "1\n",
    ],
)
def test_what_is_no_amount_is_never_taken_for_one(written: object) -> None:
    with pytest.raises(BadAnswer):
        amount(written, "EUR")


@given(
    st.decimals(min_value=Decimal(-(10**13)), max_value=Decimal(10**13), places=6),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_every_column_value_becomes_the_nearest_minor_unit(value: Decimal, currency: str) -> None:
    step = Decimal(1).scaleb(-precision(currency))
    expected = value.quantize(step, rounding=ROUND_HALF_UP) / step
    assert amount(f"{value:f}", currency).minor == int(expected)


@given(st.text())
def test_a_text_is_an_amount_or_is_refused(written: str) -> None:
    try:
        found = amount(written, "EUR")
    except BadAnswer:
        return
    assert abs(Decimal(written) * 100 - found.minor) <= Decimal("0.5")


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "E€R", "EU\n"])
def test_a_currency_that_is_no_code_is_refused(currency: str) -> None:
    with pytest.raises(BadAnswer):
        amount("1.00", currency)


@pytest.mark.parametrize(
    "written",
    ["0000-00-00 00:00:00", "0000-00-00", "", None, "2026-00-00 00:00:00", "2026-05-00"],
)
def test_the_shops_empty_date_is_none(written: object) -> None:
    assert moment(written, PARIS) is None


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-22 02:47:22", "2026-11-22T01:47:22"),
        ("2026-07-01 12:00:00", "2026-07-01T10:00:00"),
        ("2026-07-01", "2026-06-30T22:00:00"),
        # The hour that does not exist, read with the offset before it.
        ("2026-03-29 02:30:00", "2026-03-29T01:30:00"),
        # The hour that comes twice: the first of the two.
        ("2026-10-25 02:30:00", "2026-10-25T00:30:00"),
    ],
)
def test_a_moment_is_the_shops_local_time(written: str, utc: str) -> None:
    expected = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert moment(written, PARIS) == int(expected.timestamp()) * 1000


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "2026-13-01 00:00:00",
        "2026-02-30",
        "2026-01-01T00:00:00",
        "2026-01-01 25:00:00",
        20260101,
        1.5,
        True,
        [],
        "\uff12026-01-01",
        "2026-01-01 00:00:00\n",
        "2026-01-01 00:00:00 ",
    ],
)
def test_what_is_no_date_is_refused(written: object) -> None:
    with pytest.raises(BadAnswer):
        moment(written, PARIS)


@given(st.datetimes(), st.sampled_from(ZONES))
def test_every_date_is_a_moment_of_that_day_or_is_refused(local: datetime, zone: str) -> None:
    written = local.strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")
    try:
        found = moment(written, zone_named(zone))
    except BadAnswer:
        assert local.year in {1, 9999}
        return
    assert found is not None
    naive = local.replace(microsecond=0, tzinfo=UTC).timestamp() * 1000
    assert abs(found - naive) <= 16 * 3600 * 1000


@given(st.text())
def test_a_text_is_a_moment_or_none_or_is_refused(written: str) -> None:
    try:
        found = moment(written, PARIS)
    except BadAnswer:
        return
    assert found is None or found % 1000 == 0


@pytest.mark.parametrize("name", ["", "Paris", "../etc/passwd", "/etc/localtime", "Europe/Nowhere"])
def test_a_time_zone_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(BadAnswer):
        zone_named(name)
