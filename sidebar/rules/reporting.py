"""The time a report is about: days of each shop's own calendar, none of them left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONGEST = 1100
"""Days: three years and a little more; a longer time is asked about in parts."""

EACH_DAY, EACH_WEEK = 45, 200
"""Days that are shown one by one, or week by week: more of them are no longer told apart."""

FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Outside of them nothing was moved, or a year was mistyped."""

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Preset(StrEnum):
    """A period by name; each that is not over ends today."""

    LAST_30_DAYS = "30"
    MONTH = "month"
    LAST_MONTH = "last_month"
    QUARTER = "quarter"
    YEAR = "year"
    OWN = "own"
    """From one day to another, as typed."""


class Step(StrEnum):
    """How long a part of a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class BadPeriod(Exception):
    """The days typed are no period: ``reason`` says why, ``fields`` (``from``, ``to``) where."""

    def __init__(self, reason: str, *fields: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both of them included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def step(self) -> Step:
        """In which parts it is shown."""
        if self.days <= EACH_DAY:
            return Step.DAY
        return Step.WEEK if self.days <= EACH_WEEK else Step.MONTH

    def parts(self) -> tuple[Period, ...]:
        """The period cut into its steps; the first and the last may be shorter than a whole one."""
        found, begin = list[Period](), self.first
        while begin <= self.last:
            end = min(_end_of(begin, self.step), self.last)
            found.append(Period(begin, end))
            begin = end + timedelta(days=1)
        return tuple(found)

    def span(self, timezone: str) -> tuple[int, int]:
        """From its first moment to the first one after it, in a shop's own calendar (UTC ms)."""
        return _midnight(self.first, timezone), _midnight(self.last + timedelta(days=1), timezone)


def period_of(preset: Preset, today: date) -> Period:
    """The named period, as of this day; thirty days for the days typed."""
    month = today.replace(day=1)
    if preset is Preset.MONTH:
        return Period(month, today)
    if preset is Preset.LAST_MONTH:
        last = month - timedelta(days=1)
        return Period(last.replace(day=1), last)
    if preset is Preset.QUARTER:
        return Period(month.replace(month=(today.month - 1) // 3 * 3 + 1), today)
    if preset is Preset.YEAR:
        return Period(month.replace(month=1), today)
    return Period(today - timedelta(days=29), today)


def period_typed(first: str, last: str) -> Period:
    """The days between these two, written as 2026-12-31. Raises BadPeriod.

    Its reasons: ``bad_day``, ``days_reversed``, ``period_too_long``.
    """
    days = {"from": _day(first), "to": _day(last)}
    begin, end = days.values()
    if begin is None or end is None:
        raise BadPeriod("bad_day", *(field for field, day in days.items() if day is None))
    period = Period(begin, end)
    if period.last < period.first:
        raise BadPeriod("days_reversed", "to")
    if period.days > LONGEST:
        raise BadPeriod("period_too_long", "from")
    return period


def day_in(at: int, timezone: str) -> date:
    """The day that it was in that shop (UTC ms)."""
    return datetime.fromtimestamp(at // 1000, ZoneInfo(timezone)).date()


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written) if _WRITTEN.fullmatch(written) else None
    except ValueError:
        day = None
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _end_of(day: date, step: Step) -> date:
    if step is Step.DAY:
        return day
    if step is Step.WEEK:
        return day + timedelta(days=6 - day.weekday())
    next_month = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return next_month - timedelta(days=1)


def _midnight(day: date, timezone: str) -> int:
    """The day's first moment: where its clock leaves midnight out, or has it twice, the first."""
    begins = datetime.combine(day, time(), ZoneInfo(timezone))
    return int(begins.astimezone(UTC).timestamp()) * 1000
