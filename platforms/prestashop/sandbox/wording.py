"""Says the back office's own words, dates and amounts in the employee's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_currency, format_decimal

from platforms import voices
from platforms.prestashop.sandbox.definitions import HERE
from platforms.prestashop.sandbox.showing_json import wording

LANGUAGES: Mapping[str, int] = {"en": 1, "fr": 2}
"""The back office's languages, and the number each has in the shop."""

LOCALES: Mapping[str, str] = {"en": "en_US", "fr": "fr_FR"}
FORMATS: Mapping[str, str] = {"en": "%m/%d/%Y", "fr": "%d/%m/%Y"}


@dataclass(frozen=True, slots=True)
class Voice(voices.Voice):
    """One language of the page."""

    words = HERE / "wording.json"

    def read(self, text: Any) -> str:
        """The shop's own text, which may be in several languages."""
        return wording(text, LANGUAGES[self.language])

    def money(self, amount: str, currency: str) -> str:
        return format_currency(Decimal(amount), currency, locale=LOCALES[self.language])

    def number(self, amount: str) -> str:
        return format_decimal(Decimal(amount), locale=LOCALES[self.language])

    def day(self, written: str) -> str:
        return _time(written).strftime(FORMATS[self.language])

    def hour(self, written: str) -> str:
        return _time(written).strftime("%H:%M:%S")

    def moment(self, at: int) -> str:
        """UTC milliseconds as a day and an hour of Paris, where this shop is."""
        moment = datetime.fromtimestamp(at / 1000, ZoneInfo("Europe/Paris"))
        return moment.strftime(f"{FORMATS[self.language]} %H:%M")


def _time(written: str) -> datetime:
    """The shop's own zone: nothing is converted on this page."""
    return datetime.fromisoformat(written)
