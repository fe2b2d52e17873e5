"""Which shops a person may work in: their own, and those of the house that they were granted."""

from __future__ import annotations

import dataclasses

from sidebar.actions.desk import Desk
from sidebar.rules.viewer import Viewer, role_named
from sidebar.store import families, grants
from sidebar.store.grants import Granted
from sidebar.store.shops import Shop


def elsewhere(
    desk: Desk, viewer: Viewer, *, ticket_id: str = "", shop_id: str = ""
) -> Viewer | None:
    """The same person in the other shop that this ticket, or this address, is of.

    Nobody does more there than at home, nor more than they were granted: money moves only for who
    came in through the shop itself. None where nothing was granted.
    """
    with desk.database.asking() as store:
        granted = (
            grants.through_ticket(store, viewer.agent_id, ticket_id)
            if ticket_id
            else grants.at(store, viewer.agent_id, shop_id)
        )
    if granted is None or granted.shop_id == viewer.shop_id:
        return None
    role = min(viewer.role, role_named(granted.role))
    return dataclasses.replace(viewer, shop_id=granted.shop_id, role=role)


def framing(desk: Desk, shop: Shop) -> tuple[str, ...]:
    """The back offices that may show this shop's empty pages: its own, and those of its house.

    Who works in a sister shop stays in the frame of their own, and a reload begins there.
    """
    with desk.database.reading() as store:
        others = families.relatives(store, shop)
    every = (shop, *others)
    return tuple(dict.fromkeys(origin for one in every for origin in one.admin_origins))


def shops_of(desk: Desk, viewer: Viewer) -> list[Granted]:
    """The other shops that this person may work in."""
    with desk.database.asking() as store:
        return grants.of_agent(store, viewer.agent_id)
