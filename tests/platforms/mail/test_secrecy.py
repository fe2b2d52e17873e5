"""The password is given to a proven server over TLS, and to nobody else."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from platforms.mail.letters import MailDeferred, MailError, SmtpSettings
from platforms.mail.outgoing import deliver
from platforms.mail.sandbox import MailSandbox, serve
from tests.platforms.mail.cast import REPLY
from tests.platforms.mail.certificate import Tls, made
from tests.platforms.mail.scripted import scripted

PASSWORD = "correct horse battery staple"


def nothing() -> None:
    """No one asked to be called before the message leaves."""


def knows_camille(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: object
) -> AuthResult:
    is_known = login == LoginPassword(b"camille", PASSWORD.encode())
    return AuthResult(success=is_known, handled=False)


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    return made(tmp_path)


@pytest.fixture
def locked(tls: Tls) -> Iterator[MailSandbox]:
    """A real server that wants STARTTLS, then a login."""
    options = {
        "tls_context": tls.server,
        "require_starttls": True,
        "authenticator": knows_camille,
        "auth_required": True,
    }
    running = serve("127.0.0.1", smtp_options=options)
    yield running
    running.stop()


def to(sandbox: MailSandbox, password: str = PASSWORD) -> SmtpSettings:
    return SmtpSettings("127.0.0.1", sandbox.smtp_port, "starttls", "camille", password)


def failure(settings: SmtpSettings, tls: Tls | None = None) -> MailError:
    with pytest.raises(MailDeferred) as deferred:
        deliver(REPLY, settings, nothing, trust=tls.trust if tls else None)
    told = "".join(traceback.format_exception(deferred.value))
    assert not settings.password or settings.password not in told
    return deferred.value


def test_a_letter_goes_over_starttls_after_a_login(locked: MailSandbox, tls: Tls) -> None:
    deliver(REPLY, to(locked), nothing, trust=tls.trust)
    assert len(locked.mails) == 1


def test_a_wrong_password_is_said_without_saying_it(locked: MailSandbox, tls: Tls) -> None:
    assert failure(to(locked, "wrong horse"), tls).name == "login_refused"


def test_a_password_that_cannot_be_written_is_not_quoted(locked: MailSandbox, tls: Tls) -> None:
    assert failure(to(locked, "clé-secrète"), tls).name == "login_unsupported"


def test_an_unknown_certificate_is_not_trusted(locked: MailSandbox) -> None:
    assert failure(to(locked)).name == "untrusted_certificate"
    assert locked.mails == ()


def test_a_certificate_of_another_host_is_not_trusted(tmp_path: Path) -> None:
    other = made(tmp_path, address="127.0.0.2")
    with scripted(tls=other.server) as server:
        settings = replace(server.settings, security="tls", user="camille", password=PASSWORD)
        assert failure(settings, other).name == "untrusted_certificate"
        assert server.heard == []


def test_a_letter_goes_over_tls_from_the_first_byte(tls: Tls) -> None:
    with scripted(tls=tls.server) as server:
        deliver(REPLY, replace(server.settings, security="tls"), nothing, trust=tls.trust)
        assert "Subject: Votre commande XKBKNABJK" in server.heard


def test_starttls_that_is_not_offered_ends_it_before_any_login() -> None:
    with scripted(EHLO="250-scripted\r\n250 AUTH PLAIN LOGIN") as server:
        settings = replace(server.settings, security="starttls", user="camille", password=PASSWORD)
        assert failure(settings).name == "no_starttls"
        assert server.heard == ["ehlo boutique.example"]


def test_starttls_that_is_refused_ends_it_before_any_login() -> None:
    with scripted(EHLO="250-scripted\r\n250 STARTTLS", STARTTLS="454 later") as server:
        settings = replace(server.settings, security="starttls", user="camille", password=PASSWORD)
        assert failure(settings).name == "no_starttls"
        assert [line.partition(" ")[0] for line in server.heard] == ["ehlo", "STARTTLS"]


def test_a_login_over_an_open_line_is_never_tried() -> None:
    with scripted(EHLO="250-scripted\r\n250 AUTH PLAIN LOGIN") as server:
        settings = replace(server.settings, user="camille", password=PASSWORD)
        assert failure(settings).name == "login_in_clear"
        assert server.heard == ["ehlo boutique.example"]


def test_a_server_without_login_is_named(tls: Tls) -> None:
    with scripted(tls=tls.server) as server:
        settings = replace(server.settings, security="tls", user="camille", password=PASSWORD)
        assert failure(settings, tls).name == "login_unsupported"


def test_the_settings_do_not_show_the_password() -> None:
    assert PASSWORD not in repr(SmtpSettings("h", 25, "tls", "camille", PASSWORD))
