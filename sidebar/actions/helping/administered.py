"""What a manager sees of the helpdesks that show their shop, and how far their word reaches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sidebar.actions import staffing
from sidebar.actions.desk import Desk
from sidebar.actions.helping import naming
from sidebar.rules.viewer import Role, Viewer, role_in_helpdesk
from sidebar.store import helpdesk_agents, helpdesk_shops, helpdesks, shops
from sidebar.store.database import Connection
from sidebar.store.helpdesk_shops import Showing
from sidebar.store.helpdesks import Helpdesk
from sidebar.store.shops import Shop

EVERYONE = "*"
"""Stands for whoever has no role of their own."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of a helpdesk. ``seen_at`` in UTC ms; 0 for who was never here."""

    id: str
    name: str
    """As their page said it; empty until it has."""
    given: str
    """The role's word; empty where they have what everyone else has."""
    role: Role
    seen_at: int = 0


@dataclass(frozen=True, slots=True)
class Installed:
    """One helpdesk, as the page of one shop's manager shows it."""

    helpdesk: Helpdesk
    shops: tuple[tuple[Showing, bool], ...]
    """Those that the viewer manages, and whether they may switch each from here."""
    acts_as: str
    """The employee in whose name this shop is asked, by the shop's own id; empty for none."""
    employees: Mapping[str, str]
    """Who may be that, by the shop's own id; nobody where the shop does not ask for one."""
    others: int
    """How many more there are."""
    people: tuple[Person, ...]
    everyone: Role
    may_rule: bool
    """Whether they manage every shop that its switches and roles are about."""
    seen: str
    """What a change must have been decided on."""


def show(desk: Desk, viewer: Viewer) -> tuple[Shop, tuple[Installed, ...]]:
    """The helpdesks that the viewer's shop is connected with. Raises Forbidden or NotFound."""
    staffing.check(viewer)
    with desk.database.reading() as store:
        shop = staffing.found(store, viewer)
        found = known(store, viewer)
        return shop, tuple(_installed(store, viewer, helpdesk) for helpdesk in found)


def known(store: Connection, viewer: Viewer) -> list[Helpdesk]:
    """Those of the viewer's shop; who comes from one of them knows of no other."""
    found = helpdesks.of_shop(store, viewer.shop_id)
    return [one for one in found if viewer.helpdesk_id in ("", one.id)]


def _installed(store: Connection, viewer: Viewer, helpdesk: Helpdesk) -> Installed:
    showings = helpdesk_shops.showings(store, helpdesk.id)
    theirs, rules = managed(viewer, showings), may_rule(viewer, showings)
    is_of_it = viewer.helpdesk_id == helpdesk.id
    mine = tuple(
        (one, not (is_of_it and one.shop.id == viewer.shop_id))
        for one in showings
        if one.shop.id in theirs or one.shop.id == viewer.shop_id
    )
    return Installed(
        helpdesk=helpdesk,
        shops=mine,
        acts_as=next(one.acts_as for one in showings if one.shop.id == viewer.shop_id),
        employees=employees_of(store, viewer.shop_id),
        others=len(showings) - len(mine),
        people=_people(store, helpdesk, "" if rules else viewer.shop_id),
        everyone=role_in_helpdesk(helpdesk.roles, EVERYONE),
        may_rule=rules,
        seen=state_of(helpdesk, showings),
    )


def _people(store: Connection, helpdesk: Helpdesk, shop_id: str) -> tuple[Person, ...]:
    """Who has a role of their own, and who was here: in one shop, or in any."""
    names, seen = names_of(store, helpdesk, shop_id), dict[str, int]()
    for agent in helpdesk_agents.of_helpdesk(store, helpdesk.id):
        if shop_id in ("", agent.shop_id):
            seen[agent.person_id] = max(seen.get(agent.person_id, 0), agent.seen_at)
    known = {*seen, *helpdesk.roles} - {EVERYONE}
    return tuple(
        Person(
            person_id,
            names.get(person_id, ""),
            helpdesk.roles.get(person_id, ""),
            role_in_helpdesk(helpdesk.roles, person_id),
            seen.get(person_id, 0),
        )
        for person_id in sorted(known, key=lambda one: (names.get(one, "~").casefold(), one))
    )


def employees_of(store: Connection, shop_id: str) -> dict[str, str]:
    """Only a shop that is asked through its module wants to know which employee asks."""
    shop = shops.find(store, shop_id)
    is_asked = shop is not None and shop.module.is_paired
    return helpdesk_shops.employees(store, shop_id) if is_asked else {}


def managed(viewer: Viewer, showings: list[Showing]) -> set[str]:
    """The ids of the shops that the viewer manages: their own, or all that they came in for."""
    if not viewer.helpdesk_id:
        return {viewer.shop_id}
    return {one.shop.id for one in showings if not one.is_withheld}


def may_rule(viewer: Viewer, showings: list[Showing]) -> bool:
    """One that its own people put away is not at stake: they see the roles when they bring it."""
    theirs = managed(viewer, showings)
    return all(one.shop.id in theirs for one in showings if not one.is_withheld)


def state_of(helpdesk: Helpdesk, showings: list[Showing]) -> str:
    """Another word for each thing that a manager could have decided on."""
    stands = [(one.shop.id, one.is_shown, one.is_withheld, one.acts_as) for one in showings]
    switches = [helpdesk.refunds_on, helpdesk.cancellations_on]
    said = json.dumps([sorted(helpdesk.roles.items()), switches, sorted(stands)])
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def names_of(store: Connection, helpdesk: Helpdesk, shop_id: str) -> dict[str, str]:
    """What their pages said, by their number; in one shop, or in any."""
    return {
        agent.person_id: agent.name
        for agent in helpdesk_agents.of_helpdesk(store, helpdesk.id)
        if shop_id in ("", agent.shop_id) and not naming.is_made_up(agent)
    }
