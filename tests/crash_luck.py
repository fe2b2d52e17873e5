"""How a shop takes calls in the crash matrix, and the guards that can be taken from it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.crashing import Rewrite
from tests.till import Mood

MOODS = (
    (Mood(), 35),
    (Mood(refuses_connection=True), 10),
    (Mood(loses_request=True), 10),
    (Mood(loses_answer=True), 12),
    (Mood(doubles_and_denies=True), 12),
    (Mood(doubles_and_mistakes=True), 6),
    (Mood(delays_request=True), 10),
    (Mood(breaks_half_way=True), 8),
    (Mood(doubles_request=True), 7),
)
"""How the shop takes a call, and how often; only one that keeps the contract can be told twice."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A guard taken away on purpose: the matrix must turn red."""

    rewrite: Rewrite = str
    """Changes the statements on their way to the store."""
    word_for_word: float = 0.3
    """How many of the shops are told word for word."""
    mood: Mood | None = None
    """How the shop takes half of the calls, where the guard is needed only then."""
    is_unkeyed: bool = False
    """The shop acts on each copy of the same words."""
    forgets: bool = False
    """The shop says "never arrived" of a call that is still under way, and takes it afterwards."""
    shop: str = ""
    """The name of a Shopify adapter that lacks the guard."""
