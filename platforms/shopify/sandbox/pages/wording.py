"""Says the admin's own words, amounts and dates in the language of whoever is signed in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_currency

LANGUAGES = ("fr", "en")


@cache
def french() -> Mapping[str, str]:
    """French words by English ones."""
    written: dict[str, str] = json.loads(
        (Path(__file__).parent / "words.json").read_text(encoding="utf-8")
    )
    return written


@dataclass(frozen=True, slots=True)
class Voice:
    """One language of the admin, in one store's own time."""

    language: str
    timezone: str

    def say(self, text: str, **parts: str) -> str:
        """The words in this language; English where French has none."""
        said = french().get(text, text) if self.language == "fr" else text
        return said % parts if parts else said

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
