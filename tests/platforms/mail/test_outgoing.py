"""A letter is sent whole; when it is not, the sender knows whether any of it can have left."""

from __future__ import annotations

import socket
import time
from dataclasses import replace

import pytest

from platforms.mail.composing import compose
from platforms.mail.letters import (
    MailDeferred,
    MailError,
    MailRefused,
    MailUnsure,
    SmtpSettings,
)
from platforms.mail.outgoing import deliver
from platforms.mail.sandbox import MailSandbox
from platforms.mail.sandbox.faults import Fault, FaultKind
from tests.platforms.mail.cast import REPLY
from tests.platforms.mail.scripted import HANG_UP, scripted


def nothing() -> None:
    """No one asked to be called before the message leaves."""


def test_a_letter_arrives_as_composed(sandbox: MailSandbox, settings: SmtpSettings) -> None:
    deliver(REPLY, settings, nothing)
    (mail,) = sandbox.mails
    assert mail.content == compose(REPLY)
    assert mail.sender == "sav@boutique.example"
    assert mail.recipients == ("alix@example.com",)
    assert mail.text.rstrip("\n") == REPLY.text


def test_lines_that_are_dots_arrive_whole(sandbox: MailSandbox, settings: SmtpSettings) -> None:
    dots = replace(REPLY, text=".\n..\n.hidden\n\n.\nend\n.")
    deliver(dots, settings, nothing)
    assert sandbox.mails[0].text.rstrip("\n") == dots.text


def test_the_callback_comes_before_any_of_the_message() -> None:
    with scripted() as server:
        heard_before: list[str] = []
        deliver(REPLY, server.settings, lambda: heard_before.extend(server.heard))
        assert [line.partition(":")[0] for line in heard_before[1:]] == ["mail FROM", "rcpt TO"]
        assert "Subject: Votre commande XKBKNABJK" in server.heard


def test_what_the_callback_raises_stops_the_letter_and_is_passed_on(
    sandbox: MailSandbox, settings: SmtpSettings
) -> None:
    def overtaken() -> None:
        raise OSError("another worker has it")

    with pytest.raises(OSError, match="another worker"):
        deliver(REPLY, settings, overtaken)
    assert sandbox.mails == ()


@pytest.mark.parametrize(
    ("answers", "error", "name"),
    [
        ({"greeting": "554 no service"}, MailDeferred, "unreachable"),
        ({"greeting": "421 busy"}, MailDeferred, "unreachable"),
        ({"greeting": HANG_UP}, MailDeferred, "unreachable"),
        ({"greeting": "nonsense"}, MailDeferred, "unreachable"),
        ({"EHLO": HANG_UP}, MailDeferred, "unreachable"),
        ({"EHLO": "500 what", "HELO": "500 what"}, MailDeferred, "unreachable"),
        ({"MAIL": "550 not you"}, MailRefused, "sender_refused"),
        ({"MAIL": "451 later"}, MailDeferred, "sender_deferred"),
        ({"MAIL": HANG_UP}, MailDeferred, "unreachable"),
        ({"RCPT": "550 unknown"}, MailRefused, "recipient_refused"),
        ({"RCPT": "450 busy"}, MailDeferred, "recipient_deferred"),
        ({"RCPT": "999 odd"}, MailDeferred, "unreachable"),
        ({"DATA": "554 no"}, MailRefused, "message_refused"),
        ({"DATA": "451 later"}, MailDeferred, "message_deferred"),
        ({"DATA": "250 odd"}, MailDeferred, "unreachable"),
        ({"DATA": HANG_UP}, MailDeferred, "unreachable"),
        ({"END": "554 spam"}, MailRefused, "message_refused"),
        ({"END": "451 later"}, MailDeferred, "message_deferred"),
        ({"END": HANG_UP}, MailUnsure, "answer_lost"),
        ({"END": "nonsense"}, MailUnsure, "answer_lost"),
        ({"END": "354 odd"}, MailUnsure, "answer_lost"),
        ({"END": "250 " + "x" * 9000}, MailUnsure, "answer_lost"),
    ],
)
def test_each_answer_is_named(answers: dict[str, str], error: type[MailError], name: str) -> None:
    with scripted(None, **answers) as server:
        with pytest.raises(error) as raised:
            deliver(REPLY, server.settings, nothing)
        assert raised.value.name == name


