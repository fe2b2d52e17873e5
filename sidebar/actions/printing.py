"""Gathers the whole of a ticket for paper: nothing of it waits behind a button there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sidebar.actions import showing
from sidebar.actions.desk import Desk
from sidebar.actions.showing import END_OF_TIME, Conversation, TicketPage
from sidebar.rules.viewer import Viewer
from sidebar.store import events, messages, teams, work
from sidebar.store.events import Event
from sidebar.store.messages import Message
from sidebar.store.work import Part

MOST_PRINTED = 2000
"""Messages: some hundreds of sheets. Whatever is older is said to be missing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is printed of a ticket."""

    page: TicketPage
    is_cut: bool
    """Whether some of what was said had to stay away."""
    assignees: tuple[str, ...]
    team: str


def whole(desk: Desk, viewer: Viewer, ticket_id: str) -> Sheet:
    """The page with all that was said, and whose it is. Raises NotFound."""
    page = showing.show(desk, viewer, ticket_id)
    with desk.database.reading() as store:
        said = messages.last_of_ticket(store, ticket_id, most=MOST_PRINTED + 1)
        doers = work.of_ticket(store, ticket_id)
        groups = teams.of_shop(store, page.ticket.shop_id)
        happened = events.of_ticket(store, ticket_id, since=0, until=END_OF_TIME)
    entries: list[Message | Event] = [*said[-MOST_PRINTED:], *happened]
    entries.sort(key=_moment)
    whole_page = replace(page, conversation=Conversation(tuple(entries), ""))
    return Sheet(
        whole_page,
        len(said) > MOST_PRINTED,
        assignees=tuple(doer.name for doer in doers if doer.part is Part.ASSIGNEE),
        team=next((team.name for team in groups if team.id == page.ticket.team_id), ""),
    )


def _moment(entry: Message | Event) -> tuple[int, str]:
    at = entry.written_at if isinstance(entry, Message) else entry.happened_at
    return at, entry.id
