"""Whether a mail that was read keeps the promises made of it, judged by other means than ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser

from lxml import html as lxml_html

from platforms.mail.arrived import ArrivedMail, Enclosure
from platforms.mail.cleaning import with_images

_ID = re.compile(r"<[!-~]{1,248}>")
_FAULT = re.compile(r"[a-z0-9_]{3,40}")
_ADDRESS = re.compile(r"[^\s<>@,;:\"()]{1,64}@[^\s<>@,;:\"()]{1,190}")
_RUNS = (
    "script style iframe frame frameset object embed applet svg math form input button "
    " select textarea meta base link title audio video source track template noscript xmp "
    " plaintext noembed image body html head picture portal dialog details marquee "
    " hx-partial"
)
_NAMES = (
    "href rel target data-remote data-cid alt title width height dir lang style align valign "
    " colspan rowspan start color"
)
_LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)
_REMOTE = re.compile(r"https?://", re.IGNORECASE)
_STYLE = re.compile(r"url|expression|@|\\|/\*|image|var\(|position|behavior|binding", re.IGNORECASE)
_LONGEST = 200_000


def broken_promises(mail: ArrivedMail) -> list[str]:
    """What of it is not as it was promised; empty for every mail that may be shown."""
    return [*_of_texts(mail), *_of_lines(mail), *_of_files(mail), *_of_page(mail)]


def _of_texts(mail: ArrivedMail) -> Iterator[str]:
    for name, text in (("text", mail.text), ("quoted", mail.quoted), ("html", mail.html)):
        if any(_is_control(letter) and letter not in "\n\t" for letter in set(text)):
            yield f"{name} holds control characters"
        text.encode()
    if len(mail.text) + len(mail.quoted) > _LONGEST + 1:
        yield "the text is too long"
    if not re.fullmatch(r"[0-9a-f]{64}", mail.digest):
        yield "no digest"
    if any(not _FAULT.fullmatch(fault) for fault in mail.faults):
        yield f"a fault without a stable name: {mail.faults}"


def _of_lines(mail: ArrivedMail) -> Iterator[str]:
    people = [mail.sender, *filter(None, [mail.reply_to])]
    lines = [mail.subject, *(person.name for person in people), *(f.name for f in mail.enclosures)]
    for line in (*lines, *(file.content_type for file in mail.enclosures)):
        if any(_is_control(letter) or letter in "\u2028\u2029\u202e\u2066" for letter in line):
            yield f"a line holds control characters: {line!r}"
        line.encode()
    for address in (*(person.address for person in people), *mail.recipients):
        if address and (not _ADDRESS.fullmatch(address) or any(map(_is_control, address))):
            yield f"no address: {address!r}"
    for one in (mail.mail_id, mail.in_reply_to, *mail.references, *mail.bounced):
        if one and not _ID.fullmatch(one):
            yield f"no id: {one!r}"
    if len(mail.subject) > 300 or len(mail.references) > 100 or len(mail.recipients) > 200:
        yield "a header without bounds"
    if mail.sent_at is not None and not 0 <= mail.sent_at < 4_102_444_800_000:
        yield "sent in another age"
    if not mail.sender.address and "no_sender" not in mail.faults:
        yield "no sender, and nobody is told"


def _of_files(mail: ArrivedMail) -> Iterator[str]:
    for file in mail.enclosures:
        if not file.name or file.name in {".", ".."} or len(file.name) > 140:
            yield f"no name for a file: {file.name!r}"
        if re.search(r'[\\/:*?"<>|]', file.name) or file.name != file.name.strip():
            yield f"a file that could land elsewhere: {file.name!r}"
        if not re.fullmatch(r"[!-~]*", file.content_id) or re.search(r'[<>"]', file.content_id):
            yield f"no content id: {file.content_id!r}"
    if sum(map(_size, mail.enclosures)) > 60 * 1024 * 1024:
        yield "too much enclosed"


def _of_page(mail: ArrivedMail) -> Iterator[str]:
    if mail.html:
        yield from _of_html(mail.html, is_shown=False)
    if mail.has_remote_images:
        yield from _of_html(with_images(mail.html), is_shown=True)


def _of_html(page: str, *, is_shown: bool) -> Iterator[str]:
    for tag, given in (*_by_standard_library(page), *_by_libxml(page)):
        yield from _of_element(tag, given, is_shown=is_shown)


def _of_element(tag: str, given: dict[str, str], *, is_shown: bool) -> Iterator[str]:
    if tag in _RUNS.split():
        yield f"an element that does something: {tag}"
    for name, value in given.items():
        if name == "src" and is_shown and tag == "img" and value.lower().startswith("https://"):
            continue
        if name == "referrerpolicy" and is_shown:
            continue
        if name not in _NAMES.split():
            yield f"an attribute that may do something: {tag} {name}={value!r}"
    if not _LINK.match(given.get("href", "https://")):
        yield f"a link to somewhere else: {given['href']!r}"
    if not _REMOTE.match(given.get("data-remote", "https://")):
        yield f"a picture from somewhere else: {given['data-remote']!r}"
    if _STYLE.search(given.get("style", "")):
        yield f"a style that does something: {given['style']!r}"
    if tag == "a" and given.get("rel") != "noopener noreferrer nofollow":
        yield "a link that tells where it was followed"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_comment(self, data: str) -> None:
        self.elements.append(("script", {"comment": data}))


def _by_standard_library(page: str) -> list[tuple[str, dict[str, str]]]:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.elements


def _by_libxml(page: str) -> list[tuple[str, dict[str, str]]]:
    found = lxml_html.fragments_fromstring(page, parser=lxml_html.HTMLParser(huge_tree=True))
    return [
        (str(element.tag), {str(name): str(value) for name, value in element.attrib.items()})
        for top in found
        if not isinstance(top, str)
        for element in top.iter()
    ]


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"}


def _size(file: Enclosure) -> int:
    return len(file.content)
