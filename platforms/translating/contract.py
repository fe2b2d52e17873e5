"""What every translation service promises the counter, and the ways in which it may fail.

TranslationFault      nothing was translated; ``name`` is stable, ``may_pass`` if later may help
├─ TranslatorAway     no usable answer in time
├─ QuotaSpent         the service translates no more for this key, for now or for this month
├─ KeyRefused         the service does not accept the key, or wants one
└─ NotTranslatable    the service says that it cannot: a language it does not have, a text too long
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class TranslationFault(Exception):
    """Nothing was translated. ``detail`` is for the log, and holds neither text nor key."""

    name = "translation_failed"
    may_pass = True

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class TranslatorAway(TranslationFault):
    """No usable answer in time; asking again may help."""

    name = "translator_away"


class QuotaSpent(TranslationFault):
    """Too much was asked: later, or with more of it paid for, it goes on."""

    name = "translator_quota"


class KeyRefused(TranslationFault):
    """The service does not accept the key; only who runs Comptoir can mend that."""

    name = "translator_key"
    may_pass = False


class NotTranslatable(TranslationFault):
    """The service says that it cannot translate this."""

    name = "not_translatable"
    may_pass = False


@dataclass(frozen=True, slots=True)
class Translated:
    """A text in another language; ``source`` is the one it was in, as two letters."""

    text: str
    source: str


class Translator(Protocol):
    """One service, ready to be asked from any thread."""

    @property
    def provider(self) -> str:
        """What people call it."""
        ...

    @property
    def host(self) -> str:
        """Where texts are sent."""
        ...

    def translate(self, text: str, target: str, source: str = "", *, within: float) -> Translated:
        """The whole text in the target language (two letters), line for line.

        A source that is not said is found out. Raises TranslationFault, in any case before
        ``within`` seconds have passed.
        """
        ...
