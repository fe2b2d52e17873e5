"""What a ticket is called: a subject of one line, made of words when none was given."""

from __future__ import annotations

import re

from sidebar.rules.conversation import without_controls

LONGEST_SUBJECT = 200
"""Characters: a mail's own subject line is rarely longer, and no list shows more."""

_LONGEST_MADE = 80
_ANSWERS = re.compile(r"^\s*((re|aw|fwd?|tr|rép|réf)\s*:\s*)+", re.IGNORECASE)
"""What mail programs put before the subject of an answer, in English, German and French."""


def subject_of(typed: str) -> str:
    """What was typed, on one line; too long a line is cut."""
    return " ".join(without_controls(typed).split())[:LONGEST_SUBJECT]


def subject_from(subject: str, body: str) -> str:
    """A message's own subject, or else its first line, cut between two words."""
    own = subject_of(_ANSWERS.sub("", subject))
    if own:
        return own
    first = next((line for line in body.splitlines() if line.strip()), "")
    line = subject_of(first)
    if len(line) <= _LONGEST_MADE:
        return line
    whole = line[:_LONGEST_MADE].rpartition(" ")[0] or line[:_LONGEST_MADE]
    return f"{whole}…"
