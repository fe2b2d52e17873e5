"""Joins two tickets: every message of the one is on the other, and where it went is remembered."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar import ids
from sidebar.actions import recording
from sidebar.actions.desk import Desk
from sidebar.actions.grouping import carrying
from sidebar.actions.working.access import check, found
from sidebar.errors import MovedOn, Refused
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Viewer
from sidebar.store import joining, moving, operations, regroupings, subjects, tickets
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.regroupings import Kind, Regrouping
from sidebar.store.tickets import Ticket

MOST_OFFERED = 8
"""Of the same customer's other tickets; any other one is named by its number."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A ticket, and those of its customer that it could be merged into."""

    ticket: Ticket
    others: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What merging would do, before anything is done."""

    source: Ticket
    target: Ticket
    messages: int
    letters_waiting: int
    """Replies that have not left: they go to the target's customer."""
    fault: str = ""
    """Why these two cannot be merged; empty where they can."""

    @property
    def has_other_customer(self) -> bool:
        """Whether another person would be answered with what was said to this one."""
        return not carrying.have_one_customer(self.source, self.target)

    @property
    def leaves_order(self) -> bool:
        """Whether the target is not about the order of the ticket that is merged."""
        return bool(self.source.order_id) and self.source.order_id != self.target.order_id


def offer(desk: Desk, viewer: Viewer, ticket_id: str) -> Offer:
    """What could be chosen. Raises Forbidden or NotFound."""
    check(viewer)
    with desk.database.reading() as store:
        ticket = found(store, viewer, ticket_id)
        earlier = tickets.earlier_of_customer(store, ticket, most=4 * MOST_OFFERED)
    others = [other for other in earlier if other.status is not Status.CLOSED]
    return Offer(ticket, tuple(others[:MOST_OFFERED]))


def preview(desk: Desk, viewer: Viewer, source_id: str, number: int) -> Preview:
    """What would happen. Raises Forbidden, NotFound or Refused (``merge_unknown``)."""
    check(viewer)
    with desk.database.reading() as store:
        source = found(store, viewer, source_id)
        target_id = joining.by_number(store, number, shop_id=viewer.shop_id)
        if not target_id:
            raise Refused("merge_unknown")
        target = found(store, viewer, target_id)
        return Preview(
            source,
            target,
            messages=len(moving.ids_of(store, source.id)),
            letters_waiting=moving.letters_waiting(store, source.id),
            fault=_fault(store, source, target),
        )


def merge(desk: Desk, viewer: Viewer, source_id: str, target_id: str) -> Ticket:
    """Puts the one ticket's messages on the other and closes it; answers the other.

    Raises Forbidden, NotFound, MovedOn, or Refused (``merge_itself``, ``merge_closed``,
    ``merge_gone``, ``other_customer``, ``merge_money``, ``merge_letters``).
    """
    check(viewer)
    with desk.database.writing() as store:
        source, target = carrying.hold(store, desk, viewer, source_id, target_id)
        fault = _fault(store, source, target)
        if fault:
            raise Refused(fault)
        _join(store, desk, viewer, source, target)
        _tell(store, desk, viewer, EventKind.MERGED, source=source, target=target)
        if source.status is Status.CLIENT_REPLIED:
            _wait(store, desk, viewer, target)
        return found(store, viewer, target.id)


def _fault(store: Connection, source: Ticket, target: Ticket) -> str:
    if source.id == target.id:
        return "merge_itself"
    if source.merged_into or target.merged_into:
        return "merge_gone"
    if Status.CLOSED in (source.status, target.status):
        return "merge_closed"
    # What becomes of the money is written on the ticket that asked for it.
    asked = operations.unsettled(store, source.shop_id, source.order_id) if source.order_id else ()
    if any(operation.ticket_id == source.id for operation in asked):
        return "merge_money"
    return _fault_of_people(store, source, target)


def _fault_of_people(store: Connection, source: Ticket, target: Ticket) -> str:
    if _are_two_people(store, source, target):
        return "other_customer"
    if not carrying.have_one_customer(source, target) and moving.letters_waiting(store, source.id):
        return "merge_letters"
    return ""


def _are_two_people(store: Connection, source: Ticket, target: Ticket) -> bool:
    """Whether both would hold what two of the shop's own customers wrote, here or merged before.

    A merge says that both are one person's: all of it is told to them, and forgotten with them.
    """
    both = (source.id, target.id)
    return len(subjects.accounts_of(store, [*both, *subjects.joined(store, both)])) > 1


def _join(store: Connection, desk: Desk, viewer: Viewer, source: Ticket, target: Ticket) -> None:
    now = desk.clock.now()
    message_ids = moving.ids_of(store, source.id)
    if not joining.close_into(store, source, target.id, now=now):
        raise MovedOn
    joining.hand_order(store, source.id, target.id)
    moving.carry(store, message_ids, target.id)
    task_ids = moving.carry_tasks(store, source.id, target.id)
    file_ids = carrying.carry_unsent(store, desk, source, target)
    regroupings.record(
        store,
        Regrouping(
            id=ids.new_id("grp", now),
            shop_id=source.shop_id,
            kind=Kind.MERGE,
            from_id=source.id,
            into_id=target.id,
            message_ids=message_ids,
            task_ids=task_ids,
            file_ids=file_ids,
            old_status=source.status.value,
            agent_id=viewer.agent_id,
            done_at=now,
        ),
    )
    carrying.settle(store, source, target, message_ids)


def _tell(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    kind: EventKind,
    *,
    source: Ticket,
    target: Ticket,
) -> None:
    """Both histories say it, each with the other's number."""
    told = {"old": str(target.number), "new": str(source.number)}
    for ticket in (source, target):
        recording.happened(store, desk, ticket.id, kind, actor=viewer, **told)


def _wait(store: Connection, desk: Desk, viewer: Viewer, target: Ticket) -> None:
    """Whoever waited for an answer on the one waits for it on the other."""
    if joining.wait_for_answer(store, target.id, now=desk.clock.now()):
        told = {"old": target.status.value, "new": Status.CLIENT_REPLIED.value}
        kind = EventKind.STATUS_CHANGED
        recording.happened(store, desk, target.id, kind, actor=viewer, **told)


def unmerge(desk: Desk, viewer: Viewer, regrouping: Regrouping) -> Ticket:
    """Takes the ticket out again, with exactly the messages that came with it; answers it.

    Raises Forbidden, NotFound, or Refused (``undone_before``, ``undo_closed``).
    """
    check(viewer)
    with desk.database.writing() as store:
        source, target = carrying.hold(store, desk, viewer, regrouping.from_id, regrouping.into_id)
        now = desk.clock.now()
        if target.status is Status.CLOSED:
            raise Refused("undo_closed")
        if not regroupings.take_back(store, regrouping.id, now=now):
            raise Refused("undone_before")
        joining.yield_order(store, target.id, source.id)
        status = Status(regrouping.old_status)
        if not joining.open_again(store, source.id, out_of=target.id, status=status, now=now):
            raise Refused("undone_before")
        back = moving.still_there(store, regrouping.message_ids, target.id)
        moving.carry(store, back, source.id)
        moving.return_tasks(store, regrouping.task_ids, from_id=source.id, into_id=target.id)
        carrying.return_unsent(store, desk, source, target, regrouping.file_ids)
        carrying.settle(store, target, source, back)
        _tell(store, desk, viewer, EventKind.UNMERGED, source=source, target=target)
        return found(store, viewer, source.id)
