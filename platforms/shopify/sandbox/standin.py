"""One imaginary Shopify: its stores, their clock, the app it hosts, and what was asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from flask import Flask

from platforms.shopify.sandbox.calling import Calls
from platforms.shopify.sandbox.clocks import Clock
from platforms.shopify.sandbox.costs import Buckets
from platforms.shopify.sandbox.due import Due
from platforms.shopify.sandbox.faults import Faults
from platforms.shopify.sandbox.gateways import Gateways
from platforms.shopify.sandbox.idempotency import Idempotency
from platforms.shopify.sandbox.jobs import CancelJobs
from platforms.shopify.sandbox.notifications import Notification
from platforms.shopify.sandbox.seeding import sown
from platforms.shopify.sandbox.store import Store
from platforms.shopify.sandbox.tokens import Keyring
from platforms.shopify.sandbox.webhooks import Webhooks
from platforms.shopify.scopes import NEEDED

_NAME = "shopify_sandbox"
SUPPORTED = ("2026-01", "2026-04", "2026-07", "2026-10")


@dataclass(frozen=True, slots=True)
class CounterApp:
    """The app as Shopify knows it. Its repr never shows a secret."""

    client_id: str
    secret: str = field(repr=False)
    older_secret: str = field(default="", repr=False)
    """Still good while the app changes over to the new one."""
    url: str = ""
    """The app's public address, without a slash at its end."""


class _Resets(Protocol):
    def reset(self) -> None: ...


@dataclass(slots=True)
class Sandbox:
    """Everything that tests may look at or change while the stand-in runs."""

    counter: CounterApp | None
    seeds: tuple[str, ...]
    sends_webhooks: bool = False
    clock: Clock = field(default_factory=Clock)
    stores: dict[str, Store] = field(default_factory=dict)
    """By host."""
    calls: Calls = field(default_factory=Calls)
    supported: list[str] = field(default_factory=lambda: list(SUPPORTED))
    """API versions, oldest first."""
    troubles: list[str] = field(default_factory=list)
    """The stories of the stand-in's own faults: a test finds this empty."""

    faults: Faults = field(default_factory=Faults)
    tokens: Keyring = field(default_factory=Keyring)
    idempotency: Idempotency = field(default_factory=Idempotency)
    buckets: Buckets = field(default_factory=Buckets)
    gateways: Gateways = field(default_factory=Gateways)
    cancels: CancelJobs = field(default_factory=CancelJobs)
    due: Due = field(default_factory=Due)
    webhooks: Webhooks = field(default_factory=Webhooks)
    notifications: list[Notification] = field(default_factory=list)
    """What Shopify itself wrote to customers, oldest first."""

    def __post_init__(self) -> None:
        self.sow()

    def sow(self) -> None:
        """Every store's rows back to its seed, the app installed with all it needs."""
        self.stores = {store.host: store for store in (sown(it, self.clock) for it in self.seeds)}
        for store in self.stores.values():
            store.installed, store.scopes = True, set(NEEDED)

    def reset(self) -> None:
        """Stores as they were sown, nothing asked, every version as it was."""
        self.sow()
        self.calls.reset()
        self.supported[:] = SUPPORTED
        self.troubles.clear()
        self.notifications.clear()
        for kept in self._behind():
            kept.reset()

    def key(self, host: str, person: str = "") -> str:
        """A new token of the app in a store, or of the person with this handle."""
        store, now = self.stores[host], self.clock.now()
        if not person:
            return self.tokens.app_token(host, store.scopes, now=now).token
        staff = next(it for it in store.staff.values() if it.handle == person)
        return self.tokens.staff_token(host, store.scopes, staff.id, now=now).token

    def served(self, version: str) -> str:
        """The version that really answers: one that is no more becomes the oldest that is."""
        return version if version in self.supported else self.supported[0]

    def _behind(self) -> tuple[_Resets, ...]:
        wire = (self.faults, self.tokens, self.idempotency, self.buckets)
        return (*wire, self.gateways, self.cancels, self.due, self.webhooks)

    def install(self, app: Flask) -> None:
        """Make this the stand-in behind an app."""
        app.extensions[_NAME] = self


def sandbox_of(app: Flask) -> Sandbox:
    """The stand-in behind an app made by create_sandbox."""
    sandbox = app.extensions[_NAME]
    if not isinstance(sandbox, Sandbox):
        raise TypeError(_NAME)
    return sandbox
