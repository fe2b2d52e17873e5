"""What is new in a mail stands apart from what it repeats; together they are the whole text."""

from __future__ import annotations

import re

from mailparser_reply.parser import EmailMessage as Phrases

# "On … wrote:" and its like in the languages of most customers, as the library keeps them. Its
# patterns take minutes on hostile text, so only short lines that end in a colon are shown to them.
_KNOWN_PHRASES = Phrases("", languages=["fr", "en", "de", "es", "it", "nl"]).HEADER_REGEX
_LONGEST_PHRASE = 240
_MOST_PHRASES = 100
_LONGEST_SIGNATURE = 15
_LINES_A_PHRASE = 3  # it is wrapped at 72 letters, and holds a date, a name and an address

_SAID_OPENS = re.compile(r"[*\s]*(?:le|on|am|el|il|op|em|den|\d{4})\b", re.IGNORECASE)
_SAID = re.compile(
    r"[*\s]*(?:le|on|am|el|il|op|em|den|\d{4})\b.{4,230}"
    r"(?:a [ée]crit|wrote|schrieb|escribi[óo]|ha scritto|schreef|escreveu|skrev).{0,120}:[*\s]*",
    re.IGNORECASE,
)
_SAID_BY = re.compile(
    r"[^<>]{3,120}<[^<>\s]{3,120}>[\s,]*(?:a [ée]crit|wrote|schrieb)[\s\u00a0]*:", re.IGNORECASE
)
_DIVIDER = re.compile(
    r"[-_=*\s]{0,60}(?:original message|message d[’']origine|message original|message initial"
    r"|(?:begin )?forwarded message|message transf[ée]r[ée]|urspr[üu]ngliche nachricht"
    r"|d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|mensaje original"
    r"|messaggio originale|e-?mail d[’']origine)[\s\u00a0]*(?::|[-_=*]{2,60})[-_=*\s]{0,60}",
    re.IGNORECASE,
)
_FIRST_FIELD = re.compile(
    r"[*\s]{0,9}(?:from|de|von|da|exp[ée]diteur|van)[*\s\u00a0]{0,9}:.*", re.IGNORECASE
)
_NEXT_FIELD = re.compile(
    r"[*\s]{0,9}(?:sent|date|to|subject|cc|envoy[ée]|[àa]|objet|destinataires?|gesendet|an"
    r"|betreff|enviado|para|asunto|inviato|oggetto|verzonden|onderwerp|reply-to"
    r"|r[ée]pondre [àa])[*\s\u00a0]{0,9}:.*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s{0,9}[_-]{10,}\s*")
_SIGNATURE = re.compile(
    r"--|(?:envoy[ée] (?:de|depuis|à partir de) (?:mon|ma|outlook|yahoo|gmail|l[’']).{0,80}"
    r"|sent from (?:my|outlook|yahoo|mail for|the).{0,80}|get outlook for .{0,80}"
    r"|(?:t[ée]l[ée]charger|obtenir) outlook pour .{0,80})",
    re.IGNORECASE,
)


def split(text: str) -> tuple[str, str]:
    """The new words, and the rest. No line is in both, none in neither."""
    lines = text.split("\n")
    end = _history(lines)
    fresh, rest, below = _parted(lines[:end])
    if not _has_words(fresh):
        return text.strip(), ""
    place = _signature(fresh)
    return _joined(fresh[:place]), _joined([*below, *fresh[place:], *rest, *lines[end:]])


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()


def _has_words(lines: list[str]) -> bool:
    return any(line.strip() and not _RULE.fullmatch(line) for line in lines)


def _history(lines: list[str]) -> int:
    """The line at which an earlier mail stands unmarked, to the end; past it where none does."""
    shown = 0
    for place, line in enumerate(lines):
        stripped = line.strip()
        if not stripped or stripped.startswith(">"):
            continue
        if _is_divider(lines, place) or _is_outlook(lines, place):
            return _above_rule(lines, place)
        length = _said(lines, place)
        if not length and _may_be_phrase(stripped) and shown < _MOST_PHRASES:
            shown += 1
            length = int(_KNOWN_PHRASES.search(stripped) is not None)
        if length and not _is_marked(lines, place + length):
            return place
    return len(lines)


