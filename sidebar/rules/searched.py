"""What is searched by, and what a hit shows: words without accents or case, the last one begun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sidebar.rules.words import folded

LONGEST_QUERY = 200
"""Characters read of what is typed: nobody looks for more at once."""

MOST_WORDS = 8
LONGEST_WORD = 40
MOST_INDEXED = 4000
"""Words of one document: a long letter; what follows is a pasted log."""

SHORTEST_BEGINNING = 2
"""Letters: with one alone, nearly everything begins."""

AROUND = 24
"""Characters shown before the first word found: it stands in the first line of a narrow column."""

SHOWN = 180

_WORD = re.compile(r"[^\W_]+")
_SIGN = r"(?:\bn(?:um[eé]ro|o)?[.°º\s]+|#|№)\s*"
_SIGNED = re.compile(rf"(?:\bticket\s+(?:{_SIGN})?|{_SIGN})(?=\d)", re.IGNORECASE)
"""What people write before a ticket's number: n° 1199, No. 1199, #1199, ticket 1199."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The words looked for, all of them; ``begun`` is the beginning of a last one, if any."""

    whole: tuple[str, ...] = ()
    begun: str = ""

    def __bool__(self) -> bool:
        return bool(self.whole or self.begun)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    is_found: bool


def words_of(text: str) -> list[str]:
    """The text's words as they are indexed, in order."""
    found = _WORD.findall(folded(text.replace("\0", " ")))
    return [word[:LONGEST_WORD] for word in found[:MOST_INDEXED]]


def sought(typed: str) -> Sought:
    """What a person's typing looks for; a last word that nothing follows may still be going on."""
    text = _SIGNED.sub(" ", typed[:LONGEST_QUERY])
    words = words_of(text)[:MOST_WORDS]
    if not words or not _goes_on(text) or len(words[-1]) < SHORTEST_BEGINNING:
        return Sought(tuple(words))
    return Sought(tuple(words[:-1]), words[-1])


def ticket_number(typed: str) -> int | None:
    """The number of a ticket however it is written; None for what is no number."""
    digits = _SIGNED.sub("", typed.strip()[:LONGEST_WORD], count=1).strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None


def _goes_on(text: str) -> bool:
    return bool(_WORD.match(text[-1:]))


def pieces(text: str, wanted: Sought) -> tuple[Piece, ...]:
    """The stretch of the text around the first word found, with every word found in it."""
    plain = " ".join(text.split())
    spots = [spot for spot in _WORD.finditer(plain) if _is_wanted(spot.group(), wanted)]
    if not spots:
        return (Piece(_cut(plain, 0), is_found=False),) if plain else ()
    begin = max(0, spots[0].start() - AROUND)
    begin = plain.rfind(" ", 0, begin + 1) + 1 if begin else 0
    return tuple(_parted(plain, begin, [spot.span() for spot in spots]))


def _parted(text: str, begin: int, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    end, place = begin + SHOWN, begin
    if begin:
        yield Piece("…", is_found=False)
    for first, last in spans:
        if last > end:
            break
        if first > place:
            yield Piece(text[place:first], is_found=False)
        yield Piece(text[first:last], is_found=True)
        place = last
    if place < end:
        yield Piece(_cut(text, place, end), is_found=False)


def _cut(text: str, begin: int, end: int = SHOWN) -> str:
    return text[begin:end] + ("…" if len(text) > end else "")


def _is_wanted(word: str, wanted: Sought) -> bool:
    bare = folded(word)
    begins = wanted.begun and bare.startswith(wanted.begun)
    return bool(begins) or any(_is_akin(bare, one) for one in wanted.whole)


def _is_akin(word: str, one: str) -> bool:
    """The same, or the same but for an ending: an engine that knows stems finds those too."""
    stem = one[: max(4, len(one) - 2)]
    return word == one or (len(one) > len(stem) and word.startswith(stem))
