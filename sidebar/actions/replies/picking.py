"""Offers an agent the default replies that fit a ticket, each filled from it before it is used."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.actions import showing
from sidebar.actions.desk import Desk
from sidebar.actions.replies import filling
from sidebar.actions.replies.filling import Written
from sidebar.errors import Forbidden, NotFound
from sidebar.rules.replies import DefaultReply, each_once, ordered
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import default_replies, work
from sidebar.store.database import Connection
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket
from sidebar.store.work import Colleague

MOST_SHOWN = 60
MOST_USED = 10
"""Of one message: what is named on it stays a line."""

LONGEST_USED = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """What fits the ticket and the search, with every category that fits the ticket."""

    ticket: Ticket
    replies: tuple[tuple[DefaultReply, Written], ...]
    categories: tuple[str, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Look:
    """One reply as it would be sent on this ticket."""

    ticket: Ticket
    reply: DefaultReply
    written: Written


def offered(
    desk: Desk, viewer: Viewer, ticket_id: str, *, wanted: str = "", category: str = ""
) -> Offer:
    """The replies that fit. Raises Forbidden or NotFound."""
    _check(viewer)
    shop, ticket = showing.locate(desk, viewer, ticket_id)
    with desk.database.reading() as store:
        known = ordered(offers(store, shop, ticket))
        on = filling.ground(store, shop, ticket, agent_name=viewer.name)
    found = [
        one for one in known if one.says(wanted) and (not category or one.category == category)
    ]
    categories = dict.fromkeys(one.category for one in known if one.category)
    written = ((one, filling.write(one, on)) for one in found[:MOST_SHOWN])
    shown = tuple((one, text) for one, text in written if text is not None)
    return Offer(ticket, shown, tuple(categories), has_more=len(found) > MOST_SHOWN)


def look(desk: Desk, viewer: Viewer, ticket_id: str, reply_id: str, *, language: str = "") -> Look:
    """The reply in the order's language, or in another that it has. Raises Forbidden, NotFound."""
    _check(viewer)
    shop, ticket = showing.locate(desk, viewer, ticket_id)
    with desk.database.reading() as store:
        known = fitting(store, shop, ticket)
        reply = next((one for one in known if one.id == reply_id), None)
        on = filling.ground(store, shop, ticket, agent_name=viewer.name)
    written = filling.write(reply, on, language=language) if reply else None
    if reply is None or written is None:
        raise NotFound
    return Look(ticket, reply, written)


def colleagues(desk: Desk, viewer: Viewer, ticket_id: str) -> tuple[Ticket, list[Colleague]]:
    """Everyone else who may be named in a note on this ticket. Raises Forbidden or NotFound."""
    _check(viewer)
    _, ticket = showing.locate(desk, viewer, ticket_id)
    with desk.database.asking() as store:
        everyone = work.colleagues(store, ticket.shop_id)
    return ticket, [one for one in everyone if one.id != viewer.agent_id]


def used(store: Connection, shop: Shop, reply_ids: str) -> tuple[str, str]:
    """(id of the last one used, titles of all of them): what a message keeps of them.

    What is no reply of the house counts for nothing.
    """
    wanted = tuple(dict.fromkeys(reply_ids.split()))[:MOST_USED]
    if not wanted:
        return "", ""
    known = {one.id: one.title for one in default_replies.of_house(store, shop.id)}
    found = [one for one in wanted if one in known]
    titles = " + ".join(known[one] for one in found)
    return (found[-1], titles[:LONGEST_USED]) if found else ("", "")


def fitting(store: Connection, shop: Shop, ticket: Ticket) -> list[DefaultReply]:
    """Those that have a text and may be used on such a ticket."""
    return [
        one
        for one in default_replies.of_house(store, shop.id)
        if one.texts and one.fits(channel=ticket.channel, type_code=ticket.type, shop_id=shop.id)
    ]


def offers(store: Connection, shop: Shop, ticket: Ticket) -> list[DefaultReply]:
    """Those of them to choose from: what sister shops say in the very same words stands once."""
    return each_once(fitting(store, shop, ticket), shop_id=shop.id)


def _check(viewer: Viewer) -> None:
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
