"""Files and pages arrive whole in any mail reader, and no name of a file becomes anything else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.mail.composing import compose
from platforms.mail.letters import Enclosed, MailRefused, SmtpSettings
from platforms.mail.outgoing import deliver
from platforms.mail.sandbox import MailSandbox, serve
from tests.platforms.mail.cast import REPLY, read, reread

PDF = Enclosed("facture.pdf", "application/pdf", "shp/1", b"%PDF-1.7\r\n.\r\n" + bytes(range(256)))

NAMES = {
    "plain": "facture 1042.pdf",
    "accents": "Reçu d’été – n°1042.pdf",
    "quotes": 'un "devis"; name=x.pdf',
    "backslash": "a\\b.pdf",
    "emoji": "👩‍👩‍👧 merci.png",
    "chinese": "发票.pdf",
    "long": "é" * 296 + ".pdf",
    "percent": "100%25 ok'*.pdf",
    "boundary": "--=_x.pdf",
}


def test_text_alone_is_a_plain_mail_as_before() -> None:
    mail = reread(REPLY)
    assert mail.get_content_type() == "text/plain"
    assert not mail.is_multipart()


def test_a_page_stands_beside_its_words() -> None:
    mail = reread(replace(REPLY, html="<p>Été</p>"))
    assert mail.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    page = mail.get_body(("html",))
    assert page is not None
    assert page.get_content().strip() == "<p>Été</p>"


def test_files_are_mixed_in_after_the_words() -> None:
    mail = reread(replace(REPLY, html="<p>x</p>", enclosed=(PDF, replace(PDF, name="b.pdf"))))
    assert mail.get_content_type() == "multipart/mixed"
    said, first, second = mail.iter_parts()
    assert said.get_content_type() == "multipart/alternative"
    assert [first.get_filename(), second.get_filename()] == ["facture.pdf", "b.pdf"]
    assert first.get_content() == PDF.content
    assert first.get_content_disposition() == "attachment"
    words = mail.get_body(("plain",))
    assert words is not None
    assert words.get_content().replace("\r\n", "\n").rstrip("\n") == REPLY.text


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_in_any_script_is_read_back(name: str) -> None:
    content = compose(replace(REPLY, enclosed=(replace(PDF, name=name),)))
    (part,) = read(content).iter_attachments()
    found = part.get_filename() or ""
    assert found == name or (len(name) > 180 and name.startswith(found) and len(found) == 90)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "hostile",
    [
        "a\r\nBcc: x@y.example\r\n.pdf",
        "a\nb",
        "a\x00b",
        "\u202egnp.exe",
        "a\u2028b",
        "",
        " ",
        "\ud800",
    ],
)
def test_a_hostile_name_stays_one_name_of_one_file(hostile: str) -> None:
    mail = reread(replace(REPLY, enclosed=(replace(PDF, name=hostile),)))
    assert "Bcc" not in mail
    (part,) = mail.iter_attachments()
    assert part.keys() == ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
    assert part.get_filename()
    assert not re.search(r"[\x00-\x1f\u202e\u2028]", part.get_filename() or "")


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=60)
def test_no_name_adds_a_header_or_a_part(name: str) -> None:
    content = compose(replace(REPLY, enclosed=(replace(PDF, name=name),)))
    mail = read(content)
    (part,) = mail.iter_attachments()
    assert part.keys() == ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
    assert part.get_content() == PDF.content
    assert not mail.defects
    assert content.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", content)


@pytest.mark.parametrize(
    "hostile",
    ["", "text/html\r\nBcc: x@y", "message/rfc822", "multipart/mixed", "TEXT", "a/b; c=d"],
)
def test_a_type_that_may_not_be_written_is_unknown(hostile: str) -> None:
    mail = reread(replace(REPLY, enclosed=(replace(PDF, content_type=hostile),)))
    (part,) = mail.iter_attachments()
    assert part.get_content_type() == "application/octet-stream"
    assert part.get_content() == PDF.content


def test_words_that_look_like_a_boundary_end_nothing() -> None:
    content = compose(replace(REPLY, enclosed=(PDF,)))
    boundary = read(content).get_boundary()
    mail = reread(replace(REPLY, text=f"--{boundary}\n--{boundary}--", enclosed=(PDF,)))
    assert len(list(mail.iter_parts())) == 2


def test_what_no_person_wrote_says_so() -> None:
    mail = reread(replace(REPLY, automatic="auto-replied"))
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert "Auto-Submitted" not in reread(REPLY)
    assert "Auto-Submitted" not in reread(replace(REPLY, automatic="auto\r\nBcc: x@y"))


def test_a_letter_with_files_goes_through_a_real_server(
    sandbox: MailSandbox, settings: SmtpSettings
) -> None:
    deliver(replace(REPLY, html="<p>x</p>", enclosed=(PDF,)), settings, lambda: None)
    (mail,) = sandbox.mails
    (part,) = mail.message.iter_attachments()
    assert part.get_content() == PDF.content
    assert mail.text.rstrip("\n") == REPLY.text


def test_a_letter_larger_than_the_server_says_it_takes_is_not_handed_over() -> None:
    small = serve("127.0.0.1", smtp_options={"data_size_limit": 20_000})
    handed: list[bool] = []
    try:
        large = replace(REPLY, enclosed=(replace(PDF, content=bytes(30_000)),))
        at = SmtpSettings("127.0.0.1", small.smtp_port, "none")
        with pytest.raises(MailRefused) as refused:
            deliver(large, at, lambda: handed.append(True))
        assert refused.value.name == "too_large_for_server"
        assert handed == []
        deliver(REPLY, at, lambda: handed.append(True))
        assert handed == [True]
    finally:
        small.stop()


def test_the_sandboxs_page_lists_files_and_hands_them_out_to_be_saved(
    sandbox: MailSandbox, settings: SmtpSettings
) -> None:
    hostile = replace(PDF, name="<script>.html", content_type="text/html")
    deliver(replace(REPLY, enclosed=(PDF, hostile)), settings, lambda: None)
    page = requests.get(f"{sandbox.url}/mails/1", timeout=5).text
    assert "facture.pdf" in page
    assert "&lt;script&gt;.html" in page
    assert REPLY.text.splitlines()[0] in page
    answer = requests.get(f"{sandbox.url}/mails/1/files/1", timeout=5)
    assert answer.content == PDF.content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert requests.get(f"{sandbox.url}/mails/1/files/2", timeout=5).status_code == 404
    (told,) = requests.get(f"{sandbox.url}/mails.json", timeout=5).json()
    assert told["files"][0] == {"name": "facture.pdf", "type": "application/pdf", "size": 269}
