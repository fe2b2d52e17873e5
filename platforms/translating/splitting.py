"""Long texts in pieces that a service takes, parted where a reader would pause; none is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PAUSES = (
    re.compile(r"\n[ \t]*\n\s*"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])\s+"),
    re.compile(r"\s+"),
)
"""Paragraphs, lines, sentences, words: the first that yields pieces short enough."""


def pieces(text: str, most: int) -> list[str]:
    """Pieces of at most ``most`` characters which, joined, are the text again."""
    return list(_joined(_parted(text, most, 0), most))


def _parted(text: str, most: int, level: int) -> Iterator[str]:
    if len(text) <= most:
        yield text
        return
    if level == len(_PAUSES):
        yield from (text[begin : begin + most] for begin in range(0, len(text), most))
        return
    begin = 0
    for pause in _PAUSES[level].finditer(text):
        yield from _parted(text[begin : pause.end()], most, level + 1)
        begin = pause.end()
    if begin < len(text):
        yield from _parted(text[begin:], most, level + 1)


def _joined(parts: Iterator[str], most: int) -> Iterator[str]:
    """As few pieces as hold the parts in order."""
    held = ""
    for part in parts:
        if held and len(held) + len(part) > most:
            yield held
            held = ""
        held += part
    if held:
        yield held


def edges(piece: str) -> tuple[str, str, str]:
    """What is blank before and after a piece, and what is between: services trim what they get."""
    bare = piece.strip()
    if not bare:
        return piece, "", ""
    begin = piece.index(bare)
    return piece[:begin], bare, piece[begin + len(bare) :]
