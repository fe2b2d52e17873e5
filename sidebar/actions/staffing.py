"""Who works at a shop's counter: its teams, and who of its house may work here too."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from sidebar import ids
from sidebar.actions import recording
from sidebar.actions.desk import Desk
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.viewer import Role, Viewer, role_given
from sidebar.store import agents, grants, helpdesk_shops, shops, teams
from sidebar.store.agents import Colleague
from sidebar.store.database import Connection
from sidebar.store.grants import Neighbour
from sidebar.store.shops import Shop
from sidebar.store.teams import Team

LONGEST_NAME = 60
GRANTABLE = ("", "read", "reply")
"""Money moves only for who came in through the shop itself."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Everyone who is, or may be, at this counter."""

    shop: Shop
    people: tuple[tuple[Colleague, Role], ...]
    """With what the shop's roles give each of them today."""
    teams: tuple[Team, ...]
    neighbours: tuple[Neighbour, ...]
    helpdesks: Mapping[str, tuple[str, str]]
    """Kind and name of those that people come from, by our id."""


def show(desk: Desk, viewer: Viewer) -> Staff:
    """The staff of the viewer's shop. Raises Forbidden or NotFound."""
    check(viewer)
    with desk.database.reading() as store:
        shop = found(store, viewer)
        people = tuple((one, _role(shop, one)) for one in agents.of_shop(store, shop.id))
        return Staff(
            shop,
            people,
            tuple(teams.of_shop(store, shop.id)),
            tuple(grants.neighbours(store, shop.id)),
            helpdesk_shops.names(store, shop.id),
        )


def create_team(desk: Desk, viewer: Viewer, name: str) -> None:
    """A new team. Raises Forbidden or Refused (``bad_name``, ``name_taken``)."""
    check(viewer)
    with desk.database.writing() as store:
        shop = found(store, viewer)
        plain = _free_name(teams.of_shop(store, shop.id), name)
        teams.create(store, shop.id, plain, fresh_id=ids.new_id("tem", desk.clock.now()))
        recording.settled(store, desk, viewer, section="teams", subject=plain, new=plain)


def rename_team(desk: Desk, viewer: Viewer, team_id: str, name: str) -> None:
    """Raises Forbidden, NotFound or Refused as ``create_team`` does."""
    check(viewer)
    with desk.database.writing() as store:
        every = teams.of_shop(store, viewer.shop_id)
        team = _team(every, team_id)
        plain = _free_name([one for one in every if one.id != team_id], name)
        fresh = dataclasses.replace(team, name=plain)
        teams.change(store, fresh, shop_id=viewer.shop_id, now=desk.clock.now())
        if plain != team.name:
            recording.settled(
                store, desk, viewer, section="teams", subject=plain, old=team.name, new=plain
            )


def archive_team(desk: Desk, viewer: Viewer, team_id: str, *, is_archived: bool) -> None:
    """Offers it no more, or again. Raises Forbidden or NotFound."""
    check(viewer)
    with desk.database.writing() as store:
        team = _team(teams.of_shop(store, viewer.shop_id), team_id)
        if team.is_archived is is_archived:
            return
        fresh = dataclasses.replace(team, is_archived=is_archived)
        teams.change(store, fresh, shop_id=viewer.shop_id, now=desk.clock.now())
        told = {"old": team.name} if is_archived else {"new": team.name}
        recording.settled(store, desk, viewer, section="teams", subject=team.name, **told)


def man_team(desk: Desk, viewer: Viewer, team_id: str, agent_id: str, *, is_member: bool) -> None:
    """Puts someone into a team, or out of it. Raises Forbidden or NotFound."""
    check(viewer)
    with desk.database.writing() as store:
        team = _team(teams.of_shop(store, viewer.shop_id), team_id)
        name = _name_of(store, viewer.shop_id, agent_id)
        has_changed = (
            teams.join(store, team_id, agent_id)
            if is_member
            else teams.leave(store, team_id, agent_id)
        )
        if has_changed:
            told = {"new": name} if is_member else {"old": name}
            recording.settled(store, desk, viewer, section="members", subject=team.name, **told)


def grant(desk: Desk, viewer: Viewer, agent_id: str, role: str) -> None:
    """What someone of a sister shop may do here; empty for nothing.

    Raises Forbidden, NotFound (nobody of the house) or Refused (``bad_role``).
    """
    check(viewer)
    if role not in GRANTABLE:
        raise Refused("bad_role")
    with desk.database.writing() as store:
        known = {one.agent_id: one for one in grants.neighbours(store, viewer.shop_id)}
        person = known.get(agent_id)
        if person is None:
            raise NotFound
        if person.role == role:
            return
        if role:
            now = desk.clock.now()
            grants.give(store, agent_id, viewer.shop_id, role, given_by=viewer.agent_id, now=now)
        else:
            grants.take(store, agent_id, viewer.shop_id)
        recording.settled(
            store, desk, viewer, section="grants", subject=person.name, old=person.role, new=role
        )


def check(viewer: Viewer) -> None:
    """Raises Forbidden (``manage``) for who does not manage."""
    if not viewer.may(Role.MANAGE):
        raise Forbidden("manage")


def found(store: Connection, viewer: Viewer) -> Shop:
    """The viewer's shop. Raises NotFound once it is disconnected."""
    shop = shops.find(store, viewer.shop_id)
    if shop is None:
        raise NotFound
    return shop


def plain_name(name: str, *, longest: int = LONGEST_NAME) -> str:
    """One line without control characters. Raises Refused (``bad_name``)."""
    plain = " ".join(name.split())
    if not plain or len(plain) > longest or not plain.isprintable():
        raise Refused("bad_name")
    return plain


def _free_name(every: list[Team], name: str) -> str:
    plain = plain_name(name)
    if any(team.name.casefold() == plain.casefold() for team in every):
        raise Refused("name_taken")
    return plain


def _team(every: list[Team], team_id: str) -> Team:
    team = next((team for team in every if team.id == team_id), None)
    if team is None:
        raise NotFound
    return team


def _name_of(store: Connection, shop_id: str, agent_id: str) -> str:
    """Of someone of this shop, or of who was granted it. Raises NotFound."""
    own = {one.id: one.name for one in agents.of_shop(store, shop_id)}
    granted = {one.agent_id: one.name for one in grants.neighbours(store, shop_id) if one.role}
    try:
        return {**granted, **own}[agent_id]
    except KeyError as error:
        raise NotFound from error


def _role(shop: Shop, one: Colleague) -> Role:
    return role_given(shop.roles, one.profile, is_superuser=one.is_superuser)
