"""What a helpdesk's page says of its ticket: taken only in the form it can have, and never much."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sidebar.rules.beginning import LONGEST_NAME, is_address
from sidebar.rules.conversation import without_controls
from sidebar.rules.naming import subject_of

MOST_ADDRESSES = 6
"""E-mails, and phones, that one person is looked for by: more are no person's."""

MOST_TEXTS = 50
LONGEST_TEXT = 4000
"""Characters of one entry: an order's number stands near the beginning, if at all."""

LONGEST_AGENT_NAME = 80
MOST_SHOPS_NAMED = 50

_TICKET = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_PHONE = re.compile(r"\+?[0-9 ().\-/]{6,40}", re.ASCII)
_CHANNEL = re.compile(r"[a-z0-9_:.\-]{1,40}", re.ASCII)
_TAG = re.compile(r"<[^>]*>")
_SPOKEN_BY = frozenset({"phone", "phone_number", "whatsapp", "viber", "sms"})
"""Kinds of identity that are a number which somebody is called or written to at."""


@dataclass(frozen=True, slots=True)
class AgentSaid:
    """Whom the page says to be logged in; for show only."""

    name: str
    email: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What is looked for around a helpdesk's ticket; each empty where nothing fit was said."""

    ticket_id: str = ""
    subject: str = ""
    name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    channel: str = ""
    agent: AgentSaid | None = None
    shops: tuple[str, ...] = ()
    """How the shops are called that the app's own setting wants asked first; empty for all."""

    @property
    def has_person(self) -> bool:
        return bool(self.emails or self.phones)

    def is_other_than(self, emails: Iterable[str], phones: Iterable[str]) -> bool:
        """Whether both say who they are in the same way, and none of it is the same."""
        mine = {text.casefold() for text in self.emails}, {_ending(text) for text in self.phones}
        theirs = {text.casefold() for text in emails}, {_ending(text) for text in phones}
        compared = [(one - {""}, two - {""}) for one, two in zip(mine, theirs, strict=True)]
        met = any(one & two for one, two in compared)
        return not met and any(one and two for one, two in compared)

    @property
    def is_nothing(self) -> bool:
        return not (self.emails or self.phones or self.subject or self.texts)


def said_of(told: Mapping[str, object]) -> Said:
    """What is fit to be used of what the page told, by the paths that it read it from."""
    person = _mapping(told.get("ticket.requester"))
    named = tuple(_identities(person))
    conversation = told.get("ticket.conversation")
    entries = conversation if isinstance(conversation, list) else []
    texts = (_text(entry) for entry in entries[-MOST_TEXTS:])
    number = _number(told.get("ticket.id"))
    channel = _written(told.get("ticket.via.channel"))
    return Said(
        ticket_id=number if _TICKET.fullmatch(number) else "",
        subject=subject_of(_written(told.get("ticket.subject"))),
        name=_line(person.get("name"), LONGEST_NAME),
        emails=_some(text for _, text in named if is_address(text)),
        phones=_some(text for kind, text in named if kind in _SPOKEN_BY and _is_phone(text)),
        texts=tuple(text for text in texts if text),
        channel=channel if _CHANNEL.fullmatch(channel) else "",
        agent=_agent(_mapping(told.get("currentUser"))),
        shops=_shops(told.get("app.shops")),
    )


def _identities(person: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """(kind, text) of each, the person's own first."""
    for kind in ("email", "phone"):
        yield kind, _line(person.get(kind), LONGEST_TEXT)
    listed = person.get("identities")
    for identity in listed if isinstance(listed, list) else []:
        one = _mapping(identity)
        yield _written(one.get("type")), _line(one.get("value"), LONGEST_TEXT)


def _ending(phone: str) -> str:
    """What is the same of a number however its country is written before it."""
    return "".join(letter for letter in phone if letter.isdigit())[-9:]


def _is_phone(text: str) -> bool:
    digits = sum(letter.isdigit() for letter in text)
    return _PHONE.fullmatch(text) is not None and 6 <= digits <= 15


def _text(entry: object) -> str:
    """The words of one entry of the conversation, without its markup."""
    one = _mapping(entry)
    message = _mapping(one.get("message"))
    words = _written(message.get("content") or one.get("content") or one.get("value"))
    plain = html.unescape(_TAG.sub(" ", words[: 2 * LONGEST_TEXT]))
    return " ".join(without_controls(plain).split())[:LONGEST_TEXT]


def _agent(person: Mapping[str, object]) -> AgentSaid | None:
    name = _line(person.get("name"), LONGEST_AGENT_NAME)
    if not name:
        return None
    email = _line(person.get("email"), LONGEST_TEXT)
    language = _written(person.get("locale"))[:2].lower()
    known = language if language.isascii() and language.isalpha() else ""
    return AgentSaid(name, email if is_address(email) else "", known)


def _shops(value: object) -> tuple[str, ...]:
    names = (_line(name, LONGEST_NAME).casefold() for name in _written(value).split(","))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_SHOPS_NAMED]


def _some(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))[:MOST_ADDRESSES]


def _line(value: object, longest: int) -> str:
    text = " ".join(_written(value).split())
    return text[:longest] if text.isprintable() else ""


def _number(value: object) -> str:
    """Hosts write their numbers as such, or as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if 0 < value < 10**18 else ""
    return _written(value)


def _written(value: object) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
