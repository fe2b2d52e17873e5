"""Writes what follows a letter's headers: its words, the same as a page, and the files with it."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from urllib.parse import quote_from_bytes

from platforms.mail.letters import Enclosed

_UNKNOWN = "application/octet-stream"
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_WHOLE = ("multipart/", "message/")
"""Types that may not be written in base64 (RFC 2046 §5.1, §5.2)."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ._()+,=@~-]{1,60}")
_UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTIONS = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_LONGEST_NAME = 180
"""Bytes: any file system takes it."""

_A_LINE = 50
"""Letters of a name in one continuation (RFC 2231 §3): with its number, within 76."""

_FALLBACK = "file"


def written_body(*, text: str, html: str, enclosed: Sequence[Enclosed]) -> bytes:
    """The headers that say what the body is, an empty line, and the body: CRLF, ASCII only.

    Text alone stays a plain mail; a page makes alternatives of them; files are mixed in.
    """
    said = _alternatives(text, html) if html else _text(text, "plain")
    whole = _multipart("mixed", [said, *map(_file, enclosed)]) if enclosed else said
    # The version comes last, as the standard library writes it.
    headers, _, body = whole.partition(b"\r\n\r\n")
    return headers + b"\r\nMIME-Version: 1.0\r\n\r\n" + body


def _alternatives(text: str, html: str) -> bytes:
    return _multipart("alternative", [_text(text, "plain"), _text(html, "html")])


def _text(text: str, subtype: str) -> bytes:
    # Seven bits need no promise from the servers on the way.
    part = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    part.set_content(text, subtype=subtype)
    del part["MIME-Version"]
    return part.as_bytes()


def _multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    """No part can hold the boundary: it is made of all of them, as only this writer knows them."""
    boundary = "=_" + sha256(b"\0".join(parts)).hexdigest()[:40]
    line = f"--{boundary}".encode()
    headers = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'
    pieces = [headers.encode()]
    for part in parts:
        pieces += [line, b"\r\n", part.removesuffix(b"\r\n"), b"\r\n"]
    return b"".join([*pieces, line, b"--\r\n"])


def _file(file: Enclosed) -> bytes:
    lines = "\r\n".join(_file_headers(file))
    content = base64.encodebytes(file.content).replace(b"\n", b"\r\n")
    return lines.encode("ascii") + b"\r\n\r\n" + content


def _file_headers(file: Enclosed) -> Iterator[str]:
    name = _name(file.name)
    is_known = _TYPE.fullmatch(file.content_type) and not file.content_type.startswith(_WHOLE)
    yield f"Content-Type: {file.content_type if is_known else _UNKNOWN};"
    # What readers of old make of a name; newer ones take the one of the disposition.
    yield f' name="{_ascii(name)}"'
    yield "Content-Transfer-Encoding: base64"
    yield "Content-Disposition: attachment;"
    if _PLAIN_NAME.fullmatch(name):
        yield f' filename="{name}"'
    else:
        yield from _continued(name)


def _continued(name: str) -> Iterator[str]:
    """The whole name in any script, over as many lines as it takes (RFC 2231 §4.1)."""
    pieces = list(_pieces(quote_from_bytes(name.encode(), safe="")))
    for place, piece in enumerate(pieces):
        charset = "utf-8''" if place == 0 else ""
        end = "" if place == len(pieces) - 1 else ";"
        yield f" filename*{place}*={charset}{piece}{end}"


def _pieces(written: str) -> Iterator[str]:
    """Cut between encoded bytes, never inside one."""
    units = re.findall("%[0-9A-F]{2}|.", written)
    piece = ""
    for unit in units:
        if len(piece) + len(unit) > _A_LINE:
            yield piece
            piece = ""
        piece += unit
    yield piece


def _name(given: str) -> str:
    """One line, nothing in it that reorders or hides; files that wait are called so already."""
    whole = given.encode("utf-8", "replace").decode()
    seen = "".join(" " if _is_unfit(letter) else letter for letter in whole)
    short = " ".join(seen.split()).encode()[:_LONGEST_NAME].decode("utf-8", "ignore")
    return short.strip() or _FALLBACK


def _is_unfit(letter: str) -> bool:
    return letter in _DIRECTIONS or unicodedata.category(letter) in _UNFIT


def _ascii(name: str) -> str:
    """Accents taken off, and whatever is no letter of ASCII then replaced."""
    bare = unicodedata.normalize("NFKD", name)
    kept = "".join(_bare(bare))
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:50]}{dot}{ending[:10]}" if dot and stem else kept[:60]


def _bare(letters: Iterable[str]) -> Iterator[str]:
    for letter in letters:
        if not unicodedata.combining(letter):
            yield letter if _PLAIN_NAME.fullmatch(letter) else "_"
