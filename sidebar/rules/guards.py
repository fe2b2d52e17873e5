"""What is asked before a reply leaves: another channel's name in it, or a file that was forgotten.

Accents and case make no difference and only whole words count; what an earlier mail said in the
same text is nobody's promise of a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sidebar.rules.choices import BACK_OFFICE, EMAIL, OURS, PORTAL, Choice, ChoiceList, offered
from sidebar.rules.words import folded

_OUR_CHANNELS = frozenset({BACK_OFFICE, EMAIL, PORTAL})
_OUR_ALIASES = frozenset(
    folded(alias) for choice in OURS[ChoiceList.CHANNEL] for alias in choice.aliases
)
"""E-mail, mail: every letter speaks of them, and none of them betrays another market."""

_BETWEEN = r"[\s_'.-]{0,2}"
_PIECES = re.compile(r"\w+|[^\w\s_'.\u2010-\u2013-]")
"""Le Bon Coin, Le-Bon-Coin and LeBonCoin are one name."""

_FILE_WORDS = (
    r"pieces?[\s-]+jointes?",
    r"p\.?j\.?(?=\s*[:)]|\s*$)",
    r"en\s+p\.?j",
    r"ci[\s-]*jointe?s?",
    r"ci[\s-]*incluse?s?",
    r"en\s+annexes?",
    r"(?:je|nous)\s+(?:vous\s+)?(?:joins|joignons)",
    r"(?:documents?|fichiers?|photos?|factures?|etiquettes?|bons?|bordereaux?)\s+jointe?s?",
    r"jointe?s?\s+(?:a|au)\s+(?:ce|cet|mon|notre|present)\s+(?:e-?mail|mail|courriel|message)",
    # A label "attached to the parcel", or a person to a brand, is no file.
    r"attached(?!\s+to\b)",
    r"attached\s+to\s+(?:this|my|our)\b",
    r"attachments?",
    r"(?:i|we)(?:\s+am|'m|\s+are|'re)?\s+attach(?:ing)?",
    r"enclosed",
    r"enclosures?",
)
_FILES = re.compile(rf"(?<!\w)(?:{'|'.join(_FILE_WORDS)})(?!\w)", re.MULTILINE)

_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_EARLIER = re.compile(
    r"^[ \t]*(?:-{2,}[ \t]*(?:original message|message d.origine|message original"
    r"|forwarded message|message transfere)\b"
    r"|(?:le|on)\b[^\n]{4,200}(?:\n[^\n]{0,120})?(?:a ecrit|wrote)\s*:"
    r"|(?:de|from)[ \t]*:[^\n]*\n[ \t]*(?:envoye|sent|date|a|to)[ \t]*:)",
    re.MULTILINE,
)
"""Where mail programs begin to repeat what was said before."""


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text without case or accents, each letter with its place in the text as written."""

    text: str
    places: tuple[int, ...]

    def written(self, original: str, found: re.Match[str]) -> str:
        """What was found, as it stands in the original."""
        return original[self.places[found.start()] : self.places[found.end() - 1] + 1]


def other_channels(text: str, channels: Iterable[Choice], own: str) -> tuple[str, ...]:
    """The names of other channels in the text, as they stand there, each once.

    What may also be said of the ticket's own channel counts for nothing. Our own channels have no
    names to give away but those that the shop itself gave them; archived ones have none.
    """
    known = offered(channels, chosen=own)
    mine = {name for choice in known if choice.code == own for name in _names(choice, own)}
    theirs = {name for choice in known if choice.code != own for name in _names(choice, own)}
    bare = _fold(text)
    if mine:
        # A name of the own channel may hold another's: it is passed over as a whole.
        bare = _Folded(_of(mine).sub(lambda one: "\x00" * len(one[0]), bare.text), bare.places)
    if not theirs:
        return ()
    found = (bare.written(text, one) for one in _of(theirs).finditer(bare.text))
    return tuple({folded(word): word for word in reversed(list(found))}.values())[::-1]


def forgotten_file(text: str) -> str:
    """The first word in the writer's own text that promises a file; empty for none."""
    bare = _fold(text)
    blank = _QUOTED_LINE.sub(lambda line: " " * len(line[0]), bare.text)
    earlier = _EARLIER.search(blank)
    found = _FILES.search(blank[: earlier.start()] if earlier else blank)
    return bare.written(text, found) if found else ""


def _names(choice: Choice, own: str) -> set[str]:
    """What people call the channel, folded."""
    aliases = {folded(alias) for alias in choice.aliases}
    if choice.code in _OUR_CHANNELS and choice.code != own:
        return {alias for alias in aliases - _OUR_ALIASES if alias}
    words = choice.name
    names = {folded(name) for name in (words.default, *words.by_language.values())} if words else ()
    return {name for name in (*aliases, *names) if any(map(str.isalnum, name))}


@lru_cache(maxsize=256)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    parts = (_BETWEEN.join(map(re.escape, _PIECES.findall(name))) for name in names)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def _of(names: set[str]) -> re.Pattern[str]:
    """Longer names first: the whole of a name is what is told."""
    return _pattern(tuple(sorted(names, key=lambda name: (-len(name), name))))


_SPELLINGS = {"œ": "oe", "æ": "ae", "\u2019": "'", "\u02bc": "'", "\u00ad": ""} | dict.fromkeys(
    "\u2010\u2011\u2012\u2013", "-"
)
"""What people write either way, and what word processors make of it."""


def _fold(text: str) -> _Folded:
    letters, places = list[str](), list[int]()
    for place, letter in enumerate(text):
        small = letter.casefold()
        for bare in unicodedata.normalize("NFKD", _SPELLINGS.get(small, small)):
            if not unicodedata.combining(bare):
                letters.append(bare)
                places.append(place)
    return _Folded("".join(letters), tuple(places))
