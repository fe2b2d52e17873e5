"""Whoever works on a ticket may answer on it, and finds it through their own shop."""

from __future__ import annotations

from sidebar.errors import Forbidden, NotFound
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import shops, tickets
from sidebar.store.database import Connection
from sidebar.store.tickets import Ticket


def check(viewer: Viewer) -> None:
    """Raises Forbidden for who may only look."""
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")


def found(store: Connection, viewer: Viewer, ticket_id: str) -> Ticket:
    """The ticket of the viewer's shop. Raises NotFound."""
    ticket = tickets.find(store, ticket_id, shop_id=viewer.shop_id)
    if ticket is None:
        raise NotFound
    return ticket


def check_shop(store: Connection, viewer: Viewer) -> None:
    """For what is of a shop and no ticket. Raises NotFound where the shop is connected no more."""
    if shops.find(store, viewer.shop_id) is None:
        raise NotFound
