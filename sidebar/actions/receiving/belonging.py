"""Which ticket a mail goes on with: what is signed or known, never what anybody can claim."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.mail.arrived import ArrivedMail
from sidebar.actions.desk import Desk
from sidebar.actions.receiving import own_orders
from sidebar.rules import threading
from sidebar.rules.ticket import takes_messages
from sidebar.store import threads, tickets
from sidebar.store.customers_by_mail import by_email
from sidebar.store.database import Connection
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

MOST_MERGES = 20
"""Merged into one that was merged: followed this far."""


@dataclass(frozen=True, slots=True)
class Belongs:
    """The ticket that a mail goes on with, and the order that it names with proof."""

    ticket: Ticket | None = None
    order: tuple[str, str] | None = None
    is_inside: bool = False
    """It answers what its customer never had, and is not from its customer."""

    def is_from_customer(self, address: str) -> bool:
        """Whether the ticket is that of whoever has this address."""
        return self.ticket is not None and _is_customers(self.ticket, address)


def find(
    store: Connection,
    desk: Desk,
    shop: Shop,
    mail: ArrivedMail,
    orders: tuple[tuple[str, str], ...],
) -> Belongs:
    """By our Message-ID, then by a signed tag, then by the sender's own order."""
    address = mail.sender.address
    answered, is_inside = _answered(store, shop, mail)
    ticket = answered or _tagged(store, desk, shop, mail)
    if ticket is not None:
        went = _where_it_went(store, ticket, address)
        if _is_customers(ticket, address) or _is_customers(went, address):
            return Belongs(went)
        handed_on = is_inside or threads.was_handed_to(store, ticket.id, address)
        return Belongs(went, is_inside=handed_on)
    order = threading.proven(own_orders.said_in(mail), orders)
    if order is None:
        return Belongs()
    known = tickets.latest_of_order(store, order[0], shop_id=shop.id)
    return Belongs(None if known is None else _where_it_went(store, known, address), order)


def _is_customers(ticket: Ticket, address: str) -> bool:
    return ticket.customer is not None and threading.is_same(ticket.customer.email, address)


def _answered(store: Connection, shop: Shop, mail: ArrivedMail) -> tuple[Ticket | None, bool]:
    """The ticket, and whether what is answered went to others than its customer."""
    for named in threading.named_ids(mail.in_reply_to, mail.references):
        answered = threads.by_mail_id(store, shop.id, named)
        if answered is not None:
            found = tickets.find(store, answered.ticket_id, shop_id=shop.id)
            return found, answered.is_inside
        letter_id = threading.letter_named(named)
        told = threads.told_by(store, shop.id, letter_id) if letter_id else None
        if told is not None:
            return told, True
    return None, False


def _tagged(store: Connection, desk: Desk, shop: Shop, mail: ArrivedMail) -> Ticket | None:
    for number, signature in threading.tags_in(mail.recipients):
        ticket = threads.by_number(store, shop.id, number)
        if ticket is not None and threading.is_our_tag(
            signature, shop_id=shop.id, ticket_id=ticket.id, key=desk.signing_key
        ):
            return ticket
    return None


def _where_it_went(store: Connection, ticket: Ticket, address: str) -> Ticket:
    """The ticket that it was merged into, or that went on from it once it was closed.

    With its customer, or else with whoever has this address.
    """
    for _ in range(MOST_MERGES):
        if ticket.merged_into is None:
            break
        into = tickets.find(store, ticket.merged_into, shop_id=ticket.shop_id)
        if into is None:
            break
        ticket = into
    theirs = threads.followed_by(store, ticket, ticket.customer.id if ticket.customer else "")
    if theirs is not None or takes_messages(ticket.status):
        return theirs or ticket
    writer = by_email(store, ticket.shop_id, address)
    others = threads.followed_by(store, ticket, writer.id) if writer else None
    return others or ticket
