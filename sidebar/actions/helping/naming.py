"""What someone of a helpdesk is called: never nothing, and where it matters by what was signed."""

from __future__ import annotations

from sidebar.rules import called
from sidebar.rules.viewer import Viewer
from sidebar.store import helpdesk_agents, helpdesks
from sidebar.store.database import Connection
from sidebar.store.helpdesk_agents import HelpdeskAgent
from sidebar.store.helpdesks import Helpdesk


def made_up(helpdesk: Helpdesk, person_id: str) -> str:
    """Before their page has said a name. The same in every language: histories keep it as one."""
    return called.number(helpdesk.name, person_id)


def is_made_up(agent: HelpdeskAgent) -> bool:
    """Whether their page has not said yet who they are."""
    return not agent.name or agent.name.endswith(f" · {agent.person_id}")


def kept(store: Connection, helpdesk_id: str, agent: HelpdeskAgent, said: str) -> str:
    """What they are called once their page said this name of them.

    One that imitates a signed number is not theirs: the old one stays. One that somebody else of
    the same shop bears stands with the number behind it, or each could speak as the other.
    """
    name = called.cleaned(said)
    if not name or called.is_imitation(name):
        return agent.name
    others = helpdesk_agents.names_beside(store, helpdesk_id, agent.person_id)
    helpdesk = helpdesks.find(store, helpdesk_id)
    if helpdesk is None or not any(called.is_same(name, called.plain(one)) for one in others):
        return name
    return called.signed(name, helpdesk.name, agent.person_id)


def recorded(store: Connection, viewer: Viewer) -> str:
    """The name that what they did with money is kept under: with the number that was signed."""
    if not viewer.helpdesk_id:
        return viewer.name
    helpdesk = helpdesks.find(store, viewer.helpdesk_id)
    mine = helpdesk_agents.of_person(store, viewer.helpdesk_id, viewer.agent_id)
    if helpdesk is None or not mine:
        return viewer.name
    return called.signed(mine[0].name, helpdesk.name, mine[0].person_id)
