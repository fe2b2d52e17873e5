"""Signed launches from a host's own pages: what one says once it is verified, and who verifies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


class LaunchRefused(Exception):
    """A launch that cannot be trusted.

    ``reason`` is one of: malformed, oversized, unknown_shop, bad_signature, wrong_audience,
    expired, too_long, replayed, unsigned, unknown_helpdesk. ``ahead_ms`` is, of one that is not
    of this minute, how far ahead of our clock it was signed; below 0 it was that long ago.
    """

    def __init__(self, reason: str, *, ahead_ms: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.ahead_ms = ahead_ms


@dataclass(frozen=True, slots=True)
class Launch:
    """A verified click on the shop's button: who, on which order, until when, used once."""

    shop_id: str
    """Our own id of the shop whose secret signed it."""
    token_id: str
    expires_at: int
    order_id: str
    """Empty, like the next three, where the button is the shop's menu and names no order."""
    order_reference: str
    customer_id: str
    currency: str
    employee_id: str
    employee_name: str
    employee_email: str
    profile: str
    """The host's id of the employee's role."""
    is_superuser: bool
    may_view_orders: bool
    may_edit_orders: bool
    language: str
    shop_url: str = ""
    """The address of the shop that signed it, as the shop has it."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Ready-made addresses back into the host ("order", "customer"), which only it can build."""


class LaunchReader(Protocol):
    """Verifies the host's signed launches."""

    def claimed_shop(self, token: str) -> str:
        """Our shop id that the token says it is from, unverified. Raises LaunchRefused."""
        ...

    def claimed_language(self, token: str) -> str:
        """The language that the token asks for, unverified; empty where none can be read."""
        ...

    def read(self, token: str, *, secrets: tuple[str, ...], audience: str, now: int) -> Launch:
        """The launch, verified with any of the secrets; ``now`` in UTC ms. Raises LaunchRefused."""
        ...
