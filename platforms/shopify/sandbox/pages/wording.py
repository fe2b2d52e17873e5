"""Says the admin's own words, amounts and dates in the language of whoever is signed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_currency

from platforms import voices

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Voice(voices.Voice):
    """One language of the admin, in one store's own time."""

    words = Path(__file__).parent / "words.json"
    timezone: str

    def status(self, name: str | None) -> str:
        """One of the API's own names, as a person reads it."""
        return self.say((name or "").replace("_", " ").capitalize())

    def money(self, bag: Mapping[str, Any]) -> str:
        """What the customer sees of an amount in two currencies."""
        shown = bag["presentmentMoney"]
        amount, currency = Decimal(str(shown["amount"])), shown["currencyCode"]
        return format_currency(amount, currency, locale=self.language)

    def moment(self, written: str) -> str:
        """A time of the API, where the store is."""
        at = datetime.fromisoformat(written).astimezone(ZoneInfo(self.timezone))
        return format_datetime(at, "d MMM y, HH:mm", locale=self.language)

    def plain(self, message: str) -> str:
        """The text of an event's little markup."""
        return unescape(re.sub(r"<[^>]*>", "", message))
