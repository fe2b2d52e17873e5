"""What managers rule of a helpdesk: its switches, its people's roles, and which shops it shows.

Nobody gives a right in a shop that they do not manage, and nobody takes their own away.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sidebar.actions import recording
from sidebar.actions.desk import Desk
from sidebar.actions.helping import administered, connecting
from sidebar.actions.money import access
from sidebar.errors import NotFound, Refused
from sidebar.rules.viewer import Role, Viewer, role_in_helpdesk, role_named
from sidebar.store import helpdesk_agents, helpdesk_shops, helpdesks
from sidebar.store.database import Connection
from sidebar.store.helpdesks import Helpdesk

MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a manager wants of a helpdesk; ``roles`` by person, empty for as everyone else."""

    seen: str
    refunds_on: bool
    cancellations_on: bool
    roles: Mapping[str, str]


def rule(desk: Desk, viewer: Viewer, helpdesk_id: str, wanted: Ruled) -> None:
    """Sets switches and roles; pages that are open know it with their next request.

    Raises Forbidden, NotFound or Refused (``helpdesk_changed``, ``not_every_shop``, ``own_right``,
    ``bad_person``, ``bad_role``, ``too_many_people``).
    """
    with desk.database.writing() as store:
        helpdesk = _held(store, viewer, helpdesk_id, wanted.seen)
        showings = helpdesk_shops.showings(store, helpdesk_id)
        if not administered.may_rule(viewer, showings):
            raise Refused("not_every_shop")
        changed = dataclasses.replace(
            helpdesk,
            roles=_roles(helpdesk.roles, wanted.roles),
            refunds_on=wanted.refunds_on,
            cancellations_on=wanted.cancellations_on,
        )
        if viewer.helpdesk_id == helpdesk_id and _own(store, viewer, changed) < Role.MANAGE:
            raise Refused("own_right")
        helpdesks.change(store, changed)
        connecting.set_rights(store, changed)
        names = administered.names_of(store, changed, "")
        for showing in showings:
            for subject, old, new in _differences(helpdesk, changed, names):
                _tell(store, desk, viewer, showing.shop.id, subject, old=old, new=new)


def switch(
    desk: Desk, viewer: Viewer, helpdesk_id: str, shop_id: str, *, is_shown: bool, seen: str
) -> None:
    """Shows one of the viewer's shops there, or puts it away, for pages already open too.

    Raises Forbidden, NotFound or Refused (``helpdesk_changed``, ``own_right``, ``shop_withheld``,
    ``same_account``).
    """
    with desk.database.writing() as store:
        helpdesk = _held(store, viewer, helpdesk_id, seen)
        showings = helpdesk_shops.showings(store, helpdesk_id)
        managed = administered.managed(viewer, showings)
        found = next((one for one in showings if one.shop.id == shop_id), None)
        is_of_it = viewer.helpdesk_id == helpdesk_id
        if found is not None and is_of_it and found.is_withheld:
            raise Refused("shop_withheld")
        if found is None or shop_id not in managed:
            raise NotFound
        if is_of_it and shop_id == viewer.shop_id and not is_shown:
            raise Refused("own_right")
        if found.is_shown is is_shown:
            return
        connecting.show(store, helpdesk, shop_id, is_shown=is_shown)
        helpdesk_shops.mark(store, helpdesk_id, shop_id, is_withheld=not is_shown and not is_of_it)
        old, new = _word(found.is_shown), _word(is_shown)
        _tell(store, desk, viewer, shop_id, ("shown", helpdesk.name), old=old, new=new)


def stand_in(desk: Desk, viewer: Viewer, helpdesk_id: str, employee_id: str, *, seen: str) -> None:
    """Says in whose name the viewer's shop is asked for people of the helpdesk; empty for nobody.

    Raises Forbidden, NotFound or Refused (``helpdesk_changed``, ``bad_employee``).
    """
    with desk.database.writing() as store:
        helpdesk = _held(store, viewer, helpdesk_id, seen)
        known = administered.employees_of(store, viewer.shop_id)
        if employee_id and employee_id not in known:
            raise Refused("bad_employee")
        old = helpdesk_shops.acting_for(store, helpdesk_id, viewer.shop_id)
        if old == employee_id:
            return
        helpdesk_shops.act_as(store, helpdesk_id, viewer.shop_id, employee_id)
        told = ("employee", helpdesk.name)
        was, is_now = known.get(old, old), known.get(employee_id, employee_id)
        _tell(store, desk, viewer, viewer.shop_id, told, old=was, new=is_now)


def stand_ins(desk: Desk, helpdesk_id: str, by_shop: Mapping[str, str]) -> None:
    """The same, as whoever runs the counter says it: by shop, the shop's own number of one of them.

    Raises NotFound or Refused (``bad_employee``).
    """
    with desk.database.writing() as store:
        connected = {one.shop.id for one in helpdesk_shops.showings(store, helpdesk_id)}
        for shop_id, employee_id in by_shop.items():
            if shop_id not in connected:
                raise NotFound
            if employee_id and not connecting.NUMBER.fullmatch(employee_id):
                raise Refused("bad_employee")
            helpdesk_shops.act_as(store, helpdesk_id, shop_id, employee_id)


def _held(store: Connection, viewer: Viewer, helpdesk_id: str, seen: str) -> Helpdesk:
    """The helpdesk as it stands while nobody else changes it, if it is as the viewer saw it."""
    access.still(store, viewer, Role.MANAGE)
    if not helpdesk_shops.hold(store, helpdesk_id):
        raise NotFound
    connected = {one.id: one for one in administered.known(store, viewer)}
    helpdesk = connected.get(helpdesk_id)
    if helpdesk is None:
        raise NotFound
    if administered.state_of(helpdesk, helpdesk_shops.showings(store, helpdesk_id)) != seen:
        raise Refused("helpdesk_changed")
    return helpdesk


def _own(store: Connection, viewer: Viewer, changed: Helpdesk) -> Role:
    mine = helpdesk_agents.of_person(store, changed.id, viewer.agent_id)
    if not mine:
        raise NotFound
    return role_in_helpdesk(changed.roles, mine[0].person_id)


def _roles(old: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """What the form says, over what it does not mention."""
    for person_id, word in wanted.items():
        if person_id != administered.EVERYONE and not connecting.NUMBER.fullmatch(person_id):
            raise Refused("bad_person")
        try:
            role_named(word or "none")
        except ValueError as error:
            raise Refused("bad_role") from error
    roles = {person_id: word for person_id, word in {**old, **wanted}.items() if word}
    if len(roles) > MOST_PEOPLE:
        raise Refused("too_many_people")
    return roles


def _differences(
    old: Helpdesk, new: Helpdesk, names: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    switches = (
        ("refunds", old.refunds_on, new.refunds_on),
        ("cancellations", old.cancellations_on, new.cancellations_on),
    )
    for what, was, is_on in switches:
        if was is not is_on:
            yield (what, new.name), _word(was), _word(is_on)
    for person_id in {**old.roles, **new.roles}:
        had, has = old.roles.get(person_id, ""), new.roles.get(person_id, "")
        if had != has:
            yield ("role", new.name, person_id, names.get(person_id, "")), had, has


def _word(is_on: object) -> str:
    return "on" if is_on else "off"


def _tell(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    shop_id: str,
    subject: tuple[str, ...],
    *,
    old: str,
    new: str,
) -> None:
    """In the history of that shop's settings; no name of ours has two lines."""
    there = dataclasses.replace(viewer, shop_id=shop_id)
    told = "\n".join(subject)
    recording.settled(store, desk, there, section="helpdesks", subject=told, old=old, new=new)
