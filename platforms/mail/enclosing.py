"""Files that come with a mail are kept as they are, under names that can do no harm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from platforms.mail.arrived import Enclosure
from platforms.mail.charsets import one_line
from platforms.mail.headers import split, text_of
from platforms.mail.parts import Part, content_of

LARGEST = 25 * 1024 * 1024
LARGEST_IN_ALL = 60 * 1024 * 1024
_LONGEST_NAME = 120
_LONGEST_ENDING = 12
_UNFIT = re.compile(r'[\\/:*?"<>|]+')
_CONTENT_ID = re.compile(r"[!#-&(-;=?-~]{1,200}")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_ENDINGS = {
    "message/rfc822": ".eml",
    "text/rfc822-headers": ".txt",
    "message/delivery-status": ".txt",
    "text/calendar": ".ics",
    "text/html": ".html",
    "text/plain": ".txt",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/ms-tnef": ".dat",
}


def enclosures(parts: list[Part], faults: set[str]) -> Iterator[Enclosure]:
    """The files, in their order; one that is over the bounds is left out, and a fault says so."""
    left = LARGEST_IN_ALL
    for place, part in enumerate(parts, start=1):
        # Encoded bytes are no fewer than what they stand for, but for line ends: no need to try.
        if len(part.body) > 2 * LARGEST:
            faults.add("too_large_part")
            continue
        content = content_of(part, faults)
        if len(content) > min(LARGEST, left):
            faults.add("too_large_part")
            continue
        left -= len(content)
        yield Enclosure(_name(part, place, content, faults), part.content_type, content, _cid(part))


def safe_name(written: str) -> str:
    """A name for a file in any folder of any system; empty where nothing of it is left."""
    last = re.split(r"[\\/]", one_line(written, 1_000))[-1]
    name = _UNFIT.sub("_", last).strip(". ")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= _LONGEST_ENDING:
        return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}" if stem else ending
    return name[:_LONGEST_NAME].rstrip(". ")


def _name(part: Part, place: int, content: bytes, faults: set[str]) -> str:
    written = part.names.get("filename", "") or part.parameters.get("name", "")
    name = safe_name(written)
    if written and name != written:
        faults.add("renamed_file")
    if not name and part.content_type == "message/rfc822":
        head = split(content[: 64 * 1024].lstrip(b"\r\n"))[0]
        name = safe_name(text_of(head.get("subject"), 80, faults).replace("/", " "))
    ending = _ENDINGS.get(part.content_type, "")
    if not name:
        return f"{part.content_type.partition('/')[0]}-{place}{ending}"
    return name if part.content_type != "message/rfc822" or "." in name[-5:] else f"{name}.eml"


def _cid(part: Part) -> str:
    written = part.fields.get("content-id").decode("ascii", "replace").strip().strip("<>")
    return written if _CONTENT_ID.fullmatch(written) else ""
