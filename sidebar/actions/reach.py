"""Which shops a person may work in: their own, and those of the house that they were granted."""

from __future__ import annotations

import dataclasses

from sidebar.actions.desk import Desk
from sidebar.actions.helping import entering
from sidebar.rules.viewer import Viewer, role_named
from sidebar.store import families, grants, shops
from sidebar.store.grants import Granted
from sidebar.store.shops import Shop


def elsewhere(
    desk: Desk, viewer: Viewer, *, ticket_id: str = "", shop_id: str = ""
) -> Viewer | None:
    """The same person in the other shop that this ticket, or this address, is of.

    Nobody does more there than at home, nor more than they were granted: money moves only for who
    came in through the shop itself. None where nothing was granted.
    """
    if viewer.helpdesk_id:
        return _in_helpdesk(desk, viewer, ticket_id=ticket_id, shop_id=shop_id)
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


def _in_helpdesk(
    desk: Desk, viewer: Viewer, *, ticket_id: str = "", shop_id: str = ""
) -> Viewer | None:
    """The same person in another shop of the helpdesk, with the same rights as in the first."""
    with desk.database.reading() as store:
        if ticket_id:
            shop = shops.of_ticket(store, ticket_id)
            shop_id = shop.id if shop is not None else ""
        if not shop_id or shop_id == viewer.shop_id:
            return None
        return entering.in_shop(store, viewer, shop_id)


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
