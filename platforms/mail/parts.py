"""A mail is taken apart in one pass over its bytes, as deep and as many parts as are bounded here.

The standard library's own parser recurses with the nesting and holds a mail several times; this
one finds boundaries in the bytes, copies nothing, and has an answer to every malformation.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from platforms.mail.charsets import decoded
from platforms.mail.headers import Fields, split
from platforms.mail.parameters import Parameters, parameters

DEEPEST = 20
MOST_PARTS = 1_000
_MOST_WALKED = 4_000
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_UU_BEGIN = re.compile(rb"(?m)^begin [0-7]{3,4} ")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


@dataclass(frozen=True, slots=True)
class Part:
    """One part that holds no others. ``body`` is as it was sent, still encoded."""

    fields: Fields
    content_type: str
    parameters: Parameters
    disposition: str
    names: Parameters
    """The parameters of its disposition: its file name among them."""
    body: memoryview = field(repr=False)
    inside: tuple[str, ...] = ()
    """The types of what it stands in, outermost first."""

    @property
    def encoding(self) -> str:
        value = self.fields.get("content-transfer-encoding").decode("ascii", "replace")
        return value.strip(" \t\"';").lower()


@dataclass(slots=True)
class _Open:
    """A stretch of the mail still to be taken apart."""

    body: memoryview
    inside: tuple[str, ...]
    default: str = "text/plain"


def leaves(fields: Fields, body: memoryview, faults: set[str]) -> Iterator[Part]:
    """The parts that hold no others, in their order."""
    waiting = [_whole(fields, body, (), "text/plain", faults)]
    given = walked = 0
    while waiting:
        part = waiting.pop()
        walked += 1
        pieces = _pieces(part, faults)
        if pieces is None:
            given += 1
            yield part
        else:
            waiting += [_read(piece, faults) for piece in reversed(pieces)]
        if given >= MOST_PARTS or walked >= _MOST_WALKED:
            if waiting:
                faults.add("too_many_parts")
            return


def _read(piece: _Open, faults: set[str]) -> Part:
    # Headers of a part are short; the bound keeps a headless part of 50 MB from being copied.
    head = bytes(piece.body[: 128 * 1024])
    fields, body, found = split(head)
    faults |= found
    return _whole(fields, piece.body[body:], piece.inside, piece.default, faults)


def _whole(
    fields: Fields, body: memoryview, inside: tuple[str, ...], default: str, faults: set[str]
) -> Part:
    value, given = parameters(fields.get("content-type"), faults)
    kind = value.lower() or default
    if not _TYPE.fullmatch(kind):
        faults.add("bad_content_type")
        # RFC 2045, 5.2: what cannot be read is plain text; a bare "text" or "html" is met too.
        kind = "text/html" if "html" in kind else "text/plain"
    if len(fields.every("content-type")) > 1:
        faults.add("several_content_types")
    disposition, names = parameters(fields.get("content-disposition"), faults)
    return Part(fields, kind, given, disposition.lower(), names, body, inside)


def _pieces(part: Part, faults: set[str]) -> list[_Open] | None:
    """What a part holds; None where it is to be read itself."""
    if not part.content_type.startswith("multipart/"):
        return None
    if len(part.inside) >= DEEPEST:
        faults.add("too_deep")
        return None
    boundary = part.parameters.get("boundary", "").rstrip()
    found = _between(part.body, boundary, faults) if boundary else []
    if not found:
        faults.add("broken_mime")
        return None
    default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    inside = (*part.inside, part.content_type)
    return [_Open(body, inside, default) for body in found]


def _between(body: memoryview, boundary: str, faults: set[str]) -> list[memoryview]:
    """The stretches between the lines of a boundary (RFC 2046, 5.1.1)."""
    mark = b"--" + boundary.encode("utf-8", "surrogateescape")[:250]
    whole = bytes(body)
    found: list[memoryview] = []
    start = -1
    for begin, end, is_last in _lines(whole, mark):
        if start >= 0:
            found.append(body[start : max(start, _before_newline(whole, begin))])
        start = end
        if is_last:
            return found
        if len(found) > MOST_PARTS:
            break
    if start >= 0:
        faults.add("broken_mime")
        found.append(body[start:])
    return found


def _lines(whole: bytes, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    at = whole.find(mark)
    while at >= 0:
        end = at + len(mark)
        is_last = whole[end : end + 2] == b"--"
        newline = whole.find(b"\n", end)
        stop = newline + 1 if newline >= 0 else len(whole)
        # After the last boundary anything may stand; Exchange writes on the same line.
        rest = whole[end : min(stop, end + 200)].strip()
        if (at == 0 or whole[at - 1 : at] == b"\n") and (not rest or is_last):
            yield at, stop, is_last
        at = whole.find(mark, end)


def _before_newline(whole: bytes, at: int) -> int:
    """The line end before a boundary belongs to it."""
    return at - (2 if whole[at - 2 : at] == b"\r\n" else 1)


def content_of(part: Part, faults: set[str]) -> bytes:
    """The part's bytes with its transfer encoding undone; as they stand where that fails."""
    raw = bytes(part.body)
    match part.encoding:
        case "base64":
            return _from_base64(raw, faults)
        case "quoted-printable":
            return binascii.a2b_qp(raw)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _from_uuencode(raw, faults)
        case "" | "7bit" | "8bit" | "binary":
            return raw
        case _:
            faults.add("bad_encoding")
            return raw


def text_of(part: Part, faults: set[str]) -> str:
    """The part's text by its charset, or by what its bytes say where that is wrong."""
    content = content_of(part, faults)
    text, is_fit = decoded(content, part.parameters.get("charset", ""))
    if not is_fit:
        faults.add("bad_charset")
    return text


def _from_base64(raw: bytes, faults: set[str]) -> bytes:
    body, padding, after = raw.rstrip().partition(b"=")
    kept = _NOT_BASE64.sub(b"", body)
    foreign = len(body) - len(kept) - sum(map(body.count, (b"\r", b"\n", b" ", b"\t")))
    if foreign:
        faults.add("bad_base64")
        if 10 * foreign > len(kept):
            return raw
    if len(kept) % 4 == 1 or after.strip(b"=\r\n \t"):
        faults.add("bad_base64")
        # Some writers end each line on its own; what stands behind is read on.
        kept += _NOT_BASE64.sub(b"", after)
        kept = kept[: len(kept) - (len(kept) % 4 == 1)]
    elif bool(padding) != bool(len(kept) % 4):
        faults.add("bad_base64")
    return base64.b64decode(kept + b"=" * (-len(kept) % 4))


def _from_uuencode(raw: bytes, faults: set[str]) -> bytes:
    begin = _UU_BEGIN.search(raw)
    if begin is None:
        faults.add("bad_uuencode")
        return raw
    found = bytearray()
    for line in raw[begin.end() :].splitlines()[1:]:
        if line.strip() in {b"end", b"`", b""}:
            break
        try:
            found += binascii.a2b_uu(line)
        except binascii.Error:
            faults.add("bad_uuencode")
    return bytes(found)
