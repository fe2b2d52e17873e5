"""Makes a ticket of its own of one message, and puts the message back when asked."""

from __future__ import annotations

from sidebar import ids
from sidebar.actions import recording, starting
from sidebar.actions.desk import Desk
from sidebar.actions.grouping import carrying
from sidebar.actions.working.access import check, found
from sidebar.errors import MovedOn, NotFound, Refused
from sidebar.rules.naming import subject_from
from sidebar.rules.tagging import is_of_money
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Viewer
from sidebar.store import joining, messages, moving, regroupings, tags
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.fresh_tickets import FreshTicket
from sidebar.store.messages import Message
from sidebar.store.regroupings import Kind, Regrouping
from sidebar.store.tickets import Ticket


def about(desk: Desk, viewer: Viewer, ticket_id: str, message_id: str) -> Message:
    """The message that would be split off. Raises Forbidden, NotFound or ``split_closed``."""
    check(viewer)
    with desk.database.reading() as store:
        return _message(store, found(store, viewer, ticket_id), message_id)


def _message(store: Connection, ticket: Ticket, message_id: str) -> Message:
    message = messages.find(store, message_id, ticket_id=ticket.id)
    if message is None:
        raise NotFound
    if ticket.status is Status.CLOSED:
        raise Refused("split_closed")
    return message


def split(desk: Desk, viewer: Viewer, ticket_id: str, message_id: str) -> Ticket:
    """The new ticket, about the same order and customer, with that one message on it.

    Raises Forbidden, NotFound or Refused (``split_closed``).
    """
    check(viewer)
    with desk.database.writing() as store:
        source, _ = carrying.hold(store, desk, viewer, ticket_id, ticket_id)
        message = _message(store, source, message_id)
        # Nobody wrote just now: what rules answer to new tickets was answered when it arrived.
        fresh = starting.start(
            store, desk, _fresh(source, message), actor=viewer, is_automatic=True
        )
        _carry(store, desk, viewer, message, source=source, fresh=fresh)
        told = {"old": str(source.number), "new": str(fresh.number)}
        for ticket, words in ((source, {"new": told["new"]}), (fresh, told)):
            recording.happened(store, desk, ticket.id, EventKind.SPLIT_OFF, actor=viewer, **words)
        return found(store, viewer, fresh.id)


def _fresh(source: Ticket, message: Message) -> FreshTicket:
    return FreshTicket(
        shop_id=source.shop_id,
        customer_id=source.customer.id if source.customer else None,
        subject=subject_from(message.subject, message.body),
        order_id=source.order_id,
        order_reference=source.order_reference,
        channel=source.channel,
        type=source.type,
        account=source.account,
        previous_id=source.id,
        department=source.department,
        team_id=source.team_id,
    )


def _carry(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    message: Message,
    *,
    source: Ticket,
    fresh: Ticket,
) -> None:
    now = desk.clock.now()
    for tag in source.tags:
        # What became of money became of it on the ticket that moved it.
        if not is_of_money(tag, desk.kinds):
            tags.add(store, fresh.id, tag, now=now)
    moving.carry(store, (message.id,), fresh.id)
    regroupings.record(
        store,
        Regrouping(
            id=ids.new_id("grp", now),
            shop_id=source.shop_id,
            kind=Kind.SPLIT,
            from_id=source.id,
            into_id=fresh.id,
            message_ids=(message.id,),
            task_ids=(),
            old_status=source.status.value,
            agent_id=viewer.agent_id,
            done_at=now,
        ),
    )
    carrying.settle(store, source, fresh, (message.id,))


def unsplit(desk: Desk, viewer: Viewer, regrouping: Regrouping) -> Ticket:
    """Puts the message back where it came from; answers that ticket.

    The other ticket is closed in its favour where nothing else was said on it. Raises Forbidden,
    NotFound, or Refused (``undone_before``, ``undo_closed``, ``undo_moved``).
    """
    check(viewer)
    with desk.database.writing() as store:
        source, made = carrying.hold(store, desk, viewer, regrouping.from_id, regrouping.into_id)
        now = desk.clock.now()
        if source.status is Status.CLOSED:
            raise Refused("undo_closed")
        if not regroupings.take_back(store, regrouping.id, now=now):
            raise Refused("undone_before")
        back = moving.still_there(store, regrouping.message_ids, made.id)
        if not back:
            raise Refused("undo_moved")
        moving.carry(store, back, source.id)
        told = {"old": str(source.number), "new": str(made.number)}
        for ticket, words in ((source, {"new": told["new"]}), (made, told)):
            recording.happened(
                store, desk, ticket.id, EventKind.SPLIT_UNDONE, actor=viewer, **words
            )
        _close_empty(store, desk, made, source)
        carrying.settle(store, made, source, back)
        return found(store, viewer, source.id)


def _close_empty(store: Connection, desk: Desk, made: Ticket, source: Ticket) -> None:
    """A ticket without a word is nobody's work."""
    if made.status is Status.CLOSED or moving.ids_of(store, made.id):
        return
    carrying.carry_unsent(store, desk, made, source)
    moving.carry_tasks(store, made.id, source.id)
    if not joining.close_into(store, made, source.id, now=desk.clock.now()):
        raise MovedOn
    joining.hand_order(store, made.id, source.id)
