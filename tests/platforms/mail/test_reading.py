"""What people and machines really send is read as they meant it."""

from __future__ import annotations

import base64

import pytest

from platforms.mail.arrived import ArrivedMail, Automatic
from platforms.mail.letters import Mailbox
from platforms.mail.reading import read
from tests.platforms.mail.hostile.letters import attached, mail, mixed, part, typed

OURS = b"<msg_7@boutique.example>"


def subject(value: bytes) -> str:
    return read(mail(b"x", b"Subject: " + value)).subject


def sender(value: bytes) -> Mailbox:
    return read(mail(b"x", b"From: " + value, ours=False)).sender


def file_name(disposition: bytes) -> str:
    sent = mixed(part(b"application/pdf", b"x", b"Content-Disposition: " + disposition))
    return read(sent).enclosures[0].name


def test_a_whole_mail_is_read() -> None:
    sent = mail(
        b"Bonjour",
        b"Subject: Colis",
        b"In-Reply-To: " + OURS,
        b"References: <msg_1@boutique.example>\r\n " + OURS,
        b"Reply-To: Alix <autre@example.com>",
        b"Cc: Robin <robin@example.com>, sav@boutique.example",
        b"Delivered-To: sav+tag@boutique.example",
    )
    found = read(sent)
    assert found.mail_id == "<hostile.1@example.com>"
    assert found.in_reply_to == OURS.decode()
    assert found.references == ("<msg_1@boutique.example>", OURS.decode())
    assert found.sender == Mailbox("Alix", "alix@example.com")
    assert found.reply_to == Mailbox("Alix", "autre@example.com")
    assert set(found.recipients) == {
        "sav@boutique.example",
        "robin@example.com",
        "sav+tag@boutique.example",
    }
    assert (found.subject, found.text, found.quoted) == ("Colis", "Bonjour", "")
    assert found.sent_at == 1_740_992_400_000
    assert (found.automatic, found.faults) == (Automatic.NO, ())


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        (b"=?utf-8?B?w4l0w6k=?=", "Été"),
        (b"=?iso-8859-1?Q?=C9t=E9_=E0_Paris?=", "Été à Paris"),
        (b"=?utf-8?B?w4k=?=\r\n =?utf-8?B?dMOp?=", "Été"),
        (b"=?utf-8?B?ww==?= =?utf-8?B?iXQ=?=", "Ét"),
        (b"Re: =?utf-8?Q?=C3=A9t=C3=A9?= 2025", "Re: été 2025"),
        (b"=?windows-1252?Q?12_=80?=", "12 €"),
        (b"=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
        ("Été brut".encode(), "Été brut"),
        ("Été brut".encode("latin-1"), "Été brut"),
        (b"=?nowhere?Q?=E9t=E9?=", "été"),
        (b"un\r\n deux\r\n\ttrois", "un deux trois"),
    ],
)
def test_subjects_are_read_in_any_charset(value: bytes, read_as: str) -> None:
    assert subject(value) == read_as


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        (b"alix@example.com", "", "alix@example.com"),
        (b"<alix@example.com>", "", "alix@example.com"),
        (b'"No\xc3\xabl, Alix" <alix@Example.COM>', "Noël, Alix", "alix@example.com"),
        (b"=?utf-8?Q?No=C3=ABl=2C_Alix?= <alix@example.com>", "Noël, Alix", "alix@example.com"),
        (b'"=?utf-8?Q?No=C3=ABl?=" <alix@example.com>', "Noël", "alix@example.com"),
        (b"alix@example.com (Alix)", "", "alix@example.com"),
        (b"Group: alix@example.com, b@example.com;", "", "alix@example.com"),
        (b'"sav@boutique.example" <evil@example.com>', "sav@boutique.example", "evil@example.com"),
        (b"'Alix' <'alix@example.com'>", "Alix", "alix@example.com"),
    ],
)
def test_people_are_read_however_they_are_written(value: bytes, name: str, address: str) -> None:
    assert sender(value) == Mailbox(name, address)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (b'attachment; filename="facture.pdf"', "facture.pdf"),
        (b"attachment; filename=facture.pdf", "facture.pdf"),
        (b"attachment; filename*=utf-8''re%C3%A7u%20n%C2%B01.pdf", "reçu n°1.pdf"),
        (b"attachment; filename*0*=utf-8''re%C3%A7; filename*1=u.pdf", "reçu.pdf"),
        (b'attachment; filename="=?utf-8?Q?re=C3=A7u.pdf?="', "reçu.pdf"),
        ('attachment; filename="reçu.pdf"'.encode(), "reçu.pdf"),
        (b"attachment; filename=a.pdf; filename*=utf-8''b.pdf", "b.pdf"),
        (b'attachment; filename="../../etc/passwd"', "passwd"),
        (b'attachment; filename="C:\\\\temp\\\\a.pdf"', "a.pdf"),
        (b'attachment; filename="con.txt"', "_con.txt"),
        (b"attachment", "application-1.pdf"),
    ],
)
def test_files_have_their_names_and_no_folder(disposition: bytes, name: str) -> None:
    assert file_name(disposition) == name


