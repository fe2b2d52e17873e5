"""HTML as words in lines, for who reads text and for whatever compares texts."""

from __future__ import annotations

import re
from html import unescape

from inscriptis import get_text
from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.model.config import ParserConfig

from platforms.mail import cleaning
from platforms.mail.charsets import plain

_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(style|script|head|title)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"</t[dh]>")
_TABLE = re.compile(r"<(/?)(?:table|tbody|thead|tfoot|tr|caption)(?: [^<>]*)?>")
_IN_TABLE = re.compile(r"</?(?:td|th|col|colgroup)(?: [^<>]*)?>")
_QUOTE = re.compile(r"<(/?)blockquote(?: [^<>]*)?>")
_BLANKS = re.compile(r"\n(?:[ \t\u00a0]*\n){2,}")
# Of the private use area: taken out of what arrives, so that here they mean only this.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_LOOK = ParserConfig(css=STRICT_CSS_PROFILE.copy(), display_links=False, display_images=False)


def plain_of(html: str) -> str:
    """The words of any HTML, blocks on lines of their own, quotations marked by ``>``.

    Letters beyond ``cleaning.LONGEST`` are read more simply; nothing is raised.
    """
    bare = html.replace(_OPEN, "").replace(_CLOSE, "")
    try:
        cleaned = cleaning.clean(bare)
    except ValueError:
        return _simply(bare)
    return of_cleaned(cleaned)


def of_cleaned(cleaned: str) -> str:
    """The words of HTML that ``cleaning.clean`` gave back."""
    # Tables of mails are layout: read as rows of words, they need no columns to be drawn.
    flat = _TABLE.sub(r"<\1div>", _IN_TABLE.sub("", _CELL.sub(" ", cleaned)))
    flat = _QUOTE.sub(lambda tag: f"<div>{_CLOSE}</div>" if tag[1] else f"<div>{_OPEN}</div>", flat)
    try:
        words = get_text(f"<div>{flat}</div>", _LOOK)
    except RecursionError:
        # The library goes as deep as the page; how much room is left depends on the caller.
        return _simply(cleaned)
    return _tidy(_marked(words))


def _marked(text: str) -> str:
    """The depth of quotations as ``>`` before their lines."""
    depth = 0
    lines = []
    for line in text.split("\n"):
        depth = min(depth + line.count(_OPEN), 50)
        bare = line.replace(_OPEN, "").replace(_CLOSE, "").rstrip()
        if bare or (_OPEN not in line and _CLOSE not in line):
            lines.append("> " * depth + bare)
        depth = max(depth - line.count(_CLOSE), 0)
    return "\n".join(lines)


def _simply(html: str) -> str:
    broken = _BREAK.sub("\n", _UNSEEN.sub("", html))
    return _tidy(unescape(_TAG.sub("", broken)))


def _tidy(text: str) -> str:
    lines = (line.rstrip(" \t\u00a0") for line in plain(text).split("\n"))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()
