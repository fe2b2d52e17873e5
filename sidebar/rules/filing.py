"""What may be attached, and what a file may be called: no name says more than a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes: what a file of "20 MB" has in any file manager."""

LARGEST_TOTAL = 25 * 1024 * 1024
"""Bytes a message: the largest file and a few papers beside it; few mail servers take more."""

MOST_FILES = 20
"""A message with more is an archive, and should be one."""

LONGEST_NAME = 180
"""Bytes in UTF-8: any file system takes it, with a little added by a browser."""

NAMELESS = "file"

_LONGEST_ENDING = 20
_UNFIT = re.compile('[<>:"|?*]')
"""What Windows takes in no name (its "Naming Files" page); slashes part folders everywhere."""

_DIRECTIONS = frozenset("\u061c\u200b\u200e\u200f\u2028\u2029\ufeff\u00ad") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""What reorders or hides its neighbours: ``exe.gnp`` is read as ``png.exe`` behind one of them."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Devices of Windows, whatever follows the dot."""


def fault(size: int, beside: Sequence[int] = ()) -> str:
    """Why a file of that many bytes cannot go beside files of these sizes; empty if it can."""
    if size == 0:
        return "file_empty"
    if size > LARGEST_FILE:
        return "file_too_large"
    if len(beside) >= MOST_FILES:
        return "too_many_files"
    return "files_too_large" if size + sum(beside) > LARGEST_TOTAL else ""


def safe_name(given: str) -> str:
    """The name as given where that is harmless: one part, seen as it is, fit for any system."""
    whole = unicodedata.normalize("NFC", given.encode("utf-8", "replace").decode())
    part = re.split(r"[/\\]", whole)[-1]
    seen = "".join(letter for letter in part if _is_seen(letter))
    name = " ".join(_UNFIT.sub("_", seen).split()).rstrip(". ")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return _cut(name) if name.strip(".") else NAMELESS


def _is_seen(letter: str) -> bool:
    return letter not in _DIRECTIONS and (letter == "\t" or unicodedata.category(letter) != "Cc")


def _cut(name: str) -> str:
    """Short enough, with its ending, and no character cut in two."""
    if len(name.encode()) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or len(ending.encode()) > _LONGEST_ENDING:
        stem, ending = name, ""
    kept = f".{ending}" if ending else ""
    room = LONGEST_NAME - len(kept.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + kept
