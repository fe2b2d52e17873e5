"""Parameters of headers (``; name=value``): RFC 2045, RFC 2231, and what is sent instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from platforms.mail.charsets import decoded, one_line
from platforms.mail.headers import text_of

Parameters = Mapping[str, str]

_PARAMETER = re.compile(
    rb";\s{0,200}([^\s=;\"]{1,60})[ \t]*=[ \t]*(\"(?:[^\"\\]|\\.){0,2000}\"|\"[^\"]*|[^;]*)",
    re.DOTALL,
)
_PIECE = re.compile(r"(?P<name>[^*]+)(?:\*(?P<number>\d{1,3}))?(?P<is_coded>\*)?")
_QUOTED_PAIR = re.compile(rb"\\([\\\"])")
_LONGEST = 16 * 1024
_MOST = 200
_LONGEST_VALUE = 2_000


def parameters(value: bytes, faults: set[str]) -> tuple[str, Parameters]:
    """What stands before the first semicolon, and the parameters: names in lower case, decoded."""
    written = value[:_LONGEST]
    kind = re.split(rb"[;\s]", written.strip(), maxsplit=1)[0]
    pieces: dict[str, list[tuple[int, bool, bytes]]] = {}
    for found in list(_PARAMETER.finditer(written))[:_MOST]:
        key = _PIECE.fullmatch(found[1].decode("ascii", "replace").lower())
        if key is None:
            faults.add("bad_parameter")
            continue
        piece = (int(key["number"] or -1), bool(key["is_coded"]), _unquoted(found[2]))
        pieces.setdefault(key["name"], []).append(piece)
    return (
        one_line(kind.decode("ascii", "replace"), 200),
        {name: _joined(parts, faults) for name, parts in pieces.items()},
    )


def _unquoted(value: bytes) -> bytes:
    bare = value.strip()
    if bare[:1] == b'"':
        return _QUOTED_PAIR.sub(rb"\1", bare[1:].removesuffix(b'"'))
    return bare


def _joined(pieces: list[tuple[int, bool, bytes]], faults: set[str]) -> str:
    """One value of all its pieces (RFC 2231, 3); the coded form goes before the plain one."""
    coded = [piece for piece in pieces if piece[1] or piece[0] >= 0]
    if not coded:
        return text_of(pieces[0][2], _LONGEST_VALUE, faults)
    coded.sort(key=lambda piece: piece[0])
    charset, is_coded = "", coded[0][1]
    content = b""
    for place, (_, is_percent, piece) in enumerate(coded):
        bare = piece
        if place == 0 and is_coded and piece.count(b"'") >= 2:
            named, _, bare = piece.split(b"'", 2)
            charset = named.decode("ascii", "replace")
        content += unquote_to_bytes(bare) if is_percent else bare
    if b"=?" in content and not is_coded:
        return text_of(content, _LONGEST_VALUE, faults)
    text, is_fit = decoded(content, charset)
    if not is_fit:
        faults.add("bad_charset")
    return one_line(text, _LONGEST_VALUE)
