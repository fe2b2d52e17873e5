"""A rule's own letter: in the customer's language, whole or not at all, and never to a machine."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from sidebar.actions import aftermath, speaking
from sidebar.actions.automating import facts
from sidebar.actions.desk import Desk
from sidebar.actions.recording import Actor
from sidebar.actions.replies import filling
from sidebar.actions.speaking import MOST_REFERENCES, Said
from sidebar.rules.automating import Automation, Deeds, Done, Withheld, withheld
from sidebar.rules.conversation import MessageKind, checked
from sidebar.rules.replies import DefaultReply
from sidebar.store import default_replies, firings, messages, tickets
from sidebar.store.causes import Cause
from sidebar.store.database import Connection
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Wording:
    """What would be sent, or why nothing would; ``about`` names what is lacking."""

    text: str = ""
    language: str = ""
    reply_id: str = ""
    title: str = ""
    fault: Withheld | None = None
    about: str = ""


def reply(
    store: Connection,
    desk: Desk,
    shop: Shop,
    ticket: Ticket,
    *,
    rule: Automation,
    cause: Cause,
    actor: Actor,
) -> Done:
    """Keeps the message and stages its letter, in the caller's transaction; or says why not."""
    now = desk.clock.now()
    if ticket.customer is not None and ticket.customer.email:
        firings.hold_address(store, shop.id, ticket.customer.email)
    known = facts.correspondence(
        store, shop, ticket, automation_id=rule.id, now=now, is_automatic=cause.is_automatic
    )
    reason = withheld(cause.kind, known)
    if reason is not None:
        return Done(f"withheld_{reason}")
    wording = word(store, shop, ticket, rule)
    if wording.fault is not None:
        return Done(f"withheld_{wording.fault}", wording.about)
    _send(store, desk, shop, ticket, wording=wording, cause=cause, actor=actor)
    return Done("reply", wording.title)


def word(store: Connection, shop: Shop, ticket: Ticket, rule: Automation) -> Wording:
    """The text as it would leave now; a rule has no agent's name to fill in."""
    chosen = _default(store, ticket, rule) if rule.deeds.reply_id else _own(rule.deeds, shop)
    if chosen is None:
        return Wording(fault=Withheld.GONE)
    written = filling.write(chosen, filling.ground(store, shop, ticket, agent_name=""))
    if written is None:
        return Wording(fault=Withheld.GONE, about=chosen.title)
    if written.filled.left:
        return Wording(fault=Withheld.UNFILLED, about=", ".join(written.filled.left))
    text = checked(written.filled.text)
    if text.fault is not None:
        return Wording(fault=Withheld.GONE, about=chosen.title)
    return Wording(text.body, written.chosen.language, chosen.id, chosen.title)


def _default(store: Connection, ticket: Ticket, rule: Automation) -> DefaultReply | None:
    """The default reply, if it may still be used by the rule's shop and on such a ticket."""
    known = {reply.id: reply for reply in default_replies.of_house(store, rule.shop_id)}
    found = known.get(rule.deeds.reply_id)
    if found is None or not found.fits(
        channel=ticket.channel, type_code=ticket.type, shop_id=ticket.shop_id
    ):
        return None
    return found


def _own(deeds: Deeds, shop: Shop) -> DefaultReply:
    texts = {"fr": deeds.text_fr, "en": deeds.text_en}
    written = {language: text for language, text in texts.items() if text}
    return DefaultReply(id="", shop_id=shop.id, category="", title="", texts=written)


def _send(
    store: Connection,
    desk: Desk,
    shop: Shop,
    ticket: Ticket,
    *,
    wording: Wording,
    cause: Cause,
    actor: Actor,
) -> None:
    earlier = messages.mail_ids(store, ticket.id, most=MOST_REFERENCES)
    message = dataclasses.replace(
        speaking.written(desk, shop, ticket, Said(MessageKind.AGENT, wording.text), author=actor),
        is_automatic=True,
        reply_id=wording.reply_id,
        reply_title=wording.title,
    )
    if not messages.write(store, message, ask_id=f"{actor.agent_id}.{cause.id}"):
        return
    tickets.touch(store, ticket.id, now=message.written_at, has_message=True)
    aftermath.said(store, desk, message, shop_id=shop.id)
    speaking.stage(store, desk, shop, ticket, message=message, earlier=earlier)
