"""Mails whose headers lie, overflow, or try to write headers and pages of ours."""

from __future__ import annotations

import base64

from tests.platforms.mail.hostile.letters import Case, attached, mail, mixed, part, several

_INJECTED = b"\r\nBcc: everyone@victim.example\r\n\r\nbody"


def headings() -> list[Case]:
    return [*_injections(), *_people(), *_ids(), *_dates(), *_sizes(), *_names(), *_words()]


def _word(content: bytes, charset: bytes = b"utf-8") -> bytes:
    return b"=?" + charset + b"?B?" + base64.b64encode(content) + b"?="


def _injections() -> list[Case]:
    word = _word(b"Hello" + _INJECTED)
    return several(
        "injection",
        subject=mail(b"x", b"Subject: " + word),
        subject_q=mail(b"x", b"Subject: =?utf-8?q?a=0D=0ABcc:_x@y.example?="),
        name=mail(b"x", b"From: " + word + b" <a@example.com>", ours=False),
        quoted_name=mail(b"x", b'From: "a\r\n\tb\x00\x1b[31m" <a@example.com>', ours=False),
        address=mail(b"x", b"From: <a@example.com\r\n\tBcc:x@y.example>", ours=False),
        coded_address=mail(b"x", b"From: " + _word(b"<evil@y.example>"), ours=False),
        reply_to=mail(b"x", b"Reply-To: " + word + b" <a@example.com>"),
        file_name=mixed(attached(word, b"x")),
        file_name_nul=mixed(attached(b"a.pdf\x00.exe", b"x")),
        message_id=mail(b"x", b"Message-ID: <a\r\n\tBcc: x@y.example>", ours=False),
        references=mail(b"x", b"References: <a@b>\x00<c\r\n d@e> " + word),
        escape_codes=mail(b"x\x1b]0;evil\x07", b"Subject: \x1b[2J\x1b[31mred"),
        bare_return=mail(b"x", b"Subject: a\rBcc: x@y.example"),
        nul=mail(b"x\x00y", b"Subject: a\x00b"),
        controls=mail(bytes(range(32)), b"Subject: " + bytes(range(14, 32)) + b"\x7f\x80\x9f"),
        line_separators=mail(b"x", "Subject: a\u2028b\u2029c\u0085d".encode()),
        surrogates=mail(b"\xed\xa0\x80\xed\xb0\x80", b"Subject: \xed\xa0\x80"),
        tags=mail(b"x", "Subject: a\U000e0041\U000e0042".encode()),
    )


def _people() -> list[Case]:
    values = {
        "none": b"",
        "no_address": b"From: Alix",
        "empty": b"From:",
        "brackets": b"From: <>",
        "two": b"From: a@example.com, b@example.com",
        "spoofed": b'From: "sav@boutique.example" <evil@example.com>',
        "two_angles": b"From: <a@example.com> <b@example.com>",
        "group": b"From: undisclosed-recipients:;",
        "group_of": b"From: Friends: Alix <a@example.com>, b@example.com;",
        "open_group": b"From: a:b:c:d@example.com",
        "comment": b"From: a(comment (nested) \\) )@example.com (Alix)",
        "open_comment": b"From: (((a@example.com",
        "open_quote": b'From: "Alix <a@example.com>',
        "backslashes": b'From: "' + b"\\" * 999 + b'" <a@example.com>',
        "quotes": b"From: " + b'"' * 999 + b" <a@example.com>",
        "many_quotes": b"From: " + b'"\\' * 15_000 + b"<a@example.com>",
        "route": b"From: <@relay.example,@other.example:a@example.com>",
        "quoted_local": b'From: "a b"@example.com',
        "literal": b"From: a@[127.0.0.1]",
        "no_domain": b"From: a@",
        "dots": b"From: a@example..com",
        "long": b"From: " + b"a" * 5_000 + b"@" + b"b" * 5_000,
        "eight_bit": b"From: \xe9t\xe9 <\xe9t\xe9@example.com>",
        "unicode_domain": "From: été <a@été.example>".encode(),
        "bidi": "From: Alix \u202emoc.elpmaxe@liva\u202c <a@example.com>".encode(),
        "markup": b"From: <script>alert(1)</script> <a@example.com>",
        "commas": b"From: " + b"," * 10_000 + b"a@example.com",
    }
    twice = mail(b"x", b"From: a@example.com", b"From: b@example.com", ours=False)
    return [
        Case("from", "several", twice),
        *(Case("from", name, mail(b"x", value, ours=False)) for name, value in values.items()),
    ]


def _ids() -> list[Case]:
    long = b"<" + b"a" * 5_000 + b"@example.com>"
    return several(
        "ids",
        bare=mail(b"x", b"Message-ID: a@example.com", ours=False),
        long=mail(b"x", b"Message-ID: " + long, ours=False),
        spaces=mail(b"x", b"Message-ID: <a b@example.com>", ours=False),
        several=mail(b"x", b"Message-ID: <b@example.com>"),
        eight_bit=mail(b"x", b"Message-ID: <\xe9@example.com>", ours=False),
        references_gigantic=mail(b"x", b"References: " + b"<a@example.com> " * 50_000),
        references_distinct=mail(
            b"x", b"References: " + b" ".join(b"<%d@example.com>" % n for n in range(3_000))
        ),
        references_open=mail(b"x", b"References: " + b"<" * 50_000),
        in_reply_to_words=mail(b"x", b"In-Reply-To: your mail of <Monday> from <a@example.com>"),
    )


