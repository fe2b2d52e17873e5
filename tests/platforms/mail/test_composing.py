"""What people type arrives as typed, and never becomes a header, a recipient or a second mail."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.mail.composing import compose, one_line
from platforms.mail.letters import Mailbox, MailRefused
from tests.platforms.mail.cast import REPLY, read, reread, subject

HEADERS = [
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("Content-Language", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
]
HOSTILE = (
    st.sampled_from(
        (
            "\r\n",
            "\n",
            "\r",
            "\x00",
            "\u2028",
            "=?utf-8?q?=0D=0ABcc:_x@y?=",
            "Bcc: x@y",
            "<",
            '"',
            ",",
        )
    )
    | st.text(max_size=40)
    | st.sampled_from(("À bientôt ", "commande ", "x" * 90, "🎁" * 30, "=?", "?="))
)
TYPED = st.lists(HOSTILE, max_size=8).map("".join)


def test_accents_arrive_as_written() -> None:
    mail = reread(REPLY)
    assert str(mail["From"]) == '"Camille, Boutique d’Été" <sav@boutique.example>'
    assert str(mail["To"]) == "Alix Noël <alix@example.com>"
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == REPLY.text


def test_only_the_expected_headers_are_written() -> None:
    assert reread(REPLY).keys() == HEADERS


def test_the_date_is_the_moment_of_writing() -> None:
    assert reread(REPLY)["Date"] == "Tue, 14 Nov 2023 22:13:20 +0000"


def test_a_long_subject_is_folded_and_read_back_whole() -> None:
    long = "Votre commande à l’atelier a été expédiée " * 7
    content = compose(subject(long))
    assert read(content)["Subject"] == long.strip()
    assert max(map(len, content.split(b"\r\n"))) <= 76


def test_references_are_folded_one_a_line_and_never_encoded() -> None:
    long = tuple(f"<{number}{'x' * 200}@boutique.example>" for number in range(5))
    content = compose(replace(REPLY, references=long))
    assert read(content)["References"].split() == list(long)
    assert all(f"\r\n {known}".encode() in content for known in long[1:])


def test_a_long_message_id_is_never_encoded() -> None:
    own = f"<{'x' * 200}@boutique.example>"
    assert f"Message-ID: {own}\r\n".encode() in compose(replace(REPLY, message_id=own))


def test_the_first_and_the_newest_references_are_kept() -> None:
    many = tuple(f"<{number}@boutique.example>" for number in range(40))
    kept = reread(replace(REPLY, references=many))["References"].split()
    assert kept == [many[0], *many[-19:]]


@pytest.mark.parametrize(
    "hostile",
    ["<a@b>\r\nBcc: x@y", "<a b@c>", "a@b", "", "<é@b>", f"<{'x' * 300}@b>", "<a@b><c@d>"],
)
def test_a_hostile_reference_is_dropped(hostile: str) -> None:
    mail = reread(replace(REPLY, references=("<ok@b>", hostile), in_reply_to=hostile))
    assert mail["References"] == "<ok@b>"
    assert "In-Reply-To" not in mail


@pytest.mark.parametrize(
    "address",
    [
        "alix@example.com\r\nBcc: x@y.example",
        "alix@example.com, noor@example.com",
        "alix@example.com>",
        "alix example.com",
        "@example.com",
        "alix@",
        "alix@exa mple.com",
        "élodie@example.com",
        f"alix@{'x' * 64}.example",
        f"alix@{'x.' * 130}example",
        "",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(MailRefused) as refused:
        compose(replace(REPLY, recipient=Mailbox("Alix", address)))
    assert refused.value.name == "bad_address"


def test_an_address_in_a_domain_with_accents_is_written_in_ascii() -> None:
    mail = reread(replace(REPLY, recipient=Mailbox("", "alix@bücher.example")))
    assert mail["To"] == "alix@xn--bcher-kva.example"


def test_a_broken_message_id_is_refused() -> None:
    with pytest.raises(MailRefused) as refused:
        compose(replace(REPLY, message_id="<a@b>\r\nBcc: x@y"))
    assert refused.value.name == "bad_message_id"


def test_direction_characters_do_not_reach_the_subject() -> None:
    assert one_line("a\u202eb\u2066c\x00d") == "a b c d"


def test_a_family_of_emoji_stays_together() -> None:
    assert one_line("👩‍👩‍👧 merci") == "👩‍👩‍👧 merci"


@given(TYPED)
@settings(deadline=None)
def test_any_subject_is_read_back_and_adds_no_header(typed: str) -> None:
    content = compose(subject(typed))
    mail = read(content)
    assert mail.keys() == HEADERS
    assert str(mail["Subject"]) == one_line(typed)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 76


@given(TYPED)
@settings(deadline=None)
def test_any_name_stays_one_name_of_one_recipient(typed: str) -> None:
    mail = reread(replace(REPLY, recipient=Mailbox(typed, "alix@example.com")))
    assert mail.keys() == HEADERS
    assert [address.addr_spec for address in mail["To"].addresses] == ["alix@example.com"]
    # This reader puts a space between two encoded words of a name, where RFC 2047 has none.
    name = mail["To"].addresses[0].display_name
    assert name.replace(" ", "") == one_line(typed).replace(" ", "")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n"), max_size=2000))
@settings(deadline=None)
def test_any_text_is_read_back(typed: str) -> None:
    content = compose(replace(REPLY, text=typed))
    assert read(content).get_content().replace("\r\n", "\n").rstrip("\n") == typed.rstrip("\n")
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", content)
    assert content.isascii()
