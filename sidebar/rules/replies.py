"""Default replies: where each may be used, and which of its languages answers an order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from sidebar.rules.words import folded

LANGUAGE = re.compile(r"[a-z]{2}")
"""ISO 639-1, as orders have it."""


@dataclass(frozen=True, slots=True)
class DefaultReply:
    """One reply with its texts by language. Empty ``channels``, ``types``, ``shops``: wherever."""

    id: str
    shop_id: str
    """Whose managers may change it; the shops of the same house may use it."""
    category: str
    title: str
    texts: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()
    updated_at: int = 0
    is_archived: bool = False

    def fits(self, *, channel: str, type_code: str, shop_id: str) -> bool:
        """Whether it may be used on such a ticket."""
        return (
            not self.is_archived
            and (not self.channels or channel in self.channels)
            and (not self.types or type_code in self.types)
            and (not self.shops or shop_id in self.shops)
        )

    def says(self, wanted: str) -> bool:
        """Whether every word that is looked for stands in its title, category or texts."""
        words = folded(wanted).split()
        if not words:
            return True
        told = " ".join(map(_bare, (self.title, self.category, *self.texts.values())))
        return all(word in told for word in words)


@lru_cache(maxsize=2048)
def _bare(text: str) -> str:
    """Looked through with every letter of a search: made once for as many as a shop may have."""
    return folded(text)


def each_once(replies: Iterable[DefaultReply], *, shop_id: str) -> list[DefaultReply]:
    """Of those that sister shops have in the very same words one alone, the shop's own first."""
    kept = dict[tuple[str, frozenset[tuple[str, str]]], DefaultReply]()
    for one in replies:
        said = one.title, frozenset(one.texts.items())
        if said not in kept or (one.shop_id == shop_id and kept[said].shop_id != shop_id):
            kept[said] = one
    return list(kept.values())


class Because(StrEnum):
    """Why a language was chosen."""

    ORDER = "order"
    CUSTOMER = "customer"
    SHOP = "shop"
    ONLY = "only"
    """None of those is written: the first there is."""
    AGENT = "agent"
    """The agent chose it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A language of a reply, and why."""

    language: str
    because: Because


def language_for(
    written: Iterable[str], *, order: str, customer: str, shop: str, wanted: str = ""
) -> Chosen | None:
    """Which of the written languages answers: the order's, else the customer's, else the shop's.

    One that the agent wants comes before all. Tags such as ``fr-CA`` count as their language.
    Nothing where nothing is written.
    """
    languages = tuple(written)
    wishes = (
        (wanted, Because.AGENT),
        (order, Because.ORDER),
        (customer, Because.CUSTOMER),
        (shop, Because.SHOP),
    )
    for tag, because in wishes:
        language = tag.strip().lower()[:2]
        if language and language in languages:
            return Chosen(language, because)
    return Chosen(languages[0], Because.ONLY) if languages else None


def ordered(replies: Iterable[DefaultReply]) -> list[DefaultReply]:
    """By category, then by title, as a reader of any language looks for them."""
    return sorted(replies, key=lambda one: (folded(one.category), folded(one.title), one.id))
