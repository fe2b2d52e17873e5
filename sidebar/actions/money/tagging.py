"""A ticket's tag says no more than what is known: asked is not refunded, and failed is nothing."""

from __future__ import annotations

from platforms.moves import Done
from sidebar.actions.helping import telling
from sidebar.rules.following import Arrival, arrival_of, reaches
from sidebar.rules.operation import OperationKind, pending_tag, tag_of
from sidebar.store import following, tags
from sidebar.store.database import Connection
from sidebar.store.operations import Operation


def tag(store: Connection, operation: Operation, done: Done, *, shop_kind: str, now: int) -> None:
    """Ties to the ticket what ``done`` has come to, after its operation was kept so."""
    ticket_id, awaited = operation.ticket_id, pending_tag(shop_kind)
    if operation.kind is OperationKind.CANCEL or reaches(done):
        tag_told = tag_of(operation.kind, shop_kind)
        tags.add(store, ticket_id, tag_told, now=now)
        telling.tagged(store, ticket_id, operation.id, tag_told, now=now)
    elif arrival_of(done.paid_back) is Arrival.PENDING:
        tags.add(store, ticket_id, awaited, now=now)
    if not following.is_awaited(store, operation):
        tags.remove(store, ticket_id, awaited)