def _may_be_phrase(line: str) -> bool:
    return line.endswith(":") and 12 < len(line) <= _LONGEST_PHRASE


def _is_divider(lines: list[str], place: int) -> bool:
    line = lines[place]
    return len(line) <= _LONGEST_PHRASE and _DIVIDER.fullmatch(line) is not None


def _is_outlook(lines: list[str], place: int) -> bool:
    """Headers of an earlier mail, written as text: at least two of them, the first its sender."""
    if len(lines[place]) > _LONGEST_PHRASE or not _FIRST_FIELD.fullmatch(lines[place]):
        return False
    following = [line for line in lines[place + 1 : place + 5] if line.strip()]
    return sum(_NEXT_FIELD.fullmatch(line[:_LONGEST_PHRASE]) is not None for line in following) >= 2


def _above_rule(lines: list[str], place: int) -> int:
    """The line of dashes that Outlook draws above belongs to what is repeated."""
    above = place - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and _RULE.fullmatch(lines[above]) else place


def _said(lines: list[str], place: int) -> int:
    """How many lines say "On … wrote:" from here; 0 where these do not."""
    first = lines[place]
    is_opening = _SAID_OPENS.match(first) is not None
    if not is_opening and "<" not in first:
        return 0
    for length in range(1, _LINES_A_PHRASE + 1):
        phrase = " ".join(line.strip() for line in lines[place : place + length])
        if len(phrase) > 2 * _LONGEST_PHRASE:
            return 0
        if is_opening and _SAID.fullmatch(phrase):
            return length
        if _SAID_BY.fullmatch(phrase):
            return length
    return 0


def _is_marked(lines: list[str], place: int) -> bool:
    """Whether the next line that says something is marked as repeated."""
    following = next((line for line in lines[place:] if line.strip()), "")
    return following.lstrip().startswith(">")


def _parted(lines: list[str]) -> tuple[list[str], list[str], list[str]]:
    """New words, what is repeated after them, and what is repeated before them.

    An answer given point by point stays whole, for it says nothing without what it answers.
    """
    marked = [place for place, line in enumerate(lines) if line.lstrip().startswith(">")]
    if not marked:
        return lines, [], []
    first = _phrase_above(lines, marked[0])
    if _has_words(lines[:first]):
        last = _last_own(lines, marked)
        start = first if last < marked[0] else last + 1
        return lines[:start], lines[start:], []
    block = _block_end(lines, marked[0])
    if any(place >= block for place in marked):
        return lines, [], []
    return lines[block:], [], lines[:block]


def _phrase_above(lines: list[str], marked: int) -> int:
    for length in range(1, _LINES_A_PHRASE + 2):
        place = marked - length
        if place >= 0 and lines[place].strip():
            said = _said(lines, place)
            known = _may_be_phrase(lines[place].strip()) and _KNOWN_PHRASES.search(
                lines[place].strip()
            )
            if said or known:
                return place
    return marked


def _last_own(lines: list[str], marked: list[int]) -> int:
    """The last line that is neither blank, nor marked, nor of a signature; -1 where none is."""
    repeated = set(marked)
    own = [
        place
        for place, line in enumerate(lines)
        if line.strip() and place not in repeated and not _said(lines, place)
    ]
    while own and own[-1] > marked[0] and _is_closing(lines, own[-1]):
        own.pop()
    return own[-1] if own else -1


def _is_closing(lines: list[str], place: int) -> bool:
    """Whether a line stands at or shortly after the mark of a signature."""
    nearby = lines[max(0, place - 5) : place + 1]
    return any(_SIGNATURE.fullmatch(line.strip()) for line in nearby)


def _block_end(lines: list[str], start: int) -> int:
    """Past the marked lines from here, blank ones between them included."""
    place = start
    while place < len(lines) and (not lines[place].strip() or lines[place].lstrip()[:1] == ">"):
        place += 1
    return place


def _signature(lines: list[str]) -> int:
    """Where a signature begins: near the end, with words above it; past the end without one."""
    for place in range(max(1, len(lines) - _LONGEST_SIGNATURE), len(lines)):
        if _SIGNATURE.fullmatch(lines[place].strip()[:_LONGEST_PHRASE]):
            return place if _has_words(lines[:place]) else len(lines)
    return len(lines)
