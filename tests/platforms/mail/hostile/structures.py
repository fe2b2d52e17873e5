"""Mails whose parts do not hold together: boundaries, depth, number, contradictions."""

from __future__ import annotations

from tests.platforms.mail.hostile.letters import Case, attached, mail, mixed, part, several, typed

_PLAIN = part(b"text/plain; charset=utf-8", b"Bonjour")
_MIXED = b"multipart/mixed; boundary=b"


def structures() -> list[Case]:
    return [*_boundaries(), *_depths(), *_numbers(), *_types(), *_line_ends(), *_emptiness()]


def _boundaries() -> list[Case]:
    body = b"--b\r\n" + _PLAIN + b"\r\n--b--\r\n"
    return several(
        "boundary",
        missing=typed(b"multipart/mixed", body),
        empty=typed(b'multipart/mixed; boundary=""', body),
        never_there=typed(b"multipart/mixed; boundary=nowhere", body),
        unfinished=typed(_MIXED, b"--b\r\n" + _PLAIN),
        only_last=typed(_MIXED, b"--b--\r\n"),
        only_first=typed(_MIXED, b"--b"),
        last_first=typed(_MIXED, b"--b--\r\n" + body),
        spaces=typed(b'multipart/mixed; boundary="  b  "', b"--  b   \r\n" + _PLAIN),
        prefix=typed(_MIXED, b"--b\r\n" + _PLAIN + b"\r\n--bb\r\nx\r\n--b--"),
        same_inside=typed(_MIXED, b"--b\r\nContent-Type: " + _MIXED + b"\r\n\r\n" + body * 2),
        long=typed(b"multipart/mixed; boundary=" + b"b" * 3_000, b"--" + b"b" * 3_000),
        dashes=typed(b'multipart/mixed; boundary="-"', b"-" * 20_000),
        quotes=typed(b'multipart/mixed; boundary="b\\"c"', b'--b"c\r\n' + _PLAIN),
        unclosed_quote=typed(b'multipart/mixed; boundary="b', body),
        regular=typed(b'multipart/mixed; boundary="(a+)+$"', b"--(a+)+$\r\n" + _PLAIN),
        nul=typed(b'multipart/mixed; boundary="b\x00"', b"--b\x00\r\n" + _PLAIN),
        eight_bit=typed(b'multipart/mixed; boundary="\xe9\xff"', b"--\xe9\xff\r\n" + _PLAIN),
        not_at_line_start=typed(_MIXED, b"x--b\r\n" + _PLAIN + b"x--b--"),
        preamble=typed(_MIXED, b"Only for old readers\r\n" + body + b"after all"),
        headless=typed(_MIXED, b"--b\r\nno header here\r\n--b--"),
        nothing_between=typed(_MIXED, b"--b\r\n--b\r\n--b\r\n--b--"),
        coded=typed(b"multipart/mixed; boundary*=utf-8''b", body),
        twice=typed(b"multipart/mixed; boundary=a; boundary=b", body),
    )


def _depths() -> list[Case]:
    return several(
        "depth",
        multipart_30=_nested(30),
        multipart_500=_nested(500),
        multipart_5000=_nested(5_000),
        message_500=mail(_messages(500), b"Content-Type: message/rfc822"),
        message_in_itself=mail(_messages(3) * 3, b"Content-Type: message/rfc822"),
        mixed_messages=mixed(*(part(b"message/rfc822", _messages(20)) for _ in range(20))),
        comments=mail(b"x", b"To: " + b"(" * 5_000 + b"a@example.com" + b")" * 5_000),
        related=_nested(15, kind=b"related"),
        alternative=_nested(15, kind=b"alternative"),
    )


def _nested(depth: int, kind: bytes = b"mixed") -> bytes:
    levels = (
        b"Content-Type: multipart/%b; boundary=b%d\r\n\r\n--b%d\r\n" % (kind, level, level)
        for level in range(depth)
    )
    return mail().replace(b"\r\n\r\nBonjour\r\n", b"\r\n") + b"".join(levels) + _PLAIN


def _messages(depth: int) -> bytes:
    return b"Content-Type: message/rfc822\r\nSubject: x\r\n\r\n" * depth + b"the end"


