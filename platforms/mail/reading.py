"""Reads a mail as it arrived: whatever its bytes are, an ArrivedMail is made of them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from platforms.mail import cleaning, quoting, wording
from platforms.mail.addresses import mailboxes
from platforms.mail.arrived import ArrivedMail
from platforms.mail.charsets import plain
from platforms.mail.enclosing import enclosures
from platforms.mail.headers import Fields, message_id, message_ids, sent_at, split, text_of
from platforms.mail.letters import Mailbox
from platforms.mail.machines import judge
from platforms.mail.parts import Part, leaves
from platforms.mail.parts import text_of as part_text

LONGEST_TEXT = 200_000
"""Letters of a mail's text that are kept; the whole mail is kept beside it anyway."""
_LONGEST_PART = 4 * 1024 * 1024
_LONGEST_SUBJECT = 300
_PIECE = 1024 * 1024
_SENDERS = ("from", "sender")
_RECIPIENTS = (
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "apparently-to",
    "resent-to",
    "x-forwarded-to",
)
_ON_THE_WAY = re.compile(
    # Written by the machines that passed it on: two deliveries of one mail differ in these.
    r"received|return-path|delivered-to|envelope-to|resent-.*|authentication-results|arc-.*"
    r"|dkim-signature|domainkey-.*|received-spf|x-.*|status|content-length|lines"
)


@dataclass(slots=True)
class _Sorted:
    """A mail's parts by what becomes of them."""

    plain: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    enclosed: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    html: str


def read(raw: bytes) -> ArrivedMail:
    """The mail. Never raises: what was wrong with it is named in its ``faults``.

    Takes linear time and a few times its size of memory; deeper, more numerous or larger parts
    than are bounded in ``parts`` and ``enclosing`` are left out, and a fault says so.
    """
    faults: set[str] = set()
    whole = _with_line_ends(raw, faults)
    fields, start, found = split(whole)
    faults |= found
    body = memoryview(whole)[start:]
    parts = list(leaves(fields, body, faults))
    sorted_parts = _sorted(parts)
    words = _words(sorted_parts, faults)
    sender = _sender(fields, faults)
    subject = text_of(fields.get("subject"), _LONGEST_SUBJECT, faults)
    verdict = judge(fields, subject, sender.address, parts, words.text)
    text, quoted = quoting.split(words.text)
    own_id = _own_id(fields, faults)
    reply_to = mailboxes(fields.every("reply-to"), faults)
    recipients = mailboxes(fields.every(*_RECIPIENTS), faults)
    date = sent_at(fields.get("date"))
    if date is None:
        faults.add("bad_date" if fields.get("date") else "no_date")
    files = tuple(enclosures(sorted_parts.enclosed, faults))
    return ArrivedMail(
        digest=_digest(fields, body, own_id),
        mail_id=own_id,
        in_reply_to=message_id(fields.get("in-reply-to")),
        references=message_ids(fields.every("references")),
        sender=sender,
        reply_to=reply_to[0] if reply_to else None,
        recipients=tuple(dict.fromkeys(person.address for person in recipients)),
        subject=subject,
        text=text,
        quoted=quoted,
        html=words.html,
        has_remote_images=cleaning.has_remote_images(words.html),
        enclosures=files,
        sent_at=date,
        automatic=verdict.automatic,
        bounced=verdict.bounced,
        faults=tuple(sorted(faults)),
    )


def _with_line_ends(raw: bytes, faults: set[str]) -> bytes:
    """The mail without what stands before its first header, its lines ended by a newline."""
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not start.strip():
        faults.add("empty")
    if b"\n" not in start and b"\r" in start:
        faults.add("bad_line_ends")
        return start.replace(b"\r", b"\n")
    return start


