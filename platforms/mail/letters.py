"""A letter as the counter writes it, how it may leave, and the ways in which that may fail.

MailError            the letter did not leave as far as anyone knows; ``name`` is stable
├─ MailRefused      the server refused for good (5xx)
├─ MailDeferred     not now: 4xx, connection refused, time-out or bad settings before the data
└─ MailUnsure       lost after the message began to leave: only the server knows
"""

from __future__ import annotations

from dataclasses import dataclass, field


class MailError(Exception):
    """A letter that did not surely arrive. ``name`` is stable and holds no secret."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class MailRefused(MailError):
    """The server refused the sender, the recipient or the message for good."""


class MailDeferred(MailError):
    """Nothing left; trying later may help. ``holds_all``: so it is with any letter just now."""

    def __init__(self, name: str, *, holds_all: bool = False) -> None:
        super().__init__(name)
        self.holds_all = holds_all


class MailUnsure(MailError):
    """The message began to leave and no answer came: it may have arrived."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A person's name and address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where letters are handed over. ``security`` is ``none``, ``starttls`` or ``tls``."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with a letter: where it is kept until then, and what it is called."""

    name: str
    content_type: str
    key: str
    content: bytes = field(default=b"", repr=False)
    """Read when the letter leaves; never kept with its words."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person. ``written_at`` is UTC milliseconds."""

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender: Mailbox
    reply_to: str
    recipient: Mailbox
    subject: str
    text: str
    language: str
    written_at: int
    html: str = ""
    """The same words as a page of their own; plain text alone where empty."""
    enclosed: tuple[Enclosed, ...] = ()
    automatic: str = ""
    """RFC 3834's ``Auto-Submitted``; empty for what a person wrote."""
