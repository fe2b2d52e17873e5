"""Tells colleagues by mail what happened on a ticket they follow or see to; never its customer.

Nobody is told of what they did themselves, nor of what a machine wrote. What colleagues do is told
once an hour at most, and of so many tickets an hour at most: neither a busy ticket nor an act on a
whole list fills a mailbox. What the customer writes is told always.
"""

from __future__ import annotations

import msgspec

from platforms.mail.letters import Letter, Mailbox
from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.actions.recording import Actor
from sidebar.actions.working.words import News, NewsLetter
from sidebar.clock import HOUR
from sidebar.rules.conversation import MessageKind
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import language_of
from sidebar.store import letters, news, shops, tickets
from sidebar.store.database import Connection
from sidebar.store.messages import Message
from sidebar.store.news import Watcher
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket
from sidebar.store.work import Colleague

QUIET_FOR = HOUR
MOST_AN_HOUR = 20
"""Tickets of which someone is told what colleagues did: with more, only the list is of any help."""
MOST_TOLD = 1500
"""Characters of a message: enough to know whether to look."""

_SAID = {
    MessageKind.CUSTOMER: News.CUSTOMER_WROTE,
    MessageKind.AGENT: News.ANSWERED,
    MessageKind.NOTE: News.NOTED,
}


def said(store: Connection, desk: Desk, message: Message, *, shop_id: str) -> None:
    """A message of a person is told to all who watch the ticket but its author.

    It leaves no sooner than the message itself, which may yet be taken back.
    """
    if message.is_automatic:
        return
    kind = _SAID[message.kind]
    text = message.body.strip()
    _tell_all(
        store,
        desk,
        (message.ticket_id, shop_id),
        kind,
        actor=(message.author_id, message.author_name),
        text=text[:MOST_TOLD].rstrip(),
        is_cut=len(text) > MOST_TOLD,
        now=message.written_at,
    )


def moved(store: Connection, desk: Desk, ticket: Ticket, new: Status, *, actor: Actor) -> None:
    """A new status, told to all who watch the ticket but whoever gave it."""
    _tell_all(
        store,
        desk,
        (ticket.id, ticket.shop_id),
        News.MOVED,
        actor=(actor.agent_id, actor.name),
        text=new.value,
        is_cut=False,
        now=desk.clock.now(),
    )


def assigned(
    store: Connection, desk: Desk, ticket: Ticket, colleague: Colleague, *, actor: Actor
) -> None:
    """The ticket is theirs now: told at once, unless they took it themselves."""
    if colleague.id == actor.agent_id or not colleague.email:
        return
    shop = shops.find(store, ticket.shop_id)
    if shop is None or not _sends(shop):
        return
    now = desk.clock.now()
    if _is_flooded(store, colleague.id, now=now):
        return
    watcher = Watcher(colleague.id, colleague.name, colleague.email, colleague.language)
    told = _news(shop, ticket, News.ASSIGNED, watcher, actor_name=actor.name)
    news.tell(store, ticket.id, colleague.id, now=now, unless_since=now)
    _stage(store, desk, shop, ticket, watcher=watcher, told=told, now=now)


def mentioned(
    store: Connection, desk: Desk, ticket: Ticket, colleague: Colleague, *, note: Message
) -> None:
    """A note names them: told at once, unless they wrote it, or were just told of it anyway."""
    if colleague.id == note.author_id or not colleague.email:
        return
    shop = shops.find(store, ticket.shop_id)
    if shop is None or not _sends(shop):
        return
    now = note.written_at
    if news.was_told(store, ticket.id, colleague.id, at=now):
        return
    watcher = Watcher(colleague.id, colleague.name, colleague.email, colleague.language)
    told = _news(
        shop,
        ticket,
        News.MENTIONED,
        watcher,
        actor_name=note.author_name,
        text=note.body[:MOST_TOLD].rstrip(),
        is_cut=len(note.body) > MOST_TOLD,
    )
    _stage(store, desk, shop, ticket, watcher=watcher, told=told, now=now)


def _tell_all(
    store: Connection,
    desk: Desk,
    where: tuple[str, str],
    kind: News,
    *,
    actor: tuple[str, str],
    text: str,
    is_cut: bool,
    now: int,
) -> None:
    ticket_id, shop_id = where
    watching = [one for one in news.watchers(store, ticket_id) if one.agent_id != actor[0]]
    shop = shops.find(store, shop_id) if watching else None
    ticket = tickets.find(store, ticket_id, shop_id=shop_id) if watching else None
    if shop is None or ticket is None or not _sends(shop):
        return
    is_customers = kind is News.CUSTOMER_WROTE
    unless_since = now if is_customers else now - QUIET_FOR
    for one in watching:
        if not is_customers and _is_flooded(store, one.agent_id, now=now):
            continue
        if news.tell(store, ticket_id, one.agent_id, now=now, unless_since=unless_since):
            told = _news(shop, ticket, kind, one, actor_name=actor[1], text=text, is_cut=is_cut)
            _stage(store, desk, shop, ticket, watcher=one, told=told, now=now)


def _is_flooded(store: Connection, agent_id: str, *, now: int) -> bool:
    return news.told_of(store, agent_id, since=now - HOUR) >= MOST_AN_HOUR


def _sends(shop: Shop) -> bool:
    return bool(shop.mail.sender and shop.mail.host)


def _news(
    shop: Shop,
    ticket: Ticket,
    kind: News,
    watcher: Watcher,
    *,
    actor_name: str,
    text: str = "",
    is_cut: bool = False,
) -> NewsLetter:
    return NewsLetter(
        news=kind,
        language=language_of(watcher.language),
        actor_name=actor_name,
        number=ticket.number,
        reference=ticket.order_reference,
        subject=ticket.subject,
        customer_name=ticket.customer.name if ticket.customer else "",
        shop_name=shop.name,
        text=text,
        is_cut=is_cut,
    )


def _stage(
    store: Connection,
    desk: Desk,
    shop: Shop,
    ticket: Ticket,
    *,
    watcher: Watcher,
    told: NewsLetter,
    now: int,
) -> None:
    letter_id = ids.new_id("ltr", now)
    domain = shop.mail.sender.rpartition("@")[2] or "comptoir.invalid"
    subject, text = desk.news_text(told)
    letter = Letter(
        message_id=f"<{letter_id}@{domain}>",
        in_reply_to="",
        references=(),
        sender=Mailbox(shop.mail.sender_name or shop.name, shop.mail.sender),
        reply_to=shop.mail.reply_to,
        recipient=Mailbox(watcher.name, watcher.email),
        subject=subject,
        text=text,
        language=told.language,
        written_at=now,
        automatic="auto-generated",
    )
    letters.stage(
        store,
        fresh_id=letter_id,
        shop_id=shop.id,
        ticket_id=ticket.id,
        message_id=None,
        content=msgspec.json.encode(letter).decode(),
        now=now,
        purpose="news",
        due_at=now + desk.undo_ms,
    )
