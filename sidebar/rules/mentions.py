"""Who is meant by an @name in a note: a colleague's full name, or a first name only one has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from sidebar.rules.words import folded


class Named(Protocol):
    """Somebody with a name."""

    @property
    def name(self) -> str: ...


Person = TypeVar("Person", bound=Named)

_AT = re.compile(r"(?<![\w.@])@(?=\w)")
"""Not inside an address of mail."""
_WORD = re.compile(r"[\w\u0300-\u036f]+(?:[-'’][\w\u0300-\u036f]+)*")
_GAP = re.compile(r"[.\s\u00a0]{1,3}")

MOST_WORDS = 8
"""Of one name."""


@dataclass(frozen=True, slots=True)
class Mention(Generic[Person]):
    """One name in a text, from its @ on, and whom it means."""

    start: int
    end: int
    person: Person


def mentioned(text: str, people: Iterable[Person]) -> tuple[Person, ...]:
    """The colleagues whom the text names, each once, in the order of the text."""
    found = list[Person]()
    for mention in mentions(text, people):
        if mention.person not in found:
            found.append(mention.person)
    return tuple(found)


def mentions(text: str, people: Iterable[Person]) -> Iterator[Mention[Person]]:
    """Every place at which somebody is named, the longest name that fits there."""
    known = _by_called(people)
    for at in _AT.finditer(text):
        words = _words_at(text, at.end())
        for count in range(len(words), 0, -1):
            called = tuple(folded(word[0]) for word in words[:count])
            if called in known:
                yield Mention(at.start(), words[count - 1].end(), known[called])
                break


def _words_at(text: str, place: int) -> list[re.Match[str]]:
    """The words that may be one name: nothing but a space or a point stands between them."""
    found = list[re.Match[str]]()
    word = _WORD.match(text, place)
    while word is not None and len(found) < MOST_WORDS:
        found.append(word)
        gap = _GAP.match(text, word.end())
        word = _WORD.match(text, gap.end()) if gap else None
    return found


def _by_called(people: Iterable[Person]) -> Mapping[tuple[str, ...], Person]:
    """Each one by full name, and by first name where no other has it; doubles mean nobody."""
    everyone = [(_called(one), one) for one in people]
    full = Counter(called for called, _ in everyone)
    first = Counter(called[:1] for called, _ in everyone)
    known = {called[:1]: one for called, one in everyone if first[called[:1]] == 1}
    known |= {called: one for called, one in everyone if full[called] == 1}
    return known


def _called(person: Named) -> tuple[str, ...]:
    return tuple(folded(word) for word in _WORD.findall(person.name))
