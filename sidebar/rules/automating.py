"""Automatic answers: when a rule fits what happened on a ticket, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sidebar.rules import words
from sidebar.rules.opening_hours import WEEK, Span, is_within

HOUR = 3_600_000
DAY = 24 * HOUR

LONGEST_CHAIN = 3
"""A tag that a rule adds may set off another rule, and that one's tag a third: no further."""

MOST_LETTERS_A_DAY = 3
"""To one address: whoever gets more of what no human wrote is a machine, or annoyed."""

LONGEST_WAIT = 24 * 30
"""Hours after which nobody remembers what was asked."""


class CauseKind(StrEnum):
    """What sets a rule off."""

    NEW_TICKET = "new_ticket"
    CLIENT_REPLIED = "client_replied"
    """The customer wrote on a ticket that was there before."""
    TAG_ADDED = "tag_added"
    NO_ANSWER = "no_answer"
    """The customer has waited for so many hours."""


class Hours(StrEnum):
    """Whether a rule looks at the clock."""

    ALWAYS = ""
    WITHIN = "within"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold, all of it; an empty one holds always."""

    tag: str = ""
    """Of a tag that was added: which one."""
    hours: int = 0
    """Of a wait: how long."""
    channels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()
    """Ids of shops of one house; empty for the rule's own alone."""
    words: tuple[str, ...] = ()
    needs_every_word: bool = False
    when: Hours = Hours.ALWAYS
    week: tuple[tuple[Span, ...], ...] = ((),) * WEEK
    """Opening hours from Monday on."""


@dataclass(frozen=True, slots=True)
class Deeds:
    """What is then done, in this order; empty for nothing of the kind."""

    reply_id: str = ""
    """A default reply; else the texts are sent, where there are any."""
    text_fr: str = ""
    text_en: str = ""
    tags: tuple[str, ...] = ()
    agent_id: str = ""
    team_id: str = ""
    status: str = ""

    @property
    def replies(self) -> bool:
        return bool(self.reply_id or self.text_fr or self.text_en)

    @property
    def are_none(self) -> bool:
        return self == Deeds()


@dataclass(frozen=True, slots=True)
class Automation:
    """One rule of a shop."""

    id: str
    shop_id: str
    name: str
    cause: CauseKind
    conditions: Conditions = field(default_factory=Conditions)
    deeds: Deeds = field(default_factory=Deeds)
    position: int = 0
    is_on: bool = False
    is_archived: bool = False
    updated_at: int = 0
    updated_by: str = ""
    """Who last wrote it, not who switched it: it does nothing in a shop where they may not."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened, and the ticket it happened on."""

    cause: CauseKind
    shop_id: str
    channel: str
    type: str
    at: int
    """When it happened (UTC ms), which is what the opening hours are asked about."""
    timezone: str
    text: str = ""
    """The subject with what the customer wrote."""
    tag: str = ""
    waited: int = 0
    """Milliseconds that the customer has waited."""


class Check(StrEnum):
    """What may stand against a rule, in the order in which it is looked at."""

    SWITCH = "switch"
    CAUSE = "cause"
    TAG = "tag"
    WAIT = "wait"
    SHOP = "shop"
    CHANNEL = "channel"
    TYPE = "type"
    WORDS = "words"
    HOURS = "hours"


def against(rule: Automation, facts: Facts) -> Check | None:
    """The first condition that does not hold; nothing where the rule fits."""
    return next((check for check, holds in _checks(rule, facts) if not holds), None)


def _checks(rule: Automation, facts: Facts) -> Iterator[tuple[Check, bool]]:
    asked = rule.conditions
    yield Check.SWITCH, rule.is_on and not rule.is_archived
    yield Check.CAUSE, rule.cause is facts.cause
    if rule.cause is CauseKind.TAG_ADDED:
        yield Check.TAG, not asked.tag or words.folded(asked.tag) == words.folded(facts.tag)
    if rule.cause is CauseKind.NO_ANSWER:
        yield Check.WAIT, facts.waited >= asked.hours * HOUR
    yield Check.SHOP, facts.shop_id in (asked.shops or (rule.shop_id,))
    yield Check.CHANNEL, not asked.channels or facts.channel in asked.channels
    yield Check.TYPE, not asked.types or facts.type in asked.types
    yield Check.WORDS, _has_words(asked, facts.text)
    yield Check.HOURS, _is_time(asked, facts)


def _has_words(asked: Conditions, text: str) -> bool:
    if not asked.words:
        return True
    there = words.found(text, asked.words)
    return len(there) == len(asked.words) if asked.needs_every_word else bool(there)


def _is_time(asked: Conditions, facts: Facts) -> bool:
    if asked.when is Hours.ALWAYS:
        return True
    is_open = is_within(asked.week, facts.at, facts.timezone)
    return is_open if asked.when is Hours.WITHIN else not is_open


class Withheld(StrEnum):
    """Why a rule sends no reply although it fits."""

    AUTOMATIC = "automatic"
    """A machine wrote what it would answer."""
    NOBODY_WROTE = "nobody_wrote"
    CLOSED = "closed"
    NO_ADDRESS = "no_address"
    NO_SENDER = "no_sender"
    SAID_ALREADY = "said_already"
    """This rule answered on this ticket within the hour."""
    TOO_MANY = "too_many"
    GONE = "gone"
    """The default reply is there no more, or not for such tickets."""
    UNFILLED = "unfilled"
    """A variable has nothing to stand for."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What is known of the exchange before a rule answers."""

    is_automatic: bool
    """A machine wrote what the rule would answer."""
    has_customer_words: bool
    is_closed: bool
    has_address: bool
    has_sender: bool
    letters_today: int
    """Automatic ones to this address within 24 hours."""
    said_this_hour: int
    """By this rule on this ticket."""


def withheld(cause: CauseKind, known: Correspondence) -> Withheld | None:
    """What stands against a reply; nothing where it may be sent."""
    needs_words = cause is not CauseKind.TAG_ADDED
    standing = {
        Withheld.CLOSED: known.is_closed,
        Withheld.NO_SENDER: not known.has_sender,
        Withheld.NO_ADDRESS: not known.has_address,
        Withheld.AUTOMATIC: known.is_automatic,
        Withheld.NOBODY_WROTE: needs_words and not known.has_customer_words,
        Withheld.SAID_ALREADY: known.said_this_hour > 0,
        Withheld.TOO_MANY: known.letters_today >= MOST_LETTERS_A_DAY,
    }
    return next((reason for reason, stands in standing.items() if stands), None)


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that a rule did, or why not: ``kind`` is stable, ``about`` a name or a code."""

    kind: str
    about: str = ""


def told(deeds: tuple[Done, ...]) -> str:
    """What a rule did as the history keeps it: one line each, ``kind`` or ``kind:about``."""
    lines = (f"{deed.kind}:{_one_line(deed.about)}" if deed.about else deed.kind for deed in deeds)
    return "\n".join(lines)


def read(text: str) -> tuple[Done, ...]:
    """The same, read again."""
    parts = (line.partition(":") for line in text.split("\n") if line)
    return tuple(Done(kind, about) for kind, _, about in parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())
