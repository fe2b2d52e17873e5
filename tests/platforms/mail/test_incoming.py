"""Mail is fetched from a real server by its numbers, once each, and the mailbox stays as it was."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from platforms.mail.incoming import (
    LARGEST,
    START,
    Fetched,
    MailboxFault,
    MailboxSettings,
    Position,
    examine,
    fetch_new,
    opened,
)
from tests.dovecot import PASSWORD, Dovecot, dovecot

__all__ = ["dovecot"]

MAIL = b"Subject: %d\r\n\r\nBonjour\r\n"


@pytest.fixture
def box(dovecot: Dovecot, request: pytest.FixtureRequest) -> MailboxSettings:
    """A mailbox of this test's own."""
    name = "".join(letter for letter in request.node.name if letter.isalnum())
    return dovecot.settings(name[:60].lower())


def fill(dovecot: Dovecot, box: MailboxSettings, *numbers: int) -> None:
    for number in numbers:
        dovecot.deliver(box.user, MAIL % number)


def fetched(
    dovecot: Dovecot, box: MailboxSettings, after: Position = START, most: int = 50
) -> list[Fetched]:
    return list(fetch_new(box, after, most=most, trust=dovecot.trust, timeout=10))


def end_of(mails: list[Fetched]) -> Position:
    return Position(mails[-1].uid_validity, mails[-1].uid)


def fault_of(box: MailboxSettings, trust: ssl.SSLContext | None = None) -> str:
    with pytest.raises(MailboxFault) as raised:
        examine(box, timeout=5, trust=trust)
    assert PASSWORD not in repr(raised.value)
    return raised.value.name


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_new_mails_come_in_their_order_byte_for_byte(
    dovecot: Dovecot, box: MailboxSettings, security: str
) -> None:
    fill(dovecot, box, 1, 2, 3)
    settings = dovecot.settings(box.user, security=security)
    mails = fetched(dovecot, settings)
    assert [mail.raw for mail in mails] == [MAIL % 1, MAIL % 2, MAIL % 3]
    assert [mail.uid for mail in mails] == [1, 2, 3]
    assert all(mail.size == len(MAIL % 1) and not mail.fault for mail in mails)


def test_only_what_is_new_comes_the_next_time(dovecot: Dovecot, box: MailboxSettings) -> None:
    fill(dovecot, box, 1, 2)
    position = end_of(fetched(dovecot, box))
    assert fetched(dovecot, box, position) == []
    fill(dovecot, box, 3)
    assert [mail.raw for mail in fetched(dovecot, box, position)] == [MAIL % 3]


def test_no_more_come_than_were_asked_for(dovecot: Dovecot, box: MailboxSettings) -> None:
    fill(dovecot, box, *range(5))
    first = fetched(dovecot, box, most=2)
    second = fetched(dovecot, box, end_of(first), most=2)
    assert [mail.uid for mail in (*first, *second)] == [1, 2, 3, 4]


def test_fetching_marks_and_moves_nothing(dovecot: Dovecot, box: MailboxSettings) -> None:
    fill(dovecot, box, 1, 2)
    before = [name.partition(":")[0] for name in dovecot.kept(box.user)]
    fetched(dovecot, box)
    after = dovecot.kept(box.user)
    assert [name.partition(":")[0] for name in after] == before
    assert not any(name.endswith("S") for name in after)


def test_a_mark_is_set_where_it_is_asked_for(dovecot: Dovecot, box: MailboxSettings) -> None:
    fill(dovecot, box, 1, 2)
    with opened(box, trust=dovecot.trust) as source:
        source.mark_seen([1])
    assert [name.endswith("S") for name in dovecot.kept(box.user)] == [True, False]


def test_a_server_that_numbers_anew_gives_everything_again(
    dovecot: Dovecot, box: MailboxSettings
) -> None:
    fill(dovecot, box, 1, 2)
    first = fetched(dovecot, box)
    dovecot.renumber(box.user)
    again = fetched(dovecot, box, end_of(first))
    assert [mail.raw for mail in again] == [mail.raw for mail in first]
    assert {mail.uid_validity for mail in again}.isdisjoint({mail.uid_validity for mail in first})


def test_a_mail_deleted_meanwhile_is_named_and_read_past(
    dovecot: Dovecot, box: MailboxSettings
) -> None:
    fill(dovecot, box, 1, 2)
    mails = []
    for mail in fetch_new(box, START, trust=dovecot.trust):
        mails.append(mail)
        dovecot.remove(box.user)
    assert mails[0].raw == MAIL % 1
    assert [(mail.uid, mail.fault) for mail in mails[1:]] in ([], [(2, "gone")])


