"""What a tag may be: a short word that means the same however it is typed, never one of money's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LONGEST_TAG = 40
"""Characters: more is no word, and would not fit beside others."""

MOST_TAGS = 30
"""On one ticket: with more, nobody reads them."""

_OF_MONEY = re.compile(r"(?P<kind>[a-z0-9]+)_(?:refund|refund_pending|cancelled)")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def tag_named(typed: str) -> str:
    """The tag as it is kept: one spelling for accents, small letters, single spaces.

    Empty for what is none: nothing, too long, with a comma (which parts tags) or with characters
    that nobody sees.
    """
    tag = " ".join(unicodedata.normalize("NFC", typed).split()).lower().strip("#")
    is_plain = not any(unicodedata.category(letter) in _UNSEEN for letter in tag)
    return tag if tag and len(tag) <= LONGEST_TAG and "," not in tag and is_plain else ""


def is_of_money(tag: str, kinds: Collection[str]) -> bool:
    """Whether it says what became of money in a shop of these kinds: a fact, set by nobody."""
    found = _OF_MONEY.fullmatch(tag)
    return found is not None and found["kind"] in kinds
