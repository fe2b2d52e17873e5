"""Short texts that are no pages: subjects of letters, lines of a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from sidebar import i18n
from sidebar.actions.health import Finding
from sidebar.actions.helping.noting import HostNote
from sidebar.actions.money.words import MoneyLetter, ShopNote
from sidebar.actions.working.words import NewsLetter
from sidebar.i18n import translations
from sidebar.rules.inserted import blocks, pieces
from sidebar.rules.operation import OperationKind
from sidebar.rules.threading import plain_subject

HERE = Path(__file__).parent


def template_folder() -> Path:
    """The templates inside the installed package, else those of the repository."""
    inside = HERE / "web" / "templates"
    return inside if inside.is_dir() else HERE.parent / "templates"


def subject_line(language: str, reference: str, number: int, about: str = "") -> str:
    """The subject of a letter: of its ticket's own subject, else of the order, else of neither."""
    template = _texts(language).get_template("mail/subject.txt")
    subject = plain_subject(about)
    return template.render(reference=reference, number=number, about=subject).strip()


def letter_page(text: str, language: str) -> str:
    """The words of a letter as a page: paragraphs, lines and links, and nothing else."""
    parts = re.split(r"\n{2,}", text.strip("\n"))
    paragraphs = [part.split("\n") for part in parts]
    template = _texts(language).get_template("mail/letter.html")
    return template.render(language=language, paragraphs=paragraphs)


def money_letter(letter: MoneyLetter) -> str:
    """What the customer reads once the shop has refunded or cancelled, or where that failed."""
    name = "refunded" if letter.kind is OperationKind.REFUND else "cancelled"
    if letter.is_correction:
        name = "correction"
    text = _texts(letter.language).get_template(f"mail/{name}.txt").render(letter=letter)
    # Paragraphs that are not there leave their blank lines behind.
    return re.sub("\n{3,}", "\n\n", text).strip()


def inserted(kind: str, language: str, **values: object) -> str:
    """A text for an answer in a helpdesk's editor, of one kind, in its customer's language."""
    text = _texts(language).get_template(f"insert/{kind}.txt").render(**values)
    return re.sub("\n{3,}", "\n\n", text).strip()


def rich(text: str, links: Collection[str] = ()) -> str:
    """The same text for an editor with formatting: paragraphs, lists and these links alone."""
    template = _texts("en").get_template("insert/rich.html")
    return template.render(
        blocks=list(blocks(text)), pieces=lambda line: pieces(line, links)
    ).strip()


def news_letter(news: NewsLetter) -> tuple[str, str]:
    """The subject and the words of a mail that tells a colleague of a ticket's news."""
    texts = _texts(news.language)
    subject = texts.get_template("mail/news_subject.txt").render(news=news)
    text = texts.get_template("mail/news.txt").render(news=news)
    return subject.strip(), re.sub("\n{3,}", "\n\n", text).strip()


def shop_note(note: ShopNote) -> str:
    """The one line written beside the order in the shop."""
    text = _texts(note.language).get_template("mail/note.txt").render(note=note)
    # Hard spaces stay: an amount in French is written with them.
    return re.sub("[ \\t\\r\\n]+", " ", text).strip()


def host_note(note: HostNote) -> str:
    """What colleagues in a helpdesk may keep of an operation: plain lines, each whole by itself."""
    text = _texts(note.language).get_template("helpdesk/note.txt").render(note=note)
    lines = (re.sub("[ \\t\\r]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def diagnosis(language: str, finding: Finding) -> str:
    """One line of the doctor's report, with what to do when something is wrong."""
    return _texts(language).get_template("terminal/finding.txt").render(finding=finding).strip()


def demo_welcome(
    language: str,
    order_page: Callable[[str], str],
    stores_page: Callable[[str], str],
    tickets_page: Callable[[str], str],
    *,
    mails: str,
    faults: tuple[str, ...],
) -> str:
    """What the demonstration prints once it is up; each page is had by the person's name."""
    template = _texts(language).get_template("terminal/demo.txt")
    return template.render(
        order_page=order_page,
        stores_page=stores_page,
        tickets_page=tickets_page,
        mails=mails,
        faults=faults,
    )


@cache
def _texts(language: str) -> Environment:
    texts = Environment(
        loader=FileSystemLoader(template_folder()),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        # Plain text has nothing to escape; a page in this environment would be escaped.
        autoescape=select_autoescape(default_for_string=True),
    )
    texts.policies["ext.i18n.trimmed"] = True
    texts.filters["money"] = partial(i18n.money, language=language)
    # The extension adds this method to the environment, which its type does not know.
    cast(Any, texts).install_gettext_translations(translations(language), newstyle=True)
    return texts
