"""The history of an operation: one event for each thing that a person should be able to find."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from platforms.moves import Done, MoneyState
from sidebar import ids
from sidebar.actions.helping import naming
from sidebar.actions.money.letters import Requester
from sidebar.actions.speaking import Author
from sidebar.rules.following import accepted, sum_in
from sidebar.rules.operation import OperationKind
from sidebar.rules.reviewed import differences
from sidebar.rules.viewer import Viewer
from sidebar.store import events, tickets
from sidebar.store.database import Connection
from sidebar.store.events import Event, EventKind
from sidebar.store.operations import Operation

NOTHING_MORE: Mapping[str, str | int] = MappingProxyType({})

DONE = {
    OperationKind.REFUND: EventKind.REFUNDED,
    OperationKind.CANCEL: EventKind.ORDER_CANCELLED,
}


def tell(
    store: Connection,
    operation: Operation,
    kind: EventKind,
    *,
    now: int,
    author: Author | None = None,
    more: Mapping[str, str | int] = NOTHING_MORE,
) -> None:
    """Records an event in the name of whoever asked, unless another ``author`` is named.

    ``more`` says what this event knows better than the operation.
    """
    by = author or Requester(operation.agent_id, operation.agent_name)
    told: dict[str, str | int] = {
        "operation": operation.id,
        "kind": operation.kind.value,
        "amount": operation.amount.minor,
        "currency": operation.amount.currency,
        "reference": "",
        "reason": operation.reason,
        "note": operation.note,
        "fault": operation.fault,
        "approver": operation.approver_name,
        "warnings": "",
        "voucher": "",
        "differs": "",
        "gives": operation.review.gives.value,
        # Where the shop carries the money itself, it writes no credit slip.
        "is_slip": int(not operation.review.ways),
        "pending": 0,
        "failed": 0,
    }
    event = Event(
        id=ids.new_id("evt", now),
        ticket_id=operation.ticket_id,
        kind=kind,
        actor_id=by.agent_id,
        actor_name=naming.recorded(store, by) if isinstance(by, Viewer) else by.name,
        old="",
        new=msgspec.json.encode({**told, **more}).decode(),
        happened_at=now,
    )
    events.record(store, event)
    tickets.touch(store, operation.ticket_id, now=now, has_message=False)


def of_done(operation: Operation, done: Done, *, warnings: tuple[str, ...]) -> dict[str, str | int]:
    """What an event says of what the shop did; lists are words joined by commas."""
    return {
        "amount": accepted(done).minor,
        "reference": done.reference,
        "voucher": done.voucher,
        "warnings": ",".join(warnings),
        "differs": ",".join(differences(operation.review, done)),
        "fault": "",
        "pending": sum_in(MoneyState.PENDING, done).minor,
        "failed": sum_in(MoneyState.FAILED, done).minor,
    }
