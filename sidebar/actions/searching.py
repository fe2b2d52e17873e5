"""Brings what was written before there was an index into it, a little at a time, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidebar.store import search

if TYPE_CHECKING:
    from sidebar.actions.desk import Desk

TICKETS_AT_ONCE = 100
"""A transaction of some 50 ms: who writes beside it hardly waits."""

TURNS = 5
"""In one round of the worker."""


def catch_up(desk: Desk) -> int:
    """Indexes the newest tickets that are not yet; answers how many it looked at."""
    looked_at = 0
    for _ in range(TURNS):
        found = _turn(desk)
        looked_at += found
        if not found:
            break
    return looked_at


def _turn(desk: Desk) -> int:
    with desk.database.asking() as store:
        if not search.is_behind(store):
            return 0
    with desk.database.writing() as store:
        ticket_ids = search.unindexed(store, most=TICKETS_AT_ONCE) or []
        for ticket_id in ticket_ids:
            search.index_old(store, ticket_id)
        search.indexed_down_to(store, ticket_ids[-1] if ticket_ids else "")
    return len(ticket_ids)
