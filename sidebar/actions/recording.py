"""Writes who did what down, in the transaction that does it: on a ticket, or in the settings."""

from __future__ import annotations

from typing import Protocol

from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.rules.viewer import Viewer
from sidebar.store import events, setting_events
from sidebar.store.database import Connection
from sidebar.store.events import Event, EventKind
from sidebar.store.setting_events import SettingEvent


class Actor(Protocol):
    """Whoever does it: a viewer, a customer by mail, a rule."""

    @property
    def agent_id(self) -> str: ...

    @property
    def name(self) -> str: ...


def happened(
    store: Connection,
    desk: Desk,
    ticket_id: str,
    kind: EventKind,
    *,
    actor: Actor,
    old: str = "",
    new: str = "",
) -> Event:
    """Adds the event to the ticket's history; answers it.

    What money has to tell begins with a brace: a text that people wrote never does.
    """
    now = desk.clock.now()
    new = f" {new}" if new.startswith("{") else new
    event = Event(
        id=ids.new_id("evt", now),
        ticket_id=ticket_id,
        kind=kind,
        actor_id=actor.agent_id,
        actor_name=actor.name,
        old=old,
        new=new,
        happened_at=now,
    )
    events.record(store, event)
    return event


def settled(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    *,
    section: str,
    subject: str,
    old: str = "",
    new: str = "",
) -> None:
    """Adds the change to the history of the viewer's shop's settings."""
    now = desk.clock.now()
    setting_events.record(
        store,
        SettingEvent(
            id=ids.new_id("set", now),
            shop_id=viewer.shop_id,
            actor_id=viewer.agent_id,
            actor_name=viewer.name,
            section=section,
            subject=subject,
            old=old,
            new=new,
            happened_at=now,
        ),
    )
