"""Plays the stories: some two hundred tickets, written at the moments they say they were."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from platforms.contract import PlatformError
from platforms.shapes import Order
from sidebar import ids
from sidebar.actions import aftermath, orders, starting
from sidebar.actions.demo_inbox import casting, enclosing
from sidebar.actions.demo_inbox.casting import Cast, Person, Player, Writer
from sidebar.actions.desk import Desk
from sidebar.actions.recording import happened
from sidebar.clock import DAY, HOUR, MINUTE, SetClock
from sidebar.rules.choices import EMAIL
from sidebar.rules.conversation import MessageKind
from sidebar.rules.ticket import Status
from sidebar.store import messages, tags, tickets, work
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.fresh_tickets import FreshTicket
from sidebar.store.messages import Message
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket
from sidebar.store.work import Fact, Part

SEED = 20_261_122
TICKETS = 200
OLDEST = 45 * DAY
READING_SECONDS = 3.0


@cache
def told() -> Mapping[str, Any]:
    """The stories, their people and the shop's lists."""
    text = (files("sidebar.actions.demo_inbox") / "stories.json").read_text("utf-8")
    known: Mapping[str, Any] = json.loads(text)
    return known


@dataclass(frozen=True, slots=True)
class Someone:
    """An actor of the history."""

    agent_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A ticket on the stage: who wrote, the order they mean if any, and which story it is."""

    writer: Writer
    story: Mapping[str, Any]
    order: Order | None
    at: int

    @property
    def language(self) -> str:
        return "fr" if self.writer.language == "fr" else "en"


@dataclass(frozen=True, slots=True)
class Stage:
    """What every scene is played on."""

    store: Connection
    desk: Desk
    shop: Shop
    cast: Cast
    luck: Random

    def at(self, moment: int) -> Desk:
        """The same desk at another moment."""
        return replace(self.desk, clock=SetClock(moment))


def fill(
    desk: Desk,
    shop: Shop,
    people: Sequence[Person],
    order_ids: Sequence[str] = (),
    *,
    many: int = TICKETS,
    seed: int = SEED,
) -> tuple[Cast, tuple[str, ...]]:
    """Fills an empty shop, in one transaction; ``order_ids`` are orders that tickets may be of.

    Answers who plays in it, and the tickets' ids, oldest first.
    """
    luck, now = Random(seed), desk.clock.now()
    known = tuple(_orders(desk, shop, order_ids))
    with desk.database.writing() as store:
        cast = casting.gather(store, desk, shop, people, told())
        moments = sorted(now - int(OLDEST * luck.random() ** 2.2) - MINUTE for _ in range(many))
        stage = Stage(store, desk, shop, cast, luck)
        played = tuple(_play(stage, _begun(stage, known=known, at=at)) for at in moments)
    return cast, played


def _orders(desk: Desk, shop: Shop, order_ids: Sequence[str]) -> Iterator[Order]:
    """Those that the shop knows; one that is away is done without."""
    platform = desk.platform(shop)
    for order_id in order_ids:
        try:
            yield platform.read_order(order_id, within=READING_SECONDS)
        except PlatformError:
            return


def _begun(stage: Stage, *, known: tuple[Order, ...], at: int) -> Begun:
    luck, store, shop = stage.luck, stage.store, stage.shop
    story = luck.choice(told()["stories"])
    writer = casting.writer(store, stage.cast, told(), luck, shop=shop, now=at)
    order = luck.choice(known) if known and luck.random() < 0.2 else None
    if order is not None and order.customer is not None:
        customer_id = orders.keep_order(store, shop, order, at) or writer.customer_id
        writer = replace(
            writer,
            customer_id=customer_id,
            name=order.customer.name or writer.name,
            language=order.customer.language or writer.language,
            channel=EMAIL,
            account="",
            address=order.customer.email,
        )
    return Begun(writer, story, order, at)


def _play(stage: Stage, begun: Begun) -> str:
    writer, story = begun.writer, begun.story
    fresh = FreshTicket(
        shop_id=stage.shop.id,
        customer_id=writer.customer_id,
        subject=story["subject"][begun.language],
        order_id=begun.order.id if begun.order else "",
        order_reference=begun.order.reference if begun.order else "",
        channel=writer.channel,
        type=story["type"],
        account=writer.account,
    )
    then = stage.at(begun.at)
    ticket = starting.start(stage.store, then, fresh, actor=Someone("", writer.name))
    player = stage.luck.choice(stage.cast.players)
    _sort(stage, begun, ticket, player)
    _settle(stage, ticket, player, last=_talk(stage, begun, ticket, player))
    return ticket.id


def _sort(stage: Stage, begun: Begun, ticket: Ticket, player: Player) -> None:
    """Tags, department, team, rating and who sees to it."""
    store, story, then = stage.store, begun.story, stage.at(begun.at)
    for tag in story["tags"]:
        tags.add(store, ticket.id, tag, now=begun.at)
    if story["department"]:
        work.state(store, ticket.id, Fact.DEPARTMENT, old="", new=story["department"])
    if story["team"]:
        work.give(store, ticket.id, old_team=None, new_team=stage.cast.teams[story["team"]])
    if "ratings" in story:
        work.rate(store, ticket.id, old=None, new=stage.luck.choice(story["ratings"]))
    if stage.luck.random() < 0.6:
        work.join(store, ticket.id, player.agent_id, Part.ASSIGNEE, now=begun.at)
        happened(store, then, ticket.id, EventKind.ASSIGNED, actor=player, new=player.name)
    if stage.luck.random() < 0.1:
        other = stage.luck.choice(stage.cast.players)
        work.join(store, ticket.id, other.agent_id, Part.FOLLOWER, now=begun.at)


def _talk(stage: Stage, begun: Begun, ticket: Ticket, player: Player) -> Message:
    """Says as much of the story as there was time for; answers the last of it."""
    said, at, now = begun.story["said"], begun.at, stage.desk.clock.now()
    first = last = _written(begun, ticket, player, said[0], at=at)
    _say(stage, ticket, first)
    if first.files:
        then, what = stage.at(at), begun.story["file"]
        enclosing.enclose(stage.store, then, ticket, first, what=what)
    for line in said[1 : stage.luck.choice((len(said), stage.luck.randint(1, len(said))))]:
        at += stage.luck.randint(20 * MINUTE, 30 * HOUR)
        if at >= now:
            break
        last = _written(begun, ticket, player, line, at=at)
        _say(stage, ticket, last)
    return last


def _written(
    begun: Begun, ticket: Ticket, player: Player, line: tuple[str, Mapping[str, str]], *, at: int
) -> Message:
    kind, texts = line
    name, is_customer = begun.writer.name, kind == "customer"
    text = texts[begun.language]
    return Message(
        id=ids.new_id("msg", at),
        ticket_id=ticket.id,
        kind=MessageKind(kind),
        author_id="" if is_customer else player.agent_id,
        author_name=name if is_customer else player.name,
        body=text.format(name=name, first=name.split()[0], agent=player.first),
        mail_id="",
        written_at=at,
        source="mail" if is_customer and begun.writer.channel == EMAIL else "",
        from_address=begun.writer.address if is_customer else "",
        files=int("file" in begun.story and at == begun.at),
    )


def _say(stage: Stage, ticket: Ticket, message: Message) -> None:
    at = message.written_at
    messages.write(stage.store, message, ask_id=message.id)
    tickets.touch(stage.store, ticket.id, now=at, has_message=True)
    aftermath.said(stage.store, stage.at(at), message, shop_id=ticket.shop_id)


def _settle(stage: Stage, ticket: Ticket, player: Player, *, last: Message) -> None:
    """Where the ticket stands by now, seen from what was last said on it."""
    now, luck = stage.desk.clock.now(), stage.luck
    status = Status.PENDING if last.kind is MessageKind.AGENT else Status.OPEN
    if last.kind is MessageKind.CUSTOMER and last.written_at > ticket.opened_at:
        status = Status.CLIENT_REPLIED
    is_old = now - last.written_at > 6 * DAY
    if is_old and (last.kind is MessageKind.AGENT or luck.random() < 0.85):
        status = luck.choice((Status.RESOLVED, Status.CLOSED, Status.CLOSED))
    if status is Status.OPEN:
        return
    at = max(last.written_at, min(last.written_at + luck.randint(1, 90) * MINUTE, now - MINUTE))
    tickets.move(stage.store, ticket, status, now=at)
    if status is not Status.CLIENT_REPLIED:
        old, new = ticket.status.value, status.value
        kind = EventKind.STATUS_CHANGED
        happened(stage.store, stage.at(at), ticket.id, kind, actor=player, old=old, new=new)
