"""Writes a letter's bytes: whatever people typed, no header says more than it was meant to say."""

from __future__ import annotations

import base64
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from email.utils import format_datetime

from platforms.mail.letters import Letter, Mailbox, MailRefused
from platforms.mail.mime import written_body

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_AUTOMATIC = re.compile(r"auto-(replied|generated|notified)")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,248}>")
_PLAIN_SUBJECT = re.compile(r"(?!.*=\?)[ -~]{0,66}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ]{1,60}")
_DIRECTIONS = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_LONGEST_ADDRESS = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets
_BYTES_A_WORD = 39  # 52 letters of base64: after "Reply-To: ", still within RFC 2047's 76
_MOST_REFERENCES = 20  # the first names the thread, the last ones place the letter in it
_LONGEST_HEADER = 300  # no honest subject or name is longer


def compose(letter: Letter) -> bytes:
    """The letter as it goes over the wire: CRLF, ASCII only, dated by the letter itself.

    Control characters are dropped from names and subject, hostile ids from the references.
    Raises MailRefused (``bad_address``, ``bad_message_id``) when nothing honest can be written.
    """
    # The standard library's own folding of headers loses spaces, encodes long ids, and ends the
    # headers early after some long names; so each line is written here, from checked parts.
    headers = "".join(f"{name}: {value}\r\n" for name, value in _headers(letter))
    return headers.encode("ascii") + written_body(
        text=_body(letter.text), html=_body(letter.html), enclosed=letter.enclosed
    )


def deliverable(address: str) -> str:
    """The address in ASCII, its domain in IDNA. Raises MailRefused (``bad_address``)."""
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode() if domain else ""
    except UnicodeError as error:
        raise MailRefused("bad_address") from error
    written = f"{local}@{ascii_domain}"
    if len(written) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(written):
        raise MailRefused("bad_address")
    return written


def one_line(text: str) -> str:
    """Text fit for a header: one line, no control or direction characters."""
    whole = text.encode("utf-8", "replace").decode()
    seen = "".join(" " if _is_unfit(letter) else letter for letter in whole)
    return " ".join(seen.split())[:_LONGEST_HEADER].rstrip()


def _headers(letter: Letter) -> Iterator[tuple[str, str]]:
    yield "From", _mailbox(letter.sender)
    yield "To", _mailbox(letter.recipient)
    if letter.reply_to:
        yield "Reply-To", deliverable(letter.reply_to)
    subject = one_line(letter.subject)
    yield "Subject", subject if _PLAIN_SUBJECT.fullmatch(subject) else _encoded(subject)
    yield "Date", format_datetime(dt.datetime.fromtimestamp(letter.written_at // 1000, dt.UTC))
    yield from _thread(letter)
    if re.fullmatch("[a-z]{2}", letter.language):
        yield "Content-Language", letter.language
    if _AUTOMATIC.fullmatch(letter.automatic):
        yield "Auto-Submitted", letter.automatic
        # Exchange answers with absences and receipts all the same, unless it is told so here.
        yield "X-Auto-Response-Suppress", "All"


def _thread(letter: Letter) -> Iterator[tuple[str, str]]:
    if not _MESSAGE_ID.fullmatch(letter.message_id):
        raise MailRefused("bad_message_id")
    yield "Message-ID", letter.message_id
    if _MESSAGE_ID.fullmatch(letter.in_reply_to):
        yield "In-Reply-To", letter.in_reply_to
    known = [known for known in letter.references if _MESSAGE_ID.fullmatch(known)]
    if known:
        yield "References", "\r\n ".join([known[0], *known[1:][1 - _MOST_REFERENCES :]])


def _mailbox(mailbox: Mailbox) -> str:
    address = f"<{deliverable(mailbox.address)}>"
    name = one_line(mailbox.name)
    if not name:
        return address
    written = name if _PLAIN_NAME.fullmatch(name) else _encoded(name)
    return f"{written}\r\n {address}"


def _encoded(text: str) -> str:
    """Encoded words, one a line (RFC 2047); none ends inside a character."""
    words = [b""]
    for letter in text:
        written = letter.encode()
        if len(words[-1]) + len(written) > _BYTES_A_WORD:
            words.append(b"")
        words[-1] += written
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(word).decode()}?=" for word in words)


def _body(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    whole = lines.encode("utf-8", "replace").decode()
    return "".join(letter for letter in whole if letter in "\n\t" or not _is_control(letter))


def _is_unfit(letter: str) -> bool:
    return letter in _DIRECTIONS or unicodedata.category(letter) in {"Cc", "Zl", "Zp"}


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc"
