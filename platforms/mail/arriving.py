"""What a mailbox is to us: where it is, how far it was read, and how that may fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

TIMEOUT = 30.0
"""Seconds that one answer of a server may take."""
LARGEST = 50 * 1024 * 1024
"""Bytes of a mail; a larger one is named and never fetched."""


class MailboxFault(Exception):
    """A mailbox could not be read; ``name`` is stable and holds no secret.

    One of: unreachable, slow, bad_security, no_starttls, untrusted_certificate, login_in_clear,
    login_refused, login_unsupported, no_such_folder, bad_answer, bad_kind.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Where mail arrives.

    ``kind`` is ``imap`` (``folder`` is the mailbox's name there) or ``folder`` (``folder`` is a
    path, and nothing else counts). ``security`` is ``none``, ``starttls`` or ``tls``.
    """

    kind: str
    host: str = ""
    port: int = 993
    security: str = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class Position:
    """How far a mailbox was read. A server that numbers anew says so by its ``uid_validity``."""

    uid_validity: int = 0
    last_uid: int = 0


START = Position()
"""Before all that a mailbox holds."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as it lies in the mailbox; ``raw`` is None where ``fault`` says why."""

    uid_validity: int
    uid: int
    raw: bytes | None = field(repr=False)
    size: int
    fault: str = ""
    """``too_large`` or ``gone``: to be noted, and read past."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a look at a mailbox showed: how many mails wait after a position, and its end."""

    waiting: int
    end: Position
    """To begin here leaves alone all that lies in the mailbox by now."""


class MailSource(Protocol):
    """An open mailbox. Each verb may raise MailboxFault."""

    def new(self, after: Position, *, most: int) -> Iterator[Fetched]:
        """The next mails by ascending uid, one at a time: all of them if numbered anew."""
        ...

    def examine(self, after: Position) -> Examined:
        """How many wait."""
        ...

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Says on the server that these were read; nothing else is ever changed there."""
        ...
