"""Calls that a shop's module makes to us: believed only when signed, now, once and in bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from platforms.contract import Check
from platforms.notices import Notice


@dataclass(frozen=True, slots=True)
class HookCall:
    """A verified call. Whoever takes it must refuse a nonce seen before for this shop."""

    action: str
    shop_id: str
    """Our own id of the shop whose secret signed it."""
    nonce: str
    expires_at: int
    """UTC ms from which on the nonce may be forgotten: the call is too old by then."""
    body: Mapping[str, Any] = field(repr=False)
    secret: str = field(repr=False)
    """The one of the given secrets that signed it."""


class HookRefused(Exception):
    """A call that is not what it must be.

    ``reason`` is one of: unauthorized (no more is ever said), too_large, bad_request (``field``
    names the place). ``call`` is there when the signature was good: the refusal is then signed too.
    """

    def __init__(self, reason: str, *, field: str = "", call: HookCall | None = None) -> None:
        super().__init__(f"{reason} {field}".strip())
        self.reason = reason
        self.field = field
        self.call = call


@dataclass(frozen=True, slots=True)
class Profile:
    """A role of the shop's employees, and whether it may use the panel."""

    id: str
    name: str
    may_use: bool


@dataclass(frozen=True, slots=True)
class ModuleReport:
    """What a shop's module says of its shop and of itself."""

    shop_version: str
    module_version: str
    runtime_version: str
    """Of the language it runs on."""
    host_shop_id: str
    """The shop's own id among those of one back office."""
    shop_name: str
    shop_url: str
    admin_origin: str
    """``https://host`` of the back office; empty as long as no employee has opened it."""
    is_multistore: bool
    timezone: str
    """IANA name."""
    currency: str
    languages: tuple[str, ...]
    """ISO 639-1."""
    clock: int
    """UTC ms when it answered."""
    refunds_on: bool
    cancellations_on: bool
    profiles: tuple[Profile, ...] = ()
    checks: tuple[Check, ...] = ()
    """What it found of its own."""


class HookReader(Protocol):
    """Verifies what a shop's module says to us, and signs what we answer."""

    def claimed_shop(self, headers: Mapping[str, str]) -> str:
        """Our shop id that a call says it is from, unverified. Raises HookRefused."""
        ...

    def read(
        self,
        action: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        secrets: tuple[str, ...],
        now: int,
    ) -> HookCall:
        """The call, verified with any of the secrets; ``now`` in UTC ms. Raises HookRefused."""
        ...

    def answer(self, call: HookCall, status: int, body: bytes) -> dict[str, str]:
        """The headers of an answer to this call: its type and its signature."""
        ...

    def granting(self, result: Mapping[str, Any]) -> bytes:
        """The body of a good answer (status 200)."""
        ...

    def refusing(self, refusal: HookRefused) -> tuple[int, bytes]:
        """(status, body) of a refusal."""
        ...

    def notices(self, body: Mapping[str, Any]) -> tuple[Notice, ...]:
        """The notices in a call's body. Raises HookRefused("bad_request")."""
        ...

    def pairing(self, body: Mapping[str, Any]) -> ModuleReport:
        """What the module says of its shop. Raises HookRefused("bad_request")."""
        ...

    def rotation(self, body: Mapping[str, Any]) -> str:
        """The secret that the shop will sign with from now on. Raises HookRefused."""
        ...

    def ticket_order(self, body: Mapping[str, Any]) -> str:
        """The order of which the shop asks how its ticket stands. Raises HookRefused."""
        ...

    def pairing_code(self, address: str, *, shop_id: str, secret: str) -> str:
        """What is pasted once into the module, so that it knows us and we know it."""
        ...
