"""Mails whose words are in no charset, badly encoded, or not what they say; and their files."""

from __future__ import annotations

import base64
import io
import random
import zipfile

from tests.platforms.mail.hostile.letters import (
    Case,
    attached,
    mail,
    mixed,
    part,
    several,
    typed,
)

_ENCODING = b"Content-Transfer-Encoding: "


def bodies(chance: random.Random) -> list[Case]:
    return [
        *_charsets(),
        *_encodings(),
        *_files(chance),
        *_sealed(),
        *_machines(),
        *_texts(),
        *_noise(chance),
    ]


def _charsets() -> list[Case]:
    words = "Où est mon colis ? Été, cœur, 12 €".encode()
    names = (
        b"", b"utf-8", b"us-ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252", b"utf-16",
        b"utf-32", b"utf-7", b"unknown-8bit", b"x-user-defined", b"nowhere", b"rot13", b"zlib",
        b"base64", b"hex", b"idna", b"punycode", b"undefined", b"unicode_escape", b"mbcs",
        b"../../etc", b"\xff", b"cp65001", b"gb2312", b"shift_jis", b"iso-2022-jp", b"hz", b"big5",
        b"koi8-r", b"a" * 5_000, b"utf-8'fr'", b'"utf-8', b"utf 8", b"UTF8", b"utf8mb4", b"0",
    )  # fmt: skip
    return [
        Case("charset", str(place), typed(b"text/plain; charset=" + name, words))
        for place, name in enumerate(names)
    ] + several(
        "charset",
        latin_called_utf8=typed(b"text/plain; charset=utf-8", b"\xc9t\xe9, 12 \x80"),
        mixed=typed(b"text/plain; charset=utf-8", words + b"\xe9" + words),
        nul=typed(b"text/plain; charset=utf-16", "a\x00b".encode("utf-16")),
        half_pairs=typed(b"text/plain; charset=utf-16-le", b"\x00\xd8" * 200),
        overlong=typed(b"text/plain; charset=utf-8", b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf"),
        page_says_other=typed(b"text/html", b"<meta charset=utf-7>+ADw-script+AD4-alert(1)"),
        page_in_utf7=typed(
            b"text/html; charset=utf-7", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"
        ),
    )


def _encodings() -> list[Case]:
    bodies = {
        "base64_short": (b"base64", b"YQ"),
        "base64_one": (b"base64", b"Y"),
        "base64_nonsense": (b"base64", b"!!!! not base64 at all !!!!"),
        "base64_padded_inside": (b"base64", b"YQ==\r\nYg==\r\nYw==\r\n"),
        "base64_padding_only": (b"base64", b"=" * 10_000),
        "base64_eight_bit": (b"base64", b"\xff\xfe\xfd"),
        "base64_then_words": (b"base64", b"Qm9uam91cg==\r\n\r\n-- \r\nscanned by a virus scanner"),
        "qp_bad": (b"quoted-printable", b"=ZZ=E=\xff=\r\n=3"),
        "qp_soft": (b"quoted-printable", b"=\r\n" * 10_000),
        "qp_controls": (b"quoted-printable", b"=00=1B=5B=0D=0A=07=7F=E2=80=AE"),
        "uu": (b"x-uuencode", b"begin 644 a.txt\n#86)C\n`\nend\n"),
        "uu_bad": (b"x-uuencode", b"begin 644 a.txt\nM\x01\x02\nzzzz\n"),
        "uu_headless": (b"uuencode", b"M86)C\n"),
        "unknown": (b"x-yenc", b"=ybegin line=128 size=1\r\nabc"),
        "twice": (b"base64, quoted-printable", b"YQ=="),
        "quoted": (b'"base64"', b"Qm9uam91cg=="),
        "long": (b"b" * 5_000, b"x"),
        "nul": (b"base64\x00", b"YQ=="),
    }
    return [
        Case("encoding", name, typed(b"text/plain; charset=utf-8", body, _ENCODING + encoding))
        for name, (encoding, body) in bodies.items()
    ]


def _files(chance: random.Random) -> list[Case]:
    return several(
        "file",
        zip_bomb=mixed(attached(b"bomb.zip", _zipped({"a": b"\x00" * 20_000_000}))),
        zip_of_zips=mixed(attached(b"42.zip", _zip_of_zips(6))),
        zip_climbing=mixed(attached(b"slip.zip", _zipped({"../../etc/cron.d/x": b"x"}))),
        zip_lying=mixed(attached(b"lie.zip", b"PK\x03\x04" + chance.randbytes(100))),
        gzip_bomb=mixed(attached(b"b.gz", b"\x1f\x8b" + chance.randbytes(50), b"application/gzip")),
        picture_bomb=mixed(attached(b"b.png", _huge_picture(), b"image/png")),
        script=mixed(attached(b"invoice.js", b"WScript.Shell", b"text/javascript")),
        page=mixed(attached(b"invoice.html", b"<script>alert(1)</script>", b"text/html")),
        drawing=mixed(attached(b"a.svg", b"<svg onload=alert(1)>", b"image/svg+xml")),
        program_called_picture=mixed(attached(b"a.jpg", b"MZ\x90\x00", b"image/jpeg")),
        empty=mixed(attached(b"", b"")),
        winmail=mixed(
            part(b"text/plain", b"Bonjour"),
            attached(
                b"winmail.dat", b"\x78\x9f\x3e\x22" + chance.randbytes(300), b"application/ms-tnef"
            ),
        ),
        cid_bad=mixed(part(b"image/png", b"x", b'Content-ID: <a"onerror="b>')),
        forwarded=mixed(part(b"message/rfc822", mail(b"old", b"Subject: ../../a\x00b"))),
    )


def _zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _zip_of_zips(depth: int) -> bytes:
    content = b"\x00" * 1_000_000
    for level in range(depth):
        content = _zipped({f"{level}-{copy}.zip": content for copy in range(4)})
    return content


def _huge_picture() -> bytes:
    """A PNG that says it has 65,535 points a side."""
    size = (65_535).to_bytes(4)
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + size + size + b"\x08\x06\x00\x00\x00"


def _sealed() -> list[Case]:
    invite = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nURL:javascript:alert(1)\r\n"
    return several(
        "sealed",
        calendar=mixed(part(b"text/calendar; method=REQUEST", invite), kind=b"alternative"),
        calendar_alone=typed(b"text/calendar", invite * 1_000),
        smime=typed(b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"MIIB"),
        smime_signed=mixed(
            part(b"text/plain", b"x"), part(b"application/pkcs7-signature", b"MII"), kind=b"signed"
        ),
        pgp=mixed(
            part(b"application/pgp-encrypted", b"Version: 1"),
            part(b"application/octet-stream", b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQ"),
            kind=b"encrypted",
        ),
        pgp_inline=mail(b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----"),
        apple=mixed(part(b"application/applefile", b"\x00\x05\x16\x07"), kind=b"appledouble"),
    )


def _machines() -> list[Case]:
    status = b"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: "
    report = b"report; report-type=delivery-status"
    return several(
        "machine",
        report_empty=mixed(part(b"message/delivery-status", b""), kind=report),
        report_nonsense=mixed(part(b"message/delivery-status", b"\x00\xff" * 99), kind=report),
        report_endless=mixed(part(b"message/delivery-status", status * 5_000), kind=report),
        report_blank=mixed(part(b"message/delivery-status", b"\r\n" * 9_999), kind=report),
        report_of_report=mixed(
            part(b"message/delivery-status", status + b"failed"),
            part(b"message/rfc822", mail(b"x", b"Message-ID: <<>>\r\n")),
            kind=report,
        ),
        report_in_base64=mixed(
            part(b"message/delivery-status", base64.b64encode(status), _ENCODING + b"base64"),
            kind=report,
        ),
        headers=mail(b"x", b"Auto-Submitted: " + b"a" * 99_999, b"Precedence: \x00\xff"),
        daemon=mail(b"Message-ID: <" * 9_999, b"From: MAILER-DAEMON@x.example", ours=False),
    )


def _texts() -> list[Case]:
    long = {
        "quotes": b">" * 100_000,
        "quote_lines": b"> > > x\n" * 20_000,
        "wrote": b"On " * 50_000 + b"wrote:",
        "wrote_lines": b"On Monday\n" * 20_000,
        "german": (b"Am " + b"schrieb " * 25 + b":\n") * 500,
        "fields": b"From: a\nTo: b\n" * 20_000,
        "rules": b"_" * 100_000 + b"\n" + b"-" * 100_000,
        "dividers": b"-----Original Message-----\n" * 9_999,
        "signatures": b"-- \n" * 50_000,
        "spaces": b" " * 500_000 + b"x",
        "newlines": b"\n" * 500_000 + b"x",
        "one_line": b"x" * 1_000_000,
        "controls": b"\x01" * 500_000,
        "colons": b":\n" * 100_000,
        "bidi": "\u202e\u2066\u200f".encode() * 50_000,
        "marks": b"e" + "\u0301".encode() * 100_000,
    }
    return [Case("text", name, typed(b"text/plain; charset=utf-8", b)) for name, b in long.items()]


def _noise(chance: random.Random) -> list[Case]:
    return [
        Case("noise", str(number), chance.randbytes(chance.randrange(1, 5_000)))
        for number in range(10)
    ]
