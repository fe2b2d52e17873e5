"""Helpdesks that show our panel beside their own tickets: who launches it, and from where.

A helpdesk is no shop: it has people and tickets, and knows nothing of orders. What it signs is
who looks, in which installation; all else that its page says is only said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Place(StrEnum):
    """Where in the helpdesk our page stands."""

    SIDEBAR = "sidebar"
    """Beside a ticket, or beside one that is being begun."""
    EDITOR = "editor"
    """Over the editor of an answer, small."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """Which installation a launch says it is from, unverified: only to choose the key."""

    origin: str
    """"https://atelier.zendesk.com"."""
    installation: str
    """The host's number of the installation."""


@dataclass(frozen=True, slots=True)
class HelpdeskLaunch:
    """A verified launch: who looks, until when, used once."""

    person_id: str
    """The host's id of the person."""
    token_id: str
    expires_at: int
    """UTC ms."""


class Helpdesk(Protocol):
    """One kind of helpdesk."""

    @property
    def kind(self) -> str:
        """Its stable name."""
        ...

    @property
    def script(self) -> str:
        """The address of the host's own script, which our page speaks to the host by."""
        ...

    def origin_of(self, account: str) -> str:
        """An account's origin, from its name or address as typed. Raises ValueError."""
        ...

    def claimed(self, token: str) -> Claimed:
        """Whose launch it says it is. Raises LaunchRefused."""
        ...

    def read(self, token: str, *, key: str, claimed: Claimed, now: int) -> HelpdeskLaunch:
        """The launch, verified by the installation's public key (PEM); ``now`` in UTC ms.

        Raises LaunchRefused.
        """
        ...

    def is_key(self, key: str) -> bool:
        """Whether this is a public key that launches can be verified with."""
        ...

    def ticket_link(self, origin: str, ticket_id: str) -> str:
        """Where the host shows its ticket."""
        ...
