"""What a helpdesk allows at this moment, whatever a page of it still shows."""

from __future__ import annotations

from sidebar.errors import SessionEnded
from sidebar.rules.operation import OperationKind
from sidebar.rules.viewer import Viewer
from sidebar.store import helpdesks
from sidebar.store.database import Connection
from sidebar.store.helpdesks import Helpdesk


def barred(store: Connection, viewer: Viewer, kind: OperationKind) -> str:
    """The stable name of the switch that is off where they look from; empty where none is."""
    if not viewer.helpdesk_id:
        return ""
    return of(store, viewer).barred(kind)


def of(store: Connection, viewer: Viewer) -> Helpdesk:
    """The helpdesk that the viewer looks from. Raises SessionEnded once it is disconnected."""
    helpdesk = helpdesks.find(store, viewer.helpdesk_id)
    if helpdesk is None:
        raise SessionEnded
    return helpdesk
