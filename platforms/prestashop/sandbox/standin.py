"""One imaginary PrestaShop: its rows, keys, faults, log and the counter it is paired with."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Flask

from platforms.prestashop.sandbox.core.tables import Mail, Tables
from platforms.prestashop.sandbox.faults import Faults
from platforms.prestashop.sandbox.keys import Keys
from platforms.prestashop.sandbox.log import RequestLog
from platforms.prestashop.sandbox.module.state import Module
from platforms.prestashop.sandbox.shop import Shop

VERSION = "9.1.4"
_NAME = "prestashop_sandbox"


@dataclass(frozen=True, slots=True)
class Pairing:
    """What the shop's module knows of the counter. Its repr never shows the secret."""

    shop_id: str
    """The counter's own id of this shop."""
    secret: str = field(repr=False)
    service_url: str
    """The counter's public address, without a slash at its end."""
    older: tuple[str, ...] = field(default=(), repr=False)
    """Secrets that are still good while the counter changes over to the new one."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret that is good, newest first."""
        return (self.secret, *self.older)


@dataclass(slots=True)
class Sandbox:
    """Everything that tests may look at or change while the stand-in runs."""

    shop: Shop
    keys: Keys
    pairing: Pairing | None
    shows_php_errors: bool = False
    """PHP's display_errors: decides whether a bad list is 400 or 500."""
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)
    tables: Tables = field(default_factory=Tables)
    module: Module = field(default_factory=Module)
    notices_on: bool = False
    """Whether notices are sent to the counter; they are collected in any case."""

    @property
    def mails(self) -> list[Mail]:
        """What core mailed to customers, oldest first."""
        return self.tables.mails

    def reset(self) -> None:
        """Rows back to the seed, no faults, an empty log, an empty module."""
        self.shop.reset()
        self.faults.reset()
        self.log.reset()
        self.tables.reset()
        self.module.reset()

    def install(self, app: Flask) -> None:
        """Make this the stand-in behind an app."""
        app.extensions[_NAME] = self


def sandbox_of(app: Flask) -> Sandbox:
    """The stand-in behind an app made by create_sandbox."""
    sandbox = app.extensions[_NAME]
    if not isinstance(sandbox, Sandbox):
        raise TypeError(_NAME)
    return sandbox
