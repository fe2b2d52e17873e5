"""A signed launch from a helpdesk becomes one viewer: the same person in each of its shops."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from platforms.helpdesks import HelpdeskLaunch
from platforms.launches import LaunchRefused
from sidebar import ids
from sidebar.actions import recording
from sidebar.actions.desk import Desk
from sidebar.actions.helping import naming, standing
from sidebar.clock import MINUTE
from sidebar.errors import Forbidden, NotFound, SessionEnded
from sidebar.rules.viewer import OF_HELPDESK, Role, Viewer, language_of, role_in_helpdesk
from sidebar.store import helpdesk_agents, helpdesk_shops, helpdesks
from sidebar.store.database import Connection
from sidebar.store.helpdesk_agents import HelpdeskAgent
from sidebar.store.helpdesks import Helpdesk
from sidebar.store.shops import Shop


@dataclass(frozen=True, slots=True)
class Arrival:
    """Someone who was let in from a helpdesk; ``shops`` are those it shows, by name."""

    helpdesk: Helpdesk
    viewer: Viewer
    shops: tuple[Shop, ...]


def enter(desk: Desk, kind: str, token: str, *, language: str) -> Arrival:
    """Lets a person in, once a launch, in the language that their browser asks for.

    Raises NotFound (no such kind), LaunchRefused, or Forbidden (``no_helpdesk_rights``,
    ``no_helpdesk_shop``); whoever is refused leaves nothing behind.
    """
    host = desk.helpdesks.get(kind)
    if host is None:
        raise NotFound
    claimed = host.claimed(token)
    with desk.database.reading() as store:
        helpdesk = helpdesks.at(store, kind, claimed.origin, claimed.installation)
    if helpdesk is None:
        raise LaunchRefused("unknown_helpdesk")
    now = desk.clock.now()
    launch = host.read(token, key=helpdesk.public_key, claimed=claimed, now=now)
    with desk.database.writing() as store:
        helpdesk, shown, known = _let_in(store, helpdesk.id, launch, now)
    role = role_in_helpdesk(helpdesk.roles, launch.person_id)
    spoken = known[0].language or language
    viewer = _viewer(helpdesk, known[0], role, language_of(spoken))
    return Arrival(helpdesk, viewer, tuple(shown))


def introduce(desk: Desk, viewer: Viewer, *, name: str, email: str, language: str) -> Viewer:
    """Keeps what the helpdesk's page says of the person whom it had signed for.

    Another name than before is in the history of their shops' settings. Raises NotFound.
    """
    with desk.database.writing() as store:
        mine = helpdesk_agents.of_person(store, viewer.helpdesk_id, viewer.agent_id)
        if not mine:
            raise NotFound
        person_id = mine[0].person_id
        kept = naming.kept(store, viewer.helpdesk_id, mine[0], name)
        helpdesk_agents.name(
            store, viewer.helpdesk_id, person_id, name=kept, email=email, language=language
        )
        _tell_renamed(store, desk, viewer, mine, kept)
    return Viewer(
        viewer.agent_id,
        viewer.shop_id,
        kept,
        viewer.role,
        language_of(language),
        helpdesk_id=viewer.helpdesk_id,
    )


def _tell_renamed(
    store: Connection, desk: Desk, viewer: Viewer, mine: list[HelpdeskAgent], name: str
) -> None:
    """Who was known under another name would leave what they did to somebody who is not there."""
    helpdesk = helpdesks.find(store, viewer.helpdesk_id)
    for agent in mine:
        if helpdesk is None or naming.is_made_up(agent) or agent.name == name:
            continue
        there = dataclasses.replace(viewer, agent_id=agent.agent_id, shop_id=agent.shop_id)
        subject = f"name\n{helpdesk.name}\n{agent.person_id}"
        told = {"subject": subject, "old": agent.name, "new": name}
        recording.settled(store, desk, there, section="helpdesks", **told)


def still(desk: Desk, viewer: Viewer) -> Viewer:
    """The viewer as the helpdesk lets them be at this moment, in a shop that it shows now.

    Raises SessionEnded once it is disconnected, Forbidden once they may do nothing there.
    """
    with desk.database.reading() as store:
        helpdesk = standing.of(store, viewer)
        mine = helpdesk_agents.of_person(store, helpdesk.id, viewer.agent_id)
        shown = helpdesks.shops_of(store, helpdesk.id)
    if not mine:
        raise SessionEnded
    role = min(viewer.role, role_in_helpdesk(helpdesk.roles, mine[0].person_id))
    if role is Role.NONE:
        raise Forbidden("no_helpdesk_rights")
    agents = {agent.shop_id: agent.agent_id for agent in mine}
    homes = [shop.id for shop in shown if shop.id in agents]
    if not homes:
        raise Forbidden("no_helpdesk_shop")
    home = viewer.shop_id if viewer.shop_id in homes else homes[0]
    return dataclasses.replace(viewer, role=role, shop_id=home, agent_id=agents[home])


def in_shop(store: Connection, viewer: Viewer, shop_id: str) -> Viewer | None:
    """The same person in another shop that the helpdesk shows; None where it shows no such."""
    if shop_id not in {shop.id for shop in helpdesks.shops_of(store, viewer.helpdesk_id)}:
        return None
    mine = helpdesk_agents.of_person(store, viewer.helpdesk_id, viewer.agent_id)
    agent = next((one for one in mine if one.shop_id == shop_id), None)
    if agent is None:
        return None
    return Viewer(
        agent.agent_id,
        shop_id,
        viewer.name,
        viewer.role,
        viewer.language,
        helpdesk_id=viewer.helpdesk_id,
    )


def _let_in(
    store: Connection, helpdesk_id: str, launch: HelpdeskLaunch, now: int
) -> tuple[Helpdesk, list[Shop], list[HelpdeskAgent]]:
    """Uses the launch up; the shops that are shown, and the person in each. Raises as ``enter``.

    Rights are written as they are now, and nobody changes them meanwhile: a launch that took long
    to verify brings no role back.
    """
    helpdesk_shops.hold(store, helpdesk_id)
    helpdesk = helpdesks.find(store, helpdesk_id)
    if helpdesk is None:
        raise LaunchRefused("unknown_helpdesk")
    if role_in_helpdesk(helpdesk.roles, launch.person_id) is Role.NONE:
        raise Forbidden("no_helpdesk_rights")
    helpdesks.forget_launches(store, before=now - 5 * MINUTE)
    ends_at = launch.expires_at
    if not helpdesks.use_launch(store, helpdesk.id, launch.token_id, expires_at=ends_at):
        raise LaunchRefused("replayed")
    shown = helpdesks.shops_of(store, helpdesk.id)
    if not shown:
        raise Forbidden("no_helpdesk_shop")
    person_id = launch.person_id
    known = [_introduced(store, helpdesk, shop, person_id, now) for shop in shown]
    return helpdesk, shown, known


def _introduced(
    store: Connection, helpdesk: Helpdesk, shop: Shop, person_id: str, now: int
) -> HelpdeskAgent:
    return helpdesk_agents.introduce(
        store,
        fresh_id=ids.new_id("agt", now),
        helpdesk_id=helpdesk.id,
        shop_id=shop.id,
        person_id=person_id,
        name=naming.made_up(helpdesk, person_id),
        profile=OF_HELPDESK + role_in_helpdesk(helpdesk.roles, person_id).word,
        now=now,
    )


def _viewer(helpdesk: Helpdesk, agent: HelpdeskAgent, role: Role, language: str) -> Viewer:
    return Viewer(
        agent.agent_id, agent.shop_id, agent.name, role, language, helpdesk_id=helpdesk.id
    )
