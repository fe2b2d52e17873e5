"""What Zendesk signs: who opens the app, in which installation, good for minutes."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any
from urllib.parse import urlencode

import jwt

from platforms.zendesk.sandbox.standin import Fault, Sandbox, new_key

LIVES = 180
"""Seconds."""

LOCATIONS = {"sidebar": "ticket_sidebar", "new": "new_ticket_sidebar", "editor": "ticket_editor"}
"""Where in Zendesk each of the app's frames is, by our own short names."""

PATH = "/helpdesks/zendesk/{page}"
ELSEWHERE = "https://somebody-else.zendesk.com"


def signed_launch(sandbox: Sandbox, person: int, location: str, address: str = "") -> str:
    """A fresh token for the person with this number."""
    now = sandbox.now()
    claims = {
        "iss": f"{sandbox.account}.zendesk.com",
        "aud": f"{sandbox.origin}/api/v2/apps/installations/{sandbox.installation}.json",
        "sub": f"{sandbox.origin}/api/v2/users/{person}.json",
        "iat": now,
        "nbf": now,
        "exp": now + LIVES,
        "cnf": {"jku": f"{sandbox.origin}/api/v2/apps/public_key.pem"},
        "qsh": hashlib.sha256(address.encode()).hexdigest(),
        "context": {"product": "support", "location": location},
    }
    key = new_key() if Fault.KEY in sandbox.faults else sandbox.key
    return jwt.encode(claims, key, algorithm="RS256")


def launch(sandbox: Sandbox, place: str, handle: str, here: str, ticket: str) -> dict[str, Any]:
    """How the page brings the app into its frame: where to send which form.

    ``here`` is the origin of the account's own page. Raises KeyError for an unknown place.
    """
    location = LOCATIONS[place]
    person = sandbox.person(handle)
    guid = secrets.token_hex(16)
    origin = ELSEWHERE if Fault.ORIGIN in sandbox.faults else here
    path = PATH.format(page="editor" if place == "editor" else "sidebar")
    address = f"{sandbox.counter_url}{path}?{urlencode({'origin': origin, 'app_guid': guid})}"
    sandbox.launches.append({"place": place, "ticket": ticket, "person": person["handle"]})
    return {
        "address": address,
        "method": "get" if Fault.UNSIGNED in sandbox.faults else "post",
        "token": signed_launch(sandbox, person["id"], location, address),
        "origin": origin,
        "guid": guid,
        "location": location,
        "installation": int(sandbox.installation),
        "subdomain": sandbox.account,
        "silent": Fault.SILENT in sandbox.faults,
        "mute": Fault.MUTE in sandbox.faults,
    }
