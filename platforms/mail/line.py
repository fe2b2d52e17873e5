"""One connection to a mail server that ends in time, whatever signs of life the server gives."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer

from platforms.mail.letters import MailDeferred, SmtpSettings


class Line(smtplib.SMTP):
    """SMTP over a socket that we open and encrypt ourselves; ``is_late`` once its time ran out."""

    is_late = False

    def encrypt(self, host: str, trust: ssl.SSLContext | None) -> None:
        """Speaks TLS from here on, to a server proven to be ``host``.

        What the server said in the clear is forgotten (RFC 3207 §4.2). Raises ssl.SSLError.
        """
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected
        context = trust or ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=host)
        self.file = None
        if self.is_late:
            raise TimeoutError

    def end(self) -> None:
        """Called by the timer: whoever waits for this server stops waiting."""
        self.is_late = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def opened(settings: SmtpSettings, *, name: str, timeout: float) -> Iterator[Line]:
    """A connected line, nothing read yet. Raises MailDeferred (``unreachable``)."""
    line = Line(local_hostname=name)
    try:
        line.sock = socket.create_connection((settings.host, settings.port), timeout)
    except OSError as error:
        raise MailDeferred("unreachable") from error
    # Longer, so that it is the timer that ends a slow exchange, and says so.
    line.sock.settimeout(2 * timeout)
    timer = Timer(timeout, line.end)
    timer.daemon = True
    timer.start()
    try:
        yield line
    finally:
        timer.cancel()
        line.close()
