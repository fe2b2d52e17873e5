"""What may be said: the text of a message, and when a reply must wait for a second look."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST_MESSAGE = 50_000
"""Characters: some twenty printed pages. Longer text is a file, and slows every reader down."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""C0 and C1 controls except tab and newline, and halves of surrogate pairs: stores refuse some."""

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks, embeddings, overrides and isolates of the bidirectional algorithm (Unicode UAX #9)."""

_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Controls, format characters and spaces, by Unicode category."""


class MessageKind(StrEnum):
    """Who a message is from, and so who may read it."""

    CUSTOMER = "customer"
    AGENT = "agent"
    NOTE = "note"
    """Internal: never leaves the counter."""


class Unsendable(StrEnum):
    """Why a text cannot be sent as it stands."""

    EMPTY = "empty"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Text:
    """A checked text, or the reason against it."""

    body: str
    fault: Unsendable | None = None


def checked(typed: str) -> Text:
    """The text as it will be kept: one kind of line end, no control characters."""
    body = without_controls(typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not any(_is_seen(letter) for letter in body):
        return Text(body, Unsendable.EMPTY)
    if len(body) > LONGEST_MESSAGE:
        return Text(body, Unsendable.TOO_LONG)
    return Text(body)


def _is_seen(letter: str) -> bool:
    """Neither space nor format character (zero-width joiners, soft hyphens, directions)."""
    return unicodedata.category(letter) not in _UNSEEN


def without_controls(text: str) -> str:
    """Control characters as the replacement character: nothing vanishes silently."""
    return _CONTROLS.sub("\ufffd", text)


def with_visible_bidi(text: str) -> str:
    """Bidirectional controls as visible code points: no text reorders what stands around it."""
    if text.isascii() or not _BIDI.search(text):
        return text
    return _BIDI.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)


def without_bidi(text: str) -> str:
    """The same without bidirectional controls: it is written to someone who cannot see them."""
    return _BIDI.sub("", text)


def may_follow(*, stored: str, shown: str) -> bool:
    """Whether the kept draft may take the place of what a page shows: it only goes on from it."""
    return stored != shown and stored.startswith(shown)


def needs_second_look(*, seen_version: int, current_version: int, was_confirmed: bool) -> bool:
    """Whether something arrived since the page was shown that its writer has not yet accepted."""
    return current_version > seen_version and not was_confirmed
