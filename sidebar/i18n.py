"""French and English: catalogues, and dates, money and plurals as each language writes them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.localedata import exists
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, get_currency_precision
from babel.support import Translations

from platforms.shapes import Money

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
"""Formats of Europe for both: the shops served are there, and day comes before month."""


@cache
def translations(language: str) -> Translations:
    """The catalogue of a language, compiled once per process from its .po file."""
    source = files("sidebar") / "locale" / language / "LC_MESSAGES" / "comptoir.po"
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


@lru_cache(maxsize=4096)
def money(amount: Money, language: str) -> str:
    """€45.89 or 45,89 €."""
    value = Decimal(amount.minor).scaleb(-get_currency_precision(amount.currency))
    return format_currency(value, amount.currency, locale=LOCALES.get(language, language))


@lru_cache(maxsize=8192)
def moment(at: int, language: str, timezone: str) -> str:
    """A date with its time, in the shop's zone."""
    return format_datetime(_local(at, timezone), "medium", locale=LOCALES[language])[:-3]


@lru_cache(maxsize=8192)
def day(at: int, language: str, timezone: str) -> str:
    """A date alone, in the shop's zone."""
    return format_date(_local(at, timezone), "medium", locale=LOCALES.get(language, language))


def is_language(code: str) -> bool:
    """Whether money and dates can be written in it (ISO 639-1)."""
    return exists(code)


def language_name(code: str, reader: str) -> str:
    """What a reader calls a language; its code where there is no name for it."""
    name = Locale.parse(LOCALES.get(reader, reader)).languages.get(code)
    return str(name) if name else code


def calendar_day(written: str, language: str) -> str:
    """A day that is kept as 2026-12-31, in no zone. Raises ValueError for what is none."""
    return format_date(date.fromisoformat(written), "medium", locale=LOCALES[language])


def short_moment(at: int, language: str, timezone: str, now: int) -> str:
    """The time alone for today, else the date with its time."""
    if _local(at, timezone).date() == _local(now, timezone).date():
        return format_time(_local(at, timezone), "short", locale=LOCALES[language])
    return moment(at, language, timezone)


def ago(at: int, language: str, now: int) -> str:
    """How long ago, in one unit: "3 minutes ago"."""
    # Zero would be written as the future: "in 0 seconds".
    seconds = min((at - now) // 1000, -1)
    return format_timedelta(seconds, threshold=1.2, add_direction=True, locale=LOCALES[language])


def lasting(since: int, language: str, now: int) -> str:
    """How long since then, short and in one unit: "3 hr"."""
    seconds = max((now - since) // 1000, 1)
    return format_timedelta(seconds, threshold=1.2, format="short", locale=LOCALES[language])


def soon(at: int, language: str, now: int) -> str:
    """In how long, in one unit: "in 15 seconds"."""
    seconds = max((at - now) // 1000, 1)
    return format_timedelta(seconds, threshold=1.2, add_direction=True, locale=LOCALES[language])


def iso(at: int) -> str:
    """The machine-readable form for ``<time datetime>``."""
    return _local(at, "UTC").strftime("%Y-%m-%dT%H:%M:%SZ")


def _local(at: int, timezone: str) -> datetime:
    return datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(ZoneInfo(timezone))
