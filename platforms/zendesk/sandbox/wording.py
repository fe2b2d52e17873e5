"""Says the account's own words and times in the language of whoever is signed in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from babel.dates import format_timedelta

from platforms.zendesk.sandbox.standin import HERE

LANGUAGES = ("fr", "en")


@cache
def french() -> Mapping[str, str]:
    """French words by English ones."""
    written: dict[str, str] = json.loads((HERE / "words.json").read_text(encoding="utf-8"))
    return written


@dataclass(frozen=True, slots=True)
class Voice:
    """One language of the account."""

    language: str

    def say(self, text: str, **parts: str) -> str:
        """The words in this language; English where French has none."""
        said = french().get(text, text) if self.language == "fr" else text
        return said % parts if parts else said

    def ago(self, minutes: int) -> str:
        """How long ago something was said."""
        gone = timedelta(minutes=-max(minutes, 1))
        return format_timedelta(gone, add_direction=True, locale=self.language)


def iso(minutes: int) -> str:
    """So many minutes ago, as Zendesk writes a time: "2026-11-22T10:00:00Z"."""
    then = datetime.now(UTC) - timedelta(minutes=minutes)
    return then.strftime("%Y-%m-%dT%H:%M:%SZ")
