"""Who else is at the ticket, and the text each agent has not yet sent."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.actions.desk import Desk
from sidebar.clock import SECOND
from sidebar.errors import Forbidden, NotFound
from sidebar.rules.conversation import MessageKind, without_controls
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import drafts, messages, presence, tickets
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
    return Pulse(ticket, tuple(others))


def leave(desk: Desk, viewer: Viewer, ticket_id: str) -> None:
    """The viewer closed the panel."""
    with desk.database.writing() as store:
        if tickets.find(store, ticket_id, shop_id=viewer.shop_id) is None:
            raise NotFound
        presence.leave(store, ticket_id, agent_id=viewer.agent_id)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the box: its text, and the version of the draft it was written on."""

    kind: str
    body: str
    next_status: str
    version: int
    ask_id: str = ""
    reply_ids: str = ""
    """The default replies it was written with, with spaces between."""


def save_draft(
    desk: Desk, viewer: Viewer, ticket_id: str, typed: Typed, *, is_forced: bool = False
) -> tuple[int, Draft | None]:
    """Keeps what was typed, however unfinished; answers its version, and the text in its way.

    When another tab kept another text meanwhile, nothing is written and that text is answered,
    unless ``is_forced``. A text that was sent already is not kept again. Raises Forbidden or
    NotFound.
    """
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    with desk.database.writing() as store:
        if tickets.find(store, ticket_id, shop_id=viewer.shop_id) is None:
            raise NotFound
        known = drafts.find(store, ticket_id, viewer.agent_id)
        if typed.ask_id and messages.asked(store, ticket_id, typed.ask_id) is not None:
            return (known.version if known else 0), None
        base = known.version if is_forced and known else typed.version
        draft = _draft(typed, base)
        now = desk.clock.now()
        version = drafts.save(store, ticket_id, viewer.agent_id, draft, now=now)
        return (base, known) if version is None else (version, None)


def _draft(typed: Typed, base: int) -> Draft:
    is_known = typed.kind in (MessageKind.AGENT, MessageKind.NOTE)
    return Draft(
        kind=typed.kind if is_known else MessageKind.AGENT.value,
        body=without_controls(typed.body),
        next_status=typed.next_status if typed.next_status in tuple(Status) else "",
        version=base,
        ask_id=typed.ask_id,
        reply_ids=typed.reply_ids,
    )
