"""Tickets put into a store for tests of lists: each as if someone had written on it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from sidebar import ids
from sidebar.actions import aftermath, starting
from sidebar.clock import MINUTE, SetClock
from sidebar.rules.conversation import MessageKind
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Viewer
from sidebar.store import customers, messages, tags, teams, work
from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection
from sidebar.store.fresh_tickets import FreshTicket
from sidebar.store.messages import Message
from sidebar.store.work import Part
from tests.sidebar.stage import Stage


@dataclass(frozen=True)
class Filed:
    """Files tickets in a shop, each a minute after the one before."""

    stage: Stage
    viewer: Viewer

    def ticket(self, subject: str, *said: str, name: str = "", email: str = "", **told: str) -> str:
        """A ticket with what its customer said; ``tag``, ``status``, ``assignee``, ``team`` too."""
        clock = SetClock(self.stage.clock.now())
        self.stage.clock.advance(MINUTE)
        desk = dataclasses.replace(self.stage.desk, clock=clock)
        apart = {key: told.pop(key, "") for key in ("tag", "status", "assignee", "team")}
        with desk.database.writing() as store:
            customer_id = self._customer(store, name, email, clock.now()) if name else None
            fresh = FreshTicket(self.stage.shop.id, customer_id, subject, **told)
            ticket_id = starting.start(store, desk, fresh, actor=self.viewer).id
            for place, text in enumerate(said):
                kind, now = MessageKind.CUSTOMER, clock.now()
                message = Message(ids.new_id("msg", now), ticket_id, kind, "", name, text, "", now)
                messages.write(store, message, ask_id=str(place))
                aftermath.said(store, desk, message, shop_id=self.stage.shop.id)
            self._dress(store, ticket_id, apart, now=clock.now())
        return ticket_id

    def _customer(self, store: Connection, name: str, email: str, now: int) -> str:
        known = KnownCustomer(ids.new_id("cus", now), f"host-{name}", name, email, "", "fr")
        return customers.introduce(store, known, shop_id=self.stage.shop.id, now=now)

    def _dress(self, store: Connection, ticket_id: str, told: dict[str, str], *, now: int) -> None:
        if told["tag"]:
            tags.add(store, ticket_id, told["tag"], now=now)
        if told["assignee"]:
            work.join(store, ticket_id, told["assignee"], Part.ASSIGNEE, now=now)
        if told["team"]:
            work.give(store, ticket_id, old_team=None, new_team=told["team"])
        status = Status(told["status"] or "open").value
        store.run("UPDATE tickets SET status = :s WHERE id = :id", s=status, id=ticket_id)

    def team(self, name: str) -> str:
        """A team of the shop."""
        team_id = ids.new_id("tea", self.stage.clock.now())
        with self.stage.desk.database.writing() as store:
            teams.create(store, self.stage.shop.id, name, fresh_id=team_id)
        return team_id


def filed_in(stage: Stage) -> Filed:
    """By Camille, who came in by an order."""
    return Filed(stage, stage.enter().viewer)
