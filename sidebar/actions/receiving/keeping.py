"""Makes one mail one message: its row, ticket, message, files, events and place, in a transaction.

The mail's own row is written first, and only once: who comes second changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from platforms.mail.arrived import ArrivedMail, Automatic
from sidebar import ids
from sidebar.actions import recording, starting
from sidebar.actions.desk import Desk
from sidebar.actions.receiving import belonging, bouncing, saying
from sidebar.actions.receiving.arrival import Arrival, own_addresses
from sidebar.actions.receiving.belonging import Belongs
from sidebar.actions.receiving.saying import Writer
from sidebar.rules import arriving, threading
from sidebar.rules.choices import EMAIL
from sidebar.rules.ticket import takes_messages
from sidebar.store import mails, threads
from sidebar.store.customers_by_mail import introduce_by_email
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.fresh_tickets import FreshTicket
from sidebar.store.mailboxes import KeptMailbox
from sidebar.store.mails import BEGAN, MailState
from sidebar.store.shops import Shop
from sidebar.store.threads import Insider
from sidebar.store.tickets import Ticket

ONCE_MORE = 5
"""Tries, where someone changes the ticket at that very moment."""

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Became:
    """What a mail became, and why."""

    state: MailState
    reason: str
    ticket_id: str | None = None
    message_id: str | None = None


def keep(store: Connection, desk: Desk, shop: Shop, box: KeptMailbox, arrival: Arrival) -> bool:
    """Keeps a mail in the caller's transaction; answers False where it was here before.

    Raises Overtaken where the ticket changed meanwhile: then the transaction is to be begun again.
    """
    if not mails.take(store, arrival.record):
        return False
    if arrival.mail is not None:
        settle(store, arrival, became(store, desk, shop, box, arrival))
    return True


def settle(store: Connection, arrival: Arrival, told: Became) -> None:
    """Writes down what it became."""
    mails.became(
        store,
        arrival.record.id,
        state=told.state,
        reason=told.reason,
        ticket_id=told.ticket_id,
        message_id=told.message_id,
    )


def became(
    store: Connection,
    desk: Desk,
    shop: Shop,
    box: KeptMailbox | None,
    arrival: Arrival,
    *,
    is_wanted: bool = False,
) -> Became:
    """What comes of the mail; one that a person asks for is neither ignored nor held back."""
    mail = arrival.mail
    if mail is None:
        return Became(MailState.REFUSED, arrival.record.reason)
    if mail.automatic is Automatic.BOUNCE and not is_wanted:
        return _bounced(store, desk, shop, mail)
    if not is_wanted and (unmeant := _unmeant(shop, box, mail)):
        return unmeant
    belongs = belonging.find(store, desk, shop, mail, arrival.orders)
    is_open = belongs.ticket is not None and takes_messages(belongs.ticket.status)
    insider = threads.insider(store, shop.id, mail.sender.address)
    reason = ""
    if insider is not None and not _is_meant(belongs, mail, is_open=is_open):
        reason = "from_agent"
    elif not is_open:
        reason = _held_back(store, desk, shop, mail)
    if reason and not is_wanted:
        return Became(MailState.IGNORED, reason)
    if belongs.ticket is not None and is_open:
        said = saying.say(
            store,
            desk,
            shop,
            belongs.ticket,
            mail=mail,
            record=arrival.record,
            noted_by=_noted_by(belongs, mail, insider),
        )
        return Became(MailState.KEPT, "threaded", belongs.ticket.id, said.id)
    ticket = _begin(store, desk, shop, mail, belongs)
    said = saying.say(store, desk, shop, ticket, mail=mail, record=arrival.record, is_first=True)
    return Became(MailState.KEPT, BEGAN, ticket.id, said.id)


def _bounced(store: Connection, desk: Desk, shop: Shop, mail: ArrivedMail) -> Became:
    returned = bouncing.note(store, desk, shop, mail)
    if returned is None:
        return Became(MailState.IGNORED, "bounce_of_unknown")
    return Became(MailState.KEPT, "bounce", returned.ticket_id, returned.message_id)


def _unmeant(shop: Shop, box: KeptMailbox | None, mail: ArrivedMail) -> Became | None:
    """Our own mails are nobody's question; one without an address has no one to answer."""
    if not mail.sender.address:
        return Became(MailState.REFUSED, "no_sender_address")
    if arriving.is_own(mail.sender.address, own_addresses(shop, box)):
        return Became(MailState.IGNORED, "own_mail")
    return None


def _is_meant(belongs: Belongs, mail: ArrivedMail, *, is_open: bool) -> bool:
    """Whether a colleague's own words belong on the ticket.

    They answer what only colleagues were sent: whoever got a letter to the customer could name
    it too, and call themselves a colleague. Who ordered at their own shop is its customer.
    """
    is_known = belongs.is_inside or belongs.is_from_customer(mail.sender.address)
    return is_open and is_known and mail.automatic is Automatic.NO


def _noted_by(belongs: Belongs, mail: ArrivedMail, insider: Insider | None) -> Writer | None:
    """Whose internal note it is; None for a message of the customer's side."""
    if insider is not None and not belongs.is_from_customer(mail.sender.address):
        return Writer(insider.name or mail.sender.address, insider.agent_id)
    return Writer.of(mail) if belongs.is_inside else None


def _held_back(store: Connection, desk: Desk, shop: Shop, mail: ArrivedMail) -> str:
    """Why it begins no ticket; empty where it may."""
    if mail.automatic is not Automatic.NO:
        return mail.automatic.value
    since = desk.clock.now() - arriving.HOUR
    theirs, everyones = mails.began_since(store, shop.id, mail.sender.address, since=since)
    return arriving.held(from_sender=theirs, from_all=everyones)


def _begin(
    store: Connection, desk: Desk, shop: Shop, mail: ArrivedMail, belongs: Belongs
) -> Ticket:
    """A ticket of its own; after a closed one it has that one's customer and order.

    Neither goes to whoever answers what that customer never had: it is their own ticket.
    """
    previous, order = belongs.ticket, belongs.order or ("", "")
    carried = None if belongs.is_inside else previous
    if carried is not None:
        order = (carried.order_id, carried.order_reference)
    fresh = FreshTicket(
        shop_id=shop.id,
        customer_id=_customer(store, desk, mail, carried, shop_id=shop.id),
        subject=threading.plain_subject(mail.subject)[:LONGEST_SUBJECT],
        order_id=order[0],
        order_reference=order[1],
        channel=EMAIL,
        previous_id=previous.id if previous else None,
    )
    writer, is_automatic = Writer.of(mail), mail.automatic is not Automatic.NO
    ticket = starting.start(store, desk, fresh, actor=writer, is_automatic=is_automatic)
    if previous is not None:
        kind = EventKind.CONTINUED
        recording.happened(store, desk, previous.id, kind, actor=writer, new=str(ticket.number))
    return ticket


def _customer(
    store: Connection, desk: Desk, mail: ArrivedMail, previous: Ticket | None, *, shop_id: str
) -> str | None:
    if previous is not None and previous.customer is not None:
        return previous.customer.id
    if not mail.sender.address:
        return None
    now = desk.clock.now()
    return introduce_by_email(
        store,
        shop_id,
        mail.sender.address,
        name=mail.sender.name,
        fresh_id=ids.new_id("cus", now),
        now=now,
    )
