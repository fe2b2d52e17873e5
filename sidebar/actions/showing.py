"""Gathers what one look at a ticket needs from our own store, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sidebar.actions.desk import Desk
from sidebar.actions.houses import of_house
from sidebar.actions.orders import ListView, OrderView, list_of, order_of
from sidebar.actions.presence import PRESENT_FOR
from sidebar.actions.shops import address_of
from sidebar.errors import NotFound
from sidebar.rules.viewer import Viewer
from sidebar.store import (
    attachments,
    drafts,
    events,
    messages,
    operations,
    presence,
    readings,
    shops,
    tickets,
)
from sidebar.store.attachments import Attachment
from sidebar.store.database import Connection
from sidebar.store.drafts import Draft
from sidebar.store.events import Event
from sidebar.store.messages import Message
from sidebar.store.operations import Operation
from sidebar.store.presence import Present
from sidebar.store.readings import Reading, ReadingKind
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

PAGE_OF_MESSAGES = 12
"""What is read at once: a ticket with hundreds of them is painted as quickly as one with ten."""

EARLIER_TICKETS = 5
END_OF_TIME = 2**62


@dataclass(frozen=True, slots=True)
class Conversation:
    """A stretch of the history, oldest first."""

    entries: tuple[Message | Event, ...]
    older_than: str
    """The id before which more messages are to be had; empty when this is the beginning."""
    files: Mapping[str, tuple[Attachment, ...]] = field(default_factory=dict)
    """What the messages among the entries carry, by message."""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """All that the panel paints before anything is asked of the shop."""

    shop: Shop
    ticket: Ticket
    conversation: Conversation
    others: tuple[Present, ...]
    draft: Draft | None
    earlier: tuple[Ticket, ...]
    order: OrderView | None
    related: ListView | None
    unsettled: tuple[Operation, ...] = ()
    """What was asked of the shop for this order, from any ticket, and has not ended."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands beside the conversation and changes with a reading of the shop."""

    ticket: Ticket
    earlier: tuple[Ticket, ...]
    related: ListView | None
    order: OrderView | None


def show(desk: Desk, viewer: Viewer, ticket_id: str) -> TicketPage:
    """The whole page. Raises NotFound when this viewer's shop has no such ticket."""
    with desk.database.reading() as store:
        shop, ticket = _through(store, viewer, ticket_id)
        known = readings.of_order(store, shop.id, ticket.order_id)
        since = desk.clock.now() - PRESENT_FOR
        others = presence.others(store, ticket.id, agent_id=viewer.agent_id, since=since)
        return TicketPage(
            shop=shop,
            ticket=ticket,
            conversation=_conversation(store, ticket.id, before=""),
            others=tuple(others),
            draft=drafts.find(store, ticket.id, viewer.agent_id),
            earlier=_earlier(store, ticket),
            order=_order(known.get(ReadingKind.ORDER)),
            related=_related(store, ticket, known.get(ReadingKind.RELATED)),
            unsettled=operations.unsettled(store, shop.id, ticket.order_id),
        )


def surround(desk: Desk, viewer: Viewer, ticket_id: str) -> Surroundings:
    """The page without its conversation, for a card that waits on it. Raises NotFound."""
    with desk.database.reading() as store:
        ticket = tickets.find(store, ticket_id, shop_id=viewer.shop_id)
        if ticket is None:
            raise NotFound
        known = readings.of_order(store, ticket.shop_id, ticket.order_id)
        related = _related(store, ticket, known.get(ReadingKind.RELATED))
        order = _order(known.get(ReadingKind.ORDER))
        return Surroundings(ticket, _earlier(store, ticket), related, order)


def locate(desk: Desk, viewer: Viewer, ticket_id: str) -> tuple[Shop, Ticket]:
    """The ticket and its shop alone. Raises NotFound."""
    with desk.database.reading() as store:
        return _through(store, viewer, ticket_id)


def converse(desk: Desk, viewer: Viewer, ticket_id: str, *, before: str = "") -> Conversation:
    """The newest stretch of the history, or the one before a message. Raises NotFound."""
    with desk.database.reading() as store:
        _through(store, viewer, ticket_id)
        return _conversation(store, ticket_id, before=before)


def shop_of_ticket(desk: Desk, ticket_id: str) -> Shop | None:
    """The shop whose back office may frame this ticket's empty page."""
    with desk.database.reading() as store:
        return shops.of_ticket(store, ticket_id)


def shop_at(desk: Desk, kind: str, base_url: str) -> Shop | None:
    """The connected shop that is asked at this address."""
    with desk.database.reading() as store:
        found = shops.at_address(store, kind, address_of(base_url))
    return found[0] if found is not None and found[1] else None


def shop_at_origin(desk: Desk, origin: str) -> Shop | None:
    """The connected shop whose back office stands at this origin."""
    with desk.database.reading() as store:
        return next((shop for shop in shops.every(store) if origin in shop.admin_origins), None)


def _through(store: Connection, viewer: Viewer, ticket_id: str) -> tuple[Shop, Ticket]:
    found = tickets.with_shop(store, ticket_id, shop_id=viewer.shop_id)
    if found is None:
        raise NotFound
    ticket, shop = found
    return shop, ticket


def _earlier(store: Connection, ticket: Ticket) -> tuple[Ticket, ...]:
    return tuple(tickets.earlier_of_customer(store, ticket, most=EARLIER_TICKETS))


def _conversation(store: Connection, ticket_id: str, *, before: str) -> Conversation:
    said = messages.last_of_ticket(store, ticket_id, most=PAGE_OF_MESSAGES + 1, before=before)
    has_older = len(said) > PAGE_OF_MESSAGES
    shown = said[-PAGE_OF_MESSAGES:]
    since = shown[0].written_at if has_older else 0
    until = messages.moment_of(store, before) if before else END_OF_TIME
    happened = events.of_ticket(store, ticket_id, since=since, until=until)
    entries: list[Message | Event] = [*shown, *happened]
    entries.sort(key=_moment)
    return Conversation(tuple(entries), shown[0].id if has_older else "", _files(store, shown))


def _files(store: Connection, shown: list[Message]) -> Mapping[str, tuple[Attachment, ...]]:
    """Asked for only where a message says that it carries any."""
    carrying = [message.id for message in shown if message.files]
    found = attachments.of_messages(store, carrying)
    return {known: tuple(file for file in found if file.message_id == known) for known in carrying}


def _moment(entry: Message | Event) -> tuple[int, int, str]:
    if isinstance(entry, Message):
        return entry.written_at, 0, entry.id
    return entry.happened_at, 1, entry.id


def _order(reading: Reading | None) -> OrderView | None:
    return None if reading is None else OrderView(order_of(reading), reading.read_at)


def _related(store: Connection, ticket: Ticket, reading: Reading | None) -> ListView | None:
    if reading is None:
        return None
    return ListView(of_house(store, ticket.shop_id, list_of(reading)), reading.read_at)
