"""What somebody typed to find an order by: an address, a number, a reference or a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_TYPED = 200
"""Characters: nothing that an order is found by is longer."""

_PHONE = re.compile(r"[+(]?[0-9][0-9 ().\-/]{6,38}")
_REFERENCE = re.compile(r"#?[\w.\-]{2,40}")


@dataclass(frozen=True, slots=True)
class Looked:
    """The ways in which it may be meant; each empty where it cannot."""

    email: str = ""
    phone: str = ""
    reference: str = ""
    name: str = ""

    @property
    def is_nothing(self) -> bool:
        return not (self.email or self.phone or self.reference or self.name)


def looked_for(typed: str) -> Looked:
    """An address is only that; digits may be a telephone's or a reference; words may be a name."""
    text = " ".join(typed.split())[:LONGEST_TYPED]
    if "@" in text:
        return Looked(email=text)
    phone = text if _PHONE.fullmatch(text) else ""
    reference = text if _REFERENCE.fullmatch(text) else ""
    has_letters = any(letter.isalpha() for letter in text)
    return Looked(phone=phone, reference=reference, name=text if has_letters else "")
