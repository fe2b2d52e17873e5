"""A JSON object from outside is given out field by field, only in the type and bounds it must have.

Each reader of it names its own fault, which says where and never what.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import msgspec

Wrong = Callable[[str], Exception]
"""Makes the fault to raise out of the name of the field that is wrong."""

_DIGITS = re.compile(r"[1-9][0-9]{0,19}")
_MOST = 2**53

_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Believed:
    """One JSON object. Every reader raises the fault of ``wrong`` otherwise."""

    __slots__ = ("_fields", "_wrong")

    def __init__(self, fields: Mapping[str, Any], *, wrong: Wrong) -> None:
        self._fields = fields
        self._wrong = wrong

    @classmethod
    def of(cls, body: bytes, *, wrong: Wrong) -> Believed:
        """The object that a body is, as a whole."""
        try:
            return cls(_decode(body), wrong=wrong)
        except (msgspec.DecodeError, RecursionError, ValueError):
            raise wrong("body") from None

    def has(self, name: str) -> bool:
        """Whether the field is there and says something."""
        return self._fields.get(name) is not None

    def names(self) -> tuple[str, ...]:
        return tuple(self._fields)

    def within(self, name: str) -> Believed:
        found = self._fields.get(name)
        return Believed(found, wrong=self._wrong) if isinstance(found, dict) else self.refuse(name)

    def identity(self, name: str) -> str:
        """A record's id, an integer or its digits, as text."""
        return _identity(self._fields.get(name)) or self.refuse(name)

    def identity_if_any(self, name: str) -> str:
        """The same; empty where the field says nothing."""
        return self.identity(name) if self.has(name) else ""

    def identities(self, name: str, *, most: int) -> tuple[str, ...]:
        """A list of them; none where nothing is said."""
        return tuple(_identity(one) or self.refuse(name) for one in self._listed(name, most))

    def named(self, name: str, pattern: re.Pattern[str]) -> str:
        """The part of a longer name that the pattern's first group is."""
        found = self._fields.get(name)
        matched = pattern.fullmatch(found) if isinstance(found, str) else None
        return matched[1] if matched else self.refuse(name)

    def texts(self, name: str, *, most: int, longest: int) -> tuple[str, ...]:
        found = self._listed(name, most)
        if not all(isinstance(one, str) and len(one) <= longest for one in found):
            self.refuse(name)
        return tuple(found)

    def whole(self, name: str, *, lowest: int = 0) -> int:
        found = self._fields.get(name)
        if type(found) is not int or not lowest <= found <= _MOST:
            self.refuse(name)
        return found

    def is_so(self, name: str) -> bool:
        found = self._fields.get(name)
        return found if isinstance(found, bool) else self.refuse(name)

    def text(self, name: str, *, longest: int) -> str:
        """A text of people, in one line, without unseen characters; empty where nothing is said."""
        found = self._fields.get(name)
        if found is None:
            return ""
        if not isinstance(found, str) or len(found) > longest:
            self.refuse(name)
        return cleaned(found)

    def untouched(self, name: str, *, longest: int) -> str:
        """A text as it stands, to be searched and never shown; empty where nothing is said."""
        found = self._fields.get(name)
        if found is None:
            return ""
        return found if isinstance(found, str) and len(found) <= longest else self.refuse(name)

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        found = self._fields.get(name)
        if not isinstance(found, str) or not pattern.fullmatch(found):
            self.refuse(name)
        return found

    def refuse(self, name: str) -> NoReturn:
        raise self._wrong(name)

    def _listed(self, name: str, most: int) -> list[Any]:
        found = self._fields.get(name)
        if found is None:
            return []
        return found if isinstance(found, list) and len(found) <= most else self.refuse(name)


def cleaned(written: str) -> str:
    """The text without control, direction and other unseen characters (Unicode's C categories)."""
    seen = (" " if one.isspace() else one for one in written)
    return " ".join("".join(one for one in seen if unicodedata.category(one)[0] != "C").split())


def _identity(found: object) -> str:
    written = str(found) if type(found) in {int, str} else ""
    return written if _DIGITS.fullmatch(written) else ""
