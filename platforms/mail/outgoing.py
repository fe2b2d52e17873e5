"""Hands letters over by SMTP, so that "not sent" is never said of one that may have arrived."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from platforms.mail.composing import compose, deliverable
from platforms.mail.letters import Letter, MailDeferred, MailRefused, MailUnsure, SmtpSettings
from platforms.mail.line import Line, opened

TIMEOUT = 60.0
"""Seconds for a whole exchange: patient with a scanner, and shorter than a worker's lease."""

TOO_BUSY = (421, 450)
"""What servers answer to whoever sends too much, rather than to the one letter."""

SLOWEST = 128 * 1024
"""Bytes a second: what a poor line still carries, so that large files have their time too."""


def deliver(
    letter: Letter,
    settings: SmtpSettings,
    before_data: Callable[[], None],
    *,
    timeout: float = TIMEOUT,
    trust: ssl.SSLContext | None = None,
) -> None:
    """Sends one letter, within ``timeout`` seconds in all and what its files take beside.

    ``before_data`` is called at the last moment at which nothing of the letter has left; what it
    raises ends the exchange and is passed on. ``trust`` stands in for the system's certificates.
    Raises MailRefused (bad_address, bad_message_id, too_large_for_server, sender_refused,
    recipient_refused, message_refused), MailUnsure (answer_lost), or MailDeferred (unreachable,
    slow, bad_security, no_starttls, untrusted_certificate, login_in_clear, login_refused,
    login_unsupported, sender_deferred, recipient_deferred, message_deferred).
    """
    content = compose(letter)
    patience = timeout + len(content) // SLOWEST
    with opened(settings, name=_own_name(letter), timeout=patience) as line:
        with _nothing_left(line):
            _greet(line, settings, trust)
            _log_in(line, settings)
            _address(line, letter, size=len(content))
        before_data()
        with _nothing_left(line):
            _expect(line.docmd("DATA"), 3, "message")
        with _perhaps_left():
            line.send(_stuffed(content))
            answer = line.getreply()
        _settle(answer)
        with suppress(smtplib.SMTPException, OSError):
            line.quit()


def _greet(line: Line, settings: SmtpSettings, trust: ssl.SSLContext | None) -> None:
    if settings.security not in {"none", "starttls", "tls"}:
        raise MailDeferred("bad_security")
    if settings.security == "tls":
        line.encrypt(settings.host, trust)
    greeting = line.getreply()[0]
    if greeting != 220:
        raise MailDeferred("unreachable", holds_all=greeting in TOO_BUSY)
    line.ehlo_or_helo_if_needed()
    if settings.security == "starttls":
        # Asked for and not offered may be someone in between who took the offer away.
        if not line.has_extn("starttls") or line.docmd("STARTTLS")[0] != 220:
            raise MailDeferred("no_starttls")
        line.encrypt(settings.host, trust)
        line.ehlo()


def _log_in(line: Line, settings: SmtpSettings) -> None:
    if not settings.user:
        return
    if settings.security == "none":
        raise MailDeferred("login_in_clear")
    # smtplib logs in with ASCII only, and its complaint would quote the password.
    if not (settings.user + settings.password).isascii():
        raise MailDeferred("login_unsupported")
    try:
        line.login(settings.user, settings.password)
    except smtplib.SMTPAuthenticationError as error:
        raise MailDeferred("login_refused") from error
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        raise MailDeferred("login_unsupported") from error


def _address(line: Line, letter: Letter, *, size: int) -> None:
    options = [f"size={size}"] if line.has_extn("size") else []
    most = str(line.esmtp_features.get("size", ""))
    # Zero, or nothing, is no limit that the server knows of (RFC 1870 §4).
    if most.isascii() and most.isdigit() and 0 < int(most) < size:
        raise MailRefused("too_large_for_server")
    _expect(line.mail(deliverable(letter.sender.address), options), 2, "sender")
    _expect(line.rcpt(deliverable(letter.recipient.address)), 2, "recipient")


def _expect(answer: tuple[int, bytes], hundreds: int, about: str) -> None:
    """Raises what an SMTP answer of another class means while nothing has left."""
    given = answer[0] // 100
    if given == hundreds:
        return
    if given == 5:
        raise MailRefused(f"{about}_refused")
    name = f"{about}_deferred" if given == 4 else "unreachable"
    raise MailDeferred(name, holds_all=answer[0] in TOO_BUSY)


def _settle(answer: tuple[int, bytes]) -> None:
    """The last answer, after the whole message: only a clear one is believed."""
    if answer[0] // 100 not in {2, 4, 5}:
        raise MailUnsure("answer_lost")
    _expect(answer, 2, "message")


@contextmanager
def _nothing_left(line: Line) -> Iterator[None]:
    """Whatever breaks in here breaks before any of the letter has left."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailDeferred("untrusted_certificate") from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailDeferred("slow" if line.is_late else "unreachable") from error


@contextmanager
def _perhaps_left() -> Iterator[None]:
    """Whatever breaks in here, the server may have the letter."""
    try:
        yield
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnsure("answer_lost") from error


def _stuffed(content: bytes) -> bytes:
    """The message as DATA carries it: lone dots doubled, ended by a dot (RFC 5321 §4.5.2)."""
    return re.sub(rb"(?m)^\.", b"..", content).removesuffix(b"\r\n") + b"\r\n.\r\n"


def _own_name(letter: Letter) -> str:
    """How we greet: the domain of the letter's own id. Asking the resolver could take seconds."""
    domain = letter.message_id.rpartition("@")[2].removesuffix(">")
    return domain if re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", domain) else "[127.0.0.1]"
