"""A rule as its form writes it: kept as typed until it can be a rule, each fault by its field."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sidebar.rules.automating import LONGEST_WAIT, Automation, CauseKind, Conditions, Deeds, Hours
from sidebar.rules.conversation import LONGEST_MESSAGE, checked
from sidebar.rules.opening_hours import WEEK, spans_in, written
from sidebar.rules.tagging import is_of_money, tag_named
from sidebar.rules.ticket import Status
from sidebar.rules.variables import left_in, unknown_in
from sidebar.rules.words import folded

LONGEST_NAME = 120
LONGEST_WORD = 80
MOST_WORDS = 50
MOST_TAGS = 10

WORKING_DAY = "09:00-18:00"
_BETWEEN = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the form holds, field by field."""

    name: str = ""
    cause: str = CauseKind.CLIENT_REPLIED.value
    tag: str = ""
    hours: str = "24"
    channels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    shops: tuple[str, ...] = ()
    words: str = ""
    needs_every_word: bool = False
    when: str = ""
    days: tuple[str, ...] = (*(WORKING_DAY,) * 5, "", "")
    reply_id: str = ""
    text_fr: str = ""
    text_en: str = ""
    tags: str = ""
    agent_id: str = ""
    team_id: str = ""
    status: str = ""
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Offered:
    """The codes and ids that a rule of this shop may name."""

    channels: Collection[str] = ()
    types: Collection[str] = ()
    shops: Collection[str] = ()
    replies: Collection[str] = ()
    agents: Collection[str] = ()
    teams: Collection[str] = ()
    kinds: frozenset[str] = field(default_factory=frozenset)
    """Kinds of shop, whose money's tags nobody sets."""


def of_rule(rule: Automation) -> Sketch:
    """The form of a rule that is kept."""
    asked, deeds = rule.conditions, rule.deeds
    return Sketch(
        name=rule.name,
        cause=rule.cause.value,
        tag=asked.tag,
        hours=str(asked.hours or 24),
        channels=asked.channels,
        types=asked.types,
        shops=asked.shops,
        words=", ".join(asked.words),
        needs_every_word=asked.needs_every_word,
        when=asked.when.value,
        days=tuple(map(written, asked.week)) if any(asked.week) else Sketch().days,
        reply_id=deeds.reply_id,
        text_fr=deeds.text_fr,
        text_en=deeds.text_en,
        tags=", ".join(deeds.tags),
        agent_id=deeds.agent_id,
        team_id=deeds.team_id,
        status=deeds.status,
        is_on=rule.is_on,
    )


def faults(sketch: Sketch, offered: Offered) -> dict[str, str]:
    """What is wrong, by the name of its field; empty for a sketch that can be a rule."""
    return dict((*_of_cause(sketch), *_of_conditions(sketch, offered), *_of_deeds(sketch, offered)))


def _of_cause(sketch: Sketch) -> Iterator[tuple[str, str]]:
    name = " ".join(sketch.name.split())
    if not name:
        yield "name", "no_name"
    elif len(name) > LONGEST_NAME or not name.isprintable():
        yield "name", "bad_name"
    if sketch.cause not in set(CauseKind):
        yield "cause", "unknown"
    if sketch.cause == CauseKind.TAG_ADDED and sketch.tag.strip() and not tag_named(sketch.tag):
        yield "tag", "bad_tag"
    if sketch.cause == CauseKind.NO_ANSWER and not _hours(sketch.hours):
        yield "hours", "bad_hours"


def _of_conditions(sketch: Sketch, offered: Offered) -> Iterator[tuple[str, str]]:
    for name in ("channels", "types", "shops"):
        if not set(getattr(sketch, name)) <= set(getattr(offered, name)):
            yield name, "unknown"
    words = _words(sketch.words)
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        yield "words", "long_words"
    elif not all(any(map(str.isalnum, folded(word))) for word in words):
        yield "words", "bad_words"
    if sketch.when not in set(Hours):
        yield "when", "unknown"
    elif sketch.when:
        yield from _of_hours(sketch)


def _of_hours(sketch: Sketch) -> Iterator[tuple[str, str]]:
    for day, text in enumerate(sketch.days):
        try:
            spans_in(text)
        except ValueError:
            yield f"day-{day}", "bad_span"
    if not any(text.strip() for text in sketch.days):
        yield "day-0", "no_hours"


def _of_deeds(sketch: Sketch, offered: Offered) -> Iterator[tuple[str, str]]:
    if sketch.reply_id and sketch.reply_id not in offered.replies:
        yield "reply_id", "unknown"
    for name in ("text_fr", "text_en"):
        fault = _fault_of_text(getattr(sketch, name), is_beside_reply=bool(sketch.reply_id))
        if fault:
            yield name, fault
    tags = _list(sketch.tags)
    if len(tags) > MOST_TAGS or not all(map(tag_named, tags)):
        yield "tags", "bad_tag"
    elif any(is_of_money(tag_named(tag), offered.kinds) for tag in tags):
        yield "tags", "money_tag"
    if sketch.agent_id and sketch.agent_id not in offered.agents:
        yield "agent_id", "unknown"
    if sketch.team_id and sketch.team_id not in offered.teams:
        yield "team_id", "unknown"
    if sketch.status and sketch.status not in _STATUSES:
        yield "status", "unknown"
    if _deeds(sketch).are_none:
        yield "deeds", "no_deed"


_STATUSES = frozenset(set(Status) - {Status.CLIENT_REPLIED})
"""Only a customer makes a ticket *client replied*."""


def _fault_of_text(text: str, *, is_beside_reply: bool) -> str:
    if not text.strip():
        return ""
    if is_beside_reply:
        return "two_texts"
    if len(text) > LONGEST_MESSAGE or checked(text).fault is not None:
        return "bad_text"
    if unknown_in(text):
        return "unknown_variable"
    is_of_agent = any(name.startswith("agent.") for name in left_in(text))
    return "agent_variable" if is_of_agent else ""


def conditions(sketch: Sketch) -> Conditions:
    """Of a sketch without faults. What its cause does not look at is left out."""
    cause = CauseKind(sketch.cause)
    when = Hours(sketch.when)
    return Conditions(
        tag=tag_named(sketch.tag) if cause is CauseKind.TAG_ADDED else "",
        hours=_hours(sketch.hours) if cause is CauseKind.NO_ANSWER else 0,
        channels=sketch.channels,
        types=sketch.types,
        shops=sketch.shops,
        words=_words(sketch.words),
        needs_every_word=sketch.needs_every_word,
        when=when,
        week=tuple(map(spans_in, sketch.days)) if when else ((),) * WEEK,
    )


def deeds(sketch: Sketch) -> Deeds:
    """Of a sketch without faults."""
    return _deeds(sketch)


def _deeds(sketch: Sketch) -> Deeds:
    return Deeds(
        reply_id=sketch.reply_id,
        text_fr=checked(sketch.text_fr).body,
        text_en=checked(sketch.text_en).body,
        tags=tuple(dict.fromkeys(map(tag_named, _list(sketch.tags)))),
        agent_id=sketch.agent_id,
        team_id=sketch.team_id,
        status=sketch.status,
    )


def _hours(written_hours: str) -> int:
    """Zero for what is no number of hours."""
    text = written_hours.strip()
    is_number = text.isascii() and text.isdigit() and len(text) < 5
    return int(text) if is_number and 1 <= int(text) <= LONGEST_WAIT else 0


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_list(text)))


def _list(text: str) -> list[str]:
    return [stripped for part in _BETWEEN.split(text) if (stripped := " ".join(part.split()))]
