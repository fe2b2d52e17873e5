"""Carries waiting notices to the counter from a thread of its own, again and again until taken."""

from __future__ import annotations

import json
import threading
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from platforms.prestashop.sandbox.module.signing import headers
from platforms.prestashop.sandbox.standin import Pairing, Sandbox

ROUND_SECONDS = 0.5
"""How long new notices may wait to travel together."""
RETRY_SECONDS = 3.0
MOST = 100
NOTICES_TIMEOUT = 3.0
"""Seconds: as the real module allows itself after the response was sent."""


def start_sending(sandbox: Sandbox) -> threading.Thread:
    """A daemon: it ends with the program."""
    work = threading.Thread(target=_carry, args=(sandbox,), name="notices", daemon=True)
    work.start()
    return work


def send_once(sandbox: Sandbox) -> bool:
    """Whether the counter took what was waiting; true where there was nothing to send."""
    pairing, outbox = sandbox.pairing, sandbox.module.outbox
    waiting = outbox.waiting(MOST)
    if pairing is None or not waiting:
        return True
    told = call_counter(
        pairing,
        "notices",
        {"notices": [it.written() for it in waiting]},
        within=NOTICES_TIMEOUT,
    )
    taken = told.get("taken") if told else None
    if not isinstance(taken, list):
        return False
    outbox.take(it for it in taken if isinstance(it, int))
    return True


def call_counter(
    pairing: Pairing, action: str, said: dict[str, Any], *, within: float
) -> dict[str, Any] | None:
    """The counter's answer to a signed call, or None for anything else than an object."""
    path, body = f"/hooks/prestashop/{action}", json.dumps(said).encode()
    sealed = headers(pairing.secret, pairing.shop_id, path, body)
    base = urlsplit(pairing.service_url)
    kind = HTTPSConnection if base.scheme == "https" else HTTPConnection
    wire = kind(base.netloc, timeout=within)
    try:
        target = base.path.rstrip("/") + path
        wire.request("POST", target, body, {"Content-Type": "application/json", **sealed})
        answer = wire.getresponse()
        found = json.loads(answer.read()) if answer.status == 200 else None
    except (HTTPException, OSError, ValueError):
        return None
    finally:
        wire.close()
    return found if isinstance(found, dict) else None


def _carry(sandbox: Sandbox) -> None:
    outbox = sandbox.module.outbox
    while True:
        outbox.wait(ROUND_SECONDS)
        if sandbox.notices_on and not send_once(sandbox):
            threading.Event().wait(RETRY_SECONDS)
