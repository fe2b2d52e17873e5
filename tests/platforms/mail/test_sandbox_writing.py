"""A customer answers on the sink's page, and the counter's own reader finds what they wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from platforms.mail import sandbox
from platforms.mail.incoming import START, MailboxSettings, fetch_new
from platforms.mail.letters import SmtpSettings
from platforms.mail.outgoing import deliver
from platforms.mail.reading import read
from platforms.mail.sandbox import MailSandbox
from tests.platforms.mail.cast import REPLY


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return tmp_path / "answers"


@pytest.fixture
def sink(answers: Path) -> Iterator[MailSandbox]:
    running = sandbox.serve("127.0.0.1", answers=answers)
    yield running
    running.stop()


def found(answers: Path) -> list[bytes]:
    box = answers / "boutique.example"
    if not box.exists():
        return []
    settings = MailboxSettings(kind="folder", folder=str(box))
    return [fetched.raw or b"" for fetched in fetch_new(settings, START)]


def test_an_answer_names_what_it_answers_and_goes_where_it_was_asked_to(
    sink: MailSandbox, answers: Path
) -> None:
    settings = SmtpSettings("127.0.0.1", sink.smtp_port, "none")
    deliver(REPLY, settings, lambda: None)
    form = {"text": "Merci beaucoup !\nAlix"}
    files = {"files": ("photo à moi.png", b"\x89PNG\r\n\x1a\nxx", "image/png")}
    answer = requests.post(f"{sink.url}/mails/1/answer", data=form, files=files, timeout=5)
    assert answer.status_code == 200
    (raw,) = found(answers)
    mail = read(raw)
    assert mail.in_reply_to == REPLY.message_id
    assert mail.sender.address == REPLY.recipient.address
    assert REPLY.reply_to in mail.recipients
    assert mail.text.startswith("Merci beaucoup")
    assert [file.name for file in mail.enclosures] == ["photo à moi.png"]


@pytest.mark.parametrize("form", [{"text": " "}, {"text": "x", "sender": "no address"}])
def test_what_cannot_be_sent_stays_typed(
    sink: MailSandbox, answers: Path, form: dict[str, str]
) -> None:
    told = {"sender": "a@b.example", "to": "support@boutique.example", "subject": "Objet"}
    answer = requests.post(f"{sink.url}/write", data={**told, **form}, timeout=5)
    assert answer.status_code == 422
    assert 'value="Objet"' in answer.text
    assert found(answers) == []


def test_without_a_folder_nobody_answers() -> None:
    running = sandbox.serve("127.0.0.1")
    try:
        assert requests.get(f"{running.url}/write", timeout=5).status_code == 404
        assert "/write" not in requests.get(running.url, timeout=5).text
    finally:
        running.stop()
