"""Whose a ticket is and who follows it: each change once, with who made it."""

from __future__ import annotations

from sidebar.actions import recording
from sidebar.actions.desk import Desk
from sidebar.actions.recording import Actor
from sidebar.actions.working import news
from sidebar.actions.working.access import check, found
from sidebar.errors import MovedOn, Refused
from sidebar.rules.viewer import Viewer
from sidebar.store import teams, work
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.tickets import Ticket
from sidebar.store.work import Part


def assign(desk: Desk, viewer: Viewer, ticket_id: str, agent_id: str) -> bool:
    """Makes the colleague one of those who see to the ticket; answers whether they were not yet.

    Raises Forbidden, NotFound or Refused (``unknown_agent``).
    """
    check(viewer)
    with desk.database.writing() as store:
        return assign_in(store, desk, found(store, viewer, ticket_id), agent_id, actor=viewer)


def unassign(desk: Desk, viewer: Viewer, ticket_id: str, agent_id: str) -> bool:
    """Takes the ticket off them; answers whether it was theirs. Raises Forbidden or NotFound."""
    return _taken_off(desk, viewer, ticket_id, agent_id, Part.ASSIGNEE)


def follow(desk: Desk, viewer: Viewer, ticket_id: str, agent_id: str) -> bool:
    """Has the colleague told of news by mail; answers whether they were not yet.

    Raises Forbidden, NotFound or Refused (``unknown_agent``).
    """
    check(viewer)
    with desk.database.writing() as store:
        return follow_in(store, desk, found(store, viewer, ticket_id), agent_id, actor=viewer)


def unfollow(desk: Desk, viewer: Viewer, ticket_id: str, agent_id: str) -> bool:
    """Ends that; answers whether they followed. Raises Forbidden or NotFound."""
    return _taken_off(desk, viewer, ticket_id, agent_id, Part.FOLLOWER)


def give_to_team(desk: Desk, viewer: Viewer, ticket_id: str, team_id: str) -> bool:
    """Gives the ticket to the team, or to none (empty id); answers whether that changed anything.

    Raises Forbidden, NotFound or Refused (``unknown_team``).
    """
    check(viewer)
    with desk.database.writing() as store:
        return give_in(store, desk, found(store, viewer, ticket_id), team_id, actor=viewer)


def assign_in(store: Connection, desk: Desk, ticket: Ticket, agent: str, *, actor: Actor) -> bool:
    """``assign`` in the caller's transaction, ``agent`` by id, by whoever it is."""
    return _joined(store, desk, ticket, agent, Part.ASSIGNEE, actor=actor)


def follow_in(store: Connection, desk: Desk, ticket: Ticket, agent: str, *, actor: Actor) -> bool:
    """``follow`` in the caller's transaction, ``agent`` by id, by whoever it is."""
    return _joined(store, desk, ticket, agent, Part.FOLLOWER, actor=actor)


def give_in(store: Connection, desk: Desk, ticket: Ticket, team: str, *, actor: Actor) -> bool:
    """``give_to_team`` in the caller's transaction, ``team`` by id, by whoever it is.

    Raises Refused (``unknown_team``), and MovedOn where someone else gave it away meanwhile.
    """
    known = {one.id: one for one in teams.of_shop(store, ticket.shop_id)}
    old, new = known.get(ticket.team_id or ""), known.get(team)
    if team and (new is None or new.is_archived):
        raise Refused("unknown_team")
    if team == (ticket.team_id or ""):
        return False
    if not work.give(store, ticket.id, old_team=ticket.team_id, new_team=team or None):
        raise MovedOn("fact_changed")
    names = {"old": old.name if old else "", "new": new.name if new else ""}
    recording.happened(store, desk, ticket.id, EventKind.TEAM_CHANGED, actor=actor, **names)
    return True


_JOINED = {Part.ASSIGNEE: EventKind.ASSIGNED, Part.FOLLOWER: EventKind.FOLLOWED}
_LEFT = {Part.ASSIGNEE: EventKind.UNASSIGNED, Part.FOLLOWER: EventKind.UNFOLLOWED}


def _joined(
    store: Connection, desk: Desk, ticket: Ticket, agent_id: str, part: Part, *, actor: Actor
) -> bool:
    colleague = work.colleague(store, agent_id, shop_id=ticket.shop_id)
    if colleague is None:
        raise Refused("unknown_agent")
    if not work.join(store, ticket.id, colleague.id, part, now=desk.clock.now()):
        return False
    recording.happened(store, desk, ticket.id, _JOINED[part], actor=actor, new=colleague.name)
    if part is Part.ASSIGNEE:
        news.assigned(store, desk, ticket, colleague, actor=actor)
    return True


def _taken_off(desk: Desk, viewer: Viewer, ticket_id: str, agent_id: str, part: Part) -> bool:
    check(viewer)
    with desk.database.writing() as store:
        ticket = found(store, viewer, ticket_id)
        name = work.leave(store, ticket.id, agent_id, part)
        if not name:
            return False
        recording.happened(store, desk, ticket.id, _LEFT[part], actor=viewer, old=name)
        return True