@pytest.mark.parametrize("odd", [{"RCPT": "251 elsewhere"}, {"QUIT": HANG_UP}, {"END": "252 ok"}])
def test_an_odd_but_kind_answer_is_accepted(odd: dict[str, str]) -> None:
    with scripted(None, **odd) as server:
        deliver(REPLY, server.settings, nothing)


def test_an_old_server_that_knows_only_helo_is_spoken_to() -> None:
    with scripted(EHLO="500 what") as server:
        deliver(REPLY, server.settings, nothing)
        assert server.heard[1] == "helo boutique.example"


def test_a_letter_that_no_server_should_see_is_refused_before_connecting() -> None:
    with scripted() as server:
        with pytest.raises(MailRefused):
            deliver(replace(REPLY, reply_to="x\r\ny"), server.settings, nothing)
        assert server.heard == []


def test_no_server_defers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(MailDeferred) as deferred:
        deliver(REPLY, SmtpSettings("127.0.0.1", port, "none"), nothing)
    assert deferred.value.name == "unreachable"


def test_a_silent_server_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = SmtpSettings("127.0.0.1", silent.getsockname()[1], "none")
        begun = time.monotonic()
        with pytest.raises(MailDeferred) as deferred:
            deliver(REPLY, settings, nothing, timeout=0.3)
        assert time.monotonic() - begun < 2
        assert deferred.value.name == "slow"


def test_a_server_that_never_finishes_greeting_is_left_in_time() -> None:
    with scripted(greeting="trickle") as server:
        begun = time.monotonic()
        with pytest.raises(MailDeferred) as deferred:
            deliver(REPLY, server.settings, nothing, timeout=0.5)
        assert time.monotonic() - begun < 2
        assert deferred.value.name == "slow"


def test_an_answer_that_comes_too_late_leaves_it_unsure(
    sandbox: MailSandbox, settings: SmtpSettings
) -> None:
    sandbox.faults.set(Fault(FaultKind.SLOW, seconds=5))
    with pytest.raises(MailUnsure):
        deliver(REPLY, settings, nothing, timeout=0.5)
    assert len(sandbox.mails) == 1


@pytest.mark.parametrize(
    ("kind", "error", "arrived"),
    [
        (FaultKind.REFUSE_RECIPIENT, MailRefused, 0),
        (FaultKind.DEFER_RECIPIENT, MailDeferred, 0),
        (FaultKind.REFUSE_MESSAGE, MailRefused, 0),
        (FaultKind.DEFER_MESSAGE, MailDeferred, 0),
        (FaultKind.LOSE_ANSWER, MailUnsure, 1),
        (FaultKind.LOSE_MESSAGE, MailUnsure, 0),
    ],
)
def test_each_fault_of_the_sandbox_is_met_once(
    sandbox: MailSandbox,
    settings: SmtpSettings,
    kind: FaultKind,
    error: type[MailError],
    arrived: int,
) -> None:
    sandbox.faults.set(Fault(kind, times=1))
    with pytest.raises(error):
        deliver(REPLY, settings, nothing)
    assert len(sandbox.mails) == arrived
    deliver(REPLY, settings, nothing)
    assert len(sandbox.mails) == arrived + 1


def test_an_unknown_security_is_a_fault_of_the_settings() -> None:
    with scripted() as server:
        with pytest.raises(MailDeferred) as deferred:
            deliver(REPLY, replace(server.settings, security="ssl3"), nothing)
        assert deferred.value.name == "bad_security"
