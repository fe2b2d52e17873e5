"""Words looked for in a text: accents and case make no difference, and only whole words count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SPELLINGS = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "\u02bc": "'", "\u00ad": ""})
"""What people write either way, and hyphens that nobody sees."""


def folded(text: str) -> str:
    """The text without case, accents or differences of spacing."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_SPELLINGS))
    letters = (letter for letter in bare if not unicodedata.combining(letter))
    return " ".join("".join(letters).split())


def has_word(text: str, word: str) -> bool:
    """Whether the word, or the words in this order, stand in the text; both ``folded``."""
    return bool(word) and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def found(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that stand in the text, as they were given."""
    searched = folded(text)
    return tuple(word for word in words if has_word(searched, folded(word)))
