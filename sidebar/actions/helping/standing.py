"""What a helpdesk allows at this moment, whatever a page of it still shows."""

from __future__ import annotations

from sidebar.errors import SessionEnded
from sidebar.rules.operation import OperationKind
from sidebar.rules.viewer import OF_HELPDESK, Viewer
from sidebar.store import helpdesk_agents, helpdesk_shops, helpdesks
from sidebar.store.agents import Agent
from sidebar.store.database import Connection
from sidebar.store.helpdesks import Helpdesk
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop

NO_EMPLOYEE = "helpdesk_no_employee"
"""Why nothing is asked of a shop that takes money's movements from its own employees only."""


def barred(store: Connection, shop: Shop, viewer: Viewer, kind: OperationKind) -> str:
    """The stable name of what is off where they look from; empty where nothing is."""
    if not viewer.helpdesk_id:
        return ""
    off = of(store, viewer).barred(kind)
    if off or not shop.module.is_paired:
        return off
    return "" if helpdesk_shops.acting_for(store, viewer.helpdesk_id, shop.id) else NO_EMPLOYEE


def employee_for(store: Connection, operation: Operation, agent: Agent) -> str:
    """The shop's own id of whoever it is asked for: of the asker, else of who stands in for them.

    Who comes from a helpdesk is nobody the shop knows; the shop's note names them all the same.
    """
    if not agent.profile.startswith(OF_HELPDESK):
        return agent.host_id
    helpdesk_id = helpdesk_agents.helpdesk_of(store, agent.id)
    return helpdesk_shops.acting_for(store, helpdesk_id, operation.shop_id) or agent.host_id


def of(store: Connection, viewer: Viewer) -> Helpdesk:
    """The helpdesk that the viewer looks from. Raises SessionEnded once it is disconnected."""
    helpdesk = helpdesks.find(store, viewer.helpdesk_id)
    if helpdesk is None:
        raise SessionEnded
    return helpdesk
