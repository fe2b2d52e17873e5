"""What someone of a helpdesk is called: a name that is only said never stands for a signed number.

A helpdesk signs the number of a person; their page says a name, and could say any. Wherever it
matters who it was, the number stands behind the name: "Camille Fournier (Atelier · 501)".
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 80

_SIGNED = re.compile(r" \([^()]* · [0-9]{1,20}\)$")
_IMITATED = re.compile(r"[·•∙⋅‧・●᛫]\s*\d")
"""A dot of any kind before a digit: names have none, and what is signed always has."""


def cleaned(said: str) -> str:
    """The name on one line, without what is not seen: controls, directions, private characters."""
    line = " ".join(said.split())
    seen = "".join(letter for letter in line if unicodedata.category(letter)[0] != "C")
    return " ".join(seen.split())[:LONGEST_NAME].strip()


def is_imitation(name: str) -> bool:
    """Whether the name itself looks as though a number had been signed."""
    return _IMITATED.search(unicodedata.normalize("NFKC", name)) is not None


def is_same(name: str, other: str) -> bool:
    """Whether people would take one for the other: by their letters, whatever case or accents."""
    return bool(_letters(name)) and _letters(name) == _letters(other)


def number(helpdesk_name: str, person_id: str) -> str:
    """What was signed, as a name: the same in every language."""
    return f"{helpdesk_name} · {person_id}"


def signed(name: str, helpdesk_name: str, person_id: str) -> str:
    """The name with what was signed behind it; alone where it is all that is known."""
    if name.endswith(f" · {person_id}"):
        return name
    behind = number(helpdesk_name.translate({ord("("): None, ord(")"): None}), person_id)
    return f"{plain(name)} ({behind})"


def plain(name: str) -> str:
    """The name alone, as customers read it."""
    return _SIGNED.sub("", name)


def _letters(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
