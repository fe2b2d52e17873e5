"""How templates write money, moments and text that came from people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from flask import Flask, g
from markupsafe import Markup, escape

from platforms.contract import PlatformError
from platforms.shapes import Money, Wording
from sidebar import i18n
from sidebar.rules.conversation import with_visible_bidi
from sidebar.rules.mentions import mentions
from sidebar.rules.threading import plain_subject
from sidebar.store.events import Event, EventKind
from sidebar.store.messages import Message
from sidebar.store.shops import Shop
from sidebar.web.amounts import plain
from sidebar.web.barred import acts_barred
from sidebar.web.desk import desk
from sidebar.web.images import image_address
from sidebar.web.language import current
from sidebar.web.looks import mail_look


def install(app: Flask) -> None:
    """Registers every filter and global of the templates."""
    app.jinja_env.filters.update(
        money=money,
        moment=moment,
        short_moment=short_moment,
        day=day,
        calendar_day=calendar_day,
        ago=ago,
        lasting=lasting,
        iso=i18n.iso,
        soon=soon,
        plain_amount=plain_amount,
        told=told,
        typed=Typed,
        with_mentions=with_mentions,
        worded=worded,
        fault_name=fault_name,
    )
    app.jinja_env.filters["plain_subject"] = plain_subject
    app.jinja_env.globals["image_address"] = image_address
    app.jinja_env.globals["mail_look"] = mail_look
    app.jinja_env.globals["example_amount"] = example_amount
    app.jinja_env.globals["translator"] = lambda: desk().translator
    app.jinja_env.globals["moves_money"] = moves_money
    app.jinja_env.globals["writes_slips"] = writes_slips
    app.jinja_env.globals["acts_barred"] = acts_barred
    app.jinja_env.finalize = shown


class Typed(str):
    """Text in the box where it is being written: its writer must find it as it was."""

    __slots__ = ()


def shown(value: object) -> object:
    """What a page prints of any value: no text reorders or hides what stands around it."""
    if type(value) is str:
        return with_visible_bidi(value)
    if type(value) is Markup:
        return type(value)(with_visible_bidi(value))
    return value


def money(amount: Money) -> str:
    """An amount as the reader writes it."""
    return i18n.money(amount, current())


def with_mentions(body: str, entries: Iterable[Message | Event]) -> Markup:
    """A note, each colleague whom it named marked; the history around it says who that was."""
    told = (one for one in entries if isinstance(one, Event))
    named = {one.new: Called(one.new) for one in told if one.kind is EventKind.MENTIONED}
    marked, place = Markup(), 0
    for mention in mentions(body, named.values()):
        marked += escape(body[place : mention.start])
        marked += Markup('<mark class="mention">{}</mark>').format(
            body[mention.start : mention.end]
        )
        place = mention.end
    return marked + escape(body[place:])


class Called(NamedTuple):
    """Somebody of whom the history keeps no more than the name."""

    name: str


def moment(at: int, zone: str = "") -> str:
    """A date with its time; in the time zone of this page, or of what stands in it."""
    return i18n.moment(at, current(), zone or _timezone())


def short_moment(at: int, zone: str = "") -> str:
    """The time alone for today."""
    return i18n.short_moment(at, current(), zone or _timezone(), desk().clock.now())


def day(at: int, zone: str = "") -> str:
    """A date alone."""
    return i18n.day(at, current(), zone or _timezone())


def calendar_day(written: str) -> str:
    """A day of the calendar, kept as 2026-12-31, as the reader writes it."""
    return i18n.calendar_day(written, current())


def ago(at: int) -> str:
    """How long ago."""
    return i18n.ago(at, current(), desk().clock.now())


def lasting(since: int) -> str:
    """How long since then."""
    return i18n.lasting(since, current(), desk().clock.now())


def soon(at: int) -> str:
    """In how long."""
    return i18n.soon(at, current(), desk().clock.now())


def plain_amount(amount: Money) -> str:
    """An amount as the reader would type it."""
    return plain(amount, current())


def example_amount(currency: str = "EUR") -> str:
    """How an amount may be typed."""
    return plain(Money(840, currency), current())


def moves_money(shop: Shop) -> bool:
    """Whether money can be moved in this shop from here: by its module, or by its host."""
    return shop.module.is_paired or shop.kind in desk().embeddings


def writes_slips(shop: Shop) -> bool:
    """Whether a refund is a credit slip of its own in this shop; asks nobody.

    Only where a host carries the money may it be otherwise: no secret is opened to learn a word.
    """
    is_hosted = shop.kind in desk().embeddings
    return not is_hosted or desk().platform(shop).capabilities.writes_slips


def told(event: Event) -> dict[str, Any]:
    """What an event of money says, its amount in ``money``; empty where it says nothing."""
    said: dict[str, Any] = defaultdict(str)
    said.update(msgspec.json.decode(event.new, type=dict[str, Any]) if event.new else {})
    if said["currency"]:
        said["money"] = Money(int(said["amount"]), said["currency"])
        for part in ("pending", "failed"):
            said[f"money_{part}"] = Money(int(said[part] or 0), said["currency"])
    return said


def worded(wording: Wording) -> str:
    """The shop's own word in the reader's language."""
    return wording.to(current())


def fault_name(fault: PlatformError) -> str:
    """The stable name of a platform's fault."""
    return type(fault).__name__


def _timezone() -> str:
    return str(g.get("timezone", "UTC"))
