"""Gathers who works on a ticket and what it is, with all there is to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sidebar.actions import choosing
from sidebar.actions.choosing import Lists
from sidebar.actions.desk import Desk
from sidebar.actions.working.access import found
from sidebar.errors import NotFound
from sidebar.rules.viewer import Viewer
from sidebar.store import helpdesk_tickets, shops, tasks, teams, work
from sidebar.store.database import Connection
from sidebar.store.helpdesk_tickets import HostTicket
from sidebar.store.shops import Shop
from sidebar.store.tasks import Project, Task
from sidebar.store.teams import Team
from sidebar.store.tickets import Ticket
from sidebar.store.work import Colleague, Doer, Part

MOST_KNOWN_TAGS = 60
"""Offered while one is typed: more is no help."""


@dataclass(frozen=True, slots=True)
class Work:
    """A ticket's people, facts and tasks, and what each could be instead."""

    shop: Shop
    ticket: Ticket
    lists: Lists
    doers: tuple[Doer, ...]
    colleagues: tuple[Colleague, ...]
    teams: tuple[Team, ...]
    known_tags: tuple[str, ...]
    tasks: tuple[Task, ...]
    projects: tuple[Project, ...]
    hosts: tuple[HostTicket, ...] = ()
    """The tickets of helpdesks that it belongs to."""

    @property
    def assignees(self) -> tuple[Doer, ...]:
        return tuple(doer for doer in self.doers if doer.part is Part.ASSIGNEE)

    @property
    def followers(self) -> tuple[Doer, ...]:
        return tuple(doer for doer in self.doers if doer.part is Part.FOLLOWER)

    @property
    def team(self) -> Team | None:
        return next((team for team in self.teams if team.id == self.ticket.team_id), None)


def survey(desk: Desk, viewer: Viewer, ticket_id: str) -> Work:
    """What the ticket's side shows. Raises NotFound."""
    with desk.database.reading() as store:
        ticket = found(store, viewer, ticket_id)
        shop = shops.find(store, ticket.shop_id)
        if shop is None:
            raise NotFound
        return Work(
            shop=shop,
            ticket=ticket,
            lists=choosing.lists(store, shop.id),
            doers=tuple(work.of_ticket(store, ticket.id)),
            colleagues=tuple(work.colleagues(store, shop.id)),
            teams=tuple(teams.of_shop(store, shop.id)),
            known_tags=tuple(work.tags_of_shop(store, shop.id, most=MOST_KNOWN_TAGS)),
            tasks=tuple(tasks.of_ticket(store, ticket.id, shop_id=shop.id)),
            projects=tuple(tasks.projects(store, shop.id)),
            hosts=tuple(_hosts(store, viewer, ticket)),
        )


def _hosts(store: Connection, viewer: Viewer, ticket: Ticket) -> list[HostTicket]:
    """Who comes from a helpdesk is shown the way to its own tickets only."""
    known = helpdesk_tickets.of_ticket(store, ticket.id)
    return [one for one in known if viewer.helpdesk_id in ("", one.helpdesk_id)]


def today(desk: Desk, shop: Shop) -> str:
    """The day it is at the shop, as 2026-12-31."""
    now = datetime.fromtimestamp(desk.clock.now() / 1000, UTC)
    return now.astimezone(ZoneInfo(shop.timezone)).date().isoformat()
