"""The module's own calls when it is connected: the proof of both directions, and a new secret."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from platforms.prestashop.sandbox.module.call import Call
from platforms.prestashop.sandbox.module.reads import meta
from platforms.prestashop.sandbox.module.sending import call_counter
from platforms.prestashop.sandbox.standin import Sandbox

PAIR_SECONDS = 20.0
"""The counter calls back before it answers."""


def prove(sandbox: Sandbox, root: str) -> Mapping[str, Any] | None:
    """What the counter found out about this shop at ``root``; None where it did not answer."""
    if sandbox.pairing is None:
        return None
    told = dict(meta(Call(sandbox, "meta", {}, root=root)))
    return call_counter(sandbox.pairing, "pair", told, within=PAIR_SECONDS)


def rotate(sandbox: Sandbox) -> bool:
    """Whether a new secret is used from now on; the one before it stays good."""
    pairing = sandbox.pairing
    if pairing is None:
        return False
    fresh = secrets.token_urlsafe(32)
    told = call_counter(pairing, "rotate", {"secret": fresh}, within=PAIR_SECONDS)
    if not told or told.get("rotated") is not True:
        return False
    sandbox.pairing = replace(pairing, secret=fresh, older=(pairing.secret,))
    return True
