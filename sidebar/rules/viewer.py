"""Who is looking and what they may do: the host's roles mapped to ours, never above the host's."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from platforms.launches import Launch


class Role(IntEnum):
    """Each role may do what the ones below it may."""

    NONE = 0
    READ = 1
    REPLY = 2
    REFUND = 3
    APPROVE = 4
    MANAGE = 5

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Viewer:
    """A verified person in front of the panel."""

    agent_id: str
    shop_id: str
    name: str
    role: Role
    language: str
    is_read_only_in_host: bool = False
    """The host itself does not let this employee change orders: the reason shown with READ."""
    helpdesk_id: str = ""
    """Our id of the helpdesk that they look from; empty for the shop's own back office."""

    def may(self, role: Role) -> bool:
        return self.role >= role

    def speaking(self, language: str) -> Viewer:
        """The same person reading in another language."""
        return dataclasses.replace(self, language=language)


LANGUAGES = ("fr", "en")

OF_HELPDESK = "helpdesk:"
"""How the profile of an agent from a helpdesk begins; their role follows. No shop's ids do."""


def role_of(launch: Launch, roles: Mapping[str, str]) -> Role:
    """The role of a launched employee.

    ``roles`` maps the host's profile ids to role names ("*" for every other profile). Without a
    mapping a super-user manages and anyone else replies. An employee who may not change orders in
    the host is held to READ, one who may not even see them to NONE.
    """
    if not launch.may_view_orders and not launch.is_superuser:
        return Role.NONE
    if not launch.may_edit_orders and not launch.is_superuser:
        return min(Role.READ, role_given(roles, launch.profile, is_superuser=False))
    return role_given(roles, launch.profile, is_superuser=launch.is_superuser)


def role_given(roles: Mapping[str, str], profile: str, *, is_superuser: bool) -> Role:
    """What a shop's mapping gives a profile of the host, whatever the host itself allows.

    Who comes from a helpdesk has there what the helpdesk gave them: that shop's mapping does not
    know them.
    """
    if profile.startswith(OF_HELPDESK):
        return role_named(profile.removeprefix(OF_HELPDESK))
    default = "manage" if is_superuser else "reply"
    return role_named(roles.get(profile) or roles.get("*") or default)


def role_in_helpdesk(roles: Mapping[str, str], person_id: str) -> Role:
    """What a helpdesk's mapping gives a person by the host's id of them; replying unless told."""
    return role_named(roles.get(person_id) or roles.get("*") or "reply")


def role_named(word: str) -> Role:
    """The role of that name. Raises ValueError for an unknown one."""
    try:
        return Role[word.upper()]
    except KeyError as error:
        raise ValueError(word) from error


def language_of(wanted: str) -> str:
    """The panel's language nearest to a language tag: French for fr*, English for all else."""
    return "fr" if wanted.lower().startswith("fr") else "en"
