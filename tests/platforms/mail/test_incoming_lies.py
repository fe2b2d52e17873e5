"""A server that is slow, lies or drops the line costs a bounded time and no more than one mail."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from platforms.mail.incoming import LARGEST, START, Fetched, MailboxFault, fetch_new
from tests.platforms.mail.scripted_imap import (
    HANG_UP,
    SILENCE,
    TRICKLE,
    endless,
    lying,
    seconds_since,
)

PATIENCE = 0.6
"""Seconds, for servers that stand still."""
_IN_NO_HURRY = 20.0


def what_comes(answers: dict[str, bytes], security: str = "none") -> list[Fetched] | str:
    """The mails, or the name of the fault."""
    with lying(**answers) as settings:
        try:
            box = replace(settings, security=security)
            stands_still = {SILENCE, TRICKLE} & set(answers.values())
            timeout = PATIENCE if stands_still else _IN_NO_HURRY
            return list(fetch_new(box, START, timeout=timeout))
        except MailboxFault as fault:
            return fault.name + (" told" if "s3cret" in repr(fault) + repr(fault.__cause__) else "")


def test_an_honest_one_is_read() -> None:
    mails = what_comes({})
    assert isinstance(mails, list)
    assert [(mail.uid_validity, mail.uid, mail.raw) for mail in mails] == [
        (7, 1, b"hello"),
        (7, 2, b"hello"),
    ]


@pytest.mark.parametrize("verb", ["greeting", "CAPABILITY", "EXAMINE", "SEARCH", "SIZES", "BODY"])
@pytest.mark.parametrize(
    ("answer", "name"), [(HANG_UP, "unreachable"), (SILENCE, "slow"), (TRICKLE, "slow")]
)
def test_a_line_that_drops_or_stands_still_is_named_in_time(
    verb: str, answer: bytes, name: str
) -> None:
    begun = time.monotonic()
    assert what_comes({verb: answer}) == name
    assert seconds_since(begun) < _IN_NO_HURRY / 2


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({"greeting": b"220 smtp.example ESMTP\r\n"}, "bad_answer"),
        ({"greeting": b"\xff\xfe\x00\r\n"}, "bad_answer"),
        ({"greeting": b"* BYE too many\r\n"}, "unreachable"),
        ({"CAPABILITY": b"* CAPABILITY IMAP2\r\n"}, "bad_answer"),
        ({"EXAMINE": b"* 2 EXISTS\r\n"}, "bad_answer"),
        ({"EXAMINE": b"* OK [UIDVALIDITY x] .\r\n"}, "bad_answer"),
        ({"SEARCH": b"* SEARCH one two\r\n"}, "bad_answer"),
        ({"SEARCH": b"* SEARCH \xff\r\n"}, "bad_answer"),
        ({"SEARCH": b"* BYE going down\r\n"}, "unreachable"),
        ({"BODY": endless(2_000_000_000)}, "bad_answer"),
        ({"BODY": endless(10**18)}, "bad_answer"),
    ],
    ids=str,
)
def test_an_answer_that_makes_no_sense_is_named(answers: dict[str, bytes], name: str) -> None:
    assert what_comes(answers) == name


def test_a_mail_larger_than_its_size_says_is_read_past() -> None:
    body = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n" % (LARGEST + 1) + b"x" * (LARGEST + 1) + b")\r\n"
    mails = what_comes({"BODY": body})
    assert isinstance(mails, list)
    assert [(mail.raw, mail.fault) for mail in mails] == [(None, "too_large")] * 2


def test_a_mail_without_a_size_is_gone() -> None:
    mails = what_comes({"SIZES": b"* 3 FETCH (UID 3 RFC822.SIZE 5)\r\n"})
    assert isinstance(mails, list)
    assert [mail.fault for mail in mails] == ["gone", "gone"]


def test_encryption_taken_away_ends_it_before_the_password() -> None:
    assert what_comes({}, "starttls") == "no_starttls"
    preauth = {
        "greeting": b"* PREAUTH hello\r\n",
        "CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS\r\n",
    }
    assert what_comes(preauth, "starttls") == "no_starttls"
    assert what_comes({}, "tls") in {"unreachable", "bad_answer"}
