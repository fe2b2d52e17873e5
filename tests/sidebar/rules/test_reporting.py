"""A period is whole days of a shop's calendar: 23 or 25 hours long where the clock is turned."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from sidebar.rules.reporting import (
    LONGEST,
    BadPeriod,
    Period,
    Preset,
    Step,
    day_in,
    period_of,
    period_typed,
)

HOUR = 3_600_000


@pytest.mark.parametrize(
    ("day", "timezone", "hours"),
    [
        (date(2026, 3, 29), "Europe/Paris", 23),
        (date(2026, 10, 25), "Europe/Paris", 25),
        (date(2026, 3, 8), "America/New_York", 23),
        (date(2026, 11, 1), "America/New_York", 25),
        (date(2026, 9, 6), "America/Santiago", 23),
        (date(2026, 6, 1), "Asia/Tokyo", 24),
    ],
)
def test_a_day_is_as_long_as_its_clock_says(day: date, timezone: str, hours: int) -> None:
    begin, end = Period(day, day).span(timezone)

    assert (end - begin) // HOUR == hours
    assert [day_in(at, timezone) == day for at in (begin - 1, begin, end - 1, end)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        (Preset.LAST_30_DAYS, date(2026, 2, 2), date(2026, 3, 3)),
        (Preset.MONTH, date(2026, 3, 1), date(2026, 3, 3)),
        (Preset.LAST_MONTH, date(2026, 2, 1), date(2026, 2, 28)),
        (Preset.QUARTER, date(2026, 1, 1), date(2026, 3, 3)),
        (Preset.YEAR, date(2026, 1, 1), date(2026, 3, 3)),
    ],
)
def test_each_named_period_ends_today_or_before(preset: Preset, first: date, last: date) -> None:
    assert period_of(preset, date(2026, 3, 3)) == Period(first, last)


@pytest.mark.parametrize(
    ("days", "step", "parts"),
    [(1, Step.DAY, 1), (45, Step.DAY, 45), (46, Step.WEEK, 7), (LONGEST, Step.MONTH, 37)],
)
def test_its_parts_leave_no_day_out(days: int, step: Step, parts: int) -> None:
    first = date(2026, 1, 1)
    period = Period(first, date.fromordinal(first.toordinal() + days - 1))

    cut = period.parts()

    assert (period.step, len(cut)) == (step, parts)
    assert sum(part.days for part in cut) == days
    assert (cut[0].first, cut[-1].last) == (period.first, period.last)
    assert all(one.last.toordinal() + 1 == two.first.toordinal() for one, two in pairwise(cut))


@pytest.mark.parametrize(
    ("first", "last", "reason", "fields"),
    [
        ("", "2026-01-01", "bad_day", "from"),
        ("31.12.2026", "hier", "bad_day", "from to"),
        ("2026-01-01", "hier", "bad_day", "to"),
        ("2026-02-30", "2026-03-01", "bad_day", "from"),
        ("20260101", "2026-03-01", "bad_day", "from"),
        ("0001-01-01", "2026-03-01", "bad_day", "from"),
        ("2026-01-01", "9999-12-31", "bad_day", "to"),
        ("2026-01-02", "2026-01-01", "days_reversed", "to"),
        ("2020-01-01", "2026-01-01", "period_too_long", "from"),
    ],
)
def test_what_is_no_period_says_why(first: str, last: str, reason: str, fields: str) -> None:
    with pytest.raises(BadPeriod) as bad:
        period_typed(first, last)

    assert (bad.value.reason, " ".join(bad.value.fields)) == (reason, fields)
