"""Headers of arrived mail, read without belief: one line each, ids and addresses by a pattern."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import mktime_tz, parsedate_tz

from platforms.mail.charsets import decoded, one_line

_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([BbQq])\?([^?\r\n]*)\?=")
_BETWEEN_WORDS = re.compile(rb"[ \t\r\n]*")
_ID = re.compile(r"<[!-;=?-~]{1,248}>")
_BARE_ID = re.compile(r"[!-;=?-~]{1,200}@[!-;=?-~]{1,200}")
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:(.*)", re.DOTALL)
_MOST_FIELDS = 1_000
_LONGEST_FIELD = 64 * 1024
_MOST_LINES = 2_000
_LONGEST_BLOCK = 1024 * 1024
_MOST_REFERENCES = 100
_LATEST = 4_102_444_800  # the year 2100: a sender's clock may be wrong, not by that much


@dataclass(frozen=True, slots=True)
class Fields:
    """The headers of one part, in their order, names in lower case, values unfolded."""

    all: tuple[tuple[str, bytes], ...]

    def get(self, name: str) -> bytes:
        """The first of that name; empty where there is none."""
        return next((value for known, value in self.all if known == name), b"")

    def every(self, *names: str) -> list[bytes]:
        return [value for known, value in self.all if known in names]


def split(raw: bytes, start: int = 0) -> tuple[Fields, int, set[str]]:
    """The headers from ``start``, where the body begins, and what was wrong with them."""
    fields: list[tuple[str, list[bytes]]] = []
    faults: set[str] = set()
    at = start
    while at < len(raw):
        end = raw.find(b"\n", at, at + _LONGEST_BLOCK)
        stop = end + 1 if end >= 0 else _next_line(raw, at)
        line = raw[at : min(stop, at + _LONGEST_FIELD)].rstrip(b"\r\n")
        if stop - at > _LONGEST_FIELD:
            faults.add("huge_header")
        if not line:
            return _unfolded(fields, faults), stop, faults
        if not _added(line, fields, faults, is_first=at == start):
            faults.add("broken_headers")
            return _unfolded(fields, faults), at, faults
        at = stop
        if at - start > 4 * _LONGEST_BLOCK:
            faults.add("huge_header")
            break
    return _unfolded(fields, faults), min(at, len(raw)), faults


def _next_line(raw: bytes, at: int) -> int:
    end = raw.find(b"\n", at)
    return end + 1 if end >= 0 else len(raw)


def _added(
    line: bytes, fields: list[tuple[str, list[bytes]]], faults: set[str], *, is_first: bool
) -> bool:
    """Keeps one line; whether it could be of a header at all."""
    if line[:1] in {b" ", b"\t"}:
        if fields and len(fields[-1][1]) < _MOST_LINES:
            fields[-1][1].append(line)
        elif fields:
            faults.add("huge_header")
        return bool(fields) or is_first
    if is_first and line.startswith((b"From ", b">From ")):
        return True
    found = _FIELD.fullmatch(line)
    if found is None:
        return False
    if len(fields) >= _MOST_FIELDS:
        faults.add("too_many_headers")
    else:
        fields.append((found[1].decode("ascii").lower(), [found[2]]))
    return True


def _unfolded(fields: list[tuple[str, list[bytes]]], faults: set[str]) -> Fields:
    kept = []
    for name, lines in fields:
        value = b" ".join(line.strip(b" \t\r\n") for line in lines).strip()
        if len(value) > _LONGEST_FIELD:
            faults.add("huge_header")
        kept.append((name, value[:_LONGEST_FIELD]))
    return Fields(tuple(kept))


def text_of(value: bytes, longest: int, faults: set[str]) -> str:
    """A header's words in one line, encoded words and bare eight-bit letters read."""
    return one_line("".join(_pieces(value[: 16 * longest], faults)), longest)


def _pieces(value: bytes, faults: set[str]) -> Iterator[str]:
    at, held, charset = 0, b"", ""
    for found in _WORD.finditer(value):
        between = value[at : found.start()]
        # Letters of several bytes are cut between words, though RFC 2047 forbids it.
        name = found[1].decode("ascii", "replace").partition("*")[0].lower()
        if not _BETWEEN_WORDS.fullmatch(between) or (held and name != charset):
            yield _read(held, charset, faults)
            held = b""
        if not _BETWEEN_WORDS.fullmatch(between) or at == 0:
            yield _bare(between, faults)
        held, charset, at = held + _unwrapped(found[2], found[3], faults), name, found.end()
    yield _read(held, charset, faults)
    yield _bare(value[at:], faults)


def _read(held: bytes, charset: str, faults: set[str]) -> str:
    text, is_fit = decoded(held, charset)
    if held and not is_fit:
        faults.add("bad_charset")
    return text


def _bare(value: bytes, faults: set[str]) -> str:
    if not value.isascii():
        faults.add("eight_bit_header")
    return decoded(value, "")[0]


def _unwrapped(kind: bytes, word: bytes, faults: set[str]) -> bytes:
    if kind in b"Qq":
        return binascii.a2b_qp(word, header=True)
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", word)
    try:
        return base64.b64decode(kept + b"=" * (-len(kept) % 4))
    except ValueError:
        faults.add("bad_encoded_word")
        return word


def message_id(value: bytes) -> str:
    """The first id in it, in angle brackets; empty where none keeps to the pattern."""
    text = value.decode("ascii", "replace")
    found = _ID.search(text)
    if found:
        return found.group()
    bare = text.strip(" \t<>")
    return f"<{bare}>" if _BARE_ID.fullmatch(bare) and len(bare) <= 248 else ""


def message_ids(values: list[bytes]) -> tuple[str, ...]:
    """All ids named, each once: the first, which names the thread, and the last ones."""
    text = " ".join(value.decode("ascii", "replace") for value in values)
    found = list(dict.fromkeys(_ID.findall(text)))
    return (*found[:1], *found[1:][1 - _MOST_REFERENCES :])


def sent_at(value: bytes) -> int | None:
    """UTC milliseconds; None for what is no date, or none between 1970 and 2100."""
    try:
        known = parsedate_tz(value[:200].decode("ascii", "replace"))
        if known is None or not 1970 <= known[0] <= 2100:
            return None
        dt.datetime(*known[:3], tzinfo=dt.UTC)
        seconds = mktime_tz(known)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return seconds * 1000 if 0 <= seconds < _LATEST else None