def _sorted(parts: list[Part]) -> _Sorted:
    """Words, the same words as HTML, and files."""
    result = _Sorted()
    for part in parts:
        is_file = part.disposition == "attachment" or bool(
            part.names.get("filename") or part.parameters.get("name")
        )
        is_shown = part.content_type in {"text/plain", "text/html"} and not is_file
        is_returned = "multipart/report" in part.inside and part.content_type.startswith("message/")
        if is_shown and part.content_type == "text/plain":
            result.plain.append(part)
        elif is_shown:
            result.html.append(part)
        elif is_file or part.body.nbytes or not is_returned:
            result.enclosed.append(part)
    return result


def _words(parts: _Sorted, faults: set[str]) -> _Words:
    html = "\n".join(_text(part, faults) for part in parts.html)
    cleaned = _cleaned(html, faults) if html.strip() else ""
    texts = [_text(part, faults).strip("\n") for part in parts.plain]
    if not any(text.strip() for text in texts) and html:
        texts = [wording.of_cleaned(cleaned) if cleaned else wording.plain_of(html)]
    else:
        texts += [wording.plain_of(_text(part, faults)) for part in parts.html if _says_more(part)]
    return _Words(_bare("\n\n".join(filter(None, texts)), faults), cleaned)


def _says_more(part: Part) -> bool:
    """Whether a page stands beside the plain words and not for them: mail from Apple does that."""
    return "multipart/alternative" not in part.inside


def _text(part: Part, faults: set[str]) -> str:
    if part.body.nbytes > _LONGEST_PART:
        faults.add("text_cut")
        return part_text(_cut(part), faults)
    return part_text(part, faults)


def _cut(part: Part) -> Part:
    return Part(
        part.fields,
        part.content_type,
        part.parameters,
        part.disposition,
        part.names,
        part.body[:_LONGEST_PART],
        part.inside,
    )


def _cleaned(html: str, faults: set[str]) -> str:
    try:
        return plain(cleaning.clean(html))
    except ValueError as error:
        faults.add(str(error))
        return ""


def _bare(text: str, faults: set[str]) -> str:
    # Line ends of two letters become one of one: twice as much is looked at.
    whole = plain(text.strip()[: 2 * LONGEST_TEXT + 1])
    if len(whole) > LONGEST_TEXT:
        faults.add("text_cut")
    return whole[:LONGEST_TEXT]


def _sender(fields: Fields, faults: set[str]) -> Mailbox:
    """Who wrote it. Several ``From`` are one lie: the first is kept and the fault named."""
    if len(fields.every("from")) > 1:
        faults.add("several_senders")
    for name in _SENDERS:
        found = mailboxes(fields.every(name), faults)
        if found:
            if name == "from" and len(found) > 1:
                faults.add("several_senders")
            return found[0]
        faults.add("no_sender")
    return Mailbox("", "")


def _own_id(fields: Fields, faults: set[str]) -> str:
    own_id = message_id(fields.get("message-id"))
    if not own_id:
        faults.add("bad_message_id" if fields.get("message-id") else "no_message_id")
    if len(fields.every("message-id")) > 1:
        faults.add("several_message_ids")
    return own_id


def _digest(fields: Fields, body: memoryview, own_id: str) -> str:
    """SHA-256, in hex, of what the writer wrote: the same for each delivery of one mail."""
    summed = hashlib.sha256()
    names = {"from", "date"} if own_id else None
    for name, value in (("message-id", own_id.encode()), *fields.all):
        is_ours = name in names if names else not _ON_THE_WAY.fullmatch(name)
        if is_ours or (name == "message-id" and own_id):
            summed.update(name.encode() + b":" + b" ".join(value.split()) + b"\n")
    summed.update(b"\n")
    _sum(summed, body)
    return summed.hexdigest()


def _sum(summed: hashlib._Hash, body: memoryview) -> None:
    """Adds the body, piece by piece: servers differ in line ends, and in empty lines at the end."""
    waiting = b""
    for start in range(0, len(body), _PIECE):
        piece = (waiting + bytes(body[start : start + _PIECE])).replace(b"\r\n", b"\n")
        kept = piece.rstrip(b"\r\n")
        summed.update(kept)
        waiting = piece[len(kept) :]
