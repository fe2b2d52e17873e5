"""Tags put on and taken off by hand or by rule; those of money are facts, and stay."""

from __future__ import annotations

from sidebar.actions import aftermath, recording
from sidebar.actions.desk import Desk
from sidebar.actions.recording import Actor
from sidebar.actions.working.access import check, found
from sidebar.errors import Refused
from sidebar.rules.tagging import MOST_TAGS, is_of_money, tag_named
from sidebar.rules.viewer import Viewer
from sidebar.rules.words import folded
from sidebar.store import tags, work
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.tickets import Ticket

MOST_COMPARED = 1000
"""Tags of the shop, those used last first: more different ones are in nobody's use."""


def add(desk: Desk, viewer: Viewer, ticket_id: str, tag: str) -> bool:
    """Ties the tag to the ticket; answers whether it is new there.

    Raises Forbidden, NotFound or Refused (``bad_tag``, ``money_tag``, ``too_many_tags``).
    """
    check(viewer)
    with desk.database.writing() as store:
        return tag_in(store, desk, found(store, viewer, ticket_id), tag, actor=viewer)


def remove(desk: Desk, viewer: Viewer, ticket_id: str, tag: str) -> bool:
    """Takes the tag off; answers whether it was there.

    Raises Forbidden, NotFound or Refused (``money_tag``).
    """
    check(viewer)
    with desk.database.writing() as store:
        ticket = found(store, viewer, ticket_id)
        if is_of_money(tag, desk.kinds):
            raise Refused("money_tag")
        if not tags.remove(store, ticket.id, tag):
            return False
        recording.happened(store, desk, ticket.id, EventKind.UNTAGGED, actor=viewer, old=tag)
        return True


def tag_in(store: Connection, desk: Desk, ticket: Ticket, tag: str, *, actor: Actor) -> bool:
    """``add`` in the caller's transaction, by whoever it is. Raises Refused as it does."""
    name = tag_named(tag)
    if not name:
        raise Refused("bad_tag")
    if is_of_money(name, desk.kinds):
        raise Refused("money_tag")
    name = _as_spelt(store, desk, ticket, name)
    if name in ticket.tags:
        return False
    if len(ticket.tags) >= MOST_TAGS:
        raise Refused("too_many_tags")
    if not tags.add(store, ticket.id, name, now=desk.clock.now()):
        return False
    recording.happened(store, desk, ticket.id, EventKind.TAGGED, actor=actor, new=name)
    aftermath.tagged(store, desk, ticket.id, name, shop_id=ticket.shop_id)
    return True


def _as_spelt(store: Connection, desk: Desk, ticket: Ticket, name: str) -> str:
    """The tag in the spelling that the ticket or the shop has already, accents aside."""
    used = work.tags_of_shop(store, ticket.shop_id, most=MOST_COMPARED)
    known = [tag for tag in (*ticket.tags, *used) if not is_of_money(tag, desk.kinds)]
    if name in ticket.tags or not folded(name):
        return name
    return next((tag for tag in known if folded(tag) == folded(name)), name)
