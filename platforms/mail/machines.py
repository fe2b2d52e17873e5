"""Whether a machine wrote a mail, and which letter of ours it says was not delivered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from platforms.mail.arrived import Automatic
from platforms.mail.headers import Fields, message_id, split
from platforms.mail.parts import Part, content_of

_DELIVERED_BY = re.compile(
    r"(?:mailer-daemon|postmaster|mail-daemon|bounces?)(?:[+-].*)?@", re.IGNORECASE
)
_NOT_DELIVERED = re.compile(
    r"undeliver|delivery status notification|delivery (?:has )?fail|failure notice"
    r"|mail delivery failed|returned mail|non remis|échec de (?:la )?(?:remise|distribution)"
    r"|message non distribué|non[- ]distribu|mail system error|delivery report",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"\(delay\)|delayed|warning: (?:message|could not send)|retard|différé", re.IGNORECASE
)
_ANSWERED = re.compile(
    r"(?:re ?: ?)?(?:auto(?:matic|mated)?[- ]?(?:reply|response)|réponse automatique)\b",
    re.IGNORECASE,
)
# A customer may be away on the day of delivery, and say so: that alone is no machine.
_ABSENT = re.compile(
    r"(?:re ?: ?)?(?:out of (?:the )?office|absence|absent|je suis absent|congés|vacation|away)\b",
    re.IGNORECASE,
)
_OURS_IN_TEXT = re.compile(
    rb"(?im)^[ \t>*|]{0,8}(?:internet )?message-id[ \t]{0,4}:[ \t]{0,8}(<[^<>\s]{3,248}>)"
)
_STATUS = re.compile(rb"\s*([245])\.\d{1,3}\.\d{1,3}")
_ANSWERING = ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply")
_MOST_READ = 256 * 1024
_MOST_GROUPS = 50
_MOST_IDS = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of the writer."""

    automatic: Automatic
    bounced: tuple[str, ...] = ()


def judge(fields: Fields, subject: str, sender: str, parts: list[Part], text: str) -> Verdict:
    """Who wrote it, by what the mail says of itself; ``text`` is its own words."""
    reports = [part for part in parts if part.content_type == "message/delivery-status"]
    if reports:
        return _of_report(reports, parts, text)
    if _looks_returned(fields, subject, sender):
        if _DELAYED.search(subject):
            return Verdict(Automatic.REPLY)
        ids = _returned_ids(parts, text)
        return Verdict(Automatic.BOUNCE, ids)
    return Verdict(_kind(fields, subject, parts))


def _of_report(reports: list[Part], parts: list[Part], text: str) -> Verdict:
    """RFC 3464: failed for good, unlike what was delayed, delivered or passed on."""
    actions = [found for report in reports for found in _outcomes(report)]
    if any(failed for failed in actions):
        return Verdict(Automatic.BOUNCE, _returned_ids(parts, text))
    return Verdict(Automatic.REPLY)


def _outcomes(report: Part) -> list[bool]:
    """For each recipient of a report, whether delivery failed for good."""
    content = content_of(report, set())[:_MOST_READ]
    found, at = [], 0
    for _ in range(_MOST_GROUPS):
        while content[at : at + 1] in {b"\r", b"\n"}:
            at += 1
        if at >= len(content):
            break
        group, end, _ = split(content, at)
        if end <= at:
            break
        at = end
        action = group.get("action").strip().lower()
        status = _STATUS.match(group.get("status"))
        if action or status:
            found.append(action == b"failed" or (not action and bool(status and status[1] == b"5")))
    return found


def _returned_ids(parts: list[Part], text: str) -> tuple[str, ...]:
    """The Message-IDs of what came back: from its headers, else from the words around them."""
    named = []
    for part in parts:
        if part.content_type in {"message/rfc822", "text/rfc822-headers", "message/global"}:
            content = content_of(part, set())[:_MOST_READ].lstrip(b"\r\n")
            named.append(message_id(split(content)[0].get("message-id")))
    if not any(named):
        head = text[:_MOST_READ].encode("utf-8", "replace")
        named = [message_id(found) for found in _OURS_IN_TEXT.findall(head)]
    return tuple(dict.fromkeys(name for name in named if name))[:_MOST_IDS]


def _looks_returned(fields: Fields, subject: str, sender: str) -> bool:
    """A report of forms older than RFC 3464 (qmail, Exim, Exchange)."""
    if fields.get("x-failed-recipients"):
        return True
    is_empty_path = fields.get("return-path").strip() == b"<>"
    by_server = _DELIVERED_BY.match(sender) is not None
    return (by_server or is_empty_path) and _NOT_DELIVERED.search(subject) is not None


def _kind(fields: Fields, subject: str, parts: list[Part]) -> Automatic:
    submitted = fields.get("auto-submitted").split(b";")[0].strip().lower()
    precedence = fields.get("precedence").strip().lower()
    # A list says so itself, and often that it is automatic too: the first is the better word.
    if fields.get("list-id") or (precedence == b"list"):
        return Automatic.LIST
    if precedence in {b"bulk", b"junk"} and fields.get("list-unsubscribe"):
        return Automatic.LIST
    is_reply = (
        submitted not in {b"", b"no"}
        or precedence in {b"bulk", b"junk", b"auto_reply"}
        or bool(fields.every(*_ANSWERING))
        or fields.get("return-path").strip() == b"<>"
        or any(part.content_type == "message/disposition-notification" for part in parts)
        or _ANSWERED.match(subject) is not None
        or (_ABSENT.match(subject) is not None and _wants_silence(fields))
    )
    return Automatic.REPLY if is_reply else Automatic.NO


def _wants_silence(fields: Fields) -> bool:
    """Exchange writes this into plenty of mail that people wrote too: a weak sign."""
    asked = fields.get("x-auto-response-suppress").strip().lower()
    return asked not in {b"", b"none"}
