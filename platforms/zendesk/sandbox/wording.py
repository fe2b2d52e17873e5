"""Says the account's own words and times in the language of whoever is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from babel.dates import format_timedelta

from platforms import voices
from platforms.zendesk.sandbox.standin import HERE

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Voice(voices.Voice):
    """One language of the account."""

    words = HERE / "words.json"

    def ago(self, minutes: int) -> str:
        """How long ago something was said."""
        gone = timedelta(minutes=-max(minutes, 1))
        return format_timedelta(gone, add_direction=True, locale=self.language)


def iso(minutes: int) -> str:
    """So many minutes ago, as Zendesk writes a time: "2026-11-22T10:00:00Z"."""
    then = datetime.now(UTC) - timedelta(minutes=minutes)
    return then.strftime("%Y-%m-%dT%H:%M:%SZ")
