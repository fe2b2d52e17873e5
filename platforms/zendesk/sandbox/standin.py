"""One imaginary Zendesk account: its agents, customers and tickets, in memory, as sown."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask

HERE = Path(__file__).parent
_NAME = "zendesk_sandbox"
FAR_AHEAD = 3600
"""Seconds by which a wrong clock is wrong."""


class Fault(StrEnum):
    """What the account can be told to get wrong."""

    SCRIPT = "script"
    """The SDK is not served, as where a browser's extension refuses it."""
    SILENT = "silent"
    """The page around the app answers nothing, not even its first word."""
    MUTE = "mute"
    """It lets the app begin, then answers no request."""
    CLOCK = "clock"
    """Launches are signed an hour ago."""
    UNSIGNED = "unsigned"
    """The app's page is asked for plainly, as without signed addresses."""
    ORIGIN = "origin"
    """The app is told another account's address than the one it stands in."""
    KEY = "key"
    """Launches are signed with a key that nobody was told of."""


@cache
def _seed() -> dict[str, Any]:
    written: dict[str, Any] = json.loads((HERE / "seeds" / "account.json").read_text("utf-8"))
    return written


def new_key() -> RSAPrivateKey:
    """A key pair such as each app has."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(slots=True)
class Sandbox:
    """Everything that tests may look at or change while the stand-in runs."""

    key: RSAPrivateKey = field(repr=False)
    counter_url: str = ""
    account: str = "atelier"
    installation: str = "82"
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Agents, by handle."""
    customers: dict[int, dict[str, Any]] = field(default_factory=dict)
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    faults: set[Fault] = field(default_factory=set)
    launches: list[dict[str, str]] = field(default_factory=list)
    """Place, ticket and person of each, oldest first."""

    def __post_init__(self) -> None:
        self.reset()

    @property
    def public_key(self) -> str:
        """PEM, as an administrator of the account is given it."""
        found = self.key.public_key()
        return found.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @property
    def origin(self) -> str:
        """What launches name; the account's pages stand on loopback all the same."""
        return f"https://{self.account}.zendesk.com"

    def reset(self) -> None:
        """As it was sown, with nothing wrong."""
        seed = copy.deepcopy(_seed())
        self.people = {one["handle"]: one for one in seed["people"]}
        self.customers = {one["id"]: one for one in seed["customers"]}
        self.tickets = {one["id"]: one for one in seed["tickets"]}
        self.faults.clear()
        self.launches.clear()

    def now(self) -> int:
        """UTC seconds."""
        return int(time.time()) - (FAR_AHEAD if Fault.CLOCK in self.faults else 0)

    def person(self, handle: str) -> dict[str, Any]:
        """The agent of this handle; the first of the account where nobody has it."""
        return self.people.get(handle) or next(iter(self.people.values()))

    def install(self, app: Flask) -> None:
        """Make this the stand-in behind an app."""
        app.extensions[_NAME] = self


def sandbox_of(app: Flask) -> Sandbox:
    """The stand-in behind an app made by create_sandbox."""
    sandbox = app.extensions[_NAME]
    if not isinstance(sandbox, Sandbox):
        raise TypeError(_NAME)
    return sandbox
