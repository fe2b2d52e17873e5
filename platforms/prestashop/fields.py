"""The module's JSON, given out field by field only in the type and within the bounds it must have.

The same reader serves a call made to us and an answer to ours: each names its own fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from platforms.prestashop.claims import cleaned

_DIGITS = re.compile(r"[0-9]{1,10}")
# No number of this wire needs more than a moment in milliseconds does.
_MOST = 2**53

Wrong = Callable[[str], Exception]
"""Makes the fault to raise out of the path of the field that is wrong."""


class Fields:
    """One JSON object. Every reader raises the fault of ``wrong`` naming the field's path."""

    __slots__ = ("_fields", "_path", "_wrong")

    def __init__(self, fields: Mapping[str, Any], *, wrong: Wrong, path: str = "") -> None:
        self._fields = fields
        self._wrong = wrong
        self._path = path

    def has(self, name: str) -> bool:
        """Whether the field is there and says something."""
        return self._fields.get(name) is not None

    def names(self) -> tuple[str, ...]:
        return tuple(self._fields)

    def written(self, name: str) -> Any:
        """The field as it stands, or None."""
        return self._fields.get(name)

    def within(self, name: str) -> Fields:
        return self._nested(name, self._fields.get(name))

    def each(self, name: str, *, most: int) -> tuple[Fields, ...]:
        """The objects of a list, in its order; an empty PHP array is an empty list."""
        found = self._fields.get(name)
        if not isinstance(found, list) or len(found) > most:
            self.refuse(name)
        return tuple(self._nested(f"{name}[{place}]", one) for place, one in enumerate(found))

    def texts(self, name: str, *, most: int, longest: int) -> tuple[str, ...]:
        found = self._fields.get(name)
        if not isinstance(found, list) or len(found) > most:
            self.refuse(name)
        if not all(isinstance(one, str) and len(one) <= longest for one in found):
            self.refuse(name)
        return tuple(found)

    def whole(self, name: str, *, lowest: int = 0, highest: int = _MOST) -> int:
        found = self._fields.get(name)
        if isinstance(found, bool) or not isinstance(found, int) or not lowest <= found <= highest:
            self.refuse(name)
        return found

    def identity(self, name: str, *, lowest: int = 1) -> str:
        """A record's id, an integer or its digits, as text; empty for 0 where that is allowed."""
        found = self._fields.get(name)
        if isinstance(found, bool) or not isinstance(found, int | str):
            self.refuse(name)
        if not _DIGITS.fullmatch(str(found)) or int(found) < lowest:
            self.refuse(name)
        return str(int(found)) if int(found) else ""

    def is_so(self, name: str) -> bool:
        found = self._fields.get(name)
        if not isinstance(found, bool):
            self.refuse(name)
        return found

    def text(self, name: str, *, longest: int) -> str:
        """A text of people, in one line and without a character that is not seen."""
        found = self._fields.get(name)
        if not isinstance(found, str) or len(found) > longest:
            self.refuse(name)
        return cleaned(found)

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        found = self._fields.get(name)
        if not isinstance(found, str) or not pattern.fullmatch(found):
            self.refuse(name)
        return found

    def refuse(self, name: str) -> NoReturn:
        raise self._wrong(f"{self._path}.{name}" if self._path else name)

    def _nested(self, name: str, found: Any) -> Fields:
        if not isinstance(found, dict):
            self.refuse(name)
        path = f"{self._path}.{name}" if self._path else name
        return Fields(found, wrong=self._wrong, path=path)
