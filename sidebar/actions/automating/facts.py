"""What a rule is asked about: the cause, its ticket, and what the customer wrote."""

from __future__ import annotations

from sidebar.rules.automating import HOUR, CauseKind, Correspondence, Facts
from sidebar.store import firings, messages, shops, tickets
from sidebar.store.causes import Cause
from sidebar.store.database import Connection
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

MOST_READ = 5
"""Of the customer's messages on a new ticket: it has one, or as many as a split or merge gave."""


def of_cause(store: Connection, cause: Cause) -> Facts | None:
    """Nothing where the ticket or its shop is there no more, or nobody waits any more."""
    shop = shops.find(store, cause.shop_id)
    ticket = tickets.find(store, cause.ticket_id, shop_id=cause.shop_id)
    if shop is None or ticket is None:
        return None
    tag, waited = "", 0
    match cause.kind:
        case CauseKind.TAG_ADDED:
            tag = cause.subject.partition("\n")[0]
        case CauseKind.NO_ANSWER:
            since, _, hours = cause.subject.partition("+")
            if str(ticket.waiting_since) != since:
                return None
            waited = int(hours) * HOUR
        case _:
            pass
    return Facts(
        cause=cause.kind,
        shop_id=ticket.shop_id,
        channel=ticket.channel,
        type=ticket.type,
        at=cause.happened_at,
        timezone=shop.timezone,
        text=_words(store, ticket, cause),
        tag=tag,
        waited=waited,
    )


def _words(store: Connection, ticket: Ticket, cause: Cause) -> str:
    if cause.kind is CauseKind.CLIENT_REPLIED:
        message = messages.find(store, cause.subject, ticket_id=ticket.id)
        if message is not None:
            return f"{message.subject}\n{message.body}"
    most = MOST_READ if cause.kind is CauseKind.NEW_TICKET else 1
    return last_words(store, ticket, most=most)


def last_words(store: Connection, ticket: Ticket, *, most: int) -> str:
    """The ticket's subject with what the customer wrote last."""
    said = firings.customer_words(store, ticket.id, most=most)
    return "\n".join((ticket.subject, *(f"{subject}\n{body}" for subject, body, _ in said)))


def correspondence(
    store: Connection,
    shop: Shop,
    ticket: Ticket,
    *,
    automation_id: str,
    now: int,
    is_automatic: bool,
) -> Correspondence:
    """What is known of the exchange with the ticket's customer now (UTC ms)."""
    said = firings.customer_words(store, ticket.id, most=MOST_READ)
    # An absence that came after a human's question takes no answer from that human.
    is_all_machine = bool(said) and all(is_machine for _, _, is_machine in said)
    email = ticket.customer.email if ticket.customer is not None else ""
    return Correspondence(
        is_automatic=is_automatic or is_all_machine,
        has_customer_words=bool(said),
        is_closed=ticket.closed_at is not None and ticket.status == "closed",
        has_address=bool(email),
        has_sender=bool(shop.mail.sender and shop.mail.host),
        letters_today=firings.letters_to(store, shop.id, email, now=now) if email else 0,
        said_this_hour=firings.said_on(store, ticket.id, automation_id, now=now),
    )