def test_files_arrive_byte_for_byte_and_zips_stay_closed() -> None:
    content = b"PK\x03\x04" + bytes(range(256)) * 40
    found = read(mixed(part(b"text/plain", b"Voici"), attached(b"a.zip", content)))
    assert found.text == "Voici"
    assert [(file.name, file.content) for file in found.enclosures] == [("a.zip", content)]
    assert found.faults == ()


def test_a_forwarded_mail_is_a_file_of_its_own() -> None:
    inner = mail(b"Ancien", b"Subject: =?utf-8?Q?D=C3=A9j=C3=A0?= vu")
    found = read(mixed(part(b"text/plain", b"Voyez"), part(b"message/rfc822", inner)))
    assert [(file.name, file.content) for file in found.enclosures] == [("Déjà vu.eml", inner)]


def test_a_picture_in_the_page_keeps_its_id() -> None:
    html = part(b"text/html; charset=utf-8", b'<p>Voici <img src="cid:photo.1@x" width=99></p>')
    picture = part(
        b"image/png",
        base64.b64encode(b"\x89PNG"),
        b"Content-ID: <photo.1@x>",
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: inline",
    )
    found = read(mixed(html, picture, kind=b"related"))
    assert 'data-cid="photo.1@x"' in found.html
    assert not found.has_remote_images
    assert [(file.content_id, file.content) for file in found.enclosures] == [
        ("photo.1@x", b"\x89PNG")
    ]


def test_the_plain_words_go_before_the_page() -> None:
    sent = mixed(
        part(b"text/plain", b"Simple"), part(b"text/html", b"<b>Riche</b>"), kind=b"alternative"
    )
    found = read(sent)
    assert (found.text, found.html, found.enclosures) == ("Simple", "<b>Riche</b>", ())


def test_a_page_beside_the_plain_words_is_read_after_them() -> None:
    found = read(mixed(part(b"text/plain", b"Avant"), part(b"text/html", b"<p>Apr&egrave;s</p>")))
    assert found.text == "Avant\n\nAprès"


def test_a_page_alone_is_read_as_words_too() -> None:
    html = "<style>p{}</style><p>Bonjour,</p><p>Où est mon colis&nbsp;?<br>Merci</p>"
    found = read(typed(b"text/html; charset=utf-8", html.encode()))
    assert found.text == "Bonjour,\n\nOù est mon colis ?\nMerci"


def test_the_same_mail_has_the_same_digest_however_it_came() -> None:
    sent = mail(b"Bonjour\r\n", b"Subject: x")
    ways = [
        sent.replace(b"\r\n", b"\n"),
        b"Received: from a by b\r\nDelivered-To: sav@boutique.example\r\n" + sent,
        sent + b"\r\n\r\n",
        b"From alix Mon Mar 3 2025\r\n" + sent,
        sent.replace(b"Subject: x", b"Subject: [SPAM] x"),
    ]
    assert {read(way).digest for way in ways} == {read(sent).digest}
    others = [
        sent.replace(b"Bonjour", b"bonjour"),
        sent.replace(b"hostile.1", b"hostile.2"),
        sent.replace(b"10:00:00", b"10:00:01"),
    ]
    assert len({read(other).digest for other in (sent, *others)}) == 4