def _numbers() -> list[Case]:
    return several(
        "number",
        parts_10000=mixed(*([_PLAIN] * 10_000)),
        empty_parts_10000=typed(_MIXED, b"--b\r\n" * 10_000),
        attachments_2000=mixed(*([attached(b"a.txt", b"x")] * 2_000)),
        wide_and_deep=mixed(*([b"Content-Type: " + _MIXED + b"\r\n\r\n" + b"--b\r\n" * 50] * 100)),
        headers_10000=mail(b"x", *(b"X-%d: y" % number for number in range(10_000))),
        parameters_10000=typed(b"text/plain" + b"; a=b" * 10_000, b"x"),
        semicolons=typed(b"text/plain" + b";" * 15_000, b"x"),
        open_quotes=typed(b"text/plain" + b'; a="' * 3_000, b"x"),
        pieces=typed(b"text/plain" + b"".join(b"; name*%d=x" % n for n in range(999)), b"x"),
    )


def _types() -> list[Case]:
    nonsense = (
        b"",
        b"/",
        b"text",
        b"html",
        b"text/",
        b"/plain",
        b"text/plain/x",
        b"a b c",
        b"\xff",
    )
    cases = [
        Case("type", f"nonsense_{place}", typed(value, b"<b>x</b>"))
        for place, value in enumerate(nonsense)
    ]
    return cases + several(
        "type",
        twice=typed(b"text/plain", b"<b>x</b>", b"Content-Type: text/html"),
        html_called_plain=typed(b"text/plain", b"<html><script>alert(1)</script></html>"),
        plain_called_html=typed(b"text/html", b"1 < 2 and 3 > 2 & so on"),
        picture_called_text=typed(b"text/plain", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        multipart_in_base64=typed(_MIXED, b"LS1i", b"Content-Transfer-Encoding: base64"),
        message_in_base64=typed(
            b"message/rfc822", b"U3ViamVjdDogeA0KDQp4", b"Content-Transfer-Encoding: base64"
        ),
        disposition_only=mail(b"x", b"Content-Disposition: attachment"),
        disposition_nonsense=mail(b"x", b"Content-Disposition: ;;;=;filename"),
        inline_text_files=mixed(part(b"text/plain; name=a.txt", b"x"), _PLAIN),
        unknown=typed(b"x-unknown/x-unknown", b"x"),
        external=typed(b"message/external-body; access-type=URL; URL=http://x.example", b"x"),
        partial=typed(b"message/partial; id=a; number=1; total=2", b"x"),
    )


def _line_ends() -> list[Case]:
    whole = mixed(_PLAIN, attached(b"a.zip", b"PK\x03\x04"))
    return several(
        "line_ends",
        newline=whole.replace(b"\r\n", b"\n"),
        carriage_return=whole.replace(b"\r\n", b"\r"),
        doubled=whole.replace(b"\r\n", b"\r\r\n"),
        reversed_=whole.replace(b"\r\n", b"\n\r"),
        vertical=whole.replace(b"\r\n", b"\x0b"),
        line_separator=whole.replace(b"\r\n", "\u2028".encode()),
        mbox=b"From alix@example.com Mon Mar  3 10:00:00 2025\n" + whole,
        mbox_quoted=b">From alix@example.com Mon Mar  3 10:00:00 2025\n" + whole,
        two_mails=whole + b"\nFrom alix@example.com Mon Mar  3 10:00:00 2025\n" + whole,
        byte_order_mark=b"\xef\xbb\xbf" + whole,
        wide=whole.decode().encode("utf-16"),
        blank_first=b"\r\n\r\n" + whole,
        continuation_first=b" folded\r\n" + whole,
        no_blank_line=whole.replace(b"\r\n\r\n", b"\r\n"),
    )


def _emptiness() -> list[Case]:
    return several(
        "empty",
        nothing=b"",
        newline=b"\n",
        blanks=b" \t\r\n" * 10,
        nul=b"\x00",
        nuls=b"\x00" * 10_000,
        colon=b":",
        colons=b":\r\n" * 100,
        headers_only=mail().partition(b"\r\n\r\n")[0],
        body_only=b"\r\nBonjour",
        no_headers=b"Bonjour, je voudrais savoir\r\nquand arrive mon colis.",
        all_bytes=bytes(range(256)) * 4,
        one_letter=b"a",
    )
