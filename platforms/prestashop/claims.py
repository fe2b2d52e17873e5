"""A token's claims, each given out only in the type, length and letters that it must have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from platforms.launches import LaunchRefused

_DIGITS = re.compile(r"[0-9]{1,10}")
_NAME = re.compile(r"[\x21-\x7e]+")


class Claims:
    """One object of the payload. Every reader raises LaunchRefused("malformed") otherwise."""

    __slots__ = ("_claims",)

    def __init__(self, claims: Mapping[str, Any]) -> None:
        self._claims = claims

    def has(self, name: str) -> bool:
        return name in self._claims

    def written(self, name: str) -> object:
        """The claim as it stands, or None."""
        return self._claims.get(name)

    def within(self, name: str) -> Claims:
        found = self._claims.get(name)
        if not isinstance(found, dict):
            raise LaunchRefused("malformed")
        return Claims(found)

    def whole(self, name: str) -> int:
        """A time in seconds: an integer that a date can be made of."""
        found = self._claims.get(name)
        if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found < 2**40:
            raise LaunchRefused("malformed")
        return found

    def identity(self, name: str, *, lowest: int = 1) -> str:
        """A record's id, an integer or its digits, as text."""
        found = self._claims.get(name)
        if isinstance(found, bool) or not isinstance(found, int | str):
            raise LaunchRefused("malformed")
        if not _DIGITS.fullmatch(str(found)) or int(found) < lowest:
            raise LaunchRefused("malformed")
        return str(int(found))

    def is_so(self, name: str) -> bool:
        found = self._claims.get(name)
        if not isinstance(found, bool):
            raise LaunchRefused("malformed")
        return found

    def text(self, name: str, *, longest: int) -> str:
        """A text of people, in one line and without a character that is not seen."""
        return cleaned(self.untouched(name, longest=longest))

    def untouched(self, name: str, *, longest: int) -> str:
        """A text as it stands, for one whose unseen characters are a reason to refuse it."""
        found = self._claims.get(name)
        if not isinstance(found, str) or len(found) > longest:
            raise LaunchRefused("malformed")
        return found

    def name(self, name: str, *, longest: int) -> str:
        """A machine's name: visible ASCII without spaces, never empty."""
        found = self._claims.get(name)
        if not isinstance(found, str) or len(found) > longest or not _NAME.fullmatch(found):
            raise LaunchRefused("malformed")
        return found

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        found = self._claims.get(name)
        if not isinstance(found, str) or not pattern.fullmatch(found):
            raise LaunchRefused("malformed")
        return found


def cleaned(written: str) -> str:
    """The text without control, direction and other unseen characters (Unicode's C categories)."""
    seen = (" " if one.isspace() else one for one in written)
    return " ".join("".join(one for one in seen if unicodedata.category(one)[0] != "C").split())
