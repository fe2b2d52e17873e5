"""The sandbox shows every mail as text, to people in two languages and to programs in full."""

from __future__ import annotations

import smtplib
import socket
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from platforms.mail.letters import MailRefused, SmtpSettings
from platforms.mail.outgoing import deliver
from platforms.mail.sandbox import MailSandbox, serve
from platforms.mail.sandbox.faults import Fault, FaultKind, Faults
from platforms.mail.sandbox.kept import Mail
from tests.platforms.mail.cast import REPLY

SCRIPT = "<script>alert(1)</script>"


def nothing() -> None:
    """No one asked to be called before the message leaves."""


def test_the_list_for_programs_holds_all_of_a_mail(
    sandbox: MailSandbox, settings: SmtpSettings
) -> None:
    deliver(REPLY, settings, nothing)
    (mail,) = requests.get(f"{sandbox.url}/mails.json", timeout=5).json()
    assert mail["message_id"] == REPLY.message_id
    assert mail["in_reply_to"] == REPLY.in_reply_to
    assert mail["references"] == list(REPLY.references)
    assert mail["subject"] == REPLY.subject
    assert mail["recipients"] == ["alix@example.com"]
    assert mail["text"].rstrip("\n") == REPLY.text
    assert ["Content-Language", "fr"] in mail["headers"]


def test_the_newest_mail_comes_first(sandbox: MailSandbox, settings: SmtpSettings) -> None:
    deliver(replace(REPLY, subject="one"), settings, nothing)
    deliver(replace(REPLY, subject="two"), settings, nothing)
    listed = requests.get(f"{sandbox.url}/mails.json", timeout=5).json()
    assert [mail["subject"] for mail in listed] == ["two", "one"]
    page = requests.get(sandbox.url, timeout=5).text
    assert page.index("two") < page.index("one</strong>")


@pytest.mark.parametrize("path", ["/", "/mails/1"])
def test_what_a_mail_says_is_shown_as_text(
    sandbox: MailSandbox, settings: SmtpSettings, path: str
) -> None:
    hostile = replace(
        REPLY,
        subject=f"{SCRIPT}s",
        text=f"{SCRIPT}t",
        recipient=replace(REPLY.recipient, name=f"{SCRIPT}n"),
    )
    deliver(hostile, settings, nothing)
    answer = requests.get(f"{sandbox.url}{path}", timeout=5)
    assert "<script" not in answer.text
    assert answer.text.count("&lt;script&gt;alert(1)&lt;/script&gt;t") == 1
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("query", "accepted", "heading"),
    [
        ("", "fr-FR,fr;q=0.9,en;q=0.5", "Courriels reçus"),
        ("", "de", "Received mails"),
        ("?lang=fr", "en", "Courriels reçus"),
        ("?lang=en", "fr", "Received mails"),
        ("?lang=x", "fr", "Courriels reçus"),
    ],
)
def test_the_page_speaks_the_readers_language(
    sandbox: MailSandbox, query: str, accepted: str, heading: str
) -> None:
    headers = {"Accept-Language": accepted}
    assert heading in requests.get(f"{sandbox.url}/{query}", headers=headers, timeout=5).text


def test_a_mail_that_is_not_there_is_not_found(sandbox: MailSandbox) -> None:
    assert requests.get(f"{sandbox.url}/mails/1", timeout=5).status_code == 404


NO_TEXT = b"Subject: =?x?q?\xff?=\r\nContent-Type: text/html; charset=none\r\n\r\n\xff\x00<b>\r\n"


def test_any_bytes_can_be_received_and_shown(sandbox: MailSandbox) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, "x", timeout=5) as line:
        line.sendmail("", ["a@b.example"], NO_TEXT)
    assert sandbox.mails[0].content == NO_TEXT
    for path in ("/", "/mails/1", "/mails.json"):
        answer = requests.get(f"{sandbox.url}{path}", timeout=5)
        assert answer.status_code == 200
        assert "\ufffd\x00" in answer.text or "ufffd" in answer.text


def test_a_fault_can_be_set_and_mended_from_outside(
    sandbox: MailSandbox, settings: SmtpSettings
) -> None:
    fault = {"kind": "refuse_message"}
    requests.post(f"{sandbox.url}/fault", json=fault, timeout=5).raise_for_status()
    with pytest.raises(MailRefused):
        deliver(REPLY, settings, nothing)
    requests.delete(f"{sandbox.url}/fault", timeout=5).raise_for_status()
    deliver(REPLY, settings, nothing)


def test_an_unknown_fault_is_refused(sandbox: MailSandbox) -> None:
    answer = requests.post(f"{sandbox.url}/fault", json={"kind": "flood"}, timeout=5)
    assert answer.status_code == 400


def test_a_fault_for_two_mails_is_met_twice() -> None:
    faults = Faults()
    faults.set(Fault(FaultKind.SLOW, times=2))
    met = [faults.meet(FaultKind.SLOW) is not None for _ in range(3)]
    assert met == [True, True, False]


def test_kept_mails_are_there_after_a_restart(tmp_path: Path) -> None:
    assert [mail.subject for mail in kept_in(tmp_path, sent="one")] == ["one"]
    both = kept_in(tmp_path, sent="two")
    assert [(mail.number, mail.subject) for mail in both] == [(1, "one"), (2, "two")]


def kept_in(folder: Path, *, sent: str) -> tuple[Mail, ...]:
    running = serve("127.0.0.1", folder=folder)
    settings = SmtpSettings("127.0.0.1", running.smtp_port, "none")
    deliver(replace(REPLY, subject=sent), settings, nothing)
    running.stop()
    return running.mails


@pytest.mark.parametrize("door", ["smtp_port", "http_port"])
def test_a_taken_port_is_an_error_and_leaves_nothing_open(door: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="already in use"):
            serve("127.0.0.1", **{door: port})
