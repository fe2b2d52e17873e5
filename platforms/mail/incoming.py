"""New mails in their order, whatever the mailbox: the same ones again until they are kept."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from platforms.mail import dropped, imap
from platforms.mail.arriving import (
    LARGEST,
    START,
    TIMEOUT,
    Examined,
    Fetched,
    MailboxFault,
    MailboxSettings,
    MailSource,
    Position,
)

__all__ = [
    "LARGEST",
    "START",
    "TIMEOUT",
    "Examined",
    "Fetched",
    "MailSource",
    "MailboxFault",
    "MailboxSettings",
    "Position",
    "examine",
    "fetch_new",
    "opened",
]


@contextmanager
def opened(
    settings: MailboxSettings, *, timeout: float = TIMEOUT, trust: ssl.SSLContext | None = None
) -> Iterator[MailSource]:
    """The mailbox, connected and selected. Raises MailboxFault."""
    match settings.kind:
        case "imap":
            with imap.opened(settings, timeout=timeout, trust=trust) as source:
                yield source
        case "folder":
            yield dropped.Folder(settings)
        case _:
            raise MailboxFault("bad_kind")


def fetch_new(
    settings: MailboxSettings,
    after: Position,
    *,
    most: int = 50,
    timeout: float = TIMEOUT,
    trust: ssl.SSLContext | None = None,
) -> Iterator[Fetched]:
    """The next mails after a position; the connection lasts as long as the iteration.

    Keep ``Position(fetched.uid_validity, fetched.uid)`` with each mail, in its transaction.
    Raises MailboxFault, also between two mails.
    """
    with opened(settings, timeout=timeout, trust=trust) as source:
        yield from source.new(after, most=most)


def examine(
    settings: MailboxSettings,
    after: Position = START,
    *,
    timeout: float = TIMEOUT,
    trust: ssl.SSLContext | None = None,
) -> Examined:
    """Connects, logs in, looks. Raises MailboxFault."""
    with opened(settings, timeout=timeout, trust=trust) as source:
        return source.examine(after)
