"""A mail as it arrived, read into plain parts: nothing in it is believed, nothing of it is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from platforms.mail.letters import Mailbox


class Automatic(StrEnum):
    """What kind of machine wrote it, if one did."""

    NO = ""
    REPLY = "auto_reply"
    """An absence, a receipt: RFC 3834 and its forerunners."""
    BOUNCE = "bounce"
    """A letter of ours that was not delivered: RFC 3464 and its forerunners."""
    LIST = "list"
    """Bulk mail and mailing lists."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with a mail; ``content_id`` where the text shows it."""

    name: str
    content_type: str
    """As the mail says it: to be sniffed before it is believed."""
    content: bytes = field(repr=False)
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class ArrivedMail:
    """One mail. Texts hold no control characters; ids keep their angle brackets."""

    digest: str
    """Of what makes it the same mail, however often and by whichever way it is delivered."""
    mail_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender: Mailbox
    reply_to: Mailbox | None
    recipients: tuple[str, ...]
    """Every address it was sent or delivered to: ours is one of them, with its tag."""
    subject: str
    text: str
    """What is new in it."""
    quoted: str
    """What it repeats of earlier mails, signature included; empty where it repeats nothing."""
    html: str
    """Its own look, cleaned; nothing in it fetches or runs. Empty where it had none."""
    has_remote_images: bool
    enclosures: tuple[Enclosure, ...]
    sent_at: int | None
    """As the mail says it (UTC ms)."""
    automatic: Automatic = Automatic.NO
    bounced: tuple[str, ...] = ()
    """Of a bounce: the Message-IDs of what was not delivered."""
    faults: tuple[str, ...] = ()
    """What was wrong with it, by stable names; it was read all the same."""
