"""A letter that came back: told on its ticket once, and beside the message that it carried."""

from __future__ import annotations

from platforms.mail.arrived import ArrivedMail
from sidebar.actions import recording
from sidebar.actions.desk import Desk
from sidebar.actions.receiving.saying import Writer, moved
from sidebar.rules import threading
from sidebar.rules.ticket import Status
from sidebar.store import returned, threads, tickets
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.shops import Shop
from sidebar.store.threads import Answered


def note(store: Connection, desk: Desk, shop: Shop, mail: ArrivedMail) -> Answered | None:
    """Which letter of the shop came back; nothing where it is none of ours."""
    named = (*mail.bounced, *threading.named_ids(mail.in_reply_to, mail.references))
    for mail_id in dict.fromkeys(named):
        answered = threads.by_mail_id(store, shop.id, mail_id)
        if answered is not None:
            _tell(store, desk, shop, answered, mail=mail)
            return answered
    return None


def _tell(
    store: Connection, desk: Desk, shop: Shop, answered: Answered, *, mail: ArrivedMail
) -> None:
    now = desk.clock.now()
    if not returned.mark(store, answered.message_id, now=now):
        # It was told before, or never left: a second report says nothing new.
        return
    ticket = tickets.find(store, answered.ticket_id, shop_id=shop.id)
    if ticket is None:
        return
    recording.happened(
        store,
        desk,
        ticket.id,
        EventKind.BOUNCED,
        actor=Writer.of(mail),
        new=returned.recipient(store, answered.message_id)
        or (ticket.customer.email if ticket.customer else ""),
    )
    if ticket.status is Status.PENDING:
        moved(store, desk, ticket, Status.OPEN, mail=mail)
    else:
        tickets.touch(store, ticket.id, now=now, has_message=False)
