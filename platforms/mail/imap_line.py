"""One connection to an IMAP server that ends in time and holds no more than one mail."""

from __future__ import annotations

import imaplib
import socket
import ssl
from contextlib import ExitStack, suppress
from threading import Timer
from typing import cast

from imap_tools import BaseMailBox

from platforms.mail.arriving import LARGEST, MailboxFault, MailboxSettings

_LONGEST_LINE = 8 * 1024 * 1024  # a search over a million mails answers in one line
_CHUNK = 64 * 1024
_MOST_PASSED_OVER = 1024 * 1024 * 1024
_MOST_KEPT_ASIDE = 10_000


class Line(imaplib.IMAP4):
    """IMAP over a socket that we open and encrypt ourselves; ``is_late`` once its time ran out."""

    is_late = False
    was_too_large = False
    """Whether the last answer held more than a mail may have: it was read past."""

    def __init__(
        self, settings: MailboxSettings, *, timeout: float, trust: ssl.SSLContext | None
    ) -> None:
        self._settings = settings
        self._trust = trust
        self._timer: Timer | None = None
        self._patience = timeout
        with ExitStack() as undone:
            undone.callback(self._drop)
            self._begin()
            undone.pop_all()

    def _begin(self) -> None:
        """Raises what the library and the socket raise; TimeoutError once it is too late."""
        try:
            super().__init__(self._settings.host, self._settings.port, self._patience)
            if self._settings.security == "starttls":
                self._encrypt_now()
        except (OSError, imaplib.IMAP4.error) as error:
            if self.is_late:
                raise TimeoutError from error
            raise

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Called by the library when it begins."""
        self.host, self.port = host, port
        self.be_patient()
        self.sock = socket.create_connection((host, port), timeout)
        if self._settings.security == "tls":
            self.sock = self._context().wrap_socket(self.sock, server_hostname=host)
        self.file = self.sock.makefile("rb")

    def be_patient(self, more: float = 0.0) -> None:
        """From now on the server has its whole time again, and ``more`` seconds."""
        self.forget()
        self.was_too_large = False
        self._timer = Timer(self._patience + more, self._end)
        self._timer.daemon = True
        self._timer.start()

    def forget(self) -> None:
        """No time runs any more."""
        if self._timer is not None:
            self._timer.cancel()

    def readline(self) -> bytes:
        """One line. Raises the library's ``abort`` when it has no end."""
        line = cast("bytes", self.file.readline(_LONGEST_LINE + 1))
        if len(line) > _LONGEST_LINE:
            raise self.abort("the line has no end")
        # What nobody asked for is kept aside by the library without bound.
        if sum(map(len, self.untagged_responses.values())) > _MOST_KEPT_ASIDE:
            raise self.abort("the answer has no end")
        return line

    def read(self, size: int) -> bytes:
        """A literal: a mail's bytes; empty, and passed over, where there are too many of them."""
        if size > _MOST_PASSED_OVER:
            raise self.abort("the literal has no end")
        self.was_too_large = self.was_too_large or size > LARGEST
        kept: list[bytes] = []
        while size > 0:
            piece = cast("bytes", self.file.read(min(size, _CHUNK)))
            if not piece:
                break
            size -= len(piece)
            if not self.was_too_large:
                kept.append(piece)
        return b"".join(kept)

    def hang_up(self) -> None:
        """Says goodbye if anyone listens."""
        with suppress(imaplib.IMAP4.error, OSError, ValueError):
            if not self.is_late and self.state != "LOGOUT":
                self.be_patient()
                self.logout()
        self._drop()

    def _drop(self) -> None:
        self.forget()
        for opened in (getattr(self, "file", None), getattr(self, "sock", None)):
            if opened is not None:
                with suppress(OSError):
                    opened.close()

    def _encrypt_now(self) -> None:
        # Asked for and not offered may be someone in between who took the offer away.
        if "STARTTLS" not in self.capabilities or self.state != "NONAUTH":
            raise MailboxFault("no_starttls")
        self.starttls(self._context())

    def _context(self) -> ssl.SSLContext:
        return self._trust or ssl.create_default_context()

    def _end(self) -> None:
        """Called by the timer: whoever waits for this server stops waiting."""
        self.is_late = True
        sock = getattr(self, "sock", None)
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


class Box(BaseMailBox):
    """imap-tools over such a line."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return self._line
