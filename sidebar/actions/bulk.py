"""One act on many tickets: each with its own event, and what could not be done is counted."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sidebar.actions import speaking
from sidebar.actions.desk import Desk
from sidebar.actions.helping import entering
from sidebar.actions.inbox import MOST_AT_ONCE
from sidebar.actions.working import people, tags
from sidebar.errors import Forbidden, Refused
from sidebar.rules.tagging import is_of_money, tag_named
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Role, Viewer, role_named
from sidebar.store import grants, helpdesks, tickets
from sidebar.store.database import Connection
from sidebar.store.tickets import Ticket

Act = Callable[[Connection, Ticket, Viewer], bool]
"""Does it to one ticket; answers whether that changed anything. Raises Refused."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: how many tickets changed, and how many were so already or could not."""

    act: str
    changed: int
    already: int
    refused: int


def assign(desk: Desk, viewer: Viewer, ticket_ids: Sequence[str], agent_id: str) -> Done:
    """Gives the tickets to a colleague, beside whoever has them. Raises Forbidden, Refused."""

    def act(store: Connection, ticket: Ticket, actor: Viewer) -> bool:
        return people.assign_in(store, desk, ticket, agent_id, actor=actor)

    return _each(desk, viewer, ticket_ids, "assign", act)


def give(desk: Desk, viewer: Viewer, ticket_ids: Sequence[str], team_id: str) -> Done:
    """Gives the tickets to a team. Raises Forbidden or Refused."""

    def act(store: Connection, ticket: Ticket, actor: Viewer) -> bool:
        return people.give_in(store, desk, ticket, team_id, actor=actor)

    return _each(desk, viewer, ticket_ids, "team", act)


def tag(desk: Desk, viewer: Viewer, ticket_ids: Sequence[str], word: str) -> Done:
    """Ties a tag to the tickets. Raises Forbidden or Refused (``bad_tag``, ``money_tag``)."""
    name = tag_named(word)
    if not name:
        raise Refused("bad_tag")
    if is_of_money(name, desk.kinds):
        raise Refused("money_tag")

    def act(store: Connection, ticket: Ticket, actor: Viewer) -> bool:
        return tags.tag_in(store, desk, ticket, name, actor=actor)

    return _each(desk, viewer, ticket_ids, "tag", act)


def close(desk: Desk, viewer: Viewer, ticket_ids: Sequence[str]) -> Done:
    """Closes the tickets, which is final. Raises Forbidden or Refused."""

    def act(store: Connection, ticket: Ticket, actor: Viewer) -> bool:
        return speaking.move_in(store, desk, actor, ticket, Status.CLOSED)

    return _each(desk, viewer, ticket_ids, "close", act)


def _each(desk: Desk, viewer: Viewer, ticket_ids: Sequence[str], name: str, act: Act) -> Done:
    """All in one transaction: a list is either as the page then says, or as it was."""
    chosen = tuple(dict.fromkeys(ticket_ids))
    if not chosen:
        raise Refused("none_picked")
    if len(chosen) > MOST_AT_ONCE:
        raise Refused("too_many_picked")
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    with desk.database.writing() as store:
        actors = _actors(store, viewer)
        outcomes = [_one(store, actors, ticket_id, act) for ticket_id in chosen]
    return Done(name, outcomes.count("changed"), outcomes.count("already"), outcomes.count(""))


def _one(store: Connection, actors: Sequence[Viewer], ticket_id: str, act: Act) -> str:
    for actor in actors:
        ticket = tickets.find(store, ticket_id, shop_id=actor.shop_id)
        if ticket is not None:
            try:
                return "changed" if act(store, ticket, actor) else "already"
            except Refused:
                return ""
    return ""


def _actors(store: Connection, viewer: Viewer) -> list[Viewer]:
    """The same person in each shop where they may answer."""
    if viewer.helpdesk_id:
        shown = helpdesks.shops_of(store, viewer.helpdesk_id)
        everywhere = (entering.in_shop(store, viewer, shop.id) for shop in shown)
        return [actor for actor in everywhere if actor is not None and actor.may(Role.REPLY)]
    others = (
        dataclasses.replace(
            viewer, shop_id=one.shop_id, role=min(viewer.role, role_named(one.role))
        )
        for one in grants.of_agent(store, viewer.agent_id)
    )
    return [actor for actor in (viewer, *others) if actor.may(Role.REPLY)]