def _dates() -> list[Case]:
    values = (
        b"", b"yesterday", b"0", b"-1", b"Mon, 99 Foo 9999 99:99:99 +9999",
        b"Mon, 3 Mar 1900 10:00:00 +0000", b"Thu, 1 Jan 1970 00:00:00 +1400",
        b"Mon, 3 Mar 99999 10:00:00 +0000", b"Mon, 3 Mar 2025 10:00:00 +99999999999999",
        b"Mon, 30 Feb 2025 10:00:00 +0000", b"3 Mar 25 10:00", b"2025-03-03T10:00:00Z",
        b"Mon, 3 Mar 2025 10:00:60 +0000", b"1" * 5_000, b"Mon, 3 Mar 2025 10:00:00 " + b"(" * 900,
        b"lun., 3 mars 2025 10:00:00 +0100", b"\xff\xfe", b", , ,", b"Mon, - - -", b"a b c d e",
    )  # fmt: skip
    return [
        Case("date", str(place), mail(b"x", b"From: a@example.com", b"Date: " + value, ours=False))
        for place, value in enumerate(values)
    ]


def _sizes() -> list[Case]:
    return several(
        "huge",
        subject=mail(b"x", b"Subject: " + b"a" * 1_000_000),
        one_line=b"X: " + b"a" * 2_000_000,
        folded=mail(b"x", b"Subject: a" + b"\r\n b" * 200_000),
        name=b"A" * 1_000_000 + b": b\r\n\r\nx",
        words=mail(b"x", b"Subject: " + _word(b"a") * 20_000),
        open_words=mail(b"x", b"Subject: " + b"=?utf-8?q?" * 20_000),
        recipients=mail(b"x", b"Cc: " + b", ".join(b"a%d@b.example" % n for n in range(20_000))),
        file_name=mixed(attached(b"a" * 10_000 + b".pdf", b"x")),
    )


def _names() -> list[Case]:
    names = (
        b"../../etc/passwd", b"..\\..\\windows\\system32", b"/etc/passwd",
        b"C:\\autoexec.bat", b".",
        b"..", b"...", b"con", b"nul.txt", b"a\xe9.pdf", b"a%00.pdf", b"a%2f..%2fb", b" ", b"~root",
        b"-rf", b"a\tb.pdf", b"a;b|c&d.pdf", b"<img src=x onerror=alert(1)>.png", b"a.pdf/..",
        "facture\u202efdp.exe".encode(), "a\u2044b\uff0fc.pdf".encode(), b"a" * 300 + b".pdf",
        b"=?utf-8?b?Li4vLi4vZXRjL3Bhc3N3ZA==?=", b'a\\".pdf', b"desktop.ini", b"a.pdf.exe",
    )  # fmt: skip
    plain = [
        Case("name", str(place), mixed(attached(name, b"x"))) for place, name in enumerate(names)
    ]
    dispositions = {
        "coded": b"attachment; filename*=utf-8''%2e%2e%2fa%0d%0ab.pdf",
        "pieces": b'attachment; filename*0="../"; filename*2="b.pdf"; filename*1="a/"',
        "bad_charset": b"attachment; filename*=nowhere'fr'%e9.pdf",
        "bad_percent": b"attachment; filename*=utf-8''%zz%e9%",
        "no_charset": b"attachment; filename*=a.pdf",
        "many_pieces": b"attachment" + b"".join(b"; filename*%d=a" % n for n in range(500)),
    }
    return plain + [
        Case("name", name, mixed(part(b"application/pdf", b"x", b"Content-Disposition: " + value)))
        for name, value in dispositions.items()
    ]


def _words() -> list[Case]:
    words = (
        b"=?utf-8?b?\xff?=", b"=?utf-8?b?!!!!?=", b"=?utf-8?b?YQ=?=", b"=?utf-8?b?YQ===?=",
        b"=?utf-8?x?a?=", b"=?nowhere?q?=E9?=", b"=?utf-8?q?=ZZ=E?=", b"=?utf-8?q??=", b"=?????=",
        b"=?zlib?b?eJxLBAAAYgBi?=", b"=?punycode?q?" + b"a" * 3_000 + b"-b?=", b"=?idna?q?a?=",
        b"=?unicode_escape?q?\\u202e\\x00?=", b"=?utf-8?b?w6k=?= =?utf-8?b?w6k=?=",
        b"=?utf-7?q?+?=",
        b"=?utf-8?b?ww==?= =?utf-8?b?qQ==?=", b"a=?utf-8?q?b?=c", b"=?us-ascii?q?=E9?=",
        b"=?iso-2022-jp?b?GyRC?=", b"=?utf-16?b?2AA=?=", b"=?\xe9?q?a?=", b"=?utf-8*fr?q?=C3=A9?=",
    )  # fmt: skip
    return [
        Case("word", str(place), mail(b"x", b"Subject: " + word))
        for place, word in enumerate(words)
    ]
