"""When a shop is there for its customers: spans of wall-clock time for each day of the week."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Span = tuple[int, int]
"""Minutes since midnight, beginning and end; an end before the beginning is on the next day."""

WEEK = 7
_DAY = 24 * 60
_SPAN = re.compile(r"(\d{1,2})(?:[:h](\d{2})?)?\s*(?:-|–|—|à|to)\s*(\d{1,2})(?:[:h](\d{2})?)?")
_BETWEEN = re.compile(r"\s*[,;]\s*")
MOST_SPANS = 4


def spans_in(written: str) -> tuple[Span, ...]:
    """Such as ``9:00-12:30, 14h-18h``; nothing for a day off. Raises ValueError."""
    text = written.strip().lower()
    if not text:
        return ()
    spans = tuple(_span(part) for part in _BETWEEN.split(text))
    if len(spans) > MOST_SPANS:
        raise ValueError(f"no hours: {written}")
    return spans


def _span(written: str) -> Span:
    found = _SPAN.fullmatch(written)
    if found is None:
        raise ValueError(f"no hours: {written}")
    hour, minute, end_hour, end_minute = (int(part or 0) for part in found.groups())
    begin, end = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or begin >= _DAY or end > _DAY or begin == end:
        raise ValueError(f"no hours: {written}")
    return begin, end


def written(spans: Sequence[Span]) -> str:
    """The same as people write it."""
    return ", ".join(f"{_clock(begin)}-{_clock(end)}" for begin, end in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def is_within(week: Sequence[Sequence[Span]], at: int, timezone: str) -> bool:
    """Whether that moment (UTC ms) is in the hours, by the wall clock of the zone on that day.

    ``week`` begins on Monday. Where clocks are put forward or back, the hours stay those of the
    wall: the hour that comes twice is twice within them, the one that is left out never.
    """
    local = datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(ZoneInfo(timezone))
    minute, day = local.hour * 60 + local.minute, local.weekday()
    return any(begin <= minute < end or (end < begin <= minute) for begin, end in week[day]) or any(
        end < begin and minute < end for begin, end in week[day - 1]
    )
