"""Amounts and wordings: exact money in minor units, one text in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents for EUR, units for JPY) of one ISO 4217 currency."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return other.minor


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in the languages the shop has, keyed by ISO 639-1 code."""

    default: str
    by_language: Mapping[str, str] = field(default_factory=dict)

    def to(self, language: str) -> str:
        """The text for this reader, or the shop's default where it has no translation."""
        return self.by_language.get(language) or self.default
