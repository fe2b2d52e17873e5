"""Who else is at the ticket, and the text each agent has not yet sent."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.actions.desk import Desk
from sidebar.clock import SECOND
from sidebar.errors import Forbidden, NotFound
from sidebar.rules.conversation import MessageKind, without_controls
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import drafts, presence, tickets
from sidebar.store.drafts import Draft
from sidebar.store.presence import Present
from sidebar.store.tickets import Ticket

PRESENT_FOR = 25 * SECOND
"""Two missed polls of ten seconds and a little: then the agent has left."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a poll learns: the ticket as it is now, and who else is there."""

    ticket: Ticket
    others: tuple[Present, ...]
    draft: Draft | None


def stay(desk: Desk, viewer: Viewer, ticket_id: str, *, is_writing: bool) -> Pulse:
    """Says that the viewer is here. Raises NotFound."""
    now = desk.clock.now()
    with desk.database.writing() as store:
        ticket = tickets.find(store, ticket_id, shop_id=viewer.shop_id)
        if ticket is None:
            raise NotFound
        writes = is_writing and viewer.may(Role.REPLY)
        presence.touch(store, ticket_id, agent_id=viewer.agent_id, is_writing=writes, now=now)
        since = now - PRESENT_FOR
        others = presence.others(store, ticket_id, agent_id=viewer.agent_id, since=since)
        draft = drafts.find(store, ticket_id, viewer.agent_id)
    return Pulse(ticket, tuple(others), draft)


def leave(desk: Desk, viewer: Viewer, ticket_id: str) -> None:
    """The viewer closed the panel."""
    with desk.database.writing() as store:
        if tickets.find(store, ticket_id, shop_id=viewer.shop_id) is None:
            raise NotFound
        presence.leave(store, ticket_id, agent_id=viewer.agent_id)


def save_draft(
    desk: Desk, viewer: Viewer, ticket_id: str, *, kind: str, body: str, next_status: str
) -> int:
    """Keeps what was typed, however unfinished, and answers its version.

    A text too long to send is kept too, so that it can be shortened. Raises Forbidden or NotFound.
    """
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    draft = Draft(
        kind=kind if kind in (MessageKind.AGENT, MessageKind.NOTE) else MessageKind.AGENT.value,
        body=without_controls(body),
        next_status=next_status if next_status in tuple(Status) else "",
        version=0,
    )
    with desk.database.writing() as store:
        if tickets.find(store, ticket_id, shop_id=viewer.shop_id) is None:
            raise NotFound
        now = desk.clock.now()
        return drafts.save(store, ticket_id, viewer.agent_id, draft, now=now)