def test_without_an_id_everything_said_counts() -> None:
    sent = mail(b"x", b"From: a@example.com", b"Subject: un", ours=False)
    received = b"Received: from a\r\nX-Spam: no\r\nReturn-Path: <a@b.c>\r\n" + sent
    assert read(received).digest == read(sent).digest
    assert read(sent.replace(b"un", b"deux")).digest != read(sent).digest
    assert "no_message_id" in read(sent).faults


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (mail(b"x", b"From:", ours=False), "no_sender"),
        (mail(b"x", b"From: a@b.c, d@e.f", ours=False), "several_senders"),
        (mail(b"x", b"Date: soon", ours=False), "bad_date"),
        (typed(b"text/plain; charset=nowhere", b"\xe9"), "bad_charset"),
        (typed(b"multipart/mixed", b"x"), "broken_mime"),
        (typed(b"text/plain", b"!", b"Content-Transfer-Encoding: base64"), "bad_base64"),
        (typed(b"text/plain", b"x", b"Content-Transfer-Encoding: yenc"), "bad_encoding"),
        (typed(b"text/html", b"<div>" * 999), "html_too_deep"),
        (typed(b"text/html", b"<p>x" * 200_000), "html_too_long"),
        (mail(b"x" * 200_001), "text_cut"),
        (b"", "empty"),
    ],
)
def test_what_is_wrong_is_named(sent: bytes, fault: str) -> None:
    assert fault in read(sent).faults


def automatic(*lines: bytes, body: bytes = b"x") -> ArrivedMail:
    return read(mail(body, *lines))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"X-Nothing: at all", Automatic.NO),
        (b"Auto-Submitted: no", Automatic.NO),
        (b"Auto-Submitted: auto-replied (vacation)", Automatic.REPLY),
        (b"Auto-Submitted: auto-generated; owner=x", Automatic.REPLY),
        (b"X-Autoreply: yes", Automatic.REPLY),
        (b"X-Autorespond: x", Automatic.REPLY),
        (b"Precedence: auto_reply", Automatic.REPLY),
        (b"Precedence: bulk", Automatic.REPLY),
        (b"Precedence: list", Automatic.LIST),
        (b"Precedence: bulk\r\nList-Unsubscribe: <mailto:x@y.z>", Automatic.LIST),
        (b"List-Id: <a.example>", Automatic.LIST),
        (b"Return-Path: <>", Automatic.REPLY),
        (b"Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_colis?=", Automatic.REPLY),
        (b"Subject: Automatic reply: parcel", Automatic.REPLY),
        (b"Subject: Absence\r\nX-Auto-Response-Suppress: All", Automatic.REPLY),
        (b"Subject: Absent le jour de la livraison", Automatic.NO),
        (b"Subject: Re: colis\r\nX-Auto-Response-Suppress: All", Automatic.NO),
        (b"List-Unsubscribe: <mailto:x@y.z>", Automatic.NO),
    ],
)
def test_machines_are_told_from_people(line: bytes, kind: Automatic) -> None:
    assert automatic(line).automatic is kind


def report(action: bytes, returned: bytes = b"message/rfc822") -> ArrivedMail:
    status = (
        b"Reporting-MTA: dns; x.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\n" + action
    )
    original = b"Message-ID: " + OURS + b"\r\nSubject: Votre colis\r\n\r\nBonjour"
    return read(
        mixed(
            part(b"text/plain", b"It was not delivered."),
            part(b"message/delivery-status", status),
            part(returned, original),
            kind=b"report",
        )
    )


@pytest.mark.parametrize("returned", [b"message/rfc822", b"text/rfc822-headers"])
def test_a_report_names_the_letter_of_ours(returned: bytes) -> None:
    found = report(b"Action: failed\r\nStatus: 5.1.1\r\n", returned)
    assert found.automatic is Automatic.BOUNCE
    assert found.bounced == (OURS.decode(),)


@pytest.mark.parametrize("action", [b"Action: delayed\r\nStatus: 4.4.1", b"Action: delivered"])
def test_a_delay_is_no_failure(action: bytes) -> None:
    found = report(action)
    assert (found.automatic, found.bounced) == (Automatic.REPLY, ())


def test_an_old_report_names_it_in_its_words() -> None:
    body = b"Hi. This is the qmail-send program.\n--- Below this line is a copy.\n\n"
    found = read(
        mail(
            body + b"Return-Path: <sav@boutique.example>\nMessage-ID: " + OURS + b"\n",
            b"From: MAILER-DAEMON@mx.example",
            b"Subject: failure notice",
            ours=False,
        )
    )
    assert (found.automatic, found.bounced) == (Automatic.BOUNCE, (OURS.decode(),))
