"""Bytes become text whatever charset they claim; what cannot be read is marked, never dropped."""

from __future__ import annotations

import codecs
import re

_KNOWN = re.compile(r"[a-z0-9][a-z0-9._:+-]{0,39}")
_NOT_CHARSETS = re.compile(
    # Codecs of Python that are no charsets of mail; some take quadratic time, some run escapes.
    r"idna|punycode|undefined|unicode.?escape|raw.?unicode.?escape|mbcs|oem|palmos"
)
_SAME_AS = {
    # What writers mean by these (WHATWG Encoding, "names and labels").
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-8-i": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac-roman",
    "utf8mb4": "utf-8",
    "x-sjis": "cp932",
}
_SAMPLE = 100_000
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_HALVES = re.compile("[\ud800-\udfff]")
_DIRECTIONS = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


def decoded(content: bytes, charset: str) -> tuple[str, bool]:
    """The text, and whether the charset named for it was one and fitted.

    Where none is named: UTF-8 if it is that, else Windows-1252, the two that are met.
    """
    codec = _codec(charset) if charset else "utf-8"
    if codec:
        try:
            # UTF-7 lets halves of pairs through, which no other text may hold.
            return _HALVES.sub("\ufffd", content.decode(codec)), True
        except (LookupError, ValueError):
            # Some codecs of Python turn bytes into bytes (zlib, base64): these raise LookupError.
            pass
    return _guessed(content), not charset


def plain(text: str) -> str:
    """One kind of line end, and the replacement character for what no store takes."""
    return _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, longest: int) -> str:
    """Text for one line: no control or direction character, no more than ``longest``."""
    spaced = _CONTROLS.sub(" ", text[: 4 * longest])
    return " ".join(_DIRECTIONS.sub("", spaced).split())[:longest].rstrip()


def _codec(charset: str) -> str:
    """Python's name of a text encoding; empty where it has none by that name."""
    written = charset.strip(" \t\"'").lower()
    named = _SAME_AS.get(written, written)
    if not _KNOWN.fullmatch(named) or _NOT_CHARSETS.search(named):
        return ""
    try:
        found = codecs.lookup(named).name
    except (LookupError, ValueError):
        return ""
    return _SAME_AS.get(found, found)


def _guessed(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    # One wrong byte in a long text in UTF-8 is marked; more of them were another charset.
    marked = content.decode("utf-8", "replace")
    sample = marked[:_SAMPLE]
    wrong = sample.count("\ufffd")
    if wrong * 50 < len(sample) - len(sample.encode("ascii", "ignore")):
        return marked
    return content.decode("cp1252", "replace")
