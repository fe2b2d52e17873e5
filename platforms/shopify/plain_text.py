"""What Shopify writes with markup is read as plain text: no sign of it is left to be obeyed."""

from __future__ import annotations

import html
import re

# Their content is not text for anyone.
_UNREAD = re.compile(r"<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/?(?:p|div|li|tr))\b[^<>]*>", re.IGNORECASE)
_MARK = re.compile(r"</?[A-Za-z!][^<>]*>?")
_SPACES = re.compile(r"\s+")


def plain(written: str) -> str:
    """The text on one line, without markup; entities are the signs that they stand for."""
    read = _MARK.sub("", _BREAK.sub(" ", _UNREAD.sub(" ", written)))
    return _SPACES.sub(" ", html.unescape(read)).strip()
