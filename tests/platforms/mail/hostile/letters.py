"""How the mails of the corpus are put together: bytes as they come over the wire."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

FROM = b"Alix <alix@example.com>"
DATE = b"Mon, 3 Mar 2025 10:00:00 +0100"


@dataclass(frozen=True)
class Case:
    """One malformed mail: what kind of malformation, and which of it."""

    kind: str
    name: str
    raw: bytes = field(repr=False)

    def __str__(self) -> str:
        return f"{self.kind}-{self.name}"


def mail(body: bytes = b"Bonjour\r\n", *lines: bytes, ours: bool = True) -> bytes:
    """A mail with these header lines, after honest ones unless told otherwise."""
    honest = (b"From: " + FROM, b"To: sav@boutique.example", b"Date: " + DATE)
    named = (b"Message-ID: <hostile.1@example.com>", b"MIME-Version: 1.0")
    head = [*(honest + named if ours else ()), *lines]
    return b"".join(line + b"\r\n" for line in head) + b"\r\n" + body


def typed(content_type: bytes, body: bytes, *lines: bytes) -> bytes:
    return mail(body, b"Content-Type: " + content_type, *lines)


def mixed(*parts: bytes, boundary: bytes = b"outer", kind: bytes = b"mixed") -> bytes:
    """A mail of several parts, each with its own headers."""
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    content_type = b"multipart/" + kind + b'; boundary="' + boundary + b'"'
    return typed(content_type, body + b"--" + boundary + b"--\r\n")


def part(content_type: bytes, body: bytes, *lines: bytes) -> bytes:
    head = (b"Content-Type: " + content_type, *lines)
    return b"".join(line + b"\r\n" for line in head) + b"\r\n" + body


def attached(name: bytes, content: bytes, content_type: bytes = b"application/zip") -> bytes:
    return part(
        content_type,
        base64.encodebytes(content),
        b'Content-Disposition: attachment; filename="' + name + b'"',
        b"Content-Transfer-Encoding: base64",
    )


def page(html: str) -> bytes:
    """A mail that is a page."""
    return typed(b"text/html; charset=utf-8", html.encode())


def several(kind: str, **raws: bytes) -> list[Case]:
    return [Case(kind, name, raw) for name, raw in raws.items()]
