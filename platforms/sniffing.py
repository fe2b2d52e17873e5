"""Says what a file is by its bytes; what its sender calls it is a hint between equals at most."""

from __future__ import annotations

import re

import puremagic

UNKNOWN = "application/octet-stream"
PLAIN = "text/plain"

_FAULTS = (puremagic.PureError, ValueError, TypeError, OSError)
"""What the library raises for bytes that it does not know, or did not expect."""

_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")
_START = 4096
"""Bytes looked at for whether it is text."""

_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}

_SAME = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}


def sniffed(content: bytes, name: str = "") -> str:
    """A media type in lower case; ``application/octet-stream`` where the bytes say nothing."""
    try:
        found = puremagic.magic_string(content, name)
    except _FAULTS:
        found = []
    # Without a match in the bytes it would be the name that speaks.
    told = [match.mime_type for match in found if match.byte_match and match.mime_type]
    known = told[0].lower() if told else ""
    if _TYPE.fullmatch(known):
        return _SAME.get(known, known)
    return PLAIN if _is_text(content) else UNKNOWN


def _is_text(content: bytes) -> bool:
    start = content[:_START]
    if not start or _CONTROLS.intersection(start):
        return False
    try:
        start.decode()
    except UnicodeDecodeError as error:
        # The last character may have been cut in two.
        return len(start) == _START and error.start > _START - 4
    return True
