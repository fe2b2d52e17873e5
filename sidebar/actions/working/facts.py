"""What a ticket is said to be, changed only from what its reader saw it to be."""

from __future__ import annotations

from sidebar.actions import aftermath, choosing, recording
from sidebar.actions.choosing import Lists
from sidebar.actions.desk import Desk
from sidebar.actions.working.access import check, found
from sidebar.errors import MovedOn, Refused
from sidebar.rules.choices import Choice, offered
from sidebar.rules.conversation import without_controls
from sidebar.rules.viewer import Viewer
from sidebar.store import work
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.tickets import Ticket
from sidebar.store.work import Fact

LONGEST = {Fact.SUBJECT: 200, Fact.ACCOUNT: 120}
"""Characters: a line of a list, and more than any marketplace lets a name have."""

RATINGS = range(1, 6)

_EVENTS = {
    Fact.SUBJECT: EventKind.SUBJECT_CHANGED,
    Fact.TYPE: EventKind.TYPE_CHANGED,
    Fact.DEPARTMENT: EventKind.DEPARTMENT_CHANGED,
    Fact.CHANNEL: EventKind.CHANNEL_CHANGED,
    Fact.ACCOUNT: EventKind.ACCOUNT_CHANGED,
}
_SEARCHED = frozenset({Fact.SUBJECT, Fact.ACCOUNT})


def state(desk: Desk, viewer: Viewer, ticket_id: str, fact: Fact, *, old: str, new: str) -> bool:
    """Changes one fact from the ``old`` that was shown; answers whether that changed anything.

    Raises Forbidden, NotFound, Refused (``unknown_choice``, ``no_account``, ``line_too_long``) or
    MovedOn (``fact_changed``) where someone changed it meanwhile.
    """
    check(viewer)
    with desk.database.writing() as store:
        ticket = found(store, viewer, ticket_id)
        wanted = _checked(choosing.lists(store, ticket.shop_id), ticket, fact, new)
        known = current(ticket, fact)
        if wanted == known:
            return False
        if not work.state(store, ticket.id, fact, old=old, new=wanted):
            raise MovedOn("fact_changed")
        recording.happened(
            store, desk, ticket.id, _EVENTS[fact], actor=viewer, old=known, new=wanted
        )
        if fact in _SEARCHED:
            aftermath.changed(store, ticket.id)
        return True


def rate(desk: Desk, viewer: Viewer, ticket_id: str, *, old: int | None, new: int) -> bool:
    """Notes the rating of a review; answers whether that changed anything.

    Raises Forbidden, NotFound, Refused (``no_rating`` for a type that takes none, ``bad_rating``)
    or MovedOn (``fact_changed``).
    """
    check(viewer)
    if new not in RATINGS:
        raise Refused("bad_rating")
    with desk.database.writing() as store:
        ticket = found(store, viewer, ticket_id)
        if not choosing.lists(store, ticket.shop_id).type(ticket.type).takes_rating:
            raise Refused("no_rating")
        if new == ticket.rating:
            return False
        if not work.rate(store, ticket.id, old=old, new=new):
            raise MovedOn("fact_changed")
        _rated(store, desk, viewer, ticket, new)
        return True


def lists_of(desk: Desk, shop_id: str) -> Lists:
    """What may be chosen in a shop, for whoever only names it."""
    with desk.database.asking() as store:
        return choosing.lists(store, shop_id)


def _rated(store: Connection, desk: Desk, viewer: Viewer, ticket: Ticket, rating: int) -> None:
    recording.happened(
        store,
        desk,
        ticket.id,
        EventKind.RATED,
        actor=viewer,
        old=str(ticket.rating or ""),
        new=str(rating),
    )


def current(ticket: Ticket, fact: Fact) -> str:
    """What the ticket is said to be now."""
    match fact:
        case Fact.SUBJECT:
            return ticket.subject
        case Fact.TYPE:
            return ticket.type
        case Fact.DEPARTMENT:
            return ticket.department
        case Fact.CHANNEL:
            return ticket.channel
        case Fact.ACCOUNT:
            return ticket.account


def _checked(lists: Lists, ticket: Ticket, fact: Fact, wanted: str) -> str:
    match fact:
        case Fact.TYPE:
            return _chosen(lists.types, ticket.type, wanted)
        case Fact.DEPARTMENT:
            return _chosen(lists.departments, ticket.department, wanted) if wanted else ""
        case Fact.CHANNEL:
            return _chosen(lists.channels, ticket.channel, wanted)
        case Fact.ACCOUNT if not lists.channel(ticket.channel).is_marketplace:
            raise Refused("no_account")
        case _:
            return _line(wanted, LONGEST[fact])


def _chosen(choices: tuple[Choice, ...], chosen: str, wanted: str) -> str:
    if wanted not in {choice.code for choice in offered(choices, chosen=chosen)}:
        raise Refused("unknown_choice")
    return wanted


def _line(typed: str, most: int) -> str:
    line = " ".join(without_controls(" ".join(typed.split())).split())
    if len(line) > most:
        raise Refused("line_too_long")
    return line