def test_a_mail_over_the_bound_is_never_fetched(dovecot: Dovecot, box: MailboxSettings) -> None:
    dovecot.deliver(box.user, b"Subject: x\r\n\r\n" + b"x" * 98 + b"\r\n" * (LARGEST // 2))
    fill(dovecot, box, 2)
    large, small = fetched(dovecot, box)
    assert (large.raw, large.fault) == (None, "too_large")
    assert large.size > LARGEST
    assert small.raw == MAIL % 2


def test_a_look_says_how_many_wait_and_where_the_end_is(
    dovecot: Dovecot, box: MailboxSettings
) -> None:
    assert examine(box, trust=dovecot.trust).waiting == 0
    fill(dovecot, box, 1, 2, 3)
    first = fetched(dovecot, box, most=1)
    seen = examine(box, end_of(first), trust=dovecot.trust)
    assert (seen.waiting, seen.end.last_uid) == (2, 3)
    assert fetched(dovecot, box, seen.end) == []
    assert not any(name.endswith("S") for name in dovecot.kept(box.user))


def test_each_way_of_failing_has_its_name(dovecot: Dovecot, box: MailboxSettings) -> None:
    trust = dovecot.trust
    assert fault_of(box) == "untrusted_certificate"
    assert fault_of(replace(box, host="localhost"), trust=trust) == "untrusted_certificate"
    assert fault_of(replace(box, password="wrong"), trust=trust) == "login_refused"
    assert fault_of(replace(box, password="très faux"), trust=trust) == "login_refused"
    assert fault_of(replace(box, password="a\r\nb"), trust=trust) == "login_unsupported"
    assert fault_of(replace(box, folder="Nowhere"), trust=trust) == "no_such_folder"
    assert fault_of(replace(box, folder="Boîte"), trust=trust) == "no_such_folder"
    assert fault_of(replace(box, folder='a" b'), trust=trust) == "no_such_folder"
    assert fault_of(replace(box, port=1), trust=trust) == "unreachable"
    assert fault_of(replace(box, security="ssl"), trust=trust) == "bad_security"
    assert fault_of(replace(box, security="none", host="mail.example")) == "login_in_clear"
    assert fault_of(replace(box, kind="pop")) == "bad_kind"


def test_no_password_is_ever_shown(box: MailboxSettings) -> None:
    assert PASSWORD not in repr(box)


def test_after_a_restart_it_goes_on_where_it_was(dovecot: Dovecot, box: MailboxSettings) -> None:
    fill(dovecot, box, 1)
    position = end_of(fetched(dovecot, box))
    dovecot.stop()
    assert fault_of(box, trust=dovecot.trust) == "unreachable"
    dovecot.start()
    fill(dovecot, box, 2)
    assert [mail.raw for mail in fetched(dovecot, box, position)] == [MAIL % 2]


def test_a_folder_of_files_is_a_mailbox_too(tmp_path: Path) -> None:
    box = MailboxSettings("folder", folder=str(tmp_path))
    for number in (9, 10, 100):
        (tmp_path / f"{number}.eml").write_bytes(MAIL % number)
    for name in ("0.eml", "-1.eml", "a.eml", "11.tmp", "٣.eml", "1" * 30 + ".eml"):
        (tmp_path / name).write_bytes(b"")
    mails = list(fetch_new(box, START))
    assert [mail.uid for mail in mails] == [9, 10, 100]
    assert mails[1].raw == MAIL % 10
    assert [mail.uid for mail in fetch_new(box, end_of(mails[:1]), most=1)] == [10]
    assert examine(box, end_of(mails[:2])).waiting == 1
    assert fault_of(replace(box, folder=str(tmp_path / "none"))) == "no_such_folder"
    assert fault_of(replace(box, folder=str(tmp_path / "9.eml"))) == "no_such_folder"
    assert fault_of(replace(box, folder="\x00")) == "no_such_folder"


def test_a_file_over_the_bound_is_named(tmp_path: Path) -> None:
    with (tmp_path / "1.eml").open("wb") as file:
        file.truncate(LARGEST + 1)
    found = list(fetch_new(MailboxSettings("folder", folder=str(tmp_path)), START))
    assert found == [Fetched(1, 1, None, LARGEST + 1, "too_large")]
