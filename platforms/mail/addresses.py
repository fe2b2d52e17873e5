"""Addresses of arrived mail: found whatever stands around them, and believed only by a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator

from platforms.mail.headers import text_of
from platforms.mail.letters import Mailbox

_NOT_LOCAL = (
    r"\s<>@,;:\"()\[\]\\\x00-\x1f\x7f-\xa0"
    r"\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd"
)
_ADDRESS = re.compile(rf"[^{_NOT_LOCAL}]{{1,64}}@[^{_NOT_LOCAL}=?!#$%&'*/^`{{|}}~]{{1,190}}")
_ANGLED = re.compile(rb"<([^<>]*)>")
# A quoted name is short; without the bound, quotes that never end would take quadratic time.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.){0,500}"|[(),;:<>]|[^"(),;:<>]+|"', re.DOTALL)
_QUOTED_PAIR = re.compile(rb"\\(.)", re.DOTALL)
_LONGEST_LIST = 32 * 1024
_MOST = 200
_LONGEST_NAME = 200


def mailboxes(values: list[bytes], faults: set[str]) -> list[Mailbox]:
    """Every person named in these headers who has an address, groups opened."""
    found = []
    for value in values:
        for words in _apart(value[:_LONGEST_LIST]):
            person = _person(words, faults)
            if person is not None:
                found.append(person)
            if len(found) >= _MOST:
                return found
    return found


def _apart(value: bytes) -> Iterator[bytes]:
    """The members of a list: split at commas outside of quotes, comments and angles."""
    held: list[bytes] = []
    comment = angle = 0
    for token in _TOKEN.findall(value):
        if token == b"(" and not angle:
            comment += 1
        elif token == b")" and comment:
            comment -= 1
        elif comment:
            continue
        elif token in {b",", b";"} and not angle:
            yield b"".join(held)
            held = []
        elif token == b":" and not angle:
            held = []  # the name of a group says nothing about its members
        else:
            angle = 1 if token == b"<" else 0 if token == b">" else angle
            held.append(token)
    yield b"".join(held)


def _person(words: bytes, faults: set[str]) -> Mailbox | None:
    angled = _ANGLED.findall(words)
    written = angled[-1] if angled else words
    address = _address(written)
    if not address:
        if words.strip():
            faults.add("bad_address")
        return None
    name = words[: words.rfind(b"<")] if angled else b""
    return Mailbox(_name(name, faults), address)


def _name(words: bytes, faults: set[str]) -> str:
    bare = words.strip()
    if bare[:1] == bare[-1:] == b'"' and len(bare) > 1:
        bare = _QUOTED_PAIR.sub(rb"\1", bare[1:-1])
    return text_of(bare, _LONGEST_NAME, faults).strip("\"' ")


def _address(written: bytes) -> str:
    text = written.decode("utf-8", "replace").strip(" \t'\"<>")
    # "camille"@shop.example is camille@shop.example (RFC 5321, 4.1.2).
    text = re.sub(r'^"?([^"@]*)"@', r"\1@", text)
    local, _, domain = text.rpartition("@")
    address = f"{local}@{domain.rstrip('.').lower()}"
    return address if _ADDRESS.fullmatch(address) and ".." not in domain else ""
